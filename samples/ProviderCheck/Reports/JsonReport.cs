using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiniMaxClient.Samples.ProviderCheck.Wire;

namespace MiniMaxClient.Samples.ProviderCheck.Reports;

/// <summary>Writes the report for programs.</summary>
/// <param name="redactor">Removes the keys from what a server wrote.</param>
internal sealed class JsonReport(KeyRedactor redactor)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        // The report is a file, not part of a web page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string Create(IReadOnlyList<TargetResult> results)
    {
        var report = new JsonObject
        {
            ["version"] = 1,
            ["provider"] = results[0].Target.Provider,
            ["targets"] = new JsonArray([.. results.Select(WriteTarget)]),
        };
        return report.ToJsonString(Options) + "\n";
    }

    private JsonNode WriteTarget(TargetResult result) => new JsonObject
    {
        ["protocol"] = result.Target.Protocol == WireProtocol.Chat ? "chat" : "messages",
        ["model"] = result.Target.Model,
        ["source"] = result.Target.Source,
        ["cost_usd"] = result.CostUsd,
        ["confirmed"] = result.Count(Outcome.Confirmed),
        ["different"] = result.Count(Outcome.Different),
        ["not_offered"] = result.Count(Outcome.NotOffered),
        ["not_run"] = result.Count(Outcome.NotRun),
        ["checks"] = new JsonArray([.. result.Results.Select(WriteCheck)]),
    };

    private JsonNode WriteCheck(CheckResult result)
    {
        (Check check, Finding finding, TimeSpan duration) = result;
        var json = new JsonObject
        {
            ["id"] = check.Id,
            ["title"] = check.Title,
            ["row"] = check.Row,
            ["result"] = finding.Outcome.ToText().Replace(' ', '_'),
            ["observation"] = redactor.Redact(finding.Detail),
            ["duration_ms"] = (long)duration.TotalMilliseconds,
        };
        if (finding.Expected is not null)
            json["expected"] = finding.Expected;
        if (finding.Exchange is { Raw: { } raw } exchange)
            json["evidence"] = WriteEvidence(exchange, raw);
        return json;
    }

    private JsonObject WriteEvidence(Exchange exchange, RawResponse raw) => new()
    {
        ["request_id"] = RedactOrNull(exchange.RequestId),
        ["status"] = raw.Status,
        ["content_type"] = RedactOrNull(raw.ContentType),
        ["exception"] = exchange.Error?.GetType().Name,
        ["response"] = Excerpt.Create(redactor.Redact(raw.Body)),
    };

    private string? RedactOrNull(string? text) => text is null ? null : redactor.Redact(text);
}
