using System.Text.Json;
using MiniMaxClient.Testing.Answers;

namespace MiniMaxClient.Testing.Contracts;

/// <summary>MiniMax's check of the tool calls and tool results that a request replays.</summary>
internal static class ToolHistory
{
    /// <summary>The code that MiniMax puts at the end of both messages.</summary>
    public const string InvalidParams = "2013";

    /// <summary>The first violation in MiniMax's words, without the code, or null.</summary>
    public static string? Problem(JsonElement messages)
    {
        HashSet<string> calls = [];
        foreach (JsonElement message in messages.EnumerateArray())
        {
            foreach (JsonElement call in message.List("tool_calls"))
            {
                string id = call.Text("id") ?? "";
                calls.Add(id);
                // github.com/earendil-works/pi issue 5468: a replayed call whose arguments do not parse is refused.
                if (call.Part("function") is { } function && !IsJson(function.Text("arguments")))
                    return $"invalid params, invalid function arguments json string, tool_call_id: {id}";
            }

            // github.com/MiniMax-AI/MiniMax-M2 issue 76: so is a result that answers no earlier call.
            string? answered = message.Text("tool_call_id");
            if (message.Text("role") == "tool" && !calls.Contains(answered ?? ""))
                return NotFound(answered);
        }

        return null;
    }

    /// <summary>The first violation in messages of Anthropic's form, which carry calls and results as blocks, or null.</summary>
    public static string? ProblemOfBlocks(JsonElement messages)
    {
        HashSet<string> calls = [];
        foreach (JsonElement block in messages.EnumerateArray().SelectMany(message => message.List("content")))
        {
            if (block.Text("type") == "tool_use")
                calls.Add(block.Text("id") ?? "");
            else if (block.Text("type") == "tool_result" && !calls.Contains(block.Text("tool_use_id") ?? ""))
                return NotFound(block.Text("tool_use_id"));
        }

        return null;
    }

    private static string NotFound(string? id) => $"invalid params, tool result's tool id({id}) not found";

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
