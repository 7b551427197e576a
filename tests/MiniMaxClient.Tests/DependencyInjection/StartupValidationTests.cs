using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using MiniMaxClient.Tests.Support;
using NSubstitute;

namespace MiniMaxClient.Tests.DependencyInjection;

public sealed class StartupValidationTests
{
    private static readonly IChatCompletionsClient Fake = Substitute.For<IChatCompletionsClient>();

    private readonly CancellationToken _token = TestTimeouts.Token;

    /// <summary>Changes of the services after the registration of an invalid client, with which the host starts.</summary>
    private static readonly Dictionary<string, Action<IServiceCollection>> Replacements = new()
    {
        ["removed"] = static services => services.RemoveAll<IChatCompletionsClient>(),
        ["removed and replaced"] = static services =>
            services.RemoveAll<IChatCompletionsClient>().AddSingleton(Fake),
        ["replaced"] = static services => services.Replace(ServiceDescriptor.Singleton(Fake)),
        ["with chat client"] = static services =>
            services.AddMiniMaxChatClient(MiniMaxModels.M3).RemoveAll<IChatCompletionsClient>().AddSingleton(Fake),
    };

    public static TheoryData<string> ReplacementNames { get; } = [.. Replacements.Keys];

    [Theory]
    [MemberData(nameof(ReplacementNames))]
    public async Task StartAsync_ClientReplaced_StartsWithoutItsSettings(string replacement)
    {
        using IHost host = Build(services =>
        {
            services.AddMiniMaxClient(static o => o.Provider = "None");
            Replacements[replacement](services);
        });

        await host.StartAsync(_token);

        Assert.Equal(replacement == "removed" ? null : Fake, host.Services.GetService<IChatCompletionsClient>());
        await host.StopAsync(_token);
    }

    [Fact]
    public async Task StartAsync_DecoratorOfTheClient_ValidatesItsSettings()
    {
        using IHost host = Build(static services =>
        {
            services.AddMiniMaxClient(static o => o.Provider = "None");
            services.AddSingleton<IChatCompletionsClient>(
                static provider => new FailoverChatCompletionsClient(provider.GetRequiredService<ChatCompletionsClient>()));
        });

        await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(_token));
    }

    [Fact]
    public async Task StartAsync_KeyedClientReplaced_ValidatesTheOthers()
    {
        using IHost host = Build(static services =>
        {
            services.AddMiniMaxClient("faked", static o => o.Provider = "None");
            services.AddMiniMaxClient("real", static o => o.Provider = "Nothing");
            services.RemoveAllKeyed<IChatCompletionsClient>("faked");
            services.AddKeyedSingleton("faked", Fake);
        });

        var e = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(_token));

        Assert.StartsWith("Invalid configuration of the MiniMax client 'real': Provider is 'Nothing'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_OnlyTheChatClientIsUsed_ValidatesItsClient()
    {
        using IHost host = Build(static services =>
        {
            services.AddMiniMaxClient(static o => o.Provider = "None");
            services.AddMiniMaxChatClient(MiniMaxModels.M3);
        });

        await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(_token));
    }

    [Fact]
    public async Task StartAsync_RegisteredTwice_ValidatesOnce()
    {
        using IHost host = Build(static services =>
        {
            services.AddMiniMaxClient(static o => o.Provider = "None");
            services.AddMiniMaxClient(static o => o.Provider = "Nothing");
        });

        var e = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(_token));

        Assert.Contains("Provider is 'Nothing'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetRequiredService_InvalidClientOfAReplacedInterface_IsStillValidated()
    {
        using IHost host = Build(static services =>
        {
            services.AddMiniMaxClient(static o => o.Provider = "None");
            services.RemoveAll<IChatCompletionsClient>();
        });
        await host.StartAsync(_token);

        Assert.Throws<OptionsValidationException>(() => host.Services.GetRequiredService<ChatCompletionsClient>());
        await host.StopAsync(_token);
    }

    private static IHost Build(Action<IServiceCollection> add)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        add(builder.Services);
        return builder.Build();
    }
}
