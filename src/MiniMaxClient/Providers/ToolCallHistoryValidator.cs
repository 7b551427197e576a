using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Providers;

/// <summary>Validates the tool calls and tool messages of a request, whose mistakes MiniMax rejects with error 2013.</summary>
/// <remarks>
/// Each tool message must have the id of a call of the preceding assistant message, each call must have a tool message before the
/// next other message, and arguments that the application wrote must be a JSON object; the normalizer adapts those of a model.
/// </remarks>
internal sealed class ToolCallHistoryValidator(
    MessageRules rules, LateSystemMessageHandling lateHandling, Action<string, string> addProblem)
{
    // The paths of the calls without a tool message, by call id.
    private Dictionary<string, string>? _unansweredCalls;

    public static void ValidateHistory(
        IReadOnlyList<ChatMessage> messages,
        MessageRules rules,
        LateSystemMessageHandling lateHandling,
        Action<string, string> addProblem)
    {
        var validator = new ToolCallHistoryValidator(rules, lateHandling, addProblem);
        for (int i = 0; i < messages.Count; i++)
            validator.ValidateMessage(i, messages[i]);
        validator.ReportUnansweredCalls();
    }

    private void ValidateMessage(int index, ChatMessage? message)
    {
        // A message that is not sent at its position does not separate a call from its result.
        if (message is AssistantMessage { IsEmpty: true } || SystemMessageMerger.IsMovedOrOmitted(message, rules, lateHandling))
            return;
        if (message is ToolMessage tool)
        {
            if (!string.IsNullOrEmpty(tool.ToolCallId) && _unansweredCalls?.Remove(tool.ToolCallId) is not true)
            {
                addProblem(
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
            addProblem(path, "is null");
        else if (string.IsNullOrWhiteSpace(call.Id))
            addProblem($"{path}.id", "is empty");
        else if (!(_unansweredCalls ??= new(StringComparer.Ordinal)).TryAdd(call.Id, path))
            addProblem($"{path}.id", $"is '{Redaction.RedactQuote(call.Id)}', which is also the id of another call");
        if (call is FunctionToolCall { Function: null } or CustomToolCall { Custom: null })
            addProblem(path, "has no value");
        if (call is FunctionToolCall { Function: { Arguments: { } arguments, HasUnusableArguments: false } }
            && !ToolArgumentsJson.TryNormalize(arguments, out _))
        {
            addProblem(
                $"{path}.function.arguments",
                ToolArgumentsJson.IsValidJson(arguments) ? "is not the text of a JSON object" : "is not valid JSON");
        }
    }

    private void ReportUnansweredCalls()
    {
        if (_unansweredCalls is null)
            return;
        foreach (KeyValuePair<string, string> call in _unansweredCalls)
            addProblem(call.Value, $"has the id '{Redaction.RedactQuote(call.Key)}', for which there is no tool message");
        _unansweredCalls.Clear();
    }
}
