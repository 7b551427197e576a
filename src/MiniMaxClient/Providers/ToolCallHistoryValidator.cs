using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Providers;

/// <summary>Finds the mistakes in a history of tool calls that MiniMax answers with 2013.</summary>
/// <remarks>
/// Every tool message must answer a call of the assistant message before it, every call must be answered before anybody else
/// speaks, and arguments that the app wrote must be a JSON object; those of a model are adapted when they are sent.
/// </remarks>
internal sealed class ToolCallHistoryValidator(MessageRules rules, LateSystemMessageHandling late, Action<string, string> add)
{
    // What stands where, by id.
    private Dictionary<string, string>? _unansweredCalls;

    public static void ValidateHistory(
        IReadOnlyList<ChatMessage> messages, MessageRules rules, LateSystemMessageHandling lateHandling, Action<string,
            string> addProblem)
    {
        var check = new ToolCallHistoryValidator(rules, lateHandling, addProblem);
        for (int i = 0; i < messages.Count; i++)
            check.ValidateMessage(i, messages[i]);
        check.ReportUnansweredCalls();
    }

    private void ValidateMessage(int index, ChatMessage? message)
    {
        // What is not sent there comes between no call and its result.
        if (message is AssistantMessage { IsEmpty: true } || SystemMessageMerger.IsMovedOrOmitted(message, rules, late))
            return;
        if (message is ToolMessage tool)
        {
            if (!string.IsNullOrEmpty(tool.ToolCallId) && _unansweredCalls?.Remove(tool.ToolCallId) is not true)
            {
                add(
                    $"$.messages[{index}].tool_call_id",
                    $"is '{Redaction.RedactQuote(tool.ToolCallId)}', which is not the id of a call without a result");
            }

            return;
        }

        ReportUnansweredCalls();
        if (message is not AssistantMessage { ToolCalls: { } calls })
            return;
        for (int i = 0; i < calls.Count; i++)
            TrackToolCall($"$.messages[{index}].tool_calls[{i}]", calls[i]);
    }

    private void TrackToolCall(string path, ToolCall? call)
    {
        if (call is null)
            add(path, "is null");
        else if (string.IsNullOrWhiteSpace(call.Id))
            add($"{path}.id", "is empty");
        else if (!(_unansweredCalls ??= new(StringComparer.Ordinal)).TryAdd(call.Id, path))
            add($"{path}.id", $"is '{Redaction.RedactQuote(call.Id)}', which is also the id of another call");
        if (call is FunctionToolCall { Function: null } or CustomToolCall { Custom: null })
            add(path, "has no value");
        if (call is FunctionToolCall { Function: { Arguments: { } arguments, HasUnusableArguments: false } }
            && !ToolArgumentsJson.TryNormalize(arguments, out _))
        {
            add(
                $"{path}.function.arguments",
                ToolArgumentsJson.IsValidJson(arguments) ? "is not the text of a JSON object" : "is not valid JSON");
        }
    }

    private void ReportUnansweredCalls()
    {
        if (_unansweredCalls is null)
            return;
        foreach (KeyValuePair<string, string> call in _unansweredCalls)
            add(call.Value, $"has the id '{Redaction.RedactQuote(call.Key)}', for which there is no tool message");
        _unansweredCalls.Clear();
    }
}
