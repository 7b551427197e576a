using System.Buffers;
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
    // What stands where, by id.
    private Dictionary<string, string>? _open;

    public static void Find(IReadOnlyList<ChatMessage> messages, Action<string, string> add)
    {
        var check = new HistoryCheck(add);
        for (int i = 0; i < messages.Count; i++)
            check.Take(i, messages[i]);
        check.Close();
    }

    private void Take(int place, ChatMessage? message)
    {
        if (message is ToolMessage tool)
        {
            if (!string.IsNullOrEmpty(tool.ToolCallId) && _open?.Remove(tool.ToolCallId) is not true)
            {
                add(
                    $"$.messages[{place}].tool_call_id",
                    $"is '{Redaction.Quote(tool.ToolCallId)}', which no unanswered call before it has");
            }

            return;
        }

        Close();
        if (message is not AssistantMessage { ToolCalls: { } calls })
            return;
        for (int i = 0; i < calls.Count; i++)
            Open($"$.messages[{place}].tool_calls[{i}]", calls[i]);
    }

    private void Open(string path, ToolCall? call)
    {
        if (call is null)
            add(path, "is null");
        else if (string.IsNullOrWhiteSpace(call.Id))
            add($"{path}.id", "is empty");
        else if (!(_open ??= new(StringComparer.Ordinal)).TryAdd(call.Id, path))
            add($"{path}.id", $"is '{Redaction.Quote(call.Id)}', which another call has too");
        if (call is FunctionToolCall { Function: null } or CustomToolCall { Custom: null })
            add(path, "has nothing in it");
        if (call is FunctionToolCall { Function.Arguments: { } arguments } && !IsJsonOrEmpty(arguments))
            add($"{path}.function.arguments", "is not valid JSON");
    }

    private void Close()
    {
        if (_open is null)
            return;
        foreach (KeyValuePair<string, string> call in _open)
            add(call.Value, $"has the id '{Redaction.Quote(call.Key)}', which no tool message answers");
        _open.Clear();
    }

    private static bool IsJsonOrEmpty(string arguments)
    {
        if (string.IsNullOrWhiteSpace(arguments))
            return true;
        byte[] utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(arguments.Length));
        try
        {
            int length = Encoding.UTF8.GetBytes(arguments, 0, arguments.Length, utf8, 0);
            var json = new Utf8JsonReader(utf8.AsSpan(0, length), WireFormat.ReaderOptions);
            while (json.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(utf8, clearArray: true);
        }
    }
}
