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
        IReadOnlyList<CheckResult> results = await RunAsync(Create("hanging", HangAsync));

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
    public void Checks_OfAProviderWithPrices_CostLessThanTheDefaultCeiling()
    {
        // The tokens of all protocols at their limits, which real responses do not reach. RunAPI's price is at most MiniMax's.
        // ModelsLab's prices are not known, so that the ceiling can end its run.
        Assert.All(
            MiniMaxClient.Samples.ProviderCheck.Providers.All.Where(static provider => provider.Name != "modelslab"),
            static provider =>
            {
                ModelPrice price = SpendCeiling.FindListPrice(new MiniMaxAdapter("test-key"), provider.DefaultModel)!;
                decimal largest = provider.Protocols.Sum(protocol =>
                    CheckList.GetChecks(protocol).Sum(check => check.Cost.ToUsd(price)));
                Assert.InRange(largest, 0.02m, new CheckOptions().MaxCost);
            });
    }

    [Fact]
    public async Task RunAsync_TwoTimeoutsInARow_EndTheTarget()
    {
        Check hanging = Create("hanging", HangAsync);
        Check reading = Check.Read("reading", "", "", static _ => Finding.Confirmed("fine"));

        IReadOnlyList<CheckResult> results = await RunAsync(hanging, reading, hanging, hanging, reading);

        Assert.Equal(
            ["timeout", "fine", "timeout", "2 timeouts in a row", "fine"],
            results.Select(static result => result.Finding.Detail));
    }

    [Fact]
    public async Task RunAsync_CheckWithoutARequestBetweenTimeouts_IsIgnored()
    {
        Check hanging = Create("hanging", HangAsync);
        Check unsupported = Create("unsupported", static (_, _) => Task.FromResult(Finding.NotOffered("no endpoint")));

        IReadOnlyList<CheckResult> results = await RunAsync(hanging, unsupported, hanging, hanging);

        Assert.Equal(
            ["timeout", "no endpoint", "timeout", "2 timeouts in a row"],
            results.Select(static result => result.Finding.Detail));
    }

    [Fact]
    public async Task RunAsync_ResponseIsLost_ChargesTheCheckInFull()
    {
        var ceiling = new SpendCeiling(1);
        Check check = ResponseCheck("complete");
        decimal cost = check.Cost.ToUsd(ModelPrice.PerMillionTokens(0.15m, 0.60m));

        IReadOnlyList<CheckResult> results = await RunAsync(
            ceiling, new FailingHandler(HttpRequestError.ResponseEnded), ResponseCheck("max-tokens"), check);

        Assert.All(results, static result => Assert.Equal(Outcome.NotRun, result.Finding.Outcome));
        Assert.Equal(cost + ResponseCheck("max-tokens").Cost.ToUsd(ModelPrice.PerMillionTokens(0.15m, 0.60m)), ceiling.Spent);
    }

    [Fact]
    public async Task RunAsync_NoConnection_ChargesNothing()
    {
        var ceiling = new SpendCeiling(1);

        await RunAsync(ceiling, new FailingHandler(HttpRequestError.ConnectionError), ResponseCheck("complete"));

        Assert.Equal(0, ceiling.Spent);
    }

    private async Task<Finding> HangAsync(CheckContext context, CancellationToken cancellationToken)
    {
        _clock.Advance(TimeSpan.FromSeconds(10));
        return await new TaskCompletionSource<Finding>().Task.WaitAsync(cancellationToken);
    }

    private static Check ResponseCheck(string id) => CheckList.All.Single(check => check.Id == id);

    private static Check Create(string id, Func<CheckContext, CancellationToken, Task<Finding>> run) =>
        new(id, "", "", CheckCost.None, run);

    private Task<IReadOnlyList<CheckResult>> RunAsync(params Check[] checks) => RunAsync(new(1), new HttpClientHandler(), checks);

    private async Task<IReadOnlyList<CheckResult>> RunAsync(SpendCeiling ceiling, HttpMessageHandler handler, params Check[] checks)
    {
        var target = new Target(
            "aimlapi", WireProtocol.Chat, MiniMaxModels.M3_1_Flash, "test", "test-key", static key => new AimlApiAdapter(key!))
        {
            Price = ModelPrice.PerMillionTokens(0.15m, 0.60m),
        };
        using var client = new CheckClient(target, handler, ceiling, _clock);
        var runner = new CheckRunner(new(target, client), ceiling, TimeSpan.FromSeconds(10), _clock);
        return await runner.RunAsync(checks, static _ => { }, TestContext.Current.CancellationToken);
    }

    private sealed class FailingHandler(HttpRequestError error) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new HttpRequestException(error);
    }
}
