using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using MiniMaxClient.Agents;

namespace MiniMaxClient;

/// <summary>A conversation with a model: sends messages with the history, and adds each response to it.</summary>
/// <remarks>
/// The state of a conversation is one immutable request, <see cref="Request"/>. A message and its response are added together
/// when the response is complete; after an exception, a canceled call or an abandoned stream, the conversation is unchanged, so
/// that the message can be sent again. Not thread-safe; while a response is pending, another call throws
/// <see cref="InvalidOperationException"/>.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class Conversation
{
    private readonly IChatCompletionsClient _client;
    private ChatCompletionRequest _request;
    private ConversationUsage _usage;
    private int _isInUse;

    /// <summary>Initializes a new instance of the <see cref="Conversation"/> class.</summary>
    /// <param name="client">The client; the conversation does not dispose of it.</param>
    /// <param name="model">The model; null for the default model of the client.</param>
    /// <param name="instructions">The text of the system message; null for none.</param>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> is null.</exception>
    public Conversation(IChatCompletionsClient client, string? model = null, string? instructions = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        _client = client;
        _request = new()
        {
            Model = model ?? "",
            Messages = instructions is null ? [] : [ChatMessage.System(instructions)],
        };
    }

    private Conversation(IChatCompletionsClient client, ChatCompletionRequest request, ConversationUsage usage)
    {
        _client = client;
        _request = request;
        _usage = usage;
    }

    /// <summary>The request that the next message is added to: the model, the settings and the messages so far.</summary>
    /// <remarks>
    /// Set a changed copy to change the conversation:
    /// <c>conversation.Request = conversation.Request with { Temperature = 0.2 };</c>
    /// </remarks>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    /// <exception cref="InvalidOperationException">A response is pending.</exception>
    public ChatCompletionRequest Request
    {
        get => _request;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            ThrowIfInUse();
            _request = value;
        }
    }

    /// <summary>The messages so far.</summary>
    public IReadOnlyList<ChatMessage> Messages => _request.Messages;

    /// <summary>Creates the request that <c>SendAsync</c> would send, for example for a tool run.</summary>
    /// <param name="content">The content of the user message.</param>
    /// <exception cref="ArgumentNullException"><paramref name="content"/> is null.</exception>
    public ChatCompletionRequest CreateRequest(MessageContent content) =>
        _request with { Messages = [.. _request.Messages, ChatMessage.User(content)] };

    /// <summary>Sends a user message with the history and returns the response.</summary>
    /// <param name="content">The content of the user message.</param>
    /// <param name="cancellationToken">The token to cancel the call.</param>
    /// <exception cref="ArgumentNullException"><paramref name="content"/> is null.</exception>
    /// <exception cref="InvalidOperationException">A response is pending.</exception>
    /// <exception cref="MiniMaxException">The call failed, or the request is invalid and was not sent.</exception>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    public Task<ChatCompletion> SendAsync(MessageContent content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        return CompleteResponseAsync(content, cancellationToken);
    }

    /// <summary>Sends <see cref="Request"/> without a new message, for example after tool results.</summary>
    /// <param name="cancellationToken">The token to cancel the call.</param>
    /// <exception cref="InvalidOperationException">A response is pending.</exception>
    /// <exception cref="MiniMaxException">The call failed, or the request is invalid and was not sent.</exception>
    /// <exception cref="OperationCanceledException">The call was canceled.</exception>
    public Task<ChatCompletion> SendAsync(CancellationToken cancellationToken = default) =>
        CompleteResponseAsync(content: null, cancellationToken);

    /// <summary>Sends a user message with the history and streams the response.</summary>
    /// <param name="content">The content of the user message.</param>
    /// <param name="cancellationToken">The token to cancel the call.</param>
    /// <returns>The chunks. Each enumeration sends the message.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="content"/> is null.</exception>
    /// <exception cref="InvalidOperationException">While enumerating: another response is pending.</exception>
    /// <exception cref="MiniMaxException">
    /// While enumerating: the call failed, the stream was interrupted, or the request is invalid and was not sent;
    /// <see cref="MiniMaxException.Partial"/> has the chunks received before.
    /// </exception>
    /// <exception cref="OperationCanceledException">While enumerating: the call was canceled.</exception>
    public IAsyncEnumerable<ChatCompletionChunk> StreamAsync(
        MessageContent content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        return StreamResponseAsync(content, cancellationToken, CancellationToken.None);
    }

    /// <summary>Sends <see cref="Request"/> without a new message, and streams the response.</summary>
    /// <param name="cancellationToken">The token to cancel the call.</param>
    /// <returns>The chunks. Each enumeration sends the request.</returns>
    /// <exception cref="InvalidOperationException">While enumerating: another response is pending.</exception>
    /// <exception cref="MiniMaxException">
    /// While enumerating: the call failed, the stream was interrupted, or the request is invalid and was not sent;
    /// <see cref="MiniMaxException.Partial"/> has the chunks received before.
    /// </exception>
    /// <exception cref="OperationCanceledException">While enumerating: the call was canceled.</exception>
    public IAsyncEnumerable<ChatCompletionChunk> StreamAsync(CancellationToken cancellationToken = default) =>
        StreamResponseAsync(content: null, cancellationToken, CancellationToken.None);

    /// <summary>Creates an independent conversation that begins with the messages of this one.</summary>
    /// <remarks>
    /// A branch that ends with a user message is sent without a new one. One that ends with tool calls, or with a part of their
    /// results, needs the other results first: without them, the request is invalid.
    /// </remarks>
    /// <param name="messageCount">The number of messages to keep; null for all.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="messageCount"/> is negative or greater than the number of messages.
    /// </exception>
    public Conversation Branch(int? messageCount = null)
    {
        int count = messageCount ?? Messages.Count;
        if (count < 0 || count > Messages.Count)
        {
            throw new ArgumentOutOfRangeException(
                nameof(messageCount), messageCount, $"The value must be 0 to {Messages.Count}, the number of messages.");
        }

        return new(_client, _request with { Messages = [.. Messages.Take(count)] }, _usage);
    }

    /// <summary>Removes the oldest turns until the messages have at most a number of tokens.</summary>
    /// <remarks>
    /// A turn is a user message with all that follows it up to the next one, so that calls stay with their results and
    /// reasoning with its message. The last turn and all system and developer messages are kept, even if they alone have more
    /// tokens. Without <paramref name="countTokens"/>, tokens are estimated from the characters of the messages and from the
    /// usage of the last response; images, videos and files then count as nothing.
    /// </remarks>
    /// <param name="maxTokens">The maximum number of tokens; at least 1.</param>
    /// <param name="countTokens">Counts the tokens of a message; null for an estimate.</param>
    /// <returns>The removed messages, in order; empty if there are none.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxTokens"/> is less than 1.</exception>
    /// <exception cref="InvalidOperationException">
    /// A response is pending, or <paramref name="countTokens"/> returned a negative number.
    /// </exception>
    public IReadOnlyList<ChatMessage> TrimToTokens(long maxTokens, Func<ChatMessage, long>? countTokens = null)
    {
        if (maxTokens < 1)
            throw new ArgumentOutOfRangeException(nameof(maxTokens), maxTokens, "The value must be at least 1.");
        BeginUse();
        try
        {
            (IReadOnlyList<ChatMessage> kept, IReadOnlyList<ChatMessage> removed) =
                ConversationTrimmer.Trim(Messages, maxTokens, countTokens ?? _usage.CreateTokenEstimate());
            if (removed.Count > 0)
                _request = _request with { Messages = kept };
            return removed;
        }
        finally
        {
            EndUse();
        }
    }

    /// <summary>Writes the conversation as JSON, which <see cref="FromJson"/> reads.</summary>
    /// <remarks>
    /// The JSON has all messages, with reasoning and media, and the settings, but not
    /// <see cref="ChatCompletionRequest.Options"/>.
    /// </remarks>
    public string ToJson() => ConversationJson.Write(_request);

    /// <summary>Reads a conversation from the JSON of <see cref="ToJson"/>.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="client">The client; need not be the one with which the conversation began.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="JsonException">
    /// The text is not the JSON of a conversation, or is one of another version; the message says why.
    /// </exception>
    public static Conversation FromJson(string json, IChatCompletionsClient client)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(client);
        return new(client, ConversationJson.Read(json), default);
    }

    /// <summary>Returns the model and the number of messages.</summary>
    public override string ToString() =>
        $"Conversation with {(_request.Model.Length > 0 ? DisplayText.Shorten(_request.Model) : "the default model")}, "
        + DisplayText.Count(Messages.Count, "message");

    private async Task<ChatCompletion> CompleteResponseAsync(MessageContent? content, CancellationToken cancellationToken)
    {
        BeginUse();
        try
        {
            ChatCompletionRequest request = content is null ? _request : CreateRequest(content);
            ChatCompletion completion = await _client.CompleteAsync(request, cancellationToken).ConfigureAwait(false);
            AddResponse(request, completion);
            return completion;
        }
        finally
        {
            EndUse();
        }
    }

    // Two tokens, so that the exception can carry the canceled one: the compiler would combine them into a third.
    private async IAsyncEnumerable<ChatCompletionChunk> StreamResponseAsync(
        MessageContent? content, CancellationToken cancellationToken, [EnumeratorCancellation] CancellationToken enumerationToken)
    {
        BeginUse();
        try
        {
            ChatCompletionRequest request = content is null ? _request : CreateRequest(content);
            var pending = new PendingCompletion(_client, request, isStreaming: true);
            try
            {
                while (await pending.ReadChunkAsync(cancellationToken, enumerationToken).ConfigureAwait(false) is { } chunk)
                    yield return chunk;
            }
            finally
            {
                await pending.DisposeAsync().ConfigureAwait(false);
            }

            AddResponse(request, pending.Completion!);
        }
        finally
        {
            EndUse();
        }
    }

    private void AddResponse(ChatCompletionRequest request, ChatCompletion completion)
    {
        if (completion.Usage?.PromptTokens is { } promptTokens)
            _usage = new(request, promptTokens);
        _request = request with { Messages = [.. request.Messages, completion.Message] };
    }

    private void BeginUse()
    {
        if (Interlocked.Exchange(ref _isInUse, 1) != 0)
            throw CreateInUseException();
    }

    private void EndUse() => Volatile.Write(ref _isInUse, 0);

    private void ThrowIfInUse()
    {
        if (Volatile.Read(ref _isInUse) != 0)
            throw CreateInUseException();
    }

    private static InvalidOperationException CreateInUseException() => new(
        "The conversation waits for a response, or is being trimmed. Wait for it, or cancel it, or continue in another "
        + "conversation (Branch).");
}
