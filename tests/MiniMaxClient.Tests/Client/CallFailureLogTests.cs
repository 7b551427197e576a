using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Logging;
using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Resilience;
using MiniMaxClient.Tests.Support;
using Polly;
using Polly.Retry;

namespace MiniMaxClient.Tests.Client;

/// <summary>Tests that the log line of a failed call, and its exception, explain the failure.</summary>
public sealed class CallFailureLogTests : EmulatorTest
{
    private readonly RecordingLoggerFactory _log = new();

    private string Host => Emulator.OpenAICompatible.Authority;

    [Fact]
    public async Task Log_ConnectionClosedBeforeResponse_SaysThatTheRequestMayBeCharged()
    {
        Emulator.Enqueue(Reply.Disconnect());

        await FailAsync(stream: false);

        Assert.Equal(
            $"Warning: openai: the call to MiniMax-M2 at {Host} failed after 00:00:00, attempt 1 of 1. MiniMaxConnectionException: "
            + $"The connection to openai at {Host} was closed before a response arrived; the provider may have processed and "
            + "charged the request.",
            Assert.Single(_log.Messages));
    }

    [Fact]
    public async Task Log_ConnectionRefused_NamesHostAndCause()
    {
        // A port on which nothing listens.
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var address = new Uri($"http://{socket.LocalEndPoint}/v1");

        await FailAsync(stream: false, address: address);

        Assert.EndsWith(
            $" MiniMaxConnectionException: openai could not be reached at {address.Authority}: the connection was refused.",
            Assert.Single(_log.Messages),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_UnknownHost_NamesHostAndCause()
    {
        // The top-level domain "invalid" never exists (RFC 2606).
        await FailAsync(stream: false, address: new("https://gateway.invalid/v1"));

        Assert.EndsWith(
            " MiniMaxConnectionException: openai could not be reached at gateway.invalid: the host name could not be resolved.",
            Assert.Single(_log.Messages),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_BaseAddressWithoutVersion_HasTheAddress()
    {
        var address = new Uri($"http://{Host}/nowhere");

        MiniMaxException e = await FailAsync(stream: false, address: address);

        Assert.Contains($" The request was sent to {address}/chat/completions.", Assert.Single(_log.Messages), StringComparison.Ordinal);
        Assert.EndsWith($" The request was sent to {address}/chat/completions.", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Log_WaitAboveTheMaximum_SaysWhyThereIsNoRetry(bool stream)
    {
        Emulator.Enqueue(Reply.Error(429, "Your prompt 'secret plan' is one too many.").WithRetryAfter(TimeSpan.FromSeconds(90)));

        MiniMaxException e = await FailAsync(stream, ResilientClient.ImmediateRetries);

        Assert.Equal(
            $"Warning: openai: the call to MiniMax-M2 at {Host} failed after 00:00:00, attempt 1 of 3, not retried: its Retry-After "
            + "of 00:01:30 exceeds MaxRetryAfter of 00:00:30. MiniMaxRateLimitException: openai rejected the request because the "
            + $"rate limit is exceeded (HTTP 429, code rate_limit_error). Request {e.RequestId}.",
            Assert.Single(_log.Messages));
    }

    [Fact]
    public async Task Log_LastAttempt_SaysThatItWasTheLast()
    {
        Emulator.Enqueue(Reply.Error(500, "1"), Reply.Error(502, "2"), Reply.Error(503, "3"));

        MiniMaxException e = await FailAsync(stream: false, ResilientClient.ImmediateRetries);

        Assert.Equal(3, _log.Messages.Count);
        Assert.Equal(
            $"Warning: openai: the call to MiniMax-M2 at {Host} failed after 00:00:00, attempt 3 of 3, not retried: it was the last "
            + $"attempt. MiniMaxServerException: openai failed (HTTP 503, code api_error). Request {e.RequestId}.",
            _log.Messages.Last());
    }

    [Fact]
    public async Task Log_StreamInterrupted_SaysThatItIsNotRetried()
    {
        Emulator.Enqueue(Reply.Text("one two three").WithChunkSize(4).CutAfterEvents(2));

        MiniMaxException e = await FailAsync(stream: true, ResilientClient.ImmediateRetries);

        Assert.Equal(
            $"Warning: openai: the call to MiniMax-M2 at {Host} failed after 00:00:00, attempt 1 of 3, not retried: a stream is not "
            + "retried after its first chunk. MiniMaxStreamInterruptedException: The connection to openai was lost before the response "
            + $"of the stream was complete. Request {e.RequestId}.",
            Assert.Single(_log.Messages));
    }

    [Fact]
    public async Task Log_LocalRejection_SaysThatItWasNotSent()
    {
        using var limiter = new ConcurrencyLimiter(new() { PermitLimit = 1 });
        using RateLimitLease lease = limiter.AttemptAcquire();
        Assert.True(lease.IsAcquired);

        await FailAsync(stream: false, new() { RateLimiter = limiter });

        Assert.StartsWith(
            $"Warning: openai: the call to MiniMax-M2 at {Host} failed after 00:00:00, not sent. MiniMaxRateLimitException: The request "
            + "to openai was rejected locally: ",
            Assert.Single(_log.Messages),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_TotalTimeout_SaysThatItElapsed()
    {
        var clock = new ManualClock();
        using ChatCompletionsClient client = Emulator.CreateResilientClient(
            new() { LoggerFactory = _log, TimeProvider = clock, Timeout = TimeSpan.FromSeconds(7) });
        Emulator.Enqueue(Reply.Text("never").Stall());
        Task<ChatCompletion> call = client.CallAsync(stream: false, Token);
        await Emulator.WaitForRequestAsync(Token);

        clock.Advance(TimeSpan.FromSeconds(7));

        await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => call);
        Assert.Contains(
            ", attempt 1 of 3, not retried: the timeout of the call has elapsed. MiniMaxTimeoutException: openai did not complete the "
            + "response within 00:00:07; received so far: nothing.",
            Assert.Single(_log.Messages),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_AppPipeline_HasTheNumberOfAttempts()
    {
        Emulator.Enqueue([.. Enumerable.Repeat(Reply.Error(500, "No."), 4)]);
        ResiliencePipeline pipeline = new ResiliencePipelineBuilder()
            .AddRetry(new RetryStrategyOptions { MaxRetryAttempts = 3, Delay = TimeSpan.Zero }).Build();

        await FailAsync(stream: false, ResilienceOptions.None with { Pipeline = pipeline });

        Assert.Contains(" failed after 00:00:00, attempts: 4. MiniMaxServerException: ", Assert.Single(_log.Messages), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Log_ThrowingLogger_DoesNotReplaceTheFailureOrHoldThePermit(bool stream)
    {
        using var log = new ThrowingLoggerFactory();
        using ChatCompletionsClient client = Emulator.CreateResilientClient(
            new() { LoggerFactory = log, Resilience = ResilienceOptions.None with { MaxConcurrentRequests = 1 } });
        for (int i = 0; i < 3; i++)
        {
            Emulator.Enqueue(Reply.Error(401, "No."));
            await Assert.ThrowsAsync<MiniMaxAuthenticationException>(() => client.CallAsync(stream, Token));
        }

        Assert.Equal(3, Emulator.Requests.Count);
    }

    [Fact]
    public async Task Log_DisposedHttpClientOfTheApp_IsAWarning()
    {
        using var http = new HttpClient();
        http.Dispose();
        using var client = new ChatCompletionsClient(
            new OpenAICompatibleAdapter("openai", Emulator.OpenAICompatible, Emulator.ApiKey), http, new() { LoggerFactory = _log });

        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.CallAsync(stream: false, Token));

        Assert.EndsWith(" ObjectDisposedException.", _log.Messages.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_ModelThatIsTheKey_IsRedacted()
    {
        Emulator.Enqueue(Reply.Error(404, "No."));
        using ChatCompletionsClient client = CreateClient(ResilienceOptions.None);

        await Assert.ThrowsAnyAsync<MiniMaxException>(() => client.CompleteAsync("Hi", Emulator.ApiKey, Token));

        Assert.Contains("the call to *** at ", _log.Messages.Last(), StringComparison.Ordinal);
        Assert.DoesNotContain(_log.Messages, line => line.Contains(Emulator.ApiKey, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Log_OtherJson_DescribesTheProblem()
    {
        Emulator.Enqueue(Reply.Raw(200, "application/json", """{"foo":1}"""));

        MiniMaxException e = await FailAsync(stream: false);

        Assert.Equal("""{"foo":1}""", e.ResponseExcerpt);
        Assert.Contains("MiniMaxInvalidResponseException: openai returned an invalid response: ", Assert.Single(_log.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_Canceled_IsADebugLine()
    {
        using var log = new RecordingLoggerFactory(LogLevel.Debug);
        using ChatCompletionsClient client = Emulator.CreateResilientClient(new() { LoggerFactory = log, TimeProvider = new ManualClock() });
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Emulator.Enqueue(Reply.Text("never").Stall());
        Task<ChatCompletion> call = client.CallAsync(stream: false, cancellation.Token);
        await Emulator.WaitForRequestAsync(Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(
            $"Debug: openai: the call to MiniMax-M2 at {Host} was canceled after 00:00:00, attempts: 1.", Assert.Single(log.Messages));
    }

    [Fact]
    public async Task Log_SensitiveData_HasTheTextOfTheProvider()
    {
        Emulator.Enqueue(Reply.Error(400, "The prompt is bad."));
        using ChatCompletionsClient client = Emulator.CreateResilientClient(new() { LoggerFactory = _log, EnableSensitiveData = true });

        await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => client.CallAsync(stream: false, Token));

        Assert.Contains("rejected the request: The prompt is bad. (HTTP 400", Assert.Single(_log.Messages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exception_ToString_HasTheFactsOfTheLogLine()
    {
        Emulator.Enqueue(Reply.Error(500, "1"), Reply.Error(429, "2").WithRetryAfter(TimeSpan.FromSeconds(90)));

        MiniMaxException e = await FailAsync(stream: false, ResilientClient.ImmediateRetries);

        string[] lines = e.ToString().Split(Environment.NewLine);
        Assert.Equal(
            [
                "MiniMaxClient.MiniMaxRateLimitException: openai rejected the request because the rate limit is exceeded: 2 (HTTP 429, code rate_limit_error). "
                + "The call was not retried: its Retry-After of 00:01:30 exceeds MaxRetryAfter of 00:00:30.",
                $"  Provider: openai, model: MiniMax-M2, host: {Host}, HTTP status: 429, code: rate_limit_error, request: {e.RequestId}, retry after: 00:01:30, "
                + "attempts: 2, not retried: its Retry-After of 00:01:30 exceeds MaxRetryAfter of 00:00:30",
                $"  Attempt 1: openai, HTTP 500, MiniMaxServerException, request {e.Attempts[0].RequestId}, duration 00:00:00, delay 00:00:00",
                $"  Attempt 2: openai, HTTP 429, MiniMaxRateLimitException, request {e.RequestId}, duration 00:00:00, delay 00:00:00",
            ],
            lines[..4]);
        Assert.StartsWith("   at ", lines[4], StringComparison.Ordinal);
    }

    private async Task<MiniMaxException> FailAsync(bool stream, ResilienceOptions? resilience = null, Uri? address = null)
    {
        using ChatCompletionsClient client = CreateClient(resilience ?? ResilienceOptions.None, address);
        return await Assert.ThrowsAnyAsync<MiniMaxException>(() => client.CallAsync(stream, Token));
    }

    private ChatCompletionsClient CreateClient(ResilienceOptions resilience, Uri? address = null) => new(
        new OpenAICompatibleAdapter("openai", address ?? Emulator.OpenAICompatible, Emulator.ApiKey),
        new() { LoggerFactory = _log, TimeProvider = new ManualClock(), Resilience = resilience });

    private sealed class ThrowingLoggerFactory : ILoggerFactory, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new IOException("The disk is full.");

        public void Dispose()
        {
        }
    }
}
