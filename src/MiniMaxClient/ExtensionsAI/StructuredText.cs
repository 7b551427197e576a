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
internal sealed class StructuredText(AnswerRequest request)
{
    private readonly StringBuilder _held = new();
    private readonly GrowingJson _json = new(acceptsArrays: !request.IsObject);
    private readonly AnswerCallTracker _calls = new(request.ToolName);
    private bool _isShown;
    private bool _hasAnswerCall;
    private bool _hasOtherCalls;

    /// <summary>A response whose call of the answer's tool is text.</summary>
    public ChatCompletion ToText(ChatCompletion completion)
    {
        if (request.Mode != StructuredOutputMode.ToolCall || completion.Choices.Count == 0)
            return completion;
        ChatChoice first = completion.Choices[0];
        ILookup<bool, ToolCall> calls = (first.Message.ToolCalls ?? []).ToLookup(
            call => (call as FunctionToolCall)?.Function?.Name == request.ToolName);
        if (!calls[true].Any())
            return completion;
        string arguments = ((FunctionToolCall)calls[true].First()).Function.Arguments ?? "";
        bool hasOthers = calls[false].Any();
        AssistantMessage message = first.Message with
        {
            Content = AnswerText.Append(first.Message.Content, arguments),
            ToolCalls = hasOthers ? [.. calls[false]] : null,
        };
        FinishReason? reason = hasOthers ? first.FinishReason : WithoutCalls(first.FinishReason);
        return completion with
        {
            Choices = [first with { Message = message, FinishReason = reason }, .. completion.Choices.Skip(1)],
        };
    }

    /// <summary>A chunk whose pieces of the call of the answer's tool are text.</summary>
    public ChatCompletionChunk ToText(ChatCompletionChunk chunk) =>
        request.Mode == StructuredOutputMode.ToolCall && chunk.First is { } first
            ? chunk with { Choices = [.. chunk.Choices.Select(one => ReferenceEquals(one, first) ? ToText(one) : one)] }
            : chunk;

    /// <summary>The JSON in the next piece of text.</summary>
    public string Push(string text)
    {
        if (!_isShown)
            _held.Append(text);
        _json.Add(text);
        string added = _json.ReadAdded();
        _isShown |= added.Length > 0;
        return added;
    }

    /// <summary>Gets the text that is left at the end: the JSON in the reasoning, or the text if it has no JSON.</summary>
    public string Flush(ChatCompletion completion)
    {
        if (_isShown)
            return "";
        return AnswerText.InReasoning(completion) is { } reasoning && Find(reasoning) is { } json
            ? JsonText.Raw(json)
            : _held.ToString();
    }

    private ChatChunkChoice ToText(ChatChunkChoice choice)
    {
        if (choice.Delta is { ToolCalls: { Count: > 0 } pieces } delta)
        {
            List<ToolCallDelta> otherCalls = [];
            string arguments = "";
            foreach (ToolCallDelta piece in pieces)
            {
                if (!_calls.IsAnswer(piece))
                    otherCalls.Add(piece);
                else if (_calls.IsFirst)
                    arguments += piece.Function?.Arguments;
            }

            _hasAnswerCall |= otherCalls.Count < pieces.Count;
            _hasOtherCalls |= otherCalls.Count > 0;
            ChatDelta others = delta with { ToolCalls = otherCalls.Count > 0 ? otherCalls : null };
            choice = choice with { Delta = arguments.Length > 0 ? WithText(others, arguments) : others };
        }

        return _hasAnswerCall && !_hasOtherCalls ? choice with { FinishReason = WithoutCalls(choice.FinishReason) } : choice;
    }

    private static ChatDelta WithText(ChatDelta delta, string text) => delta with
    {
        Content = delta.Content + text,
        View = delta.View is { } view ? view with { Text = view.Text + text } : null,
    };

    private JsonElement? Find(string text)
    {
        JsonElement[] found =
        [
            .. AnswerText.Find(text).Where(value => !request.IsObject || value.ValueKind == JsonValueKind.Object),
        ];
        JsonElement[] fitting = request.Schema is { } schema
            ? [.. found.Where(value => JsonSchemaCheck.Find(schema, ValueNormalizer.Normalize(schema, value)).Count == 0)]
            : found;
        return fitting.Length > 0 ? fitting[0] : null;
    }

    private static FinishReason? WithoutCalls(FinishReason? reason) =>
        reason == FinishReason.ToolCalls || reason?.Value == "tool_call" ? FinishReason.Stop : reason;
}
