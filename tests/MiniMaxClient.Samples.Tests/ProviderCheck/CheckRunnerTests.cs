using Microsoft.Extensions.Time.Testing;
using MiniMaxClient.Samples.ProviderCheck;
using MiniMaxClient.Samples.ProviderCheck.Wire;

namespace MiniMaxClient.Samples.Tests.ProviderCheck;

/// <summary>A check that throws or hangs does not end the run.</summary>
public sealed class CheckRunnerTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task RunAsync_CheckThrows_IsReportedAndTheNextRuns()
    {
        Check failing = Create("failing", static (_, _) => throw new InvalidOperationException("a defect"));
        Check next = Create("next", static (_, _) => Task.FromResult(Finding.Confirmed("fine")));

        IReadOnlyList<CheckResult> results = await RunAsync(failing, next);

        Assert.Equal(Outcome.NotRun, results[0].Finding.Outcome);
        Assert.Contains("InvalidOperationException: a defect", results[0].Finding.Detail, StringComparison.Ordinal);
        Assert.Equal(Outcome.Confirmed, results[1].Finding.Outcome);
    }

    [Fact]
    public async Task RunAsync_CheckHangs_EndsAtTheTimeout()
    {
        Check hanging = Create("hanging", async (_, cancellationToken) =>
        {
            _clock.Advance(TimeSpan.FromSeconds(10));
            await Task.Delay(Timeout.InfiniteTimeSpan, _clock, cancellationToken);
            return Finding.Confirmed("");
        });

        IReadOnlyList<CheckResult> results = await RunAsync(hanging);

        Assert.Equal(Finding.NotRun("timeout"), results[0].Finding);
        Assert.Equal(TimeSpan.FromSeconds(10), results[0].Duration);
    }

    [Fact]
    public async Task RunAsync_MissingPrerequisite_IsNamed()
    {
        Check reading = Check.Read(
            "reading", "", "", static context => Finding.Confirmed(context.GetExchange("complete").Summary));

        IReadOnlyList<CheckResult> results = await RunAsync(reading);

        Assert.Equal(Finding.NotRun("requires the response of 'complete'"), results[0].Finding);
    }

    [Fact]
    public void Checks_HaveUniqueIdsTitlesAndRows()
    {
        Assert.Equal(CheckList.All.Count, CheckList.All.Select(static check => check.Id).Distinct().Count());
        Assert.All(CheckList.All, static check =>
        {
            Assert.Matches("^[a-z-]+$", check.Id);
            Assert.EndsWith(".", check.Title, StringComparison.Ordinal);
            Assert.NotEmpty(check.Row);
        });
    }

    [Fact]
    public void Checks_TogetherAtTheAssumedPrice_CostLessThanTheirEstimates()
    {
        // The tokens of both protocols at their limits, which real responses do not reach.
        decimal largest = CheckList.All.Sum(static check => check.Cost.ToUsd(SpendCeiling.AssumedPrice));
        Assert.InRange(largest, 0.05m, 0.25m);
    }

    private static Check Create(string id, Func<CheckContext, CancellationToken, Task<Finding>> run) =>
        new(id, "", "", CheckCost.None, run);

    private async Task<IReadOnlyList<CheckResult>> RunAsync(params Check[] checks)
    {
        var target = new Target(
            "aimlapi", WireProtocol.Chat, MiniMaxModels.M3_1_Flash, "test", "test-key", static key => new AimlApiAdapter(key!));
        var ceiling = new SpendCeiling(1);
        using var handler = new HttpClientHandler();
        using var client = new CheckClient(target, handler, ceiling, _clock);
        var runner = new CheckRunner(new(target, client), ceiling, TimeSpan.FromSeconds(10), _clock);
        return await runner.RunAsync(checks, static _ => { }, TestContext.Current.CancellationToken);
    }
}
