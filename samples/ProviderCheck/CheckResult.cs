namespace MiniMaxClient.Samples.ProviderCheck;

/// <summary>Represents the result of a check of one target.</summary>
/// <param name="Check">The check.</param>
/// <param name="Finding">What it found.</param>
/// <param name="Duration">The duration of the check.</param>
internal sealed record CheckResult(Check Check, Finding Finding, TimeSpan Duration);

/// <summary>Represents the results of one target.</summary>
/// <param name="Target">The provider and the protocol.</param>
/// <param name="Results">The results in the order of the checks.</param>
/// <param name="CostUsd">The cost of the checks, reported or estimated.</param>
internal sealed record TargetResult(Target Target, IReadOnlyList<CheckResult> Results, decimal CostUsd)
{
    public int Count(Outcome outcome) => Results.Count(result => result.Finding.Outcome == outcome);
}
