namespace MiniMaxClient.Agents;

/// <summary>Makes an answer with tool calls fit to go back in a history.</summary>
internal static class ToolHistory
{
    /// <summary>The message as it came, save for arguments that are no JSON: MiniMax refuses a history with them (2013).</summary>
    public static AssistantMessage Replayable(AssistantMessage message) =>
        message.ToolCalls?.Any(IsBroken) != true
            ? message
            : message with { ToolCalls = [.. message.ToolCalls.Select(static call => IsBroken(call) ? Emptied(call) : call)] };

    private static bool IsBroken(ToolCall call) => call is FunctionToolCall function && ToolInvoker.Parse(function) is null;

    private static ToolCall Emptied(ToolCall call)
    {
        var broken = (FunctionToolCall)call;
        return broken with { Function = broken.Function with { Arguments = "{}" } };
    }
}
