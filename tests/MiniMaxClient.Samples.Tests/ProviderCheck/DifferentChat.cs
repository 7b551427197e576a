using System.Text.Json;
using System.Text.Json.Nodes;
using MiniMaxClient.Samples.ProviderCheck.Checks;
using MiniMaxClient.Samples.ProviderCheck.Wire;

namespace MiniMaxClient.Samples.Tests.ProviderCheck;

/// <summary>The chat completions of the different server.</summary>
internal static class DifferentChat
{
    public static DifferentResponse CreateResponse(JsonElement body)
    {
        if (DifferentRules.FindReason(body) is { } reason)
            return DifferentResponse.Reject(reason);
        bool isStreaming = body.Get("stream").ValueKind == JsonValueKind.True;
        string? choice = body.Get("tool_choice").Text();
        // A choice has the opposite effect.
        bool isForced = choice is "required" || body.Get("tool_choice", "type").HasValue();
        bool isCalling = isForced || (DifferentRules.WantsTool(body) && choice is null or "none");
        if (isStreaming)
            return new(200, "text/plain", isCalling ? CreateCallEvents() : CreateTextEvents());
        JsonObject message = isCalling ? CreateCall(isForced ? CheckTools.Time : CheckTools.Weather) : CreateText(body);
        return new(200, "text/plain", CreateCompletion(message, isCalling ? "stop" : "eos").ToJsonString());
    }

    private static JsonObject CreateText(JsonElement body)
    {
        string text = DifferentRules.CreateText(body);
        var message = new JsonObject { ["role"] = "assistant", ["content"] = text, ["note"] = "QUOTED" };
        if (body.Get("reasoning_split").HasValue())
            message["content"] = $"<think>\nHm.\n</think>\n\n{text}";
        else if (body.Get("thinking", "type").Text() != "disabled")
            message["reasoning"] = "Hm.";
        return message;
    }

    private static JsonObject CreateCall(string tool) => new()
    {
        ["role"] = "assistant",
        ["tool_calls"] = new JsonArray(new JsonObject
        {
            ["type"] = "function",
            ["function"] = new JsonObject { ["name"] = tool, ["arguments"] = """{"city":"Paris"}""" },
        }),
    };

    private static JsonObject CreateCompletion(JsonObject message, string finishReason) => new()
    {
        ["model"] = "another-model",
        ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["message"] = message, ["finish_reason"] = finishReason }),
        ["usage"] = new JsonObject
        {
            ["prompt_tokens"] = 5,
            ["completion_tokens"] = 3,
            ["total_tokens"] = 99,
            ["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = 10 },
        },
    };

    // The text so far instead of deltas, a finish reason in each event, reasoning at the end, and neither usage nor [DONE].
    private static string CreateTextEvents() => """
        data: {"model":"another-model","choices":[{"index":0,"delta":{"content":"The"},"finish_reason":"stop"}]}

        data: {"model":"another-model","choices":[{"index":0,"delta":{"content":"The sea"},"finish_reason":"stop"}]}

        data: {"model":"another-model","choices":[{"index":0,"delta":{"content":"The sea QUOTED"},"finish_reason":"stop"}]}

        data: {"model":"another-model","choices":[{"index":0,"delta":{"reasoning":"Hm."},"finish_reason":"stop"}]}


        """;

    private static string CreateCallEvents() => """
        data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"get_weather","arguments":"{"}}]}}]}

        data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"arguments":"}"}}]}}]}

        data: {"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}


        """;
}
