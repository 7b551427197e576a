using System.Text.Json;

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
            if (message.TryGetProperty("tool_calls", out JsonElement made) && made.ValueKind == JsonValueKind.Array)
            {
                foreach (JsonElement call in made.EnumerateArray())
                {
                    string id = Text(call, "id") ?? "";
                    calls.Add(id);
                    // github.com/earendil-works/pi issue 5468: a replayed call whose arguments do not parse is refused.
                    if (call.TryGetProperty("function", out JsonElement function) && !IsJson(Text(function, "arguments")))
                        return $"invalid params, invalid function arguments json string, tool_call_id: {id}";
                }
            }

            // github.com/MiniMax-AI/MiniMax-M2 issue 76: so is a result that answers no earlier call.
            string? answered = Text(message, "tool_call_id");
            if (Text(message, "role") == "tool" && !calls.Contains(answered ?? ""))
                return $"invalid params, tool result's tool id({answered}) not found";
        }

        return null;
    }

    private static string? Text(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out JsonElement value)
            && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;

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
