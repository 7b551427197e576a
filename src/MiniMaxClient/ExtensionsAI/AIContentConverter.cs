using Microsoft.Extensions.AI;
using MiniMaxClient.Protocols;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Makes the ecosystem's contents of what the model says, piece by piece.</summary>
/// <param name="textFilter">Shows the text of structured output; null where the text is shown as it is.</param>
internal sealed class AIContentConverter(StructuredOutputTextFilter? textFilter = null)
{
    private readonly ReasoningDetailsBuilder _reasoningAssembler = new();
    private readonly List<AIContent> _contents = [];
    private ReasoningDetail? _lastDetail;

    /// <summary>All contents so far.</summary>
    public IReadOnlyList<AIContent> Contents => _contents;

    /// <summary>The contents of a whole message.</summary>
    public static IReadOnlyList<AIContent> ToAIContents(AssistantMessage message)
    {
        var contents = new AIContentConverter();
        contents.AddDelta(ChatDelta.FromMessage(message));
        contents.AddCallsAndRefusal(
            message, (message.ToolCalls ?? []).OfType<FunctionToolCall>().Select(FunctionCallConverter.ToFunctionCallContent));
        return contents.Contents;
    }

    /// <summary>The thinking and the text of the next piece.</summary>
    public IList<AIContent> AddDelta(ChatDelta delta)
    {
        List<AIContent> contents = [.. CreateReasoningContents(delta)];
        string text = textFilter is null ? delta.Text : textFilter.FilterTextDelta(delta.Text);
        if (text.Length > 0)
            contents.Add(new TextContent(text));
        _contents.AddRange(contents);
        return contents;
    }

    /// <summary>Adds what only the whole message shows: its calls, and what it refuses.</summary>
    /// <param name="message">The message.</param>
    /// <param name="calls">Its calls.</param>
    /// <param name="text">Text that was held until the end.</param>
    public IList<AIContent> AddCallsAndRefusal(AssistantMessage message, IEnumerable<FunctionCallContent> calls, string text = "")
    {
        List<AIContent> contents = [.. text.Length > 0 ? [new TextContent(text)] : (AIContent[])[], .. calls];
        if (message.Refusal is { Length: > 0 } refusal)
            contents.Add(new ErrorContent(refusal) { ErrorCode = "Refusal" });
        _contents.AddRange(contents);
        return contents;
    }

    private List<AIContent> CreateReasoningContents(ChatDelta delta)
    {
        List<AIContent> contents = [];
        IReadOnlyList<ReasoningDetail> details = delta.ReasoningDetails ?? [];
        string reasoning = delta.Reasoning;
        string[] texts = [.. details.Select(_reasoningAssembler.Add)];
        if (string.Concat(texts) != reasoning)
        {
            // Tags were removed, or text is held: what the delta shows belongs to the last detail with a text.
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

        // Text of a detail that was held until now.
        return field is null && _lastDetail is { } detail
            ? ReasoningContentMetadata.CreateContent(reasoning, detail)
            : ReasoningContentMetadata.CreateContent(reasoning, field);
    }
}
