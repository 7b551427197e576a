using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MiniMaxClient.Samples.ProviderCheck.Wire;

namespace MiniMaxClient.Samples.ProviderCheck.Reports;

/// <summary>Writes the report for programs.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        // The report is a file, not part of a web page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Create(IReadOnlyList<TargetResult> results)
    {
        var report = new JsonObject
        {
            ["version"] = 1,
            ["provider"] = results[0].Target.Provider,
            ["targets"] = new JsonArray([.. results.Select(WriteTarget)]),
        };
        return report.ToJsonString(Options) + "\n";
    }

    private static JsonNode WriteTarget(TargetResult result) => new JsonObject
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

    private static JsonNode WriteCheck(CheckResult result)
    {
        (Check check, Finding finding, TimeSpan duration) = result;
        var json = new JsonObject
        {
            ["id"] = check.Id,
            ["title"] = check.Title,
            ["row"] = check.Row,
            ["result"] = finding.Outcome.ToText().Replace(' ', '_'),
            ["observation"] = finding.Detail,
            ["duration_ms"] = (long)duration.TotalMilliseconds,
        };
        if (finding.Expected is not null)
            json["expected"] = finding.Expected;
        if (finding.Exchange is { Raw: { } raw } exchange)
            json["evidence"] = WriteEvidence(exchange, raw);
        return json;
    }

    private static JsonObject WriteEvidence(Exchange exchange, RawResponse raw) => new()
    {
        ["request_id"] = exchange.RequestId,
        ["status"] = raw.Status,
        ["content_type"] = raw.ContentType,
        ["exception"] = exchange.Error?.GetType().Name,
        ["response"] = Excerpt.Create(raw.Body),
    };
}
