using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace MiniMaxClient.Tests.DependencyInjection;

public sealed class MiniMaxClientOptionsTests
{
    private const string Key = "zz-very-secret-0123456789";

    [Fact]
    public void UseFailover_AfterProvider_ReplacesIt()
    {
        using ServiceProvider services = FailoverRegistrationTests.Services(static services => services.AddMiniMaxClient(static o =>
        {
            o.UseModelsLab("key-1", "https://host/v1");
            o.UseFailover(static a => a.UseAimlApi("key-1"), static b => b.UseRunApi("key-2"));
        }));
        Assert.IsType<FailoverChatCompletionsClient>(services.GetRequiredService<IChatCompletionsClient>());
    }

    [Fact]
    public void UseModelsLab_AfterFailover_ReplacesIt()
    {
        using ServiceProvider services = FailoverRegistrationTests.Services(static services => services.AddMiniMaxClient(static o =>
        {
            o.UseFailover(static a => a.UseAimlApi("key-1"), static b => b.UseRunApi("key-2"));
            o.UseModelsLab("key-1");
        }));
        Assert.IsType<ChatCompletionsClient>(services.GetRequiredService<IChatCompletionsClient>());
    }

    [Fact]
    public void ToStringAndSerialize_ApiKey_IsOmitted()
    {
        var options = new MiniMaxClientOptions();
        options.UseFailover(static a => a.UseAimlApi(Key), static b => b.UseRunApi(Key));
        options.ApiKey = Key;
        var single = new MiniMaxClientOptions();
        single.UseRunApi(Key);

        foreach (MiniMaxClientOptions shown in (MiniMaxClientOptions[])[options, single])
        {
            Assert.DoesNotContain(Key, JsonSerializer.Serialize(shown), StringComparison.Ordinal);
            Assert.DoesNotContain(Key, shown.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(Key, JsonSerializer.Serialize(shown.Client), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Use_AddressAsUri_IsThatOfTheString()
    {
        var uri = new Uri("https://gateway.example/v1?region=eu");
        foreach (Action<MiniMaxClientOptions> use in (Action<MiniMaxClientOptions>[])
            [
                o => o.UseAimlApi("key-1", uri), o => o.UseRunApi("key-1", uri), o => o.UseModelsLab("key-1", uri),
                o => o.UseMiniMax("key-1", uri), o => o.UseOpenAICompatible("own", uri, "key-1"),
                o => o.UseAnthropicCompatible("own", uri, "key-1"),
            ])
        {
            var options = new MiniMaxClientOptions();
            use(options);
            Assert.Equal(("https://gateway.example/v1?region=eu", "key-1"), (options.BaseAddress, options.ApiKey));
        }

        var none = new MiniMaxClientOptions();
        none.UseAimlApi("key-1", (Uri?)null);
        Assert.Null(none.BaseAddress);
        Assert.Throws<ArgumentNullException>("endpoint", () => none.UseOpenAICompatible("own", (Uri)null!, null));
    }
}
