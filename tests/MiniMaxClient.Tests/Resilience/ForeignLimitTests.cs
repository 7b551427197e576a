using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Logging;
using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace MiniMaxClient.Tests.Resilience;

/// <summary>Limits that the app put on the HTTP client itself.</summary>
public sealed class ForeignLimitTests : IAsyncLifetime
{
    private const string One = """
        data: {"id":"1","choices":[{"index":0,"delta":{"role":"assistant","content":"one"}}]}


        """;

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly RecordingLoggerFactory _log = new();
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);

    public ValueTask DisposeAsync()
    {
        _log.Dispose();
        return _emulator.DisposeAsync();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task HttpClientTimeout_ThatCutsACall_IsExternalWithItsLength(bool stream, bool withManualClock)
    {
        // The one limit that no clock of the test's drives.
        var timeout = TimeSpan.FromMilliseconds(50);
        _emulator.Enqueue(Reply.Text("never").Stall());
        using var http = new HttpClient { Timeout = timeout };
        using ChatCompletionsClient client = Client(http, clock: withManualClock ? new ManualClock() : null);

        var e = await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => client.CallAsync(stream, _token).WaitAsync(_token));

        Assert.Equal((TimeoutKind.External, timeout), (e.Kind, e.Limit));
        Assert.Equal("openai was canceled by a timeout of the application after 00:00:00.0500000; received so far: nothing.", e.Message);
        Assert.True(e.IsTransient);
        Assert.Equal(nameof(MiniMaxTimeoutException), Assert.Single(e.Attempts).Error);
    }

    [Fact]
    public async Task HttpClientTimeout_OfAClient_IsWarnedOfOnce()
    {
        using var http = new HttpClient();
        using ChatCompletionsClient client = Client(http);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => client.CallAsync(stream: i % 2 == 0, _token)));
        Assert.Equal(
            [
                "Warning: The HttpClient of openai has a Timeout of 00:01:40: it cuts calls whose headers take longer. "
                + "Set it to infinite.",
            ],
            _log.Messages);
    }

    [Fact]
    public async Task HttpClientTimeout_ThatIsInfinite_IsNotWarnedOf()
    {
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using ChatCompletionsClient client = Client(http);
        await client.CallAsync(stream: true, _token);
        using ChatCompletionsClient own = _emulator.CreateResilientClient(new() { LoggerFactory = _log });
        await own.CallAsync(stream: true, _token);
        Assert.Empty(_log.Messages);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Handler_WithATimeoutOfPolly_IsExternal(bool stream)
    {
        var limit = TimeSpan.FromSeconds(10);
        using HttpClient http = Handler((_, _) => throw new TimeoutRejectedException("Too late.", limit));
        using ChatCompletionsClient client = Client(http);

        var e = await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => client.CallAsync(stream, _token));

        Assert.Equal((TimeoutKind.External, limit), (e.Kind, e.Limit));
        Assert.Equal("openai was canceled by a timeout of the application after 00:00:10; received so far: nothing.", e.Message);
        Assert.IsType<TimeoutRejectedException>(e.InnerException);
    }

    [Fact]
    public async Task Handler_WithATimeoutThatNamesNoLength_IsExternalAllTheSame()
    {
        using HttpClient http = Handler(static (_, _) => throw new TimeoutRejectedException());
        using ChatCompletionsClient client = Client(http);

        var e = await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => client.CallAsync(stream: false, _token));

        Assert.Equal((TimeoutKind.External, Timeout.InfiniteTimeSpan), (e.Kind, e.Limit));
        Assert.Equal("openai was canceled by a timeout of the application; received so far: nothing.", e.Message);
    }

    [Fact]
    public async Task Handler_WithATimeout_IsTriedAgain()
    {
        int calls = 0;
        using HttpClient http = Handler((request, send) =>
            Interlocked.Increment(ref calls) == 1 ? throw new TimeoutRejectedException() : send(request));
        using ChatCompletionsClient client = Client(http, ResilientClient.ImmediateRetries);
        ChatCompletion answer = await client.CallAsync(stream: true, _token);
        Assert.Equal([nameof(MiniMaxTimeoutException), null], answer.Call!.Attempts.Select(static attempt => attempt.Error));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Handler_WithAnOpenCircuit_IsAConnectionFailure(bool stream)
    {
        using HttpClient http = Handler(static (_, _) => throw new BrokenCircuitException());
        using ChatCompletionsClient client = Client(http);
        var e = await Assert.ThrowsAsync<MiniMaxConnectionException>(() => client.CallAsync(stream, _token));
        Assert.IsType<BrokenCircuitException>(e.InnerException);
        Assert.Single(e.Attempts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Handler_ThatCancelsBeforeTheHeaders_IsAConnectionFailure(bool stream)
    {
        using HttpClient http = Handler(static (_, _) => throw new TaskCanceledException());
        using ChatCompletionsClient client = Client(http);
        var e = await Assert.ThrowsAsync<MiniMaxConnectionException>(() => client.CallAsync(stream, _token));
        Assert.IsAssignableFrom<OperationCanceledException>(e.InnerException);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Handler_ThatCancelsInTheMiddleOfAStream_IsAnInterruption(bool isException)
    {
        using HttpClient http = Body(One, isException ? new TimeoutRejectedException() : new TaskCanceledException());
        using ChatCompletionsClient client = Client(http);

        Exception? e = await Record.ExceptionAsync(() => client.CallAsync(stream: true, _token));

        // Polly's own word for it says more.
        if (isException)
            Assert.Equal(TimeoutKind.External, Assert.IsType<MiniMaxTimeoutException>(e).Kind);
        else
            Assert.IsType<MiniMaxStreamInterruptedException>(e);
        Assert.Equal("one", ((MiniMaxException)e!).Partial?.Text);
        Assert.Single(((MiniMaxException)e).Attempts);
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(false, """{"id":""")]
    [InlineData(true, "")]
    [InlineData(true, "data: {")]
    public async Task Handler_ThatCancelsABodyBeforeTheFirstChunk_IsAConnectionFailure(bool stream, string start)
    {
        using HttpClient http = Body(start, new TaskCanceledException());
        using ChatCompletionsClient client = Client(http, ResilientClient.ImmediateRetries);
        var e = await Assert.ThrowsAsync<MiniMaxConnectionException>(() => client.CallAsync(stream, _token));
        Assert.Equal(200, e.StatusCode);
        Assert.Equal(3, e.Attempts.Count);
    }

    [Fact]
    public async Task ResilienceHandler_OnTheRegisteredClients_IsWarnedOfOnceForEach()
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
    public async Task Handlers_OfOtherNames_AreNotWarnedOf()
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(_log);
        services.AddMiniMaxClient(o => o.UseRunApi(_emulator.ApiKey, _emulator.RunApi.ToString()))
            .AddHttpMessageHandler(static () => new Passing(static (request, send) => send(request)));
        await using ServiceProvider provider = services.BuildServiceProvider();
        await provider.GetRequiredService<IChatCompletionsClient>().CallAsync(stream: true, _token);
        Assert.DoesNotContain(_log.Messages, static message => message.StartsWith("Warning: ", StringComparison.Ordinal));
    }

    private ChatCompletionsClient Client(
        HttpClient http, ResilienceOptions? resilience = null, TimeProvider? clock = null) =>
        new(Adapters.ForEmulator(_emulator, "openai"), http, new()
        {
            Resilience = resilience ?? ResilienceOptions.None,
            TimeProvider = clock ?? TimeProvider.System,
            LoggerFactory = _log,
        });

    private static HttpClient Handler(
        Func<HttpRequestMessage, Func<HttpRequestMessage, Task<HttpResponseMessage>>, Task<HttpResponseMessage>> send) =>
        new(new Passing(send) { InnerHandler = new HttpClientHandler() }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>An answer that a handler breaks off.</summary>
    private static HttpClient Body(string start, Exception end) => new(new StubHandler(() =>
    {
        var content = new StreamContent(new ChunkedStream([Encoding.UTF8.GetBytes(start)], end));
        content.Headers.ContentType = new("text/event-stream");
        return content;
    })) { Timeout = Timeout.InfiniteTimeSpan };

    private sealed class Passing(
        Func<HttpRequestMessage, Func<HttpRequestMessage, Task<HttpResponseMessage>>, Task<HttpResponseMessage>> send)
        : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            send(request, message => base.SendAsync(message, cancellationToken));
    }
}
