using Microsoft.Extensions.AI;
using MiniMaxClient.Agents;
using AIRole = Microsoft.Extensions.AI.ChatRole;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Makes the ecosystem's updates of the chunks of one answer.</summary>
/// <remarks>Of several choices the first one counts; the others are in the raw representation.</remarks>
internal sealed class IncomingUpdates
{
    private readonly IncomingContents _contents = new();
    private string? _id;
    private string? _model;
    private string? _name;
    private long? _created;
    private int? _choice;
    private FinishReason? _finishReason;

    /// <summary>A whole answer: what its stream of one chunk would have given.</summary>
    public static ChatResponse Whole(ChatCompletion completion)
    {
        ChatCompletion first =
            completion with { Choices = [.. completion.Choices.Take(1).Select(static choice => choice with { Index = 0 })] };
        var updates = new IncomingUpdates();
        ChatResponse response =
            new[] { updates.Add(ChatCompletionChunk.FromCompletion(first)), updates.End(first) }.ToChatResponse();
        response.RawRepresentation = completion;
        response.Messages[0].RawRepresentation = first.Choices.Count > 0 ? first.Message : null;
        response.AdditionalProperties = IncomingFacts.Of(completion);
        return response;
    }

    public ChatResponseUpdate Add(ChatCompletionChunk chunk)
    {
        _id ??= chunk.Id;
        _model ??= chunk.Model;
        _created ??= chunk.Created;
        _choice ??= chunk.Choices.Count > 0 ? chunk.Choices[0].Index ?? 0 : null;
        ChatChunkChoice? choice = chunk.Choices.FirstOrDefault(choice => (choice.Index ?? 0) == _choice);
        _name ??= choice?.Delta?.Name;
        if (choice?.FinishReason is { Value.Length: > 0 } reason)
            _finishReason = reason;
        return Update(choice?.Delta is { } delta ? _contents.Add(delta) : [], chunk);
    }

    /// <summary>The last update, with what could be told only now: calls, tokens, and what the answer's replay needs.</summary>
    /// <param name="completion">The answer, whole.</param>
    public ChatResponseUpdate End(ChatCompletion completion)
    {
        AssistantMessage message =
            completion.Choices.FirstOrDefault(choice => choice.Index == (_choice ?? 0))?.Message ?? new();
        IList<AIContent> contents = _contents.End(message);
        if (completion.Usage is { } usage)
            contents.Add(new UsageContent(IncomingFacts.Of(usage, completion.Meta)) { RawRepresentation = usage });
        ChatResponseUpdate update = Update(contents, completion);
        update.AdditionalProperties = IncomingFacts.Of(completion);
        AssistantMessage came = ToolHistory.Replayable(message);
        if (ReplayPatch.Of(came, OutgoingAssistant.Of(_contents.All)) is { } patch)
            update.AdditionalProperties[ReplayPatch.Key] = patch;
        return update;
    }

    private ChatResponseUpdate Update(IList<AIContent> contents, object raw) => new(AIRole.Assistant, contents)
    {
        // A message has no id of its own; an answer has one message.
        ResponseId = _id,
        MessageId = _id,
        ModelId = _model,
        AuthorName = _name,
        CreatedAt = _created is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null,
        FinishReason = IncomingFacts.Of(_finishReason),
        RawRepresentation = raw,
    };
}
