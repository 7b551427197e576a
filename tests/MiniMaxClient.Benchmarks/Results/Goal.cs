namespace MiniMaxClient.Benchmarks.Results;

/// <summary>What this library set out to reach, and whether it did.</summary>
/// <param name="Text">The goal in words.</param>
/// <param name="Conditions">What has to hold, all of it.</param>
internal sealed record Goal(string Text, IReadOnlyList<Condition> Conditions)
{
    /// <summary>Whether one of its figures was measured.</summary>
    public bool IsMeasured(Report report) => Conditions.Any(condition => condition.Measure(report) is not null);

    /// <summary>The goal's row of the table.</summary>
    public string ToRow(Report report)
    {
        string[] cells = [.. Conditions.Select(condition => condition.Describe(report))];
        bool isMet = Conditions.All(condition => condition.IsMet(report) != false);
        bool isWhole = Conditions.All(condition => condition.IsMet(report) is not null);
        return $"| {Text} | {string.Join("; ", cells)} | {(!isMet ? "**no**" : isWhole ? "yes" : "not all measured")} |";
    }
}
