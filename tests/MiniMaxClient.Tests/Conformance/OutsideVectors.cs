using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MiniMaxClient.Tests.Conformance;

/// <summary>Converts the vectors and recordings of other projects to the format of the repository's vectors.</summary>
/// <remarks>
/// Expected results are those of the recordings, not those of each SDK, because the SDKs fail on streams that MiniMax and its
/// hosts also send: openai-node loses a call without an index, throws on a first call with the index 1 and on a chunk without
/// choices, and writes "[object Object]" for content parts, whose text and reasoning are those of the AI SDK.
/// </remarks>
internal static partial class OutsideVectors
{
    /// <summary>The start of the id of each of these vectors.</summary>
    public const string Prefix = "outside ";

    /// <summary>The kind of the vectors whose format is unknown.</summary>
    public const string Unknown = "unknown";

    // The parts of a message are streamed; openai-node joins them to "[object Object]".
    private const string StreamedInParts = "vercel-mistral-mistral-reasoning";

    // The input of the call is truncated by the token limit; the SDK completes it to JSON that the model did not generate.
    private const string TruncatedInput = "anthropic-py-incomplete_partial_json_response";

    // It treats a tag after visible text as reasoning. MiniMax sends reasoning first and only once, so that a later tag is text.
    private const string ReasoningAfterText = "rust visible prefix";

    // Recordings of several responses in one body: the library reads the first response, up to its message_stop.
    private static readonly Dictionary<string, string> SeveralMessages = new()
    {
        ["vercel-anthropic-tool-search-deferred-bm25"] = "I'll help you with this task.",
        ["vercel-anthropic-tool-search-regex.1"] = "Great! I found a weather tool.",
        ["vercel-duplicate-message-start"] = "Hello, World!",
    };

    /// <summary>Reads a file. A case, or a file, in an unknown format becomes a vector of the kind <see cref="Unknown"/>.</summary>
    public static IEnumerable<ConformanceVector> Read(string file, byte[] content)
    {
        JsonNode?[] cases = ParseCases(content);
        for (int i = 0; i < cases.Length; i++)
        {
            var one = cases[i] as JsonObject;
            string? name = GetText(one, "name");
            if (name == ReasoningAfterText)
                continue;
            JsonObject vector = one is null ? CreateUnknown() : ToVector(Path.GetFileName(file), one);
            vector["name"] = $"{i}, {name}";
            var json = JsonSerializer.SerializeToElement(vector);
            yield return new(Prefix + file, json, json);
        }
    }

    /// <summary>Returns the cases of a file; null if it is not JSON.</summary>
    private static JsonNode?[] ParseCases(byte[] content)
    {
        try
        {
            var root = JsonNode.Parse(content);
            return root is JsonArray list ? [.. list] : (root as JsonObject)?["cases"] is JsonArray cases ? [.. cases] : [root];
        }
        catch (JsonException)
        {
            return [null];
        }
    }

    /// <summary>Converts a case; its properties determine its format.</summary>
    private static JsonObject ToVector(string file, JsonObject one)
    {
        bool Has(params string[] names) => names.All(one.ContainsKey);
        string? protocol = GetText(one, "protocol");
        return one switch
        {
            _ when Has("input_b64", "expected") => FromEventVector(one),
            _ when Has("content", "reasoning", "text") || Has("content", "reasoning", "chunks") => FromThinkCase(one),
            _ when protocol is not ("openai" or "anthropic") => CreateUnknown(),
            _ when Has("body", "stream") => FromRecording(one),
            _ when !Has("input", "expected") => CreateUnknown(),
            _ when file.StartsWith("streams-guard", StringComparison.Ordinal) => FromHostileStream(one),
            _ when protocol == "openai" => FromChatStream(one),
            _ when SeveralMessages.ContainsKey(GetText(one, "name") ?? "") => FromMessagesStream(one),
            _ when (one["expected"] as JsonObject)?["final"] is JsonObject => FromMessagesStream(one),
            _ => CreateUnknown(),
        };
    }

    private static JsonObject CreateUnknown() => new() { ["kind"] = Unknown };

    private static string? GetText(JsonObject? one, string name) =>
        one?[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static JsonObject FromEventVector(JsonNode one)
    {
        var vector = new JsonObject
        {
            ["kind"] = "sse",
            ["input"] = new JsonObject { ["base64"] = one["input_b64"]!.DeepClone() },
            ["expected"] = one["expected"]!.DeepClone(),
        };
        if (one["chunks_b64"] is JsonArray chunks)
        {
            int end = 0;
            vector["cuts"] = new JsonArray(
                [.. chunks.Select(chunk => (JsonNode)(end += Convert.FromBase64String((string)chunk!).Length)).SkipLast(1)]);
        }

        foreach (string name in (string[])["retry", "retry_after_each"])
        {
            if (one[name] is { } value)
                vector[name] = value.DeepClone();
        }

        return vector;
    }

    private static JsonObject FromThinkCase(JsonNode one)
    {
        var vector = new JsonObject
        {
            ["kind"] = "think",
            ["text"] = one["content"]!.DeepClone(),
            ["reasoning"] = one["reasoning"]!.DeepClone(),
            ["starts_open"] = (string?)one["needs"] == "close-only mode",
        };
        vector[one["chunks"] is null ? "content" : "deltas"] = (one["chunks"] ?? one["text"])!.DeepClone();
        return vector;
    }

    private static JsonObject FromHostileStream(JsonNode one)
    {
        JsonObject expected = Clone(one["expected"]);
        expected["outcome"] = (string?)expected["outcome"] switch
        {
            "complete" or "error" => expected["outcome"]!.DeepClone(),
            _ => "either",
        };
        expected["text"] ??= expected["text_before"]?.DeepClone();
        return CreateStream("hostile", (string)one["protocol"]!, one, expected);
    }

    private static JsonObject FromChatStream(JsonNode one)
    {
        JsonObject expected = Clone(one["expected"]);
        if ((string?)one["name"] == StreamedInParts)
        {
            expected["text"] = expected["ai_sdk"]!["text"]!.DeepClone();
            expected["reasoning"] = expected["ai_sdk"]!["reasoning"]!.DeepClone();
        }

        return CreateStream("streams", "openai", one, expected);
    }

    private static JsonObject FromMessagesStream(JsonNode one)
    {
        string name = (string)one["name"]!;
        JsonObject expected = SeveralMessages.TryGetValue(name, out string? start)
            ? new() { ["text_start"] = start }
            : FromMessage(one["expected"]!["final"]!);
        if (name == TruncatedInput)
            expected["tool_calls"]![0]!["arguments_end"] = "\"Filing taxes";
        return CreateStream("streams", "anthropic", one, expected);
    }

    private static JsonObject CreateStream(string kind, string provider, JsonNode one, JsonObject expected) => new()
    {
        ["kind"] = kind,
        ["provider"] = provider,
        ["input"] = one["input"]!.DeepClone(),
        ["expected"] = expected,
    };

    private static JsonObject FromRecording(JsonNode one)
    {
        JsonObject expected = Clone(one["expected"]);
        bool isMessage = (string?)one["protocol"] == "anthropic";
        bool isStream = (bool)one["stream"]!;
        int status = (int?)one["http_status"] ?? 200;
        bool isError = status >= 400 || expected["error"] is not null;
        if (isError)
            expected = FromError(one, expected, status);
        else if (isMessage && !isStream)
            expected = FromMessage(JsonNode.Parse((string)one["body"]!)!);
        else if (isMessage)
            expected = FromMessageSummary(expected);
        else
            expected["text"] = (expected["answer_after_think"] ?? expected["content"])?.DeepClone();
        return new()
        {
            ["kind"] = isError ? "errors" : isStream ? "streams" : "responses",
            ["provider"] = isMessage ? "anthropic" : "openai",
            ["status"] = status,
            ["content_type"] = one["content_type"]?.DeepClone(),
            ["call"] = isError ? null : isStream ? "stream" : "complete",
            // The body of a stream is its events.
            [isStream ? "input" : "body"] = one["body"]!.DeepClone(),
            ["expected"] = expected,
        };
    }

    private static JsonObject FromError(JsonNode one, JsonObject expected, int status)
    {
        string body = (string)one["body"]!;
        string? code = expected["code"]?.ToString()
            ?? (MiniMaxCode().Match(body) is { Success: true } match ? match.Groups[1].Value : null);
        var error = new JsonObject
        {
            ["error"] = (status, code) switch
            {
                (_, "1002") => "RateLimit",
                (_, "1008") => "InsufficientCredits",
                (400, _) => "InvalidRequest",
                (401, _) => "Authentication",
                (403, _) => "Permission",
                (429, _) => "RateLimit",
                (500, _) => "Server",
                _ when body.Contains("Model not found", StringComparison.Ordinal) => "NotFound",
                _ => null,
            },
            ["outcome"] = "error",
            ["code"] = code ?? expected["type"]?.DeepClone(),
            ["message"] = (expected["message"] ?? expected["message_contains"])?.DeepClone(),
            ["request_id"] = (expected["request_id"] ?? GetRequestId(body))?.DeepClone(),
        };
        if (expected["not_retryable"] is not null)
            error["transient"] = false;
        return error;
    }

    private static JsonNode? GetRequestId(string body) => JsonNode.Parse(body) is JsonObject json ? json["request_id"] : null;

    private static JsonObject FromMessageSummary(JsonObject expected)
    {
        var summary = new JsonObject
        {
            ["text"] = expected["text"]?.DeepClone(),
            ["reasoning"] = expected["thinking"]?.DeepClone(),
            ["finish_reason"] = ToFinishReason((string?)expected["stop_reason"]),
        };
        if (expected["signature"] is { } signature)
            summary["signatures"] = new JsonArray(signature.DeepClone());
        if (expected["usage"] is JsonObject usage)
            summary["usage"] = ToUsage(usage);
        return summary;
    }

    /// <summary>Gets the expected completion of a message; blocks specific to Anthropic have no counterpart in it.</summary>
    private static JsonObject FromMessage(JsonNode message)
    {
        JsonNode[] blocks = [.. message["content"]!.AsArray().Select(static block => block!)];
        JsonNode[] OfType(string type) => [.. blocks.Where(block => (string?)block["type"] == type)];
        var expected = new JsonObject
        {
            ["id"] = message["id"]?.DeepClone(),
            ["text"] = string.Concat(OfType("text").Select(static block => (string?)block["text"])),
            ["reasoning"] = string.Concat(OfType("thinking").Select(static block => (string?)block["thinking"])),
            ["finish_reason"] = ToFinishReason((string?)message["stop_reason"]),
            ["usage"] = ToUsage(message["usage"]!.AsObject()),
            ["tool_calls"] = new JsonArray(
            [
                .. OfType("tool_use").Select(static block => new JsonObject
                {
                    ["id"] = block["id"]!.DeepClone(), ["name"] = block["name"]!.DeepClone(), ["arguments"] = block["input"]!.DeepClone(),
                }),
            ]),
        };
        if (OfType("thinking") is { Length: > 0 } thinking)
            expected["signatures"] = new JsonArray([.. thinking.Select(static block => block["signature"]?.DeepClone())]);
        return expected;
    }

    private static JsonObject ToUsage(JsonObject usage)
    {
        long Count(string name) => (long?)usage[name] ?? 0;
        long prompt = Count("input_tokens") + Count("cache_read_input_tokens") + Count("cache_creation_input_tokens");
        var counts = new JsonObject
        {
            ["prompt_tokens"] = prompt,
            ["completion_tokens"] = Count("output_tokens"),
            ["total_tokens"] = prompt + Count("output_tokens"),
        };
        if (Count("cache_read_input_tokens") > 0)
            counts["cached_tokens"] = Count("cache_read_input_tokens");
        return counts;
    }

    private static string? ToFinishReason(string? stopReason) => stopReason switch
    {
        "end_turn" or "stop_sequence" or "pause_turn" => "stop",
        "max_tokens" => "length",
        "tool_use" => "tool_calls",
        "refusal" => "content_filter",
        _ => stopReason,
    };

    private static JsonObject Clone(JsonNode? expected) => expected?.DeepClone() as JsonObject ?? [];

    /// <summary>MiniMax's code at the end of a message.</summary>
    [GeneratedRegex(@"\((\d{4})\)""")]
    private static partial Regex MiniMaxCode();
}
