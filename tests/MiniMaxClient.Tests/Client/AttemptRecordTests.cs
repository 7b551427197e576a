using System.Net;
using System.Threading.RateLimiting;
using MiniMaxClient.Client;
using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

public sealed class AttemptRecordTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly HttpClient _http = new();
    private readonly AttemptLog _log = new();
    private readonly ConcurrencyLimiter _limiter = new(new() { PermitLimit = 1 });
    private readonly ClientState _state;
    private readonly CallCancellation _cancellation;
    private readonly AttemptRecord _attempt;

    public AttemptRecordTests()
    {
        _state = new(Adapters.ForAddress(new("http://localhost/"), "openai"), _http, false, new() { TimeProvider = _clock });
        _cancellation = new(_clock, TimeSpan.FromMinutes(10), default, static (_, _) => { }, this, _state.DisposalToken);
        _attempt = new(_state, _cancellation, _log, TimeSpan.FromSeconds(1))
        {
            Secrets = _state.Secrets,
            Lease = new(_limiter.AttemptAcquire(), null),
        };
    }

    private long AvailablePermits => _limiter.GetStatistics()!.CurrentAvailablePermits;

    public void Dispose()
    {
        _cancellation.Dispose();
        _state.Dispose();
        _http.Dispose();
        _limiter.Dispose();
    }

    [Fact]
    public void Constructor_NewAttempt_AddsItToTheLog()
    {
        Assert.Equal(new() { Provider = "openai", Delay = TimeSpan.FromSeconds(1) }, Assert.Single(_log.Attempts));
        Assert.Null(_attempt.EndTimestamp);
    }

    [Fact]
    public void RecordHeaders_Response_SetsInfoAndLog()
    {
        RecordHeaders();

        Assert.Equal(("openai", 503, "r-1"), (_attempt.Info!.Provider, _attempt.Info.StatusCode, _attempt.Info.RequestId));
        Assert.Equal(TimeSpan.FromSeconds(2), _attempt.Info.TimeToHeaders);
        CallAttempt logged = Assert.Single(_log.Attempts);
        Assert.Equal((503, "r-1", TimeSpan.FromSeconds(2)), (logged.StatusCode, logged.RequestId, logged.Duration));
    }

    [Fact]
    public void ReceivedDescription_ChunksCounted_NamesHeadersAndChunks()
    {
        Assert.Equal("nothing", _attempt.ReceivedDescription);
        RecordHeaders();
        Assert.Equal("the headers", _attempt.ReceivedDescription);
        _attempt.CountChunk(new());
        Assert.Equal("the headers and 1 chunk", _attempt.ReceivedDescription);
        _attempt.CountChunk(new());
        Assert.Equal("the headers and 2 chunks", _attempt.ReceivedDescription);
    }

    [Fact]
    public void CountChunk_Chunk_SetsItsCall()
    {
        RecordHeaders();
        var chunk = new ChatCompletionChunk();

        _attempt.CountChunk(chunk);

        Assert.Same(_attempt.Info, chunk.Call);
    }

    [Fact]
    public void RecordFailure_ExceptionOfTheLibrary_AddsContextAndLogsItsType()
    {
        RecordHeaders();
        var failure = new MiniMaxServerException("No.");

        _attempt.RecordFailure(failure);

        Assert.Equal(("openai", "r-1", 503), (failure.Provider, failure.RequestId, failure.StatusCode));
        Assert.Equal(nameof(MiniMaxServerException), Assert.Single(_log.Attempts).Error);
    }

    [Fact]
    public void CancelAttempt_InProgress_CancelsItReleasesTheLeaseAndLogsTheReason()
    {
        _clock.Advance(TimeSpan.FromSeconds(3));

        _attempt.CancelAttempt(nameof(ObjectDisposedException));

        Assert.True(_attempt.Signal.IsCanceled);
        Assert.True(_attempt.IsAbandoned);
        Assert.Equal(1, AvailablePermits);
        CallAttempt logged = Assert.Single(_log.Attempts);
        Assert.Equal((nameof(ObjectDisposedException), TimeSpan.FromSeconds(3)), (logged.Error, logged.Duration));
        Assert.NotNull(_attempt.EndTimestamp);
    }

    [Fact]
    public void CancelAttempt_AfterItsEnd_DoesNothing()
    {
        _attempt.CompleteAttempt();

        _attempt.CancelAttempt(nameof(OperationCanceledException));

        Assert.False(_attempt.Signal.IsCanceled);
        Assert.False(_attempt.IsAbandoned);
        Assert.Null(Assert.Single(_log.Attempts).Error);
    }

    [Fact]
    public void CompleteAttempt_WithHeaders_ReleasesTheLeaseAndSetsTheDuration()
    {
        RecordHeaders();
        Assert.Equal(0, AvailablePermits);
        _clock.Advance(TimeSpan.FromSeconds(5));

        _attempt.CompleteAttempt();

        Assert.Equal(1, AvailablePermits);
        Assert.Equal(TimeSpan.FromSeconds(7), _attempt.Info!.Duration);
        Assert.Equal(_clock.GetTimestamp(), _attempt.EndTimestamp);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RegisterPipelineCancellation_TokenCanceled_CancelsTheAttemptOnlyBeforeTheStreamOpens(bool isOpened)
    {
        using var source = new CancellationTokenSource();
        _attempt.RegisterPipelineCancellation(source.Token);
        RecordHeaders();
        if (isOpened)
            _attempt.RecordStreamOpened();

        source.Cancel();

        Assert.Equal(!isOpened, _attempt.Signal.IsCanceled);
    }

    private void RecordHeaders()
    {
        _clock.Advance(TimeSpan.FromSeconds(2));
        using var response = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        response.Headers.Add("x-request-id", "r-1");
        _attempt.RecordHeaders(response);
    }
}
