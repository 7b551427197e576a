using System.Text.Json;

namespace MiniMaxClient.Agents;

/// <summary>Makes an answer one that goes back.</summary>
internal static class AnswerHistory
{
    /// <summary>The message as it came, save for what would be refused.</summary>
    /// <remarks>
    /// MiniMax refuses a history with arguments that are no JSON (2013), and the Messages API one whose input is no object: they
    /// become an empty one. An answer that has nothing in it, or thinking alone, comes without content, and goes back with an
    /// empty one.
    /// </remarks>
    public static AssistantMessage Replayable(AssistantMessage message)
    {
        if (message.HasNoAnswer)
            return message with { Content = "" };
        return message.ToolCalls?.Any(IsBroken) != true
            ? message
            : message with { ToolCalls = [.. message.ToolCalls.Select(static call => IsBroken(call) ? Emptied(call) : call)] };
    }

    private static bool IsBroken(ToolCall call) =>
        call is FunctionToolCall function && ToolInvoker.Parse(function) is not { ValueKind: JsonValueKind.Object };

    private static FunctionToolCall Emptied(ToolCall call)
    {
        var function = (FunctionToolCall)call;
        return function with { Function = function.Function with { Arguments = "{}" } };
    }
}
