using System.Text.Json;

namespace MiniMaxClient.Protocols.Anthropic;

/// <summary>Converts the stop reasons of the Messages API to chat completions.</summary>
internal static class AnthropicStopReasonConverter
{
    /// <summary>Converts a stop reason to a finish reason; an unknown value is kept.</summary>
    public static FinishReason? ToFinishReason(string? stopReason) => stopReason switch
    {
        null => null,
        "end_turn" or "stop_sequence" or "pause_turn" => FinishReason.Stop,
        "max_tokens" or "model_context_window_exceeded" => FinishReason.Length,
        "tool_use" => FinishReason.ToolCalls,
        "refusal" => FinishReason.ContentFilter,
        _ => new FinishReason(stopReason),
    };

    /// <summary>Returns the stop reason as an additional property of the choice if the finish reason is less specific.</summary>
    public static IReadOnlyDictionary<string, JsonElement> ToAdditionalProperties(string? stopReason) =>
        stopReason is null or "end_turn" or "max_tokens" or "tool_use"
            ? SchemaObject.EmptyProperties
            : new Dictionary<string, JsonElement>
            {
                ["stop_reason"] = JsonElement.Parse(JsonText.WriteToBytes(json => JsonText.WriteValue(json, stopReason))),
            };
}
