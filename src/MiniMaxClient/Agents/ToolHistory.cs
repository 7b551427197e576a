using System.Text.Json;

namespace MiniMaxClient.Agents;

/// <summary>Makes an answer with tool calls fit to go back in a history.</summary>
internal static class ToolHistory
{
    /// <summary>
    /// The message as it came, save for arguments that are no JSON, with which MiniMax refuses a history (2013), or no object,
    /// which the Messages API does.
    /// </summary>
    public static AssistantMessage Replayable(AssistantMessage message) =>
        message.ToolCalls?.Any(IsBroken) != true
            ? message
            : message with { ToolCalls = [.. message.ToolCalls.Select(static call => IsBroken(call) ? Emptied(call) : call)] };

    private static bool IsBroken(ToolCall call) =>
        call is FunctionToolCall function && ToolInvoker.Parse(function) is not { ValueKind: JsonValueKind.Object };

    private static ToolCall Emptied(ToolCall call)
    {
        var broken = (FunctionToolCall)call;
        return broken with { Function = broken.Function with { Arguments = "{}" } };
    }
}
