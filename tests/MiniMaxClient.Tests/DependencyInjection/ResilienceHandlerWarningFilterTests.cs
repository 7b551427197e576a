using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Resilience;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.DependencyInjection;

public sealed class ResilienceHandlerWarningFilterTests : IAsyncLifetime
{
    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly RecordingLoggerFactory _log = new();
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);

    public ValueTask DisposeAsync()
    {
        _log.Dispose();
        return _emulator.DisposeAsync();
    }

    [Fact]
    public async Task Configure_ResilienceHandler_LogsOneWarningPerClient()
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(_log);
        services.AddTransient<ResilienceHandler>();
        services.ConfigureHttpClientDefaults(static http => http.AddHttpMessageHandler<ResilienceHandler>());
        services.AddHttpClient("another");
        services.AddMiniMaxClient(o => o.UseRunApi(_emulator.ApiKey, _emulator.RunApi.ToString()));
        services.AddMiniMaxClient("cheap", o => o.UseRunApi(_emulator.ApiKey, _emulator.RunApi.ToString()));
        await using ServiceProvider provider = services.BuildServiceProvider();

        provider.GetRequiredService<IHttpClientFactory>().CreateClient("another").Dispose();
        foreach (IChatCompletionsClient client in (IChatCompletionsClient[])
        [
            provider.GetRequiredService<IChatCompletionsClient>(),
            provider.GetRequiredKeyedService<IChatCompletionsClient>("cheap"),
        ])
        {
            await client.CallAsync(stream: false, _token);
            await client.CallAsync(stream: true, _token);
        }

        Assert.Equal(
            [
                "Warning: The HttpClient of MiniMaxClient has the handler ResilienceHandler: its retries multiply those of "
                + "this client, and its timeouts cancel long responses. Remove it from this client.",
                "Warning: The HttpClient of MiniMaxClient:cheap has the handler ResilienceHandler: its retries multiply those of "
                + "this client, and its timeouts cancel long responses. Remove it from this client.",
            ],
            _log.Messages.Where(static message => message.StartsWith("Warning: ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Configure_OtherHandler_LogsNoWarning()
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(_log);
        services.AddMiniMaxClient(o => o.UseRunApi(_emulator.ApiKey, _emulator.RunApi.ToString()))
            .AddHttpMessageHandler(static () => new PassThroughHandler());
        await using ServiceProvider provider = services.BuildServiceProvider();
        await provider.GetRequiredService<IChatCompletionsClient>().CallAsync(stream: true, _token);
        Assert.DoesNotContain(_log.Messages, static message => message.StartsWith("Warning: ", StringComparison.Ordinal));
    }

    private sealed class PassThroughHandler : DelegatingHandler;
}
