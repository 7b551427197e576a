using Microsoft.Extensions.DependencyInjection;
using MiniMaxClient.DependencyInjection;

namespace MiniMaxClient.Tests.DependencyInjection;

public sealed class ChatCompletionsClientFactoryTests
{
    [Fact]
    public async Task CreateClient_SeveralProviders_ThrowsInvalidOperationException()
    {
        await using ServiceProvider services = Build(static o => o.UseFailover(
            static a => a.UseAimlApi("key-1"), static b => b.UseRunApi("key-2")));

        var e = Assert.Throws<InvalidOperationException>(
            () => ChatCompletionsClientFactory.CreateClient(services, "", "MiniMaxClient"));

        Assert.Contains("resolve IChatCompletionsClient", e.Message, StringComparison.Ordinal);
        using FailoverChatCompletionsClient? client =
            ChatCompletionsClientFactory.CreateFailoverClient(services, "", "MiniMaxClient");
        Assert.NotNull(client);
    }

    [Fact]
    public async Task CreateFailoverClient_OneProvider_ReturnsNull()
    {
        await using ServiceProvider services = Build(static o => o.UseRunApi("key-1"));

        Assert.Null(ChatCompletionsClientFactory.CreateFailoverClient(services, "", "MiniMaxClient"));
        using ChatCompletionsClient client = ChatCompletionsClientFactory.CreateClient(services, "", "MiniMaxClient");
        Assert.NotNull(client);
    }

    [Fact]
    public async Task CreateHttpHandler_ConnectTimeout_IsThatOfTheOptions()
    {
        await using ServiceProvider services = Build(static o =>
        {
            o.UseRunApi("key-1");
            o.Client = new() { ConnectTimeout = TimeSpan.FromSeconds(3) };
        });

        using HttpMessageHandler handler = ChatCompletionsClientFactory.CreateHttpHandler(services, "");

        Assert.SkipWhen(handler is HttpClientHandler, "The handler of netstandard2.0 has no connect timeout.");
        Assert.Equal(TimeSpan.FromSeconds(3), Assert.IsType<SocketsHttpHandler>(handler).ConnectTimeout);
    }

    private static ServiceProvider Build(Action<MiniMaxClientOptions> configure)
    {
        var services = new ServiceCollection();
        services.AddMiniMaxClient(configure);
        return services.BuildServiceProvider();
    }
}
