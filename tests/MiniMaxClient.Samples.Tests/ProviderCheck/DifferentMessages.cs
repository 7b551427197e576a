using System.Text.Json;
using System.Text.Json.Nodes;
using MiniMaxClient.Samples.ProviderCheck.Checks;
using MiniMaxClient.Samples.ProviderCheck.Wire;

namespace MiniMaxClient.Samples.Tests.ProviderCheck;

/// <summary>The Messages endpoint of the different server.</summary>
internal static class DifferentMessages
{
    public static DifferentResponse CreateResponse(JsonElement body, bool hasReasoning)
    {
        if (DifferentRules.FindReason(body) is { } reason)
            return DifferentResponse.Reject(reason);
        string? choice = body.Get("tool_choice", "type").Text();
        bool isLimited = body.Get("tool_choice", "disable_parallel_tool_use").HasValue();
        // A choice has the opposite effect; MiniMax is assumed to have neither "any" nor "tool".
        string? tool = choice is "any" or "tool" ? CheckTools.Time
            : DifferentRules.WantsTool(body) && (choice is null or "none" || isLimited) ? CheckTools.Weather
            : null;
        if (body.Get("stream").ValueKind == JsonValueKind.True)
            return new(200, "text/plain", tool is null ? CreateTextEvents(hasReasoning) : CreateCallEvents());
        JsonObject block = tool is null
            ? new() { ["type"] = "text", ["text"] = CreateText(body), ["note"] = "QUOTED" }
            : new() { ["type"] = "tool_use", ["name"] = tool, ["input"] = new JsonObject { ["city"] = "Paris" } };
        var message = new JsonObject
        {
            ["type"] = "message",
            ["role"] = "assistant",
            ["model"] = "another-model",
            ["content"] = new JsonArray(block),
            ["stop_reason"] = "eos",
        };
        return new(200, "text/plain", message.ToJsonString());
    }

    // The reasoning is in the text, unless it is disabled, which M3.1-Flash is assumed to ignore.
    private static string CreateText(JsonElement body) =>
        (body.Get("thinking", "type").Text() == "disabled" ? "" : "<think>Hm.</think>") + DifferentRules.CreateText(body);

    // The text so far instead of deltas, two stop reasons, reasoning at the end, and neither usage nor message_stop.
    private static string CreateTextEvents(bool hasReasoning) => $$$"""
        data: {"type":"message_start","message":{"type":"message","role":"assistant","model":"another-model","content":[]}}

        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"{{{(hasReasoning ? "" : "<think>Hm.</think>")}}}The"}}

        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"{{{(hasReasoning ? "" : "<think>Hm.</think>")}}}The sea QUOTED"}}

        data: {"type":"content_block_stop","index":0}

        {{{(hasReasoning ? Reasoning : ": reasoning in the text")}}}

        data: {"type":"message_delta","delta":{"stop_reason":"end_turn"}}

        data: {"type":"message_delta","delta":{"stop_reason":"end_turn"}}


        """;

    private const string Reasoning = """
        data: {"type":"content_block_start","index":1,"content_block":{"type":"thinking","thinking":""}}

        data: {"type":"content_block_delta","index":1,"delta":{"type":"thinking_delta","thinking":"Hm."}}

        data: {"type":"content_block_stop","index":1}
        """;

    // The call twice.
    private static string CreateCallEvents() => """
        data: {"type":"message_start","message":{"type":"message","role":"assistant","model":"another-model","content":[]}}

        data: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"a","name":"get_weather","input":{}}}

        data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"city\":\"Paris\"}"}}

        data: {"type":"content_block_stop","index":0}

        data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"b","name":"get_weather","input":{}}}

        data: {"type":"content_block_stop","index":1}

        data: {"type":"message_delta","delta":{"stop_reason":"tool_use"}}


        """;
}
