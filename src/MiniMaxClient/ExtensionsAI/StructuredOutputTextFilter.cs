using System.Text;
using System.Text.Json;
using MiniMaxClient.Agents;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>
/// Converts structured output to its JSON text, without surrounding text and code fences, also if it was received as a tool call
/// or in the reasoning.
/// </summary>
/// <remarks>Text is held until JSON begins; without JSON, the complete text is returned at the end.</remarks>
/// <param name="request">The request.</param>
internal sealed class StructuredOutputTextFilter(StructuredOutputRequest request)
{
    private readonly StringBuilder _bufferedText = new();
    private readonly PartialJsonReader _partialJson = new(canBeArray: !request.IsObjectRequired);
    private readonly StructuredOutputCallTracker _callTracker = new(request.OutputToolName);
    private bool _hasWrittenJson;
    private bool _hasOutputCall;
    private bool _hasOtherCalls;

    /// <summary>Converts the call of the output tool to text.</summary>
    public ChatCompletion ConvertToolCallToText(ChatCompletion completion)
    {
        if (request.Mode != StructuredOutputMode.ToolCall || completion.Choices.Count == 0)
            return completion;
        ChatChoice first = completion.Choices[0];
        ILookup<bool, ToolCall> calls = (first.Message.ToolCalls ?? []).ToLookup(
            call => (call as FunctionToolCall)?.Function?.Name == request.OutputToolName);
        if (!calls[true].Any())
            return completion;
        string arguments = ((FunctionToolCall)calls[true].First()).Function.Arguments ?? "";
        bool hasOtherCalls = calls[false].Any();
        AssistantMessage message = first.Message with
        {
            Content = StructuredOutputJsonFinder.AppendText(first.Message.Content, arguments),
            ToolCalls = hasOtherCalls ? [.. calls[false]] : null,
        };
        FinishReason? reason = hasOtherCalls ? first.FinishReason : ReplaceToolCallsReason(first.FinishReason);
        return completion with
        {
            Choices = [first with { Message = message, FinishReason = reason }, .. completion.Choices.Skip(1)],
        };
    }

    /// <summary>Converts the deltas of the call of the output tool to text.</summary>
    public ChatCompletionChunk ConvertToolCallToText(ChatCompletionChunk chunk) =>
        request.Mode == StructuredOutputMode.ToolCall && chunk.FirstChoice is { } first
            ? chunk with
            {
                Choices = [.. chunk.Choices.Select(one => ReferenceEquals(one, first) ? ConvertToolCallToText(one) : one)],
            }
            : chunk;

    /// <summary>Returns the JSON in the next text delta.</summary>
    public string FilterTextDelta(string text)
    {
        if (!_hasWrittenJson)
            _bufferedText.Append(text);
        _partialJson.Append(text);
        string added = _partialJson.ReadAppendedText();
        _hasWrittenJson |= added.Length > 0;
        return added;
    }

    /// <summary>Gets the remaining text at the end: the JSON in the reasoning, or the text if it has no JSON.</summary>
    public string GetRemainingText(ChatCompletion completion)
    {
        if (_hasWrittenJson)
            return "";
        return StructuredOutputJsonFinder.GetFallbackReasoning(completion) is { } reasoning && FindOutput(reasoning) is { } json
            ? JsonText.GetRawText(json)
            : _bufferedText.ToString();
    }

    private ChatChunkChoice ConvertToolCallToText(ChatChunkChoice choice)
    {
        if (choice.Delta is { ToolCalls: { Count: > 0 } calls } delta)
        {
            List<ToolCallDelta> otherCalls = [];
            string arguments = "";
            foreach (ToolCallDelta call in calls)
            {
                if (!_callTracker.TryTrack(call))
                    otherCalls.Add(call);
                else if (_callTracker.IsFirstOutputCall)
                    arguments += call.Function?.Arguments;
            }

            _hasOutputCall |= otherCalls.Count < calls.Count;
            _hasOtherCalls |= otherCalls.Count > 0;
            ChatDelta remaining = delta with { ToolCalls = otherCalls.Count > 0 ? otherCalls : null };
            choice = choice with { Delta = arguments.Length > 0 ? AppendDeltaText(remaining, arguments) : remaining };
        }

        return _hasOutputCall && !_hasOtherCalls
            ? choice with { FinishReason = ReplaceToolCallsReason(choice.FinishReason) }
            : choice;
    }

    private static ChatDelta AppendDeltaText(ChatDelta delta, string text) => delta with
    {
        Content = delta.Content + text,
        SplitContent = delta.SplitContent is { } view ? view with { Text = view.Text + text } : null,
    };

    private JsonElement? FindOutput(string text)
    {
        JsonElement[] found =
        [
            .. StructuredOutputJsonFinder.FindJsonValues(text)
                .Where(value => !request.IsObjectRequired || value.ValueKind == JsonValueKind.Object),
        ];
        JsonElement[] valid = request.Schema is { } schema ? [.. found.Where(value => IsValid(schema, value))] : found;
        return valid.Length > 0 ? valid[0] : null;
    }

    private static bool IsValid(JsonElement schema, JsonElement value) =>
        JsonSchemaValidator.Validate(schema, StructuredOutputNormalizer.NormalizeOutput(schema, value)).Count == 0;

    private static FinishReason? ReplaceToolCallsReason(FinishReason? reason) =>
        reason == FinishReason.ToolCalls || reason?.Value == "tool_call" ? FinishReason.Stop : reason;
}
