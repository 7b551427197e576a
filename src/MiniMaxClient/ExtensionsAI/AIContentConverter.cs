using System.Text;
using Microsoft.Extensions.AI;
using MiniMaxClient.Protocols;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Converts deltas and messages of the model to contents of Microsoft.Extensions.AI.</summary>
/// <param name="textFilter">The filter for the text of structured output; null to leave the text unchanged.</param>
internal sealed class AIContentConverter(StructuredOutputTextFilter? textFilter = null)
{
    // MiniMax's white space before calls is one line break. More of it is delivered, so that little is held.
    private const int MaxHeldLength = 64;

    private readonly ReasoningDetailsBuilder _reasoningAssembler = new();
    private readonly List<AIContent> _contents = [];
    private readonly StringBuilder _heldBlanks = new();
    private ReasoningDetail? _lastDetail;
    private bool _hasText;

    /// <summary>The contents converted so far.</summary>
    public IReadOnlyList<AIContent> Contents => _contents;

    /// <summary>Converts a complete message.</summary>
    public static IReadOnlyList<AIContent> ToAIContents(AssistantMessage message)
    {
        var contents = new AIContentConverter();
        contents.AddDelta(ChatDelta.FromMessage(message));
        contents.AddCallsAndRefusal(
            message, (message.ToolCalls ?? []).OfType<FunctionToolCall>().Select(AIFunctionCallConverter.ToFunctionCallContent));
        return contents.Contents;
    }

    /// <summary>Converts the reasoning and the text of the next delta.</summary>
    public IList<AIContent> AddDelta(ChatDelta delta)
    {
        List<AIContent> contents = [.. CreateReasoningContents(delta)];
        string text = HoldLeadingBlanks(textFilter is null ? delta.Text : textFilter.FilterTextDelta(delta.Text));
        if (text.Length > 0)
            contents.Add(new TextContent(text));
        _contents.AddRange(contents);
        return contents;
    }

    /// <summary>Adds the contents that require the complete message: tool calls and refusal.</summary>
    /// <remarks>
    /// In MiniMax's tool-use sample, the text of a message with calls is a line break. It is in the
    /// <see cref="AssistantMessagePatch"/>: the text of a response is that of all its messages, and would begin with it.
    /// </remarks>
    /// <param name="message">The complete message.</param>
    /// <param name="calls">The tool calls of the message.</param>
    /// <param name="text">The text held until the end.</param>
    public IList<AIContent> AddCallsAndRefusal(AssistantMessage message, IEnumerable<FunctionCallContent> calls, string text = "")
    {
        List<AIContent> contents = [.. calls];
        if (contents.Count == 0 || !string.IsNullOrWhiteSpace(text))
            text = _heldBlanks + text;
        if (text.Length > 0)
            contents.Insert(0, new TextContent(text));
        if (message.Refusal is { Length: > 0 } refusal)
            contents.Add(new ErrorContent(refusal) { ErrorCode = "Refusal" });
        _contents.AddRange(contents);
        return contents;
    }

    /// <summary>Holds leading white space until other text follows, because it is omitted if calls follow instead.</summary>
    private string HoldLeadingBlanks(string text)
    {
        if (_hasText)
            return text;
        _hasText = _heldBlanks.Length + text.Length > MaxHeldLength || !string.IsNullOrWhiteSpace(text);
        _heldBlanks.Append(text);
        if (!_hasText)
            return "";
        text = _heldBlanks.ToString();
        _heldBlanks.Clear();
        return text;
    }

    private List<AIContent> CreateReasoningContents(ChatDelta delta)
    {
        List<AIContent> contents = [];
        IReadOnlyList<ReasoningDetail> details = delta.ReasoningDetails ?? [];
        string reasoning = delta.Reasoning;
        string[] texts = [.. details.Select(_reasoningAssembler.Add)];
        if (string.Concat(texts) != reasoning)
        {
            // Tags were removed or text is held: the reasoning of the delta belongs to the last detail with text.
            int last = Array.FindLastIndex(texts, static text => text.Length > 0);
            texts = [.. texts.Select((_, i) => i == last ? reasoning : "")];
        }

        for (int i = 0; i < texts.Length; i++)
        {
            if (texts[i].Length > 0)
                _lastDetail = details[i] with { Signature = null, Data = null };
            if (texts[i].Length > 0 || !string.IsNullOrEmpty(details[i].Signature ?? details[i].Data))
                contents.Add(ReasoningContentMetadata.CreateContent(texts[i], details[i]));
        }

        if (reasoning.Length > 0 && Array.TrueForAll(texts, static text => text.Length == 0))
            contents.Add(CreateContentWithoutDetail(delta, reasoning));
        return contents;
    }

    private TextReasoningContent CreateContentWithoutDetail(ChatDelta delta, string reasoning)
    {
        string? field = !string.IsNullOrEmpty(delta.ReasoningContent) ? ReasoningContentMetadata.ReasoningContentField
            : !string.IsNullOrEmpty(delta.RawReasoning) ? ReasoningContentMetadata.RawReasoningField
            : null;

        // Text of a previous detail that was held until now.
        return field is null && _lastDetail is { } detail
            ? ReasoningContentMetadata.CreateContent(reasoning, detail)
            : ReasoningContentMetadata.CreateContent(reasoning, field);
    }
}
