using Microsoft.Extensions.AI;
using AIRole = Microsoft.Extensions.AI.ChatRole;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Makes the ecosystem's updates of the chunks of one answer.</summary>
/// <remarks>
/// Of several choices the first one counts; the others are in the raw representation. No update has an author's name: the
/// wire's is that of the vendor, and names an agent in frameworks. It goes back by the <see cref="ReplayPatch"/>.
/// </remarks>
/// <param name="check">Checks the calls of the response.</param>
/// <param name="structured">Shows the text of structured output; null where the text is shown as it is.</param>
internal sealed class IncomingUpdates(IncomingCallCheck check, StructuredText? structured = null)
{
    private readonly IncomingContents _contents = new(structured);
    private string? _id;
    private string? _messageId;
    private string? _model;
    private long? _created;
    private int? _choice;
    private FinishReason? _finishReason;

    /// <summary>A whole answer: what its stream of one chunk would have given.</summary>
    /// <param name="completion">The response.</param>
    /// <param name="check">Checks the calls of the response.</param>
    /// <param name="structured">Shows the text of structured output; null where the text is shown as it is.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    public static ChatResponse Whole(
        ChatCompletion completion,
        IncomingCallCheck check,
        StructuredText? structured = null,
        CancellationToken cancellationToken = default)
    {
        ChatCompletion first =
            completion with { Choices = [.. completion.Choices.Take(1).Select(static choice => choice with { Index = 0 })] };
        var updates = new IncomingUpdates(check, structured);
        ChatResponseUpdate[] all =
            [updates.Add(ChatCompletionChunk.FromCompletion(first)), .. updates.End(first, cancellationToken)];
        ChatResponse response = all.ToChatResponse();
        response.RawRepresentation = completion;
        response.AdditionalProperties = IncomingFacts.Of(first);
        response.Messages[0].RawRepresentation = first.Choices.Count > 0 ? first.Message : null;
        return response;
    }

    public ChatResponseUpdate Add(ChatCompletionChunk chunk)
    {
        _id ??= string.IsNullOrWhiteSpace(chunk.Id) ? null : chunk.Id;
        _model ??= string.IsNullOrEmpty(chunk.Model) ? null : chunk.Model;
        _created ??= chunk.Created is 0 ? null : chunk.Created;
        _choice ??= chunk.Choices.Count > 0 ? chunk.Choices[0].Index ?? 0 : null;
        List<AIContent> contents = [];
        foreach (ChatChunkChoice choice in chunk.Choices.Where(choice => (choice.Index ?? 0) == _choice))
        {
            if (choice.FinishReason is { Value.Length: > 0 } reason)
                _finishReason = reason;
            if (choice.Delta is { } delta)
                contents.AddRange(_contents.Add(delta));
        }

        return Update(contents, chunk);
    }

    /// <summary>The last updates: the message's calls and what its replay needs, and what is known of the whole answer.</summary>
    /// <param name="completion">The answer, whole.</param>
    /// <param name="cancellationToken">Cancels the check of the calls.</param>
    public IReadOnlyList<ChatResponseUpdate> End(ChatCompletion completion, CancellationToken cancellationToken = default)
    {
        AssistantMessage message =
            completion.Choices.FirstOrDefault(choice => choice.Index == (_choice ?? 0))?.Message ?? new();
        string text = structured?.Flush(completion) ?? "";
        ChatResponseUpdate end =
            Update(_contents.End(message, check.Read(message, _finishReason, cancellationToken), text), completion);
        if (ReplayPatch.Of(message, OutgoingAssistant.Create(_contents.All, UnsupportedContent.Rejected)) is { } patch)
            end.AdditionalProperties = new() { [ReplayPatch.Key] = patch };
        ChatResponseUpdate facts = Update(
            completion.Usage is { } usage
                ? [new UsageContent(IncomingFacts.Of(usage, completion.Meta)) { RawRepresentation = usage }]
                : [],
            completion);
        // On the message: an update without its id makes them the response's, but also a message of its own in Agent Framework.
        facts.AdditionalProperties = IncomingFacts.Of(completion);
        return [end, facts];
    }

    private ChatResponseUpdate Update(IList<AIContent> contents, object raw) => new(AIRole.Assistant, contents)
    {
        // A message has no id of its own, but an answer has one message.
        ResponseId = _id,
        MessageId = _messageId ??= _id ?? Guid.NewGuid().ToString("N"),
        ModelId = _model,
        CreatedAt = IncomingFacts.Time(_created),
        FinishReason = IncomingFacts.Of(_finishReason),
        RawRepresentation = raw,
    };
}
