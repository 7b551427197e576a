using Microsoft.Extensions.AI;
using MiniMaxClient.Protocols;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Makes the ecosystem's contents of what the model says, piece by piece.</summary>
/// <param name="structured">Shows the text of structured output; null where the text is shown as it is.</param>
internal sealed class IncomingContents(StructuredText? structured = null)
{
    private readonly ReasoningAssembler _details = new();
    private readonly List<AIContent> _all = [];
    private ReasoningDetail? _lastDetail;

    /// <summary>All contents so far.</summary>
    public IReadOnlyList<AIContent> All => _all;

    /// <summary>The contents of a whole message.</summary>
    public static IReadOnlyList<AIContent> Of(AssistantMessage message)
    {
        var contents = new IncomingContents();
        contents.Add(ChatDelta.FromMessage(message));
        contents.End(message, (message.ToolCalls ?? []).OfType<FunctionToolCall>().Select(IncomingCall.Create));
        return contents.All;
    }

    /// <summary>The thinking and the text of the next piece.</summary>
    public IList<AIContent> Add(ChatDelta delta)
    {
        List<AIContent> contents = [.. Thoughts(delta)];
        string text = structured is null ? delta.Text : structured.Push(delta.Text);
        if (text.Length > 0)
            contents.Add(new TextContent(text));
        _all.AddRange(contents);
        return contents;
    }

    /// <summary>Adds what only the whole message shows: its calls, and what it refuses.</summary>
    /// <param name="message">The message.</param>
    /// <param name="calls">Its calls.</param>
    /// <param name="text">Text that was held until the end.</param>
    public IList<AIContent> End(AssistantMessage message, IEnumerable<FunctionCallContent> calls, string text = "")
    {
        List<AIContent> contents = [.. text.Length > 0 ? [new TextContent(text)] : (AIContent[])[], .. calls];
        if (message.Refusal is { Length: > 0 } refusal)
            contents.Add(new ErrorContent(refusal) { ErrorCode = "Refusal" });
        _all.AddRange(contents);
        return contents;
    }

    private List<AIContent> Thoughts(ChatDelta delta)
    {
        List<AIContent> contents = [];
        IReadOnlyList<ReasoningDetail> details = delta.ReasoningDetails ?? [];
        string reasoning = delta.Reasoning;
        string[] texts = [.. details.Select(_details.Add)];
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
                contents.Add(ReasoningForm.Content(texts[i], details[i]));
        }

        if (reasoning.Length > 0 && Array.TrueForAll(texts, static text => text.Length == 0))
            contents.Add(WithoutDetail(delta, reasoning));
        return contents;
    }

    private TextReasoningContent WithoutDetail(ChatDelta delta, string reasoning)
    {
        string? field = !string.IsNullOrEmpty(delta.ReasoningContent) ? ReasoningForm.ReasoningContent
            : !string.IsNullOrEmpty(delta.RawReasoning) ? ReasoningForm.RawReasoning
            : null;

        // Text of a detail that was held until now.
        return field is null && _lastDetail is { } detail
            ? ReasoningForm.Content(reasoning, detail)
            : ReasoningForm.Content(reasoning, field);
    }
}
