using System.Globalization;
using MiniMaxClient.Benchmarks.Contenders;

namespace MiniMaxClient.Benchmarks.Results;

/// <summary>A limit on a figure of ours, or on its ratio to another client's.</summary>
/// <param name="Figure">The figure.</param>
/// <param name="Baseline">The other client; null for a limit on our number itself.</param>
/// <param name="Limit">The limit.</param>
/// <param name="IsMinimum">Whether the limit is the least and not the most.</param>
internal sealed record Condition(Figure Figure, Competitor? Baseline, double Limit, bool IsMinimum = false)
{
    /// <summary>The number that is held against the limit; null when it was not measured.</summary>
    public double? Measure(Report report)
    {
        double? ours = report.FindValue(Figure, Competitor.Ours);
        return Baseline is null ? ours : ours / report.FindValue(Figure, Baseline);
    }

    /// <summary>Whether the limit is kept; null when it was not measured.</summary>
    public bool? IsMet(Report report) => Measure(report) is { } value ? (IsMinimum ? value >= Limit : value <= Limit) : null;

    /// <summary>The number in words.</summary>
    public string Describe(Report report)
    {
        string value = Measure(report) is { } number ? Report.FormatNumber(number) : "?";
        string sign = IsMinimum ? "≥" : "≤";
        string limit = Limit.ToString("#,##0.###", CultureInfo.InvariantCulture);
        string what = Baseline is null ? $"{value} {Figure.Unit}" : $"{value} × {Baseline.Name}";
        return IsMet(report) == false ? $"**{what}** ({sign} {limit})" : $"{what} ({sign} {limit})";
    }
}
