namespace MiniMaxClient.Protocols.Anthropic;

/// <summary>Messages' stop reasons in the terms of chat completions.</summary>
internal static class AnthropicStopReason
{
    /// <summary>The finish reason; one that has no counterpart is kept as it came.</summary>
    public static FinishReason? ToFinishReason(string? stopReason) => stopReason switch
    {
        null => null,
        "end_turn" or "stop_sequence" or "pause_turn" => FinishReason.Stop,
        "max_tokens" or "model_context_window_exceeded" => FinishReason.Length,
        "tool_use" => FinishReason.ToolCalls,
        "refusal" => FinishReason.ContentFilter,
        _ => new FinishReason(stopReason),
    };
}
