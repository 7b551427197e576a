using System.Text;
using System.Text.Json;
using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Providers;

/// <summary>Finds the mistakes in a history of tool calls that MiniMax answers with 2013.</summary>
/// <remarks>
/// Every tool message must answer a call of the assistant message before it, every call must be answered before anybody else
/// speaks, and the arguments that go back must be JSON.
/// </remarks>
internal sealed class HistoryCheck(Action<string, string> add)
{
    private readonly Dictionary<string, string> _open = new(StringComparer.Ordinal);

    public static void Find(IReadOnlyList<ChatMessage> messages, Action<string, string> add)
    {
        var check = new HistoryCheck(add);
        for (int i = 0; i < messages.Count; i++)
            check.Take($"$.messages[{i}]", messages[i]);
        check.Close();
    }

    private void Take(string path, ChatMessage? message)
    {
        if (message is ToolMessage tool)
        {
            if (!string.IsNullOrEmpty(tool.ToolCallId) && !_open.Remove(tool.ToolCallId))
                add($"{path}.tool_call_id", $"is '{Redaction.Quote(tool.ToolCallId)}', which no unanswered call before it has");
            return;
        }

        Close();
        if (message is not AssistantMessage { ToolCalls: { } calls })
            return;
        for (int i = 0; i < calls.Count; i++)
            Open($"{path}.tool_calls[{i}]", calls[i]);
    }

    private void Open(string path, ToolCall? call)
    {
        if (call is null)
            add(path, "is null");
        else if (string.IsNullOrWhiteSpace(call.Id))
            add($"{path}.id", "is empty");
        else if (!_open.TryAdd(call.Id, path))
            add($"{path}.id", $"is '{Redaction.Quote(call.Id)}', which another call has too");
        if (call is FunctionToolCall { Function: null } or CustomToolCall { Custom: null })
            add(path, "has nothing in it");
        if (call is FunctionToolCall { Function.Arguments: { } arguments } && !IsJsonOrEmpty(arguments))
            add($"{path}.function.arguments", "is not valid JSON");
    }

    private void Close()
    {
        foreach (KeyValuePair<string, string> call in _open)
            add(call.Value, $"has the id '{Redaction.Quote(call.Key)}', which no tool message answers");
        _open.Clear();
    }

    private static bool IsJsonOrEmpty(string arguments)
    {
        if (string.IsNullOrWhiteSpace(arguments))
            return true;
        try
        {
            var json = new Utf8JsonReader(Encoding.UTF8.GetBytes(arguments), WireFormat.ReaderOptions);
            while (json.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
