using FsCheck;
using FsCheck.Fluent;
using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Resilience;

/// <summary>Reservations, refunds and corrections balance, in any order and with any cancellation.</summary>
public sealed class ModelRateBudgetProperties
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(61);

    private static readonly Gen<(Step Step, int Index, int Tokens)[]> Runs =
        (from step in Gen.Frequency(
             (6, Gen.Constant(Step.Acquire)), (6, Gen.Constant(Step.Send)), (5, Gen.Constant(Step.Complete)),
             (1, Gen.Constant(Step.Reject)), (3, Gen.Constant(Step.Cancel)), (2, Gen.Constant(Step.Advance)))
         from index in Gen.Choose(0, 1_000)
         from tokens in Gen.Choose(1, 150)
         select (step, index, tokens)).ArrayOf();

    private enum Step
    {
        Acquire,
        Send,
        Complete,
        Reject,
        Cancel,
        Advance,
    }

    [Fact]
    public void Counts_AnyInterleaving_BalanceAndNothingWaitsForever() => PropertyCheck.ForAll(Runs, static steps =>
    {
        var clock = new ManualClock();
        using var budget = new ModelRateBudget(
            new() { RequestsPerMinute = 5, TokensPerMinute = 100 }, new() { TimeProvider = clock }, new());
        List<Attempt> attempts = [];
        foreach ((Step step, int index, int tokens) in steps)
        {
            if (step == Step.Acquire)
                attempts.Add(new(budget, tokens, clock));
            else if (step == Step.Advance)
                clock.Advance(TimeSpan.FromSeconds(tokens / 4.0));
            else if (attempts.Count > 0)
                attempts[index % attempts.Count].Do(step, tokens);
            AssertBalance(budget, attempts, clock);
        }

        // Everything that runs or waits ends with a response.
        for (int i = 0; attempts.Exists(static attempt => !attempt.HasEnded); i++)
        {
            Assert.True(i < 10_000, "A request waits forever.");
            foreach (Attempt attempt in attempts)
            {
                attempt.Do(Step.Send, 0);
                attempt.Do(Step.Complete, 20);
            }

            clock.Advance(TimeSpan.FromSeconds(30));
        }

        AssertBalance(budget, attempts, clock);
        Assert.Equal(0, budget.WaiterCount);
        clock.Advance(Window);
        Assert.True(budget.IsIdle);
    });

    /// <summary>The window has the requests that were sent, and their reported or reserved tokens.</summary>
    private static void AssertBalance(ModelRateBudget budget, List<Attempt> attempts, ManualClock clock)
    {
        DateTimeOffset now = clock.GetUtcNow();
        Assert.False(budget.IsIdle && attempts.Exists(static attempt => attempt is { IsGranted: true, HasEnded: false }));
        Assert.InRange(budget.Counts.Requests, 0, 5);
        Assert.Equal(
            attempts.Count(attempt =>
                attempt.SentAt is { } time ? now - time < Window : attempt is { IsGranted: true, HasEnded: false }),
            budget.Counts.Requests);
        Assert.Equal(
            attempts.Sum(attempt => attempt is { IsGranted: true, HasEnded: false } ? attempt.Reserved
                : attempt.HasEnded && now - attempt.EndedAt < Window ? attempt.Used
                : 0),
            budget.Counts.Tokens);
    }

    /// <summary>An attempt, and what must count for it.</summary>
    private sealed class Attempt
    {
        private readonly ManualClock _clock;
        private readonly ModelRateLease? _lease;
        private readonly ModelRateBudget.Waiter? _waiter;

        public Attempt(ModelRateBudget budget, int reserved, ManualClock clock)
        {
            _clock = clock;
            Reserved = reserved;
            _lease = budget.TryReserve(reserved);
            _waiter = _lease is null ? budget.TryEnqueue(reserved) : null;
        }

        public long Reserved { get; }

        public DateTimeOffset? SentAt { get; private set; }

        public DateTimeOffset EndedAt { get; private set; }

        public bool HasEnded { get; private set; }

        public long Used { get; private set; }

        public bool IsGranted => Lease is not null;

        private ModelRateLease? Lease => _lease ?? (_waiter!.Task.Status == TaskStatus.RanToCompletion ? _waiter.Task.Result : null);

        public void Do(Step step, int tokens)
        {
            if (HasEnded)
                return;
            if (Lease is not { } lease)
            {
                if (step == Step.Cancel)
                {
                    HasEnded = true;
                    _waiter!.Cancel();
                }
            }
            else if (step == Step.Send)
            {
                SentAt ??= _clock.GetUtcNow();
                lease.RecordSent();
            }
            else if (step == Step.Cancel || SentAt is not null)
            {
                End(lease, step, tokens);
            }
        }

        private void End(ModelRateLease lease, Step step, int tokens)
        {
            if (step == Step.Complete)
            {
                lease.RecordUsage(new() { PromptTokens = tokens - 1, CompletionTokens = 1 });
                lease.RecordSuccess();
            }
            else if (step == Step.Reject)
            {
                lease.RecordFailure(new MiniMaxRateLimitException("Too many.") { StatusCode = 429 });
            }

            Used = step == Step.Complete ? tokens : step == Step.Cancel && SentAt is not null ? Reserved : 0;
            HasEnded = true;
            EndedAt = _clock.GetUtcNow();
            lease.Dispose();
        }
    }
}
