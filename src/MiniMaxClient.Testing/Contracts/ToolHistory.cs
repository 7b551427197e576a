using System.Text.Json;
using MiniMaxClient.Testing.Answers;

namespace MiniMaxClient.Testing.Contracts;

/// <summary>MiniMax's check of the tool calls and tool results that a request replays.</summary>
internal static class ToolHistory
{
    // Recorded on MiniMax's OpenAI route (github.com/MiniMax-AI/MiniMax-M2 issue 69).
    private const string MissingResult = "tool call result does not follow tool call";

    /// <summary>The first violation in MiniMax's words, or null.</summary>
    public static string? Problem(JsonElement messages)
    {
        HashSet<string> calls = [];
        HashSet<string> open = [];
        foreach (JsonElement message in messages.EnumerateArray())
        {
            if (message.Text("role") == "tool")
            {
                // github.com/MiniMax-AI/MiniMax-M2 issue 76: a result that answers no earlier call is rejected.
                string id = message.Text("tool_call_id") ?? "";
                if (!calls.Contains(id))
                    return NotFound(id);
                open.Remove(id);
                continue;
            }

            if (open.Count > 0)
                return MissingResult;
            foreach (JsonElement call in message.List("tool_calls"))
            {
                string id = call.Text("id") ?? "";
                calls.Add(id);
                open.Add(id);
                if (ProblemOfCall(call, id) is { } problem)
                    return problem;
            }
        }

        return open.Count > 0 ? MissingResult : null;
    }

    /// <summary>The first violation in messages of Anthropic's form, which carry calls and results as blocks, or null.</summary>
    public static string? ProblemOfBlocks(JsonElement messages)
    {
        HashSet<string> calls = [];
        HashSet<string> open = [];
        foreach (JsonElement message in messages.EnumerateArray())
        {
            if (open.Count > 0 && !message.List("content").Any(block => block.Text("type") == "tool_result"))
                return MissingResult;
            foreach (JsonElement block in message.List("content"))
            {
                if (block.Text("type") == "tool_use")
                {
                    calls.Add(block.Text("id") ?? "");
                    open.Add(block.Text("id") ?? "");
                }

                if (block.Text("type") != "tool_result")
                    continue;
                string id = block.Text("tool_use_id") ?? "";
                if (!calls.Contains(id))
                    return NotFound(id);
                open.Remove(id);
            }
        }

        return open.Count > 0 ? MissingResult : null;
    }

    // github.com/earendil-works/pi issue 5468: a replayed call whose arguments do not parse is rejected.
    private static string? ProblemOfCall(JsonElement call, string id) =>
        call.Part("function") is { } function && !IsJson(function.Text("arguments"))
            ? $"invalid function arguments json string, tool_call_id: {id}"
            : null;

    private static string NotFound(string id) => $"tool result's tool id({id}) not found";

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
