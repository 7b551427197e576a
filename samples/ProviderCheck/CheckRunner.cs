using MiniMaxClient.Samples.ProviderCheck.Checks;
using MiniMaxClient.Samples.ProviderCheck.Wire;

namespace MiniMaxClient.Samples.ProviderCheck;

/// <summary>Runs the checks of a target one after the other; no failure ends the program.</summary>
/// <param name="context">The target.</param>
/// <param name="ceiling">The spend ceiling.</param>
/// <param name="timeout">The timeout of each check.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class CheckRunner(CheckContext context, SpendCeiling ceiling, TimeSpan timeout, TimeProvider timeProvider)
{
    private const int MaxTimeouts = 2;

    private readonly HashSet<string> _notOffered = [];

    private int _timeouts;

    // The reason why no further request is sent, such as a rejected key.
    private string? _endReason;

    /// <summary>Runs the checks.</summary>
    /// <param name="checks">The checks.</param>
    /// <param name="report">A callback for each result.</param>
    /// <param name="cancellationToken">Cancels the running check; the others are not run.</param>
    public async Task<IReadOnlyList<CheckResult>> RunAsync(
        IReadOnlyList<Check> checks, Action<CheckResult> report, CancellationToken cancellationToken)
    {
        List<CheckResult> results = [];
        foreach (Check check in checks)
        {
            long start = timeProvider.GetTimestamp();
            Finding finding = await RunCheckAsync(check, cancellationToken);
            CheckResult result = new(check, finding, timeProvider.GetElapsedTime(start));
            results.Add(result);
            if (finding.Outcome == Outcome.NotOffered)
                _notOffered.Add(check.Id);
            report(result);
        }

        return results;
    }

    private async Task<Finding> RunCheckAsync(Check check, CancellationToken cancellationToken)
    {
        if (check.SendsNothing)
            return await FindAsync(check, CancellationToken.None);
        if (cancellationToken.IsCancellationRequested)
            return Finding.NotRun("stopped");
        if (_endReason is not null)
            return Finding.NotRun(_endReason);
        decimal cost = GetCost(check);
        if (!ceiling.Allows(cost))
            return Finding.NotRun(SpendCeiling.Reason);
        decimal spent = ceiling.Spent;
        int lostResponses = context.Client.LostResponseCount;
        using CancellationTokenSource timeoutSource = new(timeout, timeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeoutSource.Token);
        try
        {
            Finding finding = await FindAsync(check, linked.Token);
            // A check of what the provider has no endpoint for sends nothing.
            if (context.Client.HasResponse)
                _timeouts = 0;
            return finding;
        }
        catch (CutException) when (context.MaxTokens < CheckCost.LargeMaxTokens)
        {
            context.MaxTokens = CheckCost.LargeMaxTokens;
            return await RunCheckAsync(check, cancellationToken);
        }
        catch (Exception e) when (e is OperationCanceledException or MiniMaxTimeoutException)
        {
            return cancellationToken.IsCancellationRequested ? Finding.NotRun("stopped") : HandleTimeout();
        }
        finally
        {
            if (context.Client.LostResponseCount > lostResponses)
                ceiling.ChargeLostResponse(cost, spent);
        }
    }

    private Finding HandleTimeout()
    {
        if (++_timeouts == MaxTimeouts)
            _endReason = $"{MaxTimeouts} timeouts in a row";
        return Finding.NotRun("timeout");
    }

    private async Task<Finding> FindAsync(Check check, CancellationToken cancellationToken)
    {
        try
        {
            return await check.RunAsync(context, cancellationToken);
        }
        catch (MiniMaxException e) when (e is not MiniMaxTimeoutException)
        {
            if (Failures.EndsTarget(e, check.Id == ResponseChecks.Complete))
                _endReason = $"'{check.Id}' failed: {e.GetType().Name}";
            return Failures.IsEvidence(e)
                ? Finding.Different(check.Title, $"{e.GetType().Name}: {e.Message}", new(null, null, e))
                : Finding.NotRun(Failures.Describe(e));
        }
        catch (NotRunException e) when (e is not CutException || context.MaxTokens == CheckCost.LargeMaxTokens)
        {
            return e.Required is { } required && _notOffered.Contains(required)
                ? Finding.NotOffered(e.Message)
                : Finding.NotRun(e.Message);
        }
        catch (Exception e) when (e is not (OperationCanceledException or MiniMaxTimeoutException or CutException))
        {
            // A defect of the check must not lose the results of the others.
            return Finding.NotRun($"the check failed: {e.GetType().Name}: {e.Message}");
        }
    }

    private decimal GetCost(Check check) => check.Cost.ToUsd(context.Client.Price, context.MaxTokens);
}
