using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MiniMaxClient.Agents;
using MiniMaxClient.Client;
using MiniMaxClient.Failover;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>A client of this library in the ecosystem's form.</summary>
internal sealed class MiniMaxChatClient(IChatCompletionsClient client, string? defaultModelId) : IChatClient
{
    private readonly ChatClientMetadata _metadata = new(
        AdapterOf(client)?.Name ?? "minimax", (AdapterOf(client) as ProviderAdapter)?.Endpoint, defaultModelId);

    /// <summary>The client that sends.</summary>
    public IChatCompletionsClient Client => client;

    /// <summary>The log of what is left out of requests.</summary>
    public ILogger Logger { get; } =
        client.GetOptions().LoggerFactory?.CreateLogger(typeof(ChatCompletionsClient).FullName!) ?? NullLogger.Instance;

    /// <summary>The handling of contents and tools without a form.</summary>
    public UnsupportedContent Unsupported => field ??= new(client.GetOptions().UnsupportedContents, Logger);

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<AIMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ChatCompletionRequest request = OutgoingRequest.Create(messages, options, defaultModelId, this);
        var check = new IncomingCallCheck(options?.Tools, request.Tools, isStreamed: false);
        if (StructuredRequest.Create(client, request, options) is not { } structured)
        {
            ChatCompletion plain = await client.CompleteAsync(request, cancellationToken).ConfigureAwait(false);
            return IncomingUpdates.Whole(plain, check, cancellationToken: cancellationToken);
        }

        ChatCompletion completion = await structured.SendAsync(sent => client.CompleteAsync(sent, cancellationToken))
            .ConfigureAwait(false);
        var text = new StructuredText(structured);
        ChatResponse response = IncomingUpdates.Whole(text.ToText(completion), check, text, cancellationToken);
        response.RawRepresentation = completion;
        return response;
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<AIMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ChatCompletionRequest request = OutgoingRequest.Create(messages, options, defaultModelId, this);
        var check = new IncomingCallCheck(options?.Tools, request.Tools, isStreamed: true);
        return StructuredRequest.Create(client, request, options) is null
            ? ReadAsync(client.StreamAsync(request, cancellationToken), check, cancellationToken, CancellationToken.None)
            : ReadStructuredAsync(request, options, check, cancellationToken, CancellationToken.None);
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        object?[] services = [this, _metadata, client, AdapterOf(client)];
        return services.FirstOrDefault(serviceType.IsInstanceOfType);
    }

    /// <summary>Does nothing: the client below stays its maker's.</summary>
    public void Dispose()
    {
    }

    private static IProviderAdapter? AdapterOf(IChatCompletionsClient client) =>
        (client as ChatCompletionsClient)?.Adapter;

    private async IAsyncEnumerable<ChatResponseUpdate> ReadStructuredAsync(
        ChatCompletionRequest request,
        ChatOptions? options,
        IncomingCallCheck check,
        CancellationToken cancellationToken,
        [EnumeratorCancellation] CancellationToken enumerationToken)
    {
        // Each enumeration has a request of its own, which may fall back to another form.
        AnswerRequest structured = StructuredRequest.Create(client, request, options)!;
        StartedStream stream = await structured.SendAsync(OpenAsync).ConfigureAwait(false);
        try
        {
            var builder = new ChatCompletionBuilder();
            var text = new StructuredText(structured);
            var updates = new IncomingUpdates(check, text);
            while (await stream.MoveNextAsync().ConfigureAwait(false))
            {
                ChatCompletionChunk chunk = text.ToText(stream.Current);
                builder.Add(chunk);
                yield return updates.Add(chunk);
            }

            CancellationToken either = enumerationToken.CanBeCanceled ? enumerationToken : cancellationToken;
            foreach (ChatResponseUpdate last in updates.End(builder.Build(), either))
                yield return last;
        }
        finally
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }

        // To the first token: some hosts report an error only after a chunk without any.
        Task<StartedStream> OpenAsync(ChatCompletionRequest sent) => StartedStream.StartAsync(
            client.StreamAsync(sent, cancellationToken), toToken: true, static () => { }, enumerationToken);
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> ReadAsync(
        IAsyncEnumerable<ChatCompletionChunk> chunks,
        IncomingCallCheck check,
        CancellationToken cancellationToken,
        [EnumeratorCancellation] CancellationToken enumerationToken)
    {
        var builder = new ChatCompletionBuilder();
        var updates = new IncomingUpdates(check);
        await foreach (ChatCompletionChunk chunk in chunks.WithCancellation(enumerationToken).ConfigureAwait(false))
        {
            builder.Add(chunk);
            yield return updates.Add(chunk);
        }

        // Either token ends the stream; the check is short, so that one of them will do.
        CancellationToken either = enumerationToken.CanBeCanceled ? enumerationToken : cancellationToken;
        foreach (ChatResponseUpdate last in updates.End(builder.Build(), either))
            yield return last;
    }
}
