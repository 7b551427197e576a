using Spectre.Console;

namespace MiniMaxClient.Samples.ProviderCheck.Reports;

/// <summary>Writes the results of a target to the console.</summary>
internal static class ResultTable
{
    public static void Write(IAnsiConsole console, TargetResult result, KeyRedactor redactor)
    {
        console.WriteLine(result.Target.Heading);
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumns(new TableColumn("check").NoWrap(), new TableColumn("result").NoWrap(), new TableColumn("observation"));
        foreach ((Check check, Finding finding, _) in result.Results)
        {
            string detail = Excerpt.Clean(redactor.Redact(finding.Detail));
            string observation = finding.Expected is null
                ? detail
                : $"expected: {finding.Expected}\ngot: {detail}\nchange: {check.Row}";
            table.AddRow(
                new Markup(check.Id),
                new Markup(finding.Outcome.ToText(), new Style(GetColor(finding.Outcome))),
                new Text(observation));
        }

        console.Write(table);
        console.WriteLine(Summarize(result) + ".");
        console.WriteLine();
    }

    /// <summary>Returns the number of checks by result.</summary>
    public static string Summarize(TargetResult result) => string.Join(", ", Enum.GetValues<Outcome>()
        .Where(outcome => result.Count(outcome) > 0)
        .Select(outcome => $"{result.Count(outcome)} {outcome.ToText()}"));

    private static Color GetColor(Outcome outcome) => outcome switch
    {
        Outcome.Confirmed => Color.Green,
        Outcome.Different => Color.Red,
        Outcome.NotOffered => Color.Grey,
        _ => Color.Yellow,
    };
}
