using System.Text;
using MiniMaxClient.Samples.ProviderCheck.Wire;

namespace MiniMaxClient.Samples.ProviderCheck.Reports;

/// <summary>Writes the report for people.</summary>
/// <param name="redactor">Removes the keys from what a server wrote.</param>
internal sealed class MarkdownReport(KeyRedactor redactor)
{
    public string Create(IReadOnlyList<TargetResult> results, string cassette)
    {
        var text = new StringBuilder();
        text.Append($"# Provider check: {results[0].Target.FileName}\n\n");
        text.Append("What the provider did, compared with what MiniMaxClient assumes. ");
        text.Append($"The requests and responses are in `{cassette}`: read it before you share it.\n");
        foreach (TargetResult result in results)
            WriteTarget(text, result);
        return text.ToString();
    }

    private void WriteTarget(StringBuilder text, TargetResult result)
    {
        text.Append($"\n## {Escape(result.Target.Heading)}\n\n");
        text.Append($"{ResultTable.Summarize(result)}. Cost: {Money.Format(result.CostUsd)} USD.\n\n");
        text.Append("| check | result | observation | assumption | row to change |\n|---|---|---|---|---|\n");
        foreach ((Check check, Finding finding, _) in result.Results)
        {
            string observation = finding.Expected is null ? finding.Detail : $"expected {finding.Expected}; got {finding.Detail}";
            string row = finding.Outcome == Outcome.Different ? check.Row : "";
            text.Append($"| `{check.Id}` | {finding.Outcome.ToText()} | {Escape(observation)} ");
            text.Append($"| {Escape(check.Title)} | {Escape(row)} |\n");
        }

        CheckResult[] differences = [.. result.Results.Where(static one => one.Finding.Outcome == Outcome.Different)];
        foreach (CheckResult difference in differences)
            WriteEvidence(text, difference);
    }

    private void WriteEvidence(StringBuilder text, CheckResult result)
    {
        Exchange? exchange = result.Finding.Exchange;
        if (exchange?.Raw is not { } raw)
            return;
        text.Append($"\n### {result.Check.Id}\n\n");
        text.Append($"HTTP {raw.Status}, {Escape(raw.ContentType ?? "no content type")}, ");
        text.Append($"request {Escape(exchange.RequestId ?? "without id")}\n\n");
        text.Append($"```text\n> {CreateExcerpt(raw.Request)}\n< {CreateExcerpt(raw.Body)}\n```\n");
    }

    private string Escape(string text) => CreateExcerpt(text)
        .Replace("|", "\\|", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal);

    // A request has the texts of earlier responses.
    private string CreateExcerpt(string text) => Excerpt.Create(redactor.Redact(text));
}
