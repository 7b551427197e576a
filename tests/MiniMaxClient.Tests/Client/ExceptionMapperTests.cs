using MiniMaxClient.Client;
using MiniMaxClient.Errors;
using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Support;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace MiniMaxClient.Tests.Client;

public sealed class ExceptionMapperTests : IDisposable
{
    private static readonly TimeSpan TotalTimeout = TimeSpan.FromMinutes(10);

    private readonly ManualClock _clock = new();
    private readonly CancellationTokenSource _caller = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(100) };
    private readonly ClientState _state;
    private readonly CallCancellation _cancellation;

    public ExceptionMapperTests()
    {
        _state = new(Adapters.ForAddress(new("http://localhost/"), "openai"), _http, false, new() { TimeProvider = _clock });
        _cancellation = new(
            _clock, TotalTimeout, new(_caller.Token), static (_, _) => { }, this, _state.DisposalToken);
    }

    public void Dispose()
    {
        _cancellation.Dispose();
        _state.Dispose();
        _http.Dispose();
        _caller.Dispose();
    }

    /// <summary>The failures of an attempt without response headers, and the types of their exceptions.</summary>
    public static TheoryData<Exception, Type, TimeoutKind?> FailuresBeforeHeaders { get; } = new()
    {
        { new HttpRequestException("refused"), typeof(MiniMaxConnectionException), null },
        { new IOException("reset"), typeof(MiniMaxConnectionException), null },
        { new BrokenCircuitException(), typeof(MiniMaxConnectionException), null },
        { new MiniMaxServerException("503"), typeof(MiniMaxServerException), null },
        { new InvalidOperationException("a bug"), typeof(InvalidOperationException), null },
        { new TimeoutRejectedException("slow"), typeof(MiniMaxTimeoutException), TimeoutKind.External },
        {
            new OperationCanceledException("connect", new TimeoutException()),
            typeof(MiniMaxTimeoutException), TimeoutKind.Connect
        },
        {
            new OperationCanceledException("own", new TimeoutException("own", new OperationCanceledException())),
            typeof(MiniMaxTimeoutException), TimeoutKind.External
        },
    };

    [Theory]
    [MemberData(nameof(FailuresBeforeHeaders), DisableDiscoveryEnumeration = true)]
    public void MapAttemptFailure_BeforeTheHeaders_ReturnsTheTypeOfTheFailure(Exception failure, Type type, TimeoutKind? kind)
    {
        Exception mapped = MapAttemptFailure(failure, BeginAttempt());

        Assert.IsType(type, mapped);
        Assert.Equal(kind, (mapped as MiniMaxTimeoutException)?.Kind);
    }

    [Theory]
    [InlineData(false, typeof(MiniMaxConnectionException))]
    [InlineData(true, typeof(MiniMaxStreamInterruptedException))]
    public void MapAttemptFailure_ConnectionLostInTheBody_DependsOnTheFirstChunk(bool hasChunk, Type type)
    {
        AttemptRecord attempt = BeginAttempt();
        using var response = new HttpResponseMessage();
        attempt.RecordHeaders(response);
        if (hasChunk)
            attempt.CountChunk(new());

        Assert.IsType(type, MapAttemptFailure(new IOException("reset"), attempt));
    }

    [Fact]
    public void MapAttemptFailure_InterruptionBeforeTheFirstChunk_ReturnsConnectionException() => Assert.IsType<MiniMaxConnectionException>(
        MapAttemptFailure(ErrorFactory.StreamInterrupted("openai", 200, null), BeginAttempt()));

    [Fact]
    public void MapAttemptFailure_CanceledByCaller_ReturnsOperationCanceledException()
    {
        AttemptRecord attempt = BeginAttempt();
        _caller.Cancel();

        Assert.IsType<OperationCanceledException>(MapAttemptFailure(new IOException("reset"), attempt));
    }

    [Fact]
    public void MapAttemptFailure_TimeoutExpired_ReturnsTimeoutOfItsPhase()
    {
        AttemptRecord attempt = BeginAttempt();
        using var monitor = new TimeoutMonitor(_clock, attempt.Signal);
        monitor.StartPhase(TimeoutKind.Headers, TimeSpan.FromSeconds(3));
        _clock.Advance(TimeSpan.FromSeconds(3));

        var mapped = Assert.IsType<MiniMaxTimeoutException>(
            ExceptionMapper.MapAttemptFailure(new OperationCanceledException(), _state, attempt, monitor, address: null));

        Assert.Equal((TimeoutKind.Headers, TimeSpan.FromSeconds(3)), (mapped.Kind, mapped.Limit));
    }

    [Fact]
    public void MapCallFailure_CanceledByCaller_ReturnsOperationCanceledExceptionWithTheToken()
    {
        _caller.Cancel();

        var mapped = Assert.IsType<OperationCanceledException>(MapCallFailure(new IOException("reset")));

        Assert.Equal(_caller.Token, mapped.CancellationToken);
    }

    [Fact]
    public void MapCallFailure_ClientDisposed_ReturnsObjectDisposedException()
    {
        _state.Dispose();

        var mapped = Assert.IsType<ObjectDisposedException>(MapCallFailure(new OperationCanceledException()));

        Assert.Equal(typeof(ChatCompletionsClient).FullName, mapped.ObjectName);
    }

    [Fact]
    public void MapCallFailure_TotalTimeoutElapsed_ReturnsTotalTimeout()
    {
        _clock.Advance(TotalTimeout);

        var mapped = Assert.IsType<MiniMaxTimeoutException>(MapCallFailure(new OperationCanceledException()));

        Assert.Equal((TimeoutKind.Total, TotalTimeout), (mapped.Kind, mapped.Limit));
    }

    [Fact]
    public void MapCallFailure_ExceptionOfThePipeline_ReturnsExceptionOfTheLibrary()
    {
        Assert.IsType<MiniMaxServerException>(MapCallFailure(new BrokenCircuitException()));
        Assert.IsType<MiniMaxTimeoutException>(MapCallFailure(new TimeoutRejectedException("slow")));
        Assert.IsType<MiniMaxConnectionException>(MapCallFailure(new OperationCanceledException()));
    }

    [Fact]
    public void MapCallFailure_OtherException_ReturnsItUnchanged()
    {
        var failure = new InvalidOperationException("a bug");

        Assert.Same(failure, MapCallFailure(failure));
    }

    private AttemptRecord BeginAttempt() => new(_state, _cancellation, new(), TimeSpan.Zero) { Secrets = _state.Secrets };

    private Exception MapAttemptFailure(Exception failure, AttemptRecord attempt)
    {
        using var monitor = new TimeoutMonitor(_clock, attempt.Signal);
        return ExceptionMapper.MapAttemptFailure(failure, _state, attempt, monitor, address: null);
    }

    private Exception MapCallFailure(Exception failure) =>
        ExceptionMapper.MapCallFailure(failure, _cancellation, "openai", "nothing");
}
