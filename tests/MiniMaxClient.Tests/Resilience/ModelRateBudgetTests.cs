using MiniMaxClient.Protocols;
using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Resilience;

/// <summary>The window, and the pauses and limits that a provider's responses cause.</summary>
public sealed class ModelRateBudgetTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualClock _clock = new();
    private readonly ModelRateLimiterOptions _options;
    private ModelRateBudget _budget;

    public ModelRateBudgetTests()
    {
        _options = new() { TimeProvider = _clock };
        _budget = new(new(), _options, new());
    }

    public void Dispose() => _budget.Dispose();

    [Fact]
    public void TryReserve_AnyTimes_GrantsNoMoreThanTheLimitInAnyWindow()
    {
        _budget = new(new() { RequestsPerMinute = 7 }, _options, new());
        List<DateTimeOffset> sent = [];
        for (int i = 0; i < 2_000; i++)
        {
            if (_budget.TryReserve(1) is { } lease)
            {
                lease.RecordSent();
                sent.Add(_clock.GetUtcNow());
                lease.Dispose();
            }

            _clock.Advance(TimeSpan.FromMilliseconds((i * 7919) % 2_000));
        }

        Assert.True(sent.Count > 100);
        Assert.All(sent, time =>
            Assert.InRange(sent.Count(other => other >= time && other < time + TimeSpan.FromSeconds(61)), 1, 7));
    }

    [Fact]
    public void TryReserve_RequestIsSentLate_CountsFromTheTimeItIsSent()
    {
        _budget = new(new() { RequestsPerMinute = 1 }, _options, new());
        ModelRateLease lease = _budget.TryReserve(1)!;
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(_budget.TryReserve(1));
        lease.RecordSent();
        _clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Null(_budget.TryReserve(1));
        _clock.Advance(Second);
        Assert.NotNull(_budget.TryReserve(1));
    }

    [Fact]
    public async Task EndRequest_TokensBecomeFree_GrantsTheWaitingRequest()
    {
        _budget = new(new() { TokensPerMinute = 100 }, _options, new());
        ModelRateLease running = Send(90);
        ModelRateBudget.Waiter waiter = _budget.TryEnqueue(50)!;
        Assert.False(waiter.Task.IsCompleted);

        running.RecordUsage(new() { PromptTokens = 20, CompletionTokens = 30 });
        running.RecordSuccess();
        running.Dispose();

        Assert.NotNull(await waiter.Task);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData(7, 7)]
    [InlineData(0, 0)]
    [InlineData(100_000, 300)]
    public void RecordRejection_RetryAfter_PausesTheModel(int? retryAfter, int pause)
    {
        Send(1).Dispose();
        Reject(Send(1), retryAfter);

        _clock.Advance(TimeSpan.FromSeconds(61));
        AssertPaused(TimeSpan.FromSeconds(Math.Max(0, pause - 61)));
    }

    [Fact]
    public void RecordRejection_Consecutive_DoublesThePauseUpToAMinuteUntilASuccess()
    {
        List<double> pauses = [];
        for (int i = 0; i < 8; i++)
        {
            Reject(Send(1));
            pauses.Add(_budget.GetDelay(1).TotalSeconds);
            _clock.Advance(TimeSpan.FromMinutes(2));
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 60, 60], pauses);
        ModelRateLease success = Send(1);
        success.RecordSuccess();
        success.Dispose();
        _clock.Advance(TimeSpan.FromMinutes(2));
        Reject(Send(1));
        AssertPaused(Second);
    }

    [Fact]
    public async Task RecordSent_RequestOfAStreamThatRuns_WakesTheNextAfterAMinute()
    {
        using var limiter = new ModelRateLimiter(new() { TimeProvider = _clock, DefaultLimit = new() { RequestsPerMinute = 1 } });
        var running = (ModelRateLease)await limiter.AcquireAsync(new("acme", "m", 1), TestTimeouts.Token);
        Task<System.Threading.RateLimiting.RateLimitLease> waiting = limiter.AcquireAsync(new("acme", "m", 1), TestTimeouts.Token).AsTask();

        running.RecordSent();
        _clock.Advance(TimeSpan.FromSeconds(60));
        Assert.False(waiting.IsCompleted);
        _clock.Advance(Second);

        Assert.True((await waiting.WaitAsync(TestTimeouts.Token)).IsAcquired);
    }

    [Fact]
    public void RecordRejection_EachTime_StillSendsNoMoreThanTheLimit()
    {
        _budget = new(new() { RequestsPerMinute = 5 }, _options, new());
        int sent = 0;
        for (int second = 0; second < 60; second++)
        {
            while (_budget.TryReserve(1) is { } lease)
            {
                lease.RecordSent();
                sent++;
                lease.RecordFailure(new MiniMaxRateLimitException("Wait.") { StatusCode = 429, RetryAfter = Second });
                lease.Dispose();
            }

            _clock.Advance(Second);
        }

        Assert.Equal(5, sent);
    }

    [Theory]
    [InlineData("Too many requests.")]
    [InlineData("Request too large for tokens per min (TPM).")]
    public void RecordRejection_LittleWasAccepted_OnlyPauses(string message)
    {
        _budget = new(new() { RequestsPerMinute = 200, TokensPerMinute = 1_000_000 }, _options, new());
        ModelRateLease first = Send(100);
        first.RecordFailure(new MiniMaxRateLimitException(message) { StatusCode = 429 });
        first.Dispose();
        _clock.Advance(Second);

        int granted = 0;
        while (granted < 150 && _budget.TryReserve(100) is { } lease)
        {
            lease.RecordSent();
            granted++;
        }

        Assert.Equal(150, granted);
    }

    [Fact]
    public void RecordHeaders_OnlyAPause_KeepsTheLimitOfEarlierHeaders()
    {
        _budget.RecordHeaders(new(1, null, null));
        _budget.RecordHeaders(new(null, null, Second));
        _clock.Advance(Second);

        Send(1);
        Assert.Null(_budget.TryReserve(1));
    }

    [Fact]
    public void RecordRejection_ConcurrentRequests_CountsOnce()
    {
        ModelRateLease[] leases = [.. Enumerable.Range(0, 10).Select(_ => Send(1))];
        Send(1).Dispose();
        foreach (ModelRateLease lease in leases)
            Reject(lease);

        AssertPaused(Second, isReserved: false);
    }

    [Fact]
    public void RecordRejection_SomeWereAccepted_TheirNumberIsTheLimit()
    {
        for (int i = 0; i < 5; i++)
            Send(1).Dispose();
        Reject(Send(1));
        _clock.Advance(TimeSpan.FromSeconds(40));
        Assert.Null(_budget.TryReserve(1));

        _clock.Advance(TimeSpan.FromSeconds(19));
        Assert.Null(_budget.TryReserve(1));
        _clock.Advance(TimeSpan.FromSeconds(2));
        // A minute after the rejection, the limit is raised from 5 to 6.
        for (int i = 0; i < 6; i++)
            Send(1).Dispose();
        Assert.Null(_budget.TryReserve(1));
    }

    [Theory]
    [InlineData("Rate limit exceeded (TPM)")]
    [InlineData("Limit reached on tokens per min: 100")]
    public void RecordRejection_TokenLimit_LimitsTokensAndNotRequests(string message)
    {
        for (int i = 0; i < 4; i++)
            Send(25).Dispose();
        Reject(Send(25), retryAfter: 0, message);
        Assert.Null(_budget.TryReserve(1));

        _clock.Advance(TimeSpan.FromSeconds(61));
        for (int i = 0; i < 110; i++)
            Send(1).Dispose();
        Assert.Null(_budget.TryReserve(1));
    }

    [Fact]
    public void RecordHeaders_Limits_ApplyIfTheyAreLower()
    {
        _budget = new(new() { RequestsPerMinute = 3, TokensPerMinute = 100 }, _options, new());
        _budget.RecordHeaders(new(10, 50, null));

        Send(1);
        Assert.Null(_budget.TryReserve(51));
        Assert.NotNull(_budget.TryReserve(49));
        Assert.Equal(0, _budget.AvailableTokens);
    }

    [Fact]
    public async Task RecordHeaders_UsedUp_PausesTheModel()
    {
        _budget.RecordHeaders(new(null, null, TimeSpan.FromSeconds(12)));
        ModelRateBudget.Waiter waiter = _budget.TryEnqueue(1)!;

        _clock.Advance(TimeSpan.FromSeconds(11));
        Assert.False(waiter.Task.IsCompleted);
        _clock.Advance(Second);
        Assert.NotNull(await waiter.Task);
    }

    [Fact]
    public void TryEnqueue_QueueFull_ReturnsNull()
    {
        _budget = new(new() { RequestsPerMinute = 1 }, _options with { QueueLimit = 1 }, new());
        Send(1);
        ModelRateBudget.Waiter waiter = _budget.TryEnqueue(1)!;
        Assert.Null(_budget.TryEnqueue(1));
        Assert.Null(_budget.TryReserve(1));
        waiter.Cancel();
        Assert.True(waiter.Task.IsCanceled);
        Assert.Equal(0, _budget.WaiterCount);
        Assert.NotNull(_budget.TryEnqueue(1));
    }

    private static void Reject(ModelRateLease lease, int? retryAfter = null, string message = "Rate limit.")
    {
        lease.RecordFailure(new MiniMaxRateLimitException(message)
        {
            StatusCode = 429,
            RetryAfter = retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        });
        lease.Dispose();
    }

    private ModelRateLease Send(long tokens)
    {
        ModelRateLease lease = _budget.TryReserve(tokens)!;
        lease.RecordSent();
        return lease;
    }

    private void AssertPaused(TimeSpan pause, bool isReserved = true)
    {
        Assert.Equal(pause, _budget.GetDelay(1));
        _clock.Advance(pause);
        Assert.Equal(isReserved, _budget.TryReserve(1) is not null);
    }
}
