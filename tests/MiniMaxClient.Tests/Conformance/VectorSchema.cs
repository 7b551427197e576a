using System.Text.Json;

namespace MiniMaxClient.Tests.Conformance;

/// <summary>The properties that the files, vectors and expected results of each kind can have.</summary>
/// <remarks>The tests ignore other names and types: a vector with one would pass without a comparison.</remarks>
internal static class VectorSchema
{
    private static readonly string[] FileNames = ["kind", "provider", "source", "why", "vectors"];
    private static readonly string[] ResponseNames =
        ["name", "why", "provider", "model", "status", "headers", "content_type", "call", "events", "input", "body", "expected"];
    private static readonly string[] FailureNames = ["outcome", "error", "code", "message", "transient", "request_id", "retry_after"];
    private static readonly string[] CompletionNames =
    [
        "id", "model", "text", "reasoning", "refusal", "finish_reason", "tool_calls", "function_call", "logprobs", "usage", "meta",
        "signatures", "choices", "chunks", "replayed", "not_replayed", "replayed_arguments", "sendable",
    ];

    private static readonly Dictionary<string, string[]> VectorNames = new()
    {
        ["sse"] = ["name", "why", "input", "cuts", "expected", "retry"],
        ["streams"] = [.. ResponseNames, "normalized"],
        ["responses"] = [.. ResponseNames, "normalized"],
        ["hostile"] = [.. ResponseNames, "key"],
        ["errors"] = [.. ResponseNames, "key"],
        ["requests"] = ["name", "why", "providers", "model", "request", "sent", "not_sent", "not_contained", "rejected"],
        ["think"] = ["name", "why", "content", "deltas", "starts_open", "text", "reasoning", "streamed"],
    };

    private static readonly Dictionary<string, string[]> ExpectedNames = new()
    {
        ["streams"] = CompletionNames,
        ["responses"] = CompletionNames,
        ["hostile"] = [.. FailureNames, "text", "finish_reason", "choices", "tool_calls", "must_not_contain"],
        ["errors"] = [.. FailureNames, "must_not_contain"],
    };

    /// <summary>Returns the properties that a file and its vectors cannot have, and the vectors that expect nothing.</summary>
    public static IEnumerable<string> FindProblems(JsonElement file)
    {
        string kind = file.GetProperty("kind").GetString()!;
        return FindUnknown("the file", file, FileNames)
            .Concat(file.GetProperty("vectors").EnumerateArray().SelectMany(vector => FindProblems(kind, vector)));
    }

    private static IEnumerable<string> FindProblems(string kind, JsonElement vector)
    {
        string name = vector.GetProperty("name").GetString()!;
        IEnumerable<string> problems = FindUnknown(name, vector, VectorNames[kind]);
        return kind switch
        {
            "sse" => vector.GetProperty("expected").EnumerateArray().Where(static one => one.ValueKind == JsonValueKind.Object)
                .Aggregate(problems, (all, one) => all.Concat(FindUnknown(name, one, ["event", "data", "lastEventId"]))),
            "requests" => problems.Concat(FindNothingOf(name, vector, ["sent", "not_sent", "not_contained", "rejected"])),
            "think" => vector.TryGetProperty("streamed", out JsonElement streamed)
                ? problems.Concat(FindUnknown(name, streamed, ["text", "reasoning"]))
                : problems,
            _ => problems.Concat(FindExpectedProblems(kind, name, vector.GetProperty("expected"))),
        };
    }

    private static IEnumerable<string> FindExpectedProblems(string kind, string name, JsonElement expected)
    {
        IEnumerable<string> problems = FindUnknown(name, expected, ExpectedNames[kind])
            .Concat(FindNothingOf(name, expected, ExpectedNames[kind].Except(["outcome"])));
        return expected.TryGetProperty("tool_calls", out JsonElement calls)
            ? problems.Concat(calls.EnumerateArray().SelectMany(call => FindUnknown(name, call, ["id", "name", "arguments"])))
            : problems;
    }

    private static IEnumerable<string> FindUnknown(string owner, JsonElement json, string[] known) => json.EnumerateObject()
        .Where(property => !known.Contains(property.Name) || !IsValid(property.Name, property.Value))
        .Select(property => $"{owner}: {property.Name} is unknown or has an unknown value");

    private static bool IsValid(string name, JsonElement value) => name switch
    {
        "outcome" => value.GetString() is "complete" or "error" or "either",
        "call" => value.GetString() is "stream" or "complete",
        "transient" or "normalized" or "sendable" or "starts_open" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "status" or "chunks" => value.ValueKind == JsonValueKind.Number,
        "retry_after" => value.ValueKind == JsonValueKind.Number || value.GetString() == "positive",
        "events" or "deltas" or "cuts" or "providers" or "tool_calls" or "choices" or "signatures" or "not_sent" or "not_replayed"
            or "replayed_arguments" or "must_not_contain" => value.ValueKind == JsonValueKind.Array,
        "headers" or "function_call" or "logprobs" or "usage" or "meta" or "replayed" or "streamed" or "request" or "sent" =>
            value.ValueKind == JsonValueKind.Object,
        "input" or "body" or "data" or "expected" or "arguments" or "retry" or "vectors" => true,
        _ => value.ValueKind == JsonValueKind.String,
    };

    private static IEnumerable<string> FindNothingOf(string owner, JsonElement json, IEnumerable<string> names) =>
        names.Any(name => json.TryGetProperty(name, out _)) ? [] : [$"{owner}: nothing is expected"];
}
