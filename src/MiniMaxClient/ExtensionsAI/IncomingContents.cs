using Microsoft.Extensions.AI;
using MiniMaxClient.Protocols;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Makes the ecosystem's contents of what the model says, piece by piece.</summary>
/// <param name="structured">Shows the text of structured output; null where the text is shown as it is.</param>
internal sealed class IncomingContents(StructuredText? structured = null)
{
    private readonly ReasoningAssembler _details = new();
    private readonly List<AIContent> _all = [];

    /// <summary>All contents so far.</summary>
    public IReadOnlyList<AIContent> All => _all;

    /// <summary>The contents of a whole message.</summary>
    public static IReadOnlyList<AIContent> Of(AssistantMessage message)
    {
        var contents = new IncomingContents();
        contents.Add(ChatDelta.FromMessage(message));
        contents.End(message, (message.ToolCalls ?? []).OfType<FunctionToolCall>().Select(IncomingCall.Of));
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

    /// <summary>What can be told only of the whole message: its calls, and what it refuses.</summary>
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

    private IEnumerable<AIContent> Thoughts(ChatDelta delta)
    {
        bool hasDetails = false;
        foreach (ReasoningDetail detail in delta.ReasoningDetails ?? [])
        {
            string text = _details.Add(detail);
            if (text.Length == 0 && string.IsNullOrEmpty(detail.Signature ?? detail.Data))
                continue;
            hasDetails = true;
            yield return ReasoningForm.Content(text, detail);
        }

        if (hasDetails || delta.Reasoning is not { Length: > 0 } reasoning)
            yield break;
        string? field = !string.IsNullOrEmpty(delta.ReasoningContent) ? ReasoningForm.ReasoningContent
            : !string.IsNullOrEmpty(delta.RawReasoning) ? ReasoningForm.RawReasoning
            : null;
        yield return ReasoningForm.Content(reasoning, field);
    }
}
