using System.Text;
using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace MiniMaxClient.Tests.Resilience;

/// <summary>Timeouts and handlers that the application adds to the HTTP client.</summary>
public sealed class HttpClientHandlerTests : IAsyncLifetime
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
    public async Task HttpClientTimeout_Elapsed_IsExternalTimeoutWithItsLimit(bool stream, bool withManualClock)
    {
        // HttpClient does not use a TimeProvider.
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
    public async Task HttpClientTimeout_Finite_LogsOneWarning()
    {
        using var http = new HttpClient();
        using ChatCompletionsClient client = Client(http);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => client.CallAsync(stream: i % 2 == 0, _token)));
        Assert.Equal(
            [
                "Warning: The HttpClient of openai has a Timeout of 00:01:40, which cancels calls with slower response headers. "
                + "Set it to infinite.",
            ],
            _log.Messages);
    }

    [Fact]
    public async Task HttpClientTimeout_Infinite_LogsNoWarning()
    {
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        using ChatCompletionsClient client = Client(http);
        await client.CallAsync(stream: true, _token);
        using ChatCompletionsClient defaultClient = _emulator.CreateResilientClient(new() { LoggerFactory = _log });
        await defaultClient.CallAsync(stream: true, _token);
        Assert.Empty(_log.Messages);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Handler_PollyTimeout_IsExternalTimeout(bool stream)
    {
        var limit = TimeSpan.FromSeconds(10);
        using HttpClient http = Handler((_, _) => throw new TimeoutRejectedException("Timed out.", limit));
        using ChatCompletionsClient client = Client(http);

        var e = await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => client.CallAsync(stream, _token));

        Assert.Equal((TimeoutKind.External, limit), (e.Kind, e.Limit));
        Assert.Equal("openai was canceled by a timeout of the application after 00:00:10; received so far: nothing.", e.Message);
        Assert.IsType<TimeoutRejectedException>(e.InnerException);
    }

    [Fact]
    public async Task Handler_TimeoutWithoutLimit_IsExternalTimeout()
    {
        using HttpClient http = Handler(static (_, _) => throw new TimeoutRejectedException());
        using ChatCompletionsClient client = Client(http);

        var e = await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => client.CallAsync(stream: false, _token));

        Assert.Equal((TimeoutKind.External, Timeout.InfiniteTimeSpan), (e.Kind, e.Limit));
        Assert.Equal("openai was canceled by a timeout of the application; received so far: nothing.", e.Message);
    }

    [Fact]
    public async Task Handler_Timeout_IsRetried()
    {
        int calls = 0;
        using HttpClient http = Handler((request, send) =>
            Interlocked.Increment(ref calls) == 1 ? throw new TimeoutRejectedException() : send(request));
        using ChatCompletionsClient client = Client(http, ResilientClient.ImmediateRetries);
        ChatCompletion completion = await client.CallAsync(stream: true, _token);
        Assert.Equal([nameof(MiniMaxTimeoutException), null], completion.Call!.Attempts.Select(static attempt => attempt.Error));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Handler_OpenCircuit_ThrowsConnectionException(bool stream)
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
    public async Task Handler_CancelsBeforeHeaders_ThrowsConnectionException(bool stream)
    {
        using HttpClient http = Handler(static (_, _) => throw new TaskCanceledException());
        using ChatCompletionsClient client = Client(http);
        var e = await Assert.ThrowsAsync<MiniMaxConnectionException>(() => client.CallAsync(stream, _token));
        Assert.IsAssignableFrom<OperationCanceledException>(e.InnerException);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Handler_CancelsDuringStream_ThrowsStreamInterruptedException(bool isException)
    {
        using HttpClient http = Body(One, isException ? new TimeoutRejectedException() : new TaskCanceledException());
        using ChatCompletionsClient client = Client(http);

        Exception? e = await Record.ExceptionAsync(() => client.CallAsync(stream: true, _token));

        // Polly's exception already has the reason.
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
    public async Task Handler_CancelsBodyBeforeFirstChunk_ThrowsConnectionException(bool stream, string start)
    {
        using HttpClient http = Body(start, new TaskCanceledException());
        using ChatCompletionsClient client = Client(http, ResilientClient.ImmediateRetries);
        var e = await Assert.ThrowsAsync<MiniMaxConnectionException>(() => client.CallAsync(stream, _token));
        Assert.Equal(200, e.StatusCode);
        Assert.Equal(3, e.Attempts.Count);
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
        new(new DelegateHandler(send) { InnerHandler = new HttpClientHandler() }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Creates an HTTP client whose response body ends with an exception.</summary>
    private static HttpClient Body(string start, Exception end) => new(new StubHandler(() =>
    {
        var content = new StreamContent(new ChunkedStream([Encoding.UTF8.GetBytes(start)], end));
        content.Headers.ContentType = new("text/event-stream");
        return content;
    })) { Timeout = Timeout.InfiniteTimeSpan };

    private sealed class DelegateHandler(
        Func<HttpRequestMessage, Func<HttpRequestMessage, Task<HttpResponseMessage>>, Task<HttpResponseMessage>> send)
        : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            send(request, message => base.SendAsync(message, cancellationToken));
    }
}
