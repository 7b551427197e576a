using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Providers;

/// <summary>Finds the mistakes in a history of tool calls that MiniMax answers with 2013.</summary>
/// <remarks>
/// Every tool message must answer a call of the assistant message before it, every call must be answered before anybody else
/// speaks, and arguments that the app wrote must be a JSON object; those of a model are adapted when they are sent.
/// </remarks>
internal sealed class HistoryCheck(MessageRules rules, LateSystemMessageHandling late, Action<string, string> add)
{
    // What stands where, by id.
    private Dictionary<string, string>? _open;

    public static void Find(
        IReadOnlyList<ChatMessage> messages, MessageRules rules, LateSystemMessageHandling late, Action<string, string> add)
    {
        var check = new HistoryCheck(rules, late, add);
        for (int i = 0; i < messages.Count; i++)
            check.Take(i, messages[i]);
        check.Close();
    }

    private void Take(int place, ChatMessage? message)
    {
        // What is not sent there comes between no call and its result.
        if (message is AssistantMessage { IsEmpty: true } || SystemMessages.IsMoved(message, rules, late))
            return;
        if (message is ToolMessage tool)
        {
            if (!string.IsNullOrEmpty(tool.ToolCallId) && _open?.Remove(tool.ToolCallId) is not true)
            {
                add(
                    $"$.messages[{place}].tool_call_id",
                    $"is '{Redaction.Quote(tool.ToolCallId)}', which is not the id of an earlier tool call without a result");
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
            add($"{path}.id", $"is '{Redaction.Quote(call.Id)}', which is also the id of another call");
        if (call is FunctionToolCall { Function: null } or CustomToolCall { Custom: null })
            add(path, "has no value");
        if (call is FunctionToolCall { Function: { Arguments: { } arguments, HasUnusableArguments: false } }
            && !ArgumentsText.TryNormalize(arguments, out _))
        {
            add(
                $"{path}.function.arguments",
                ArgumentsText.IsJson(arguments) ? "is not the text of a JSON object" : "is not valid JSON");
        }
    }

    private void Close()
    {
        if (_open is null)
            return;
        foreach (KeyValuePair<string, string> call in _open)
            add(call.Value, $"has the id '{Redaction.Quote(call.Key)}', for which there is no tool message");
        _open.Clear();
    }
}
