using System.Text.Json;
using MiniMaxClient.Testing.Completions;

namespace MiniMaxClient.Testing.Contracts;

/// <summary>Validates the tool calls and tool results in the history of a request with the rules of MiniMax.</summary>
internal static class ToolHistoryRules
{
    // Recorded on MiniMax's OpenAI route (github.com/MiniMax-AI/MiniMax-M2 issue 69).
    private const string MissingResultMessage = "tool call result does not follow tool call";

    /// <summary>Returns MiniMax's message for the first violation in a chat completion request, or null.</summary>
    public static string? ValidateChatHistory(JsonElement messages)
    {
        HashSet<string> calls = [];
        HashSet<string> open = [];
        foreach (JsonElement message in messages.EnumerateArray())
        {
            if (message.GetStringOrNull("role") == "tool")
            {
                // github.com/MiniMax-AI/MiniMax-M2 issue 76: a result without an earlier call is rejected.
                string id = message.GetStringOrNull("tool_call_id") ?? "";
                if (!calls.Contains(id))
                    return FormatResultNotFound(id);
                open.Remove(id);
                continue;
            }

            if (open.Count > 0)
                return MissingResultMessage;
            foreach (JsonElement call in message.EnumerateArrayOrEmpty("tool_calls"))
            {
                string id = call.GetStringOrNull("id") ?? "";
                calls.Add(id);
                open.Add(id);
                if (ValidateCallArguments(call, id) is { } problem)
                    return problem;
            }
        }

        return open.Count > 0 ? MissingResultMessage : null;
    }

    /// <summary>Returns MiniMax's message for the first violation in a request of the Messages API, or null.</summary>
    public static string? ValidateMessagesHistory(JsonElement messages)
    {
        HashSet<string> calls = [];
        HashSet<string> open = [];
        foreach (JsonElement message in messages.EnumerateArray())
        {
            if (open.Count > 0
                && !message.EnumerateArrayOrEmpty("content").Any(block => block.GetStringOrNull("type") == "tool_result"))
            {
                return MissingResultMessage;
            }

            foreach (JsonElement block in message.EnumerateArrayOrEmpty("content"))
            {
                if (block.GetStringOrNull("type") == "tool_use")
                {
                    calls.Add(block.GetStringOrNull("id") ?? "");
                    open.Add(block.GetStringOrNull("id") ?? "");
                }

                if (block.GetStringOrNull("type") != "tool_result")
                    continue;
                string id = block.GetStringOrNull("tool_use_id") ?? "";
                if (!calls.Contains(id))
                    return FormatResultNotFound(id);
                open.Remove(id);
            }
        }

        return open.Count > 0 ? MissingResultMessage : null;
    }

    // github.com/earendil-works/pi issue 5468: a replayed call whose arguments are not valid JSON is rejected.
    private static string? ValidateCallArguments(JsonElement call, string id) =>
        call.GetPropertyOrNull("function") is { } function && !IsJson(function.GetStringOrNull("arguments"))
            ? $"invalid function arguments json string, tool_call_id: {id}"
            : null;

    private static string FormatResultNotFound(string id) => $"tool result's tool id({id}) not found";

    private static bool IsJson(string? text)
    {
        if (text is null)
            return false;
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
