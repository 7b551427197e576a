using System.Globalization;
using System.Text;
using MiniMaxClient.Benchmarks.Contenders;

namespace MiniMaxClient.Benchmarks.Results;

/// <summary>The measured values and their tables.</summary>
internal sealed class Report
{
    private readonly List<Figure> _order = [];
    private readonly Dictionary<(Figure Figure, string Entrant), double> _values = [];
    private readonly List<string> _notes = [];

    /// <summary>Adds the median of a client's samples.</summary>
    public void Add(Figure figure, Competitor entrant, IEnumerable<double> samples)
    {
        if (!_order.Contains(figure))
            _order.Add(figure);
        _values[(figure, entrant.Name)] = ComputeMedian([.. samples]);
    }

    /// <summary>Adds a note below the tables.</summary>
    public void AddNote(string text) => _notes.Add(text);

    /// <summary>Returns the value of a client, or null.</summary>
    public double? FindValue(Figure figure, Competitor entrant) =>
        _values.TryGetValue((figure, entrant.Name), out double value) ? value : null;

    /// <summary>Returns the figures of all clients and their ratios to those of this library.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.Append("| | unit |");
        foreach (Competitor entrant in Competitor.All)
            text.Append(CultureInfo.InvariantCulture, $" {entrant.Name} |");
        text.AppendLine().Append("|---|---|").Insert(text.Length, "---:|", Competitor.All.Count).AppendLine();
        foreach (Figure figure in _order)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {figure.Title} | {figure.Unit} |");
            double? ours = FindValue(figure, Competitor.Ours);
            foreach (Competitor entrant in Competitor.All)
            {
                string cell = FormatCell(FindValue(figure, entrant), entrant == Competitor.Ours ? null : ours);
                text.Append(CultureInfo.InvariantCulture, $" {cell} |");
            }

            text.AppendLine();
        }

        IReadOnlyList<Goal> goals = [.. Goals.All.Where(goal => goal.IsMeasured(this))];
        if (goals.Count > 0)
        {
            text.AppendLine().AppendLine("| goal, ours to theirs | measured | met |").AppendLine("|---|---|---|");
            foreach (Goal goal in goals)
                text.AppendLine(goal.ToRow(this));
        }

        if (_notes.Count > 0)
            text.AppendLine();
        foreach (string note in _notes)
            text.AppendLine(CultureInfo.InvariantCulture, $"- {note}");
        return text.ToString();
    }

    /// <summary>A number with three digits that count.</summary>
    public static string FormatNumber(double value) => value switch
    {
        >= 100 => value.ToString("#,##0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00", CultureInfo.InvariantCulture),
    };

    private static string FormatCell(double? value, double? ours)
    {
        if (value is not { } number)
            return "";
        return ours is > 0 and { } own && number > 0 ? $"{FormatNumber(number)} ({FormatNumber(number / own)}×)" : FormatNumber(number);
    }

    private static double ComputeMedian(double[] samples)
    {
        Array.Sort(samples);
        int middle = samples.Length / 2;
        return samples.Length % 2 == 1 ? samples[middle] : (samples[middle - 1] + samples[middle]) / 2;
    }
}
