using Microsoft.Extensions.AI;
using AIRole = Microsoft.Extensions.AI.ChatRole;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Converts the chunks of one response to updates of Microsoft.Extensions.AI.</summary>
/// <remarks>
/// If a response has several choices, the first one is converted; the others are in the raw representation. Updates have no
/// author name, because the wire's <c>name</c> is that of the vendor and agent frameworks use it as the name of an agent. It is
/// stored in the <see cref="AssistantMessagePatch"/>.
/// </remarks>
/// <param name="callValidator">The validator for the calls of the response.</param>
/// <param name="textFilter">The filter for the text of structured output; null to leave the text unchanged.</param>
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

    /// <summary>Converts a complete response, as if it were streamed in one chunk.</summary>
    /// <param name="completion">The response.</param>
    /// <param name="callValidator">The validator for the calls of the response.</param>
    /// <param name="textFilter">The filter for the text of structured output; null to leave the text unchanged.</param>
    /// <param name="cancellationToken">Cancels the validation of the calls.</param>
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
        [
            updates.ToChatResponseUpdate(ChatCompletionChunk.FromCompletion(first)),
            .. updates.ToFinalUpdates(first, cancellationToken),
        ];
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

    /// <summary>Creates the last updates: the tool calls and the patch of the message, and the response's metadata.</summary>
    /// <param name="completion">The complete response.</param>
    /// <param name="cancellationToken">Cancels the validation of the calls.</param>
    public IReadOnlyList<ChatResponseUpdate> ToFinalUpdates(
        ChatCompletion completion, CancellationToken cancellationToken = default)
    {
        AssistantMessage message =
            completion.Choices.FirstOrDefault(choice => choice.Index == (_choiceIndex ?? 0))?.Message ?? new();
        string text = textFilter?.GetRemainingText(completion) ?? "";
        IEnumerable<FunctionCallContent> calls =
            callValidator.ToValidatedContents(message, _finishReason, cancellationToken);
        ChatResponseUpdate callUpdate = CreateUpdate(_contents.AddCallsAndRefusal(message, calls, text), completion);
        AssistantMessage current =
            AIAssistantMessageConverter.ToAssistantMessage(_contents.Contents, UnsupportedContentPolicy.RejectAll);
        callUpdate.AdditionalProperties =
            new() { [AssistantMessagePatch.PropertyKey] = AssistantMessagePatch.CreatePatch(message, current) };
        ChatResponseUpdate metadataUpdate = CreateUpdate(CreateUsageContents(completion), completion);
        // On the message: in Agent Framework, an update without the message's id would become a separate message.
        metadataUpdate.AdditionalProperties = ChatResponseMetadataConverter.ToAdditionalProperties(completion);
        return [callUpdate, metadataUpdate];
    }

    private static AIContent[] CreateUsageContents(ChatCompletion completion)
    {
        if (completion.Usage is not { } usage)
            return [];
        UsageDetails details = ChatResponseMetadataConverter.ToUsageDetails(usage, completion.Meta);
        return [new UsageContent(details) { RawRepresentation = usage }];
    }

    private ChatResponseUpdate CreateUpdate(IList<AIContent> contents, object rawRepresentation) =>
        new(AIRole.Assistant, contents)
        {
            // Messages have no ids on the wire, but a response has one message.
            ResponseId = _id,
            MessageId = _messageId ??= _id ?? Guid.NewGuid().ToString("N"),
            ModelId = _model,
            CreatedAt = ChatResponseMetadataConverter.ToDateTimeOffset(_created),
            FinishReason = ChatResponseMetadataConverter.ToChatFinishReason(_finishReason),
            RawRepresentation = rawRepresentation,
        };
}
