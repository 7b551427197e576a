using MiniMaxClient.Samples.ProviderCheck.Wire;

namespace MiniMaxClient.Samples.ProviderCheck;

/// <summary>Runs the checks of a target one after the other; no failure ends the program.</summary>
/// <param name="context">The target.</param>
/// <param name="ceiling">The spend ceiling.</param>
/// <param name="timeout">The timeout of each check.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class CheckRunner(CheckContext context, SpendCeiling ceiling, TimeSpan timeout, TimeProvider timeProvider)
{
    private readonly ModelPrice _price = SpendCeiling.GetPrice(context.Client.Adapter, context.Target.Model);

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
            report(result);
        }

        return results;
    }

    private async Task<Finding> RunCheckAsync(Check check, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Finding.NotRun("stopped");
        if (_endReason is not null)
            return Finding.NotRun(_endReason);
        if (!ceiling.Allows(check.Cost, _price))
            return Finding.NotRun(SpendCeiling.Reason);
        using CancellationTokenSource timeoutSource = new(timeout, timeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeoutSource.Token);
        try
        {
            return await check.RunAsync(context, linked.Token);
        }
        catch (MiniMaxException e) when (Unrelated.Contains(e))
        {
            if (Unrelated.EndsRun(e))
                _endReason = $"'{check.Id}' failed: {e.GetType().Name}";
            return Finding.NotRun(Unrelated.Describe(e));
        }
        catch (MiniMaxException e)
        {
            return Finding.Different(check.Title, $"{e.GetType().Name}: {e.Message}", new(null, null, e));
        }
        catch (OperationCanceledException)
        {
            return Finding.NotRun(cancellationToken.IsCancellationRequested ? "stopped" : "timeout");
        }
        catch (PrerequisiteException e)
        {
            return Finding.NotRun(e.Message);
        }
        catch (Exception e)
        {
            // A defect of the check must not lose the results of the others.
            return Finding.NotRun($"the check failed: {e.GetType().Name}: {e.Message}");
        }
    }
}
