using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Bulk;

/// <summary>Where the provider finds no room, everything waits, less is asked at once, and nothing is lost.</summary>
public sealed class RoomTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(7);

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly ManualClock _clock = new();
    private readonly PendingCalls _calls = new();
    private readonly Reports _reports = new();

    public static TheoryData<MiniMaxException, bool> Refusals { get; } = new()
    {
        { new MiniMaxRateLimitException("Too many."), true },
        { new MiniMaxServerException("The circuit is open."), true },
        { new MiniMaxServerException("Busy.") { StatusCode = 503 }, true },
        { new MiniMaxServerException("Busy.") { StatusCode = 529 }, true },
        { new MiniMaxServerException("Busy.") { StatusCode = 200, ProviderCode = "overloaded_error" }, true },
        { new MiniMaxServerException("Later.") { StatusCode = 500, RetryAfter = Wait }, true },
        { new MiniMaxServerException("Broken.") { StatusCode = 500 }, false },
        { new MiniMaxServerException("Broken.") { StatusCode = 503, IsPermanent = true }, false },
        { new MiniMaxConnectionException("Nobody."), false },
        { new MiniMaxInsufficientCreditsException("Pay.") { RetryAfter = Wait }, false },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Refusal_ForWantOfRoom_IsAskedAgain(MiniMaxException failure, bool isAskedAgain)
    {
        int asked = 0;
        var client = new StubClient((number, _) => ++asked == 1 ? throw failure : Task.FromResult(StubClient.CreateCompletion(number)));
        Task pausing = _clock.WhenTimerStarts(static time => time > TimeSpan.Zero);
        Task<List<BulkResult>> reading = ReadAsync(client, 1, new() { TimeProvider = _clock });
        if (isAskedAgain)
        {
            await pausing.WaitAsync(_token);
            _clock.Advance(Wait);
        }

        BulkResult result = Assert.Single(await reading.WaitAsync(_token));
        Assert.Equal(isAskedAgain ? (1, null) : (0, failure), (result.Requeues, result.Error));
        Assert.Equal(isAskedAgain ? 2 : 1, asked);
    }

    [Fact]
    public async Task Refusals_OfCallsAtOnce_CountAsOneAndNothingIsAskedInThePause()
    {
        var client = new StubClient(_calls.WaitForCompletionAsync);
        Task<List<BulkResult>> reading = ReadAsync(client, 40, Options(8));
        await _calls.WhenAtLeastAsync(8, _token);
        Task pausing = _clock.WhenTimerStarts(Wait);
        for (int i = 0; i < 8; i++)
            _calls.CompleteCall(0, new MiniMaxRateLimitException("Too many.") { RetryAfter = Wait });
        await pausing.WaitAsync(_token);
        await _reports.WhenAsync(static report => report.Requeued == 8, _token);

        _clock.Advance(Wait - TimeSpan.FromTicks(1));
        Assert.Equal((0, 8), (client.Running, client.RequestedNumbers.Count));
        Assert.Equal((4, 0, Wait), (_reports.Last.Concurrency, _reports.Last.Running, _reports.Last.RateLimitDelay));

        _clock.Advance(TimeSpan.FromTicks(1));
        await _calls.WhenAtLeastAsync(4, _token);
        Assert.Equal(4, client.Running);
        for (int i = 0; i < 40; i++)
        {
            _calls.CompleteCall(0);
            if (i < 36)
                await _calls.WhenAtLeastAsync(1, _token);
        }

        List<BulkResult> results = await reading.WaitAsync(_token);
        Assert.Equal((40, 8), (results.Count, results.Sum(static result => result.Requeues)));
    }

    [Fact]
    public async Task Concurrency_AfterARefusal_GrowsByOneWithEachRoundUpToItsMost()
    {
        var client = new StubClient(_calls.WaitForCompletionAsync);
        Task<List<BulkResult>> reading = ReadAsync(client, 200, Options(8));
        await _calls.WhenAtLeastAsync(8, _token);
        Task pausing = _clock.WhenTimerStarts(TimeSpan.FromSeconds(1));
        _calls.CompleteCall(0, new MiniMaxRateLimitException("Too many."));
        await pausing.WaitAsync(_token);
        // Answers of calls that began before the refusal tell nothing of the room since.
        for (int i = 0; i < 7; i++)
            _calls.CompleteCall(0);
        await _reports.WhenAsync(static report => report.Succeeded == 7, _token);
        Assert.Equal(4, _reports.Last.Concurrency);
        _clock.Advance(TimeSpan.FromSeconds(1));

        var seen = new List<int>();
        await _calls.WhenAtLeastAsync(4, _token);
        for (int answered = 8; answered <= 40; answered++)
        {
            _calls.CompleteCall(0);
            await _reports.WhenAsync(report => report.Succeeded == answered, _token);
            if (seen.LastOrDefault(4) != _reports.Last.Concurrency)
            {
                seen.Add(_reports.Last.Concurrency);
                await _calls.WhenAtLeastAsync(1, _token);
            }

            await _calls.WhenAtLeastAsync(1, _token);
        }

        Assert.Equal([5, 6, 7, 8], seen);
        Assert.Equal((8, 8), (client.Running, client.MaxRunning));
        for (int i = 0; i < 160; i++)
        {
            _calls.CompleteCall(0);
            if (i < 152)
                await _calls.WhenAtLeastAsync(1, _token);
        }

        Assert.Equal(200, (await reading.WaitAsync(_token)).Count);
    }

    [Fact]
    public async Task Pauses_WithoutANamedWait_DoubleUpToTheLongest_AndTheRequestEndsWithItsErrorAfterTheLast()
    {
        var client = new StubClient((_, _) => throw new MiniMaxRateLimitException("Too many."));
        TimeSpan[] pauses = [.. ((int[])[2, 4, 8, 10, 10]).Select(static seconds => TimeSpan.FromSeconds(seconds))];
        Task<TimeSpan> pausing = _clock.WhenTimerStarts(static time => time > TimeSpan.Zero);
        Task<List<BulkResult>> reading = ReadAsync(client, 1, Options(4) with
        {
            MaxRequeues = 5, RateLimitDelay = TimeSpan.FromSeconds(2), MaxRateLimitDelay = TimeSpan.FromSeconds(10),
        });
        foreach (TimeSpan pause in pauses)
        {
            Assert.Equal(pause, await pausing.WaitAsync(_token));
            pausing = _clock.WhenTimerStarts(static time => time > TimeSpan.Zero);
            _clock.Advance(pause);
        }

        BulkResult result = Assert.Single(await reading.WaitAsync(_token));
        Assert.IsType<MiniMaxRateLimitException>(result.Error);
        Assert.Equal((5, 6), (result.Requeues, client.RequestedNumbers.Count));
    }

    [Fact]
    public async Task Wait_LongerThanTheLongestPause_IsCutToIt()
    {
        int asked = 0;
        var client = new StubClient((number, _) => ++asked == 1
            ? throw new MiniMaxRateLimitException("Tomorrow.") { RetryAfter = TimeSpan.FromDays(30) }
            : Task.FromResult(StubClient.CreateCompletion(number)));
        Task pausing = _clock.WhenTimerStarts(TimeSpan.FromMinutes(5));
        Task<List<BulkResult>> reading = ReadAsync(client, 1, Options(4));
        await pausing.WaitAsync(_token);

        _clock.Advance(TimeSpan.FromMinutes(5));

        Assert.NotNull(Assert.Single(await reading.WaitAsync(_token)).Completion);
    }

    [Fact]
    public async Task Token_InThePause_EndsTheRun()
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(_token);
        var client = new StubClient((_, _) => throw new MiniMaxRateLimitException("Too many.") { RetryAfter = Wait });
        Task pausing = _clock.WhenTimerStarts(Wait);
        Task<List<BulkResult>> reading = ReadAsync(client, 100, Options(4), source.Token);
        await pausing.WaitAsync(_token);

        await source.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => reading.WaitAsync(_token));
    }

    [Fact]
    public async Task Progress_CountsAndNeverGoesBack()
    {
        var client = new StubClient((number, _) => number % 10 == 0
            ? throw new MiniMaxContentFilteredException("No.")
            : Task.FromResult(StubClient.CreateCompletion(number)));

        await ReadAsync(client, 100, Options(4));

        BulkProgress[] reports = [.. _reports.All];
        Assert.Equal(Enumerable.Range(1, 100), reports.Select(static report => (int)(report.Succeeded + report.Failed)));
        BulkProgress last = reports[^1];
        Assert.Equal((90, 10, 180, 270), (last.Succeeded, last.Failed, last.PromptTokens, last.CompletionTokens));
        Assert.Null(last.Cost);
        Assert.Equal((4, TimeSpan.Zero), (last.Concurrency, last.Elapsed));
    }

    [Fact]
    public async Task Progress_ThatThrows_EndsTheRunAndLosesNoAnswer()
    {
        var results = new List<BulkResult>();
        var e = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            BulkOptions options = new() { Progress = new Thrower(), MaxConcurrency = 1 };
            await foreach (BulkResult result in new StubClient().CompleteManyAsync(ThreeAndSilence(_token), options, _token))
                results.Add(result);
        });
        Assert.Equal("No display.", e.Message);
        Assert.InRange(results.Count, 1, 3);

        // Without the exception the run would never end.
        static async IAsyncEnumerable<ChatCompletionRequest> ThreeAndSilence(
            [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            foreach (ChatCompletionRequest request in StubClient.CreateRequests(3))
                yield return request;
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        }

        Assert.All(results, static result => Assert.NotNull(result.Completion));
    }

    private BulkOptions Options(int concurrency) =>
        new() { MaxConcurrency = concurrency, TimeProvider = _clock, Progress = _reports };

    private Task<List<BulkResult>> ReadAsync(
        StubClient client, int count, BulkOptions options, CancellationToken? cancellationToken = null) => Task.Run(async () =>
    {
        var results = new List<BulkResult>();
        await foreach (BulkResult result in
            client.CompleteManyAsync(StubClient.CreateRequests(count), options, cancellationToken ?? _token))
        {
            results.Add(result);
        }

        return results;
    });

    private sealed class Thrower : IProgress<BulkProgress>
    {
        public void Report(BulkProgress value) => throw new InvalidOperationException("No display.");
    }

    private sealed class Reports : IProgress<BulkProgress>
    {
        private readonly ConcurrentQueue<BulkProgress> _all = new();
        private readonly Channel<BulkProgress> _news = Channel.CreateUnbounded<BulkProgress>();

        public IEnumerable<BulkProgress> All => _all;

        public BulkProgress Last => _all.Last();

        public void Report(BulkProgress value)
        {
            _all.Enqueue(value);
            _news.Writer.TryWrite(value);
        }

        /// <summary>Waits for a report that no earlier call has seen.</summary>
        public async Task WhenAsync(Func<BulkProgress, bool> isIt, CancellationToken cancellationToken)
        {
            while (!isIt(await _news.Reader.ReadAsync(cancellationToken)))
            {
                // Another one will come.
            }
        }
    }
}
