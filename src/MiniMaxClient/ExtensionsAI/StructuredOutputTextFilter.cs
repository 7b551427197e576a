using System.Text;
using System.Text.Json;
using MiniMaxClient.Agents;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>
/// Shows structured output as its JSON text: without words and code fences around it, also where it came as a tool call or in the
/// reasoning.
/// </summary>
/// <remarks>Text is held until JSON begins in it; where none does, all of it is shown at the end.</remarks>
/// <param name="request">The request.</param>
internal sealed class StructuredOutputTextFilter(StructuredOutputRequest request)
{
    private readonly StringBuilder _bufferedText = new();
    private readonly PartialJson _partialJson = new(canBeArray: !request.IsObjectRequired);
    private readonly StructuredOutputCallTracker _callTracker = new(request.OutputToolName);
    private bool _hasWrittenJson;
    private bool _hasOutputCall;
    private bool _hasOtherCalls;

    /// <summary>A response whose call of the answer's tool is text.</summary>
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
        bool hasOthers = calls[false].Any();
        AssistantMessage message = first.Message with
        {
            Content = StructuredOutputParser.AppendText(first.Message.Content, arguments),
            ToolCalls = hasOthers ? [.. calls[false]] : null,
        };
        FinishReason? reason = hasOthers ? first.FinishReason : ReplaceToolCallsReason(first.FinishReason);
        return completion with
        {
            Choices = [first with { Message = message, FinishReason = reason }, .. completion.Choices.Skip(1)],
        };
    }

    /// <summary>A chunk whose pieces of the call of the answer's tool are text.</summary>
    public ChatCompletionChunk ConvertToolCallToText(ChatCompletionChunk chunk) =>
        request.Mode == StructuredOutputMode.ToolCall && chunk.FirstChoice is { } first
            ? chunk with { Choices =
                [.. chunk.Choices.Select(one => ReferenceEquals(one, first) ? ConvertToolCallToText(one) : one)] }
            : chunk;

    /// <summary>The JSON in the next piece of text.</summary>
    public string FilterTextDelta(string text)
    {
        if (!_hasWrittenJson)
            _bufferedText.Append(text);
        _partialJson.Append(text);
        string added = _partialJson.ReadAppendedText();
        _hasWrittenJson |= added.Length > 0;
        return added;
    }

    /// <summary>Gets the text that is left at the end: the JSON in the reasoning, or the text if it has no JSON.</summary>
    public string GetRemainingText(ChatCompletion completion)
    {
        if (_hasWrittenJson)
            return "";
        return StructuredOutputParser.GetFallbackReasoning(completion) is { } reasoning && FindOutput(reasoning) is { } json
            ? JsonText.GetRawText(json)
            : _bufferedText.ToString();
    }

    private ChatChunkChoice ConvertToolCallToText(ChatChunkChoice choice)
    {
        if (choice.Delta is { ToolCalls: { Count: > 0 } pieces } delta)
        {
            List<ToolCallDelta> otherCalls = [];
            string arguments = "";
            foreach (ToolCallDelta piece in pieces)
            {
                if (!_callTracker.TryTrack(piece))
                    otherCalls.Add(piece);
                else if (_callTracker.IsFirstOutputCall)
                    arguments += piece.Function?.Arguments;
            }

            _hasOutputCall |= otherCalls.Count < pieces.Count;
            _hasOtherCalls |= otherCalls.Count > 0;
            ChatDelta others = delta with { ToolCalls = otherCalls.Count > 0 ? otherCalls : null };
            choice = choice with { Delta = arguments.Length > 0 ? AppendDeltaText(others, arguments) : others };
        }

        return _hasOutputCall
            && !_hasOtherCalls ? choice with { FinishReason = ReplaceToolCallsReason(choice.FinishReason) } : choice;
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
            .. StructuredOutputParser.FindJsonValues(text)
                .Where(value => !request.IsObjectRequired || value.ValueKind == JsonValueKind.Object),
        ];
        JsonElement[] fitting = request.Schema is { } schema
            ? [.. found.Where(value =>
                JsonSchemaValidator.Validate(schema, StructuredOutputNormalizer.NormalizeOutput(schema, value)).Count == 0)]
            : found;
        return fitting.Length > 0 ? fitting[0] : null;
    }

    private static FinishReason? ReplaceToolCallsReason(FinishReason? reason) =>
        reason == FinishReason.ToolCalls || reason?.Value == "tool_call" ? FinishReason.Stop : reason;
}
