namespace MiniMaxClient.Benchmarks.Results;

/// <summary>A performance goal of this library, and whether it is reached.</summary>
/// <param name="Text">The goal in words.</param>
/// <param name="Conditions">The conditions, all of which must hold.</param>
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
