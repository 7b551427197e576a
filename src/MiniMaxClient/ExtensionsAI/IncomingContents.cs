using Microsoft.Extensions.AI;
using MiniMaxClient.Protocols;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Makes the ecosystem's contents of what the model says, piece by piece.</summary>
internal sealed class IncomingContents
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
        if (delta.Text is { Length: > 0 } text)
            contents.Add(new TextContent(text));
        _all.AddRange(contents);
        return contents;
    }

    /// <summary>What can be told only of the whole message: its calls, and what it refuses.</summary>
    /// <param name="message">The message.</param>
    /// <param name="calls">Its calls.</param>
    public IList<AIContent> End(AssistantMessage message, IEnumerable<FunctionCallContent> calls)
    {
        List<AIContent> contents = [.. calls];
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
