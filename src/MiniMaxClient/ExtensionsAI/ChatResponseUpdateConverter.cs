using Microsoft.Extensions.AI;
using AIRole = Microsoft.Extensions.AI.ChatRole;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Makes the ecosystem's updates of the chunks of one answer.</summary>
/// <remarks>
/// Of several choices the first one counts; the others are in the raw representation. No update has an author's name: the
/// wire's is that of the vendor, and names an agent in frameworks. It goes back by the <see cref="AssistantMessagePatch"/>.
/// </remarks>
/// <param name="callValidator">Checks the calls of the response.</param>
/// <param name="textFilter">Shows the text of structured output; null where the text is shown as it is.</param>
internal sealed class ChatResponseUpdateConverter(
    ResponseToolCallValidator callValidator, StructuredOutputTextFilter? textFilter = null)
{
    private readonly AIContentConverter _contents = new(textFilter);
    private string? _id;
    private string? _messageId;
    private string? _model;
    private long? _created;
    private int? _choiceIndex;
    private FinishReason? _finishReason;

    /// <summary>A whole answer: what its stream of one chunk would have given.</summary>
    /// <param name="completion">The response.</param>
    /// <param name="callValidator">Checks the calls of the response.</param>
    /// <param name="textFilter">Shows the text of structured output; null where the text is shown as it is.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    public static ChatResponse ToChatResponse(
        ChatCompletion completion,
        ResponseToolCallValidator callValidator,
        StructuredOutputTextFilter? textFilter = null,
        CancellationToken cancellationToken = default)
    {
        ChatCompletion first =
            completion with { Choices = [.. completion.Choices.Take(1).Select(static choice => choice with { Index = 0 })] };
        var updates = new ChatResponseUpdateConverter(callValidator, textFilter);
        ChatResponseUpdate[] all =
            [updates.ToChatResponseUpdate(
                ChatCompletionChunk.FromCompletion(first)), .. updates.ToFinalUpdates(first, cancellationToken)];
        ChatResponse response = all.ToChatResponse();
        response.RawRepresentation = completion;
        response.AdditionalProperties = ChatResponseMetadataConverter.ToAdditionalProperties(first);
        response.Messages[0].RawRepresentation = first.Choices.Count > 0 ? first.Message : null;
        return response;
    }

    public ChatResponseUpdate ToChatResponseUpdate(ChatCompletionChunk chunk)
    {
        _id ??= string.IsNullOrWhiteSpace(chunk.Id) ? null : chunk.Id;
        _model ??= string.IsNullOrEmpty(chunk.Model) ? null : chunk.Model;
        _created ??= chunk.Created is 0 ? null : chunk.Created;
        _choiceIndex ??= chunk.Choices.Count > 0 ? chunk.Choices[0].Index ?? 0 : null;
        List<AIContent> contents = [];
        foreach (ChatChunkChoice choice in chunk.Choices.Where(choice => (choice.Index ?? 0) == _choiceIndex))
        {
            if (choice.FinishReason is { Value.Length: > 0 } reason)
                _finishReason = reason;
            if (choice.Delta is { } delta)
                contents.AddRange(_contents.AddDelta(delta));
        }

        return CreateUpdate(contents, chunk);
    }

    /// <summary>The last updates: the message's calls and what its replay needs, and what is known of the whole answer.</summary>
    /// <param name="completion">The answer, whole.</param>
    /// <param name="cancellationToken">Cancels the check of the calls.</param>
    public IReadOnlyList<ChatResponseUpdate> ToFinalUpdates(
        ChatCompletion completion, CancellationToken cancellationToken = default)
    {
        AssistantMessage message =
            completion.Choices.FirstOrDefault(choice => choice.Index == (_choiceIndex ?? 0))?.Message ?? new();
        string text = textFilter?.GetRemainingText(completion) ?? "";
        ChatResponseUpdate end =
            CreateUpdate(_contents.AddCallsAndRefusal(
                message, callValidator.ToValidatedContents(message, _finishReason, cancellationToken), text), completion);
        if (AssistantMessagePatch.CreatePatch(message, AssistantMessageConverter.ToAssistantMessage(
            _contents.Contents, UnsupportedContentPolicy.RejectAll)) is { } patch)
            end.AdditionalProperties = new() { [AssistantMessagePatch.PropertyKey] = patch };
        ChatResponseUpdate facts = CreateUpdate(
            completion.Usage is { } usage
                ? [new UsageContent(
                    ChatResponseMetadataConverter.ToUsageDetails(usage, completion.Meta)) { RawRepresentation = usage }]
                : [],
            completion);
        // On the message: an update without its id makes them the response's, but also a message of its own in Agent Framework.
        facts.AdditionalProperties = ChatResponseMetadataConverter.ToAdditionalProperties(completion);
        return [end, facts];
    }

    private ChatResponseUpdate CreateUpdate(IList<AIContent> contents, object rawRepresentation) =>
        new(AIRole.Assistant, contents)
    {
        // A message has no id of its own, but an answer has one message.
        ResponseId = _id,
        MessageId = _messageId ??= _id ?? Guid.NewGuid().ToString("N"),
        ModelId = _model,
        CreatedAt = ChatResponseMetadataConverter.ToDateTimeOffset(_created),
        FinishReason = ChatResponseMetadataConverter.ToChatFinishReason(_finishReason),
        RawRepresentation = rawRepresentation,
    };
}
