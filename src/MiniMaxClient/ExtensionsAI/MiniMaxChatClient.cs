using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MiniMaxClient.Agents;
using MiniMaxClient.Client;
using MiniMaxClient.Failover;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Adapts a client to <see cref="IChatClient"/>.</summary>
internal sealed class MiniMaxChatClient(IChatCompletionsClient client, string? defaultModelId) : IChatClient
{
    private readonly ChatClientMetadata _metadata = new(
        GetAdapter(client)?.Name ?? "minimax",
        (GetAdapter(client) as ProviderAdapter)?.EndpointWithoutQuery,
        defaultModelId ?? GetClientDefaultModel(client));

    /// <summary>The adapted client.</summary>
    public IChatCompletionsClient Client => client;

    /// <summary>The logger for fields and contents omitted from requests.</summary>
    public ILogger Logger { get; } =
        client.GetProviderOptions().LoggerFactory?.CreateLogger(typeof(ChatCompletionsClient).FullName!) ?? NullLogger.Instance;

    /// <summary>The policy for unsupported contents and tools.</summary>
    public UnsupportedContentPolicy ContentPolicy => field ??= new(client.GetProviderOptions().UnsupportedContents, Logger);

    /// <summary>Gets whether a provider of the client has a default model; one that has none rejects an empty model.</summary>
    public bool HasClientDefaultModel =>
        client.GetProviderClients().ToArray() is { Length: > 0 } providers
        && Array.TrueForAll(providers, static provider => provider.Options.DefaultModel is not null);

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<AIMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ChatCompletionRequest request = AIChatRequestConverter.ToRequest(messages, options, defaultModelId, this);
        var callValidator = new ResponseToolCallValidator(options?.Tools, request.Tools, isStreamed: false);
        if (StructuredOutputRequestFactory.CreateFromOptions(client, request, options) is not { } structured)
        {
            ChatCompletion unstructured = await client.CompleteAsync(request, cancellationToken).ConfigureAwait(false);
            return ChatResponseUpdateConverter.ToChatResponse(unstructured, callValidator, cancellationToken: cancellationToken);
        }

        ChatCompletion completion = await structured.SendWithFallbackAsync(sent => client.CompleteAsync(sent, cancellationToken))
            .ConfigureAwait(false);
        var filter = new StructuredOutputTextFilter(structured);
        ChatResponse response = ChatResponseUpdateConverter.ToChatResponse(
            filter.ConvertToolCallToText(completion), callValidator, filter, cancellationToken);
        response.RawRepresentation = completion;
        return response;
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<AIMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ChatCompletionRequest request = AIChatRequestConverter.ToRequest(messages, options, defaultModelId, this);
        var callValidator = new ResponseToolCallValidator(options?.Tools, request.Tools, isStreamed: true);
        return StructuredOutputRequestFactory.CreateFromOptions(client, request, options) is null
            ? StreamUpdatesAsync(
                client.StreamAsync(request, cancellationToken), callValidator, cancellationToken, CancellationToken.None)
            : StreamStructuredOutputAsync(request, options, callValidator, cancellationToken, CancellationToken.None);
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        object?[] services = [this, _metadata, client, GetAdapter(client)];
        return services.FirstOrDefault(serviceType.IsInstanceOfType);
    }

    /// <summary>Does nothing: the caller owns the adapted client.</summary>
    public void Dispose()
    {
    }

    private static IProviderAdapter? GetAdapter(IChatCompletionsClient client) =>
        (client as ChatCompletionsClient)?.Adapter;

    /// <summary>Gets the default model of all providers of a client; null if they differ or have none.</summary>
    private static string? GetClientDefaultModel(IChatCompletionsClient client)
    {
        string?[] models = [.. client.GetProviderClients().Select(static provider => provider.Options.DefaultModel).Distinct()];
        return models.Length == 1 ? models[0] : null;
    }

    private async IAsyncEnumerable<ChatResponseUpdate> StreamStructuredOutputAsync(
        ChatCompletionRequest request,
        ChatOptions? options,
        ResponseToolCallValidator callValidator,
        CancellationToken cancellationToken,
        [EnumeratorCancellation] CancellationToken enumerationToken)
    {
        // Each enumeration has its own request, which may fall back to another mode.
        StructuredOutputRequest structured = StructuredOutputRequestFactory.CreateFromOptions(client, request, options)!;
        PrefetchedStream stream = await structured.SendWithFallbackAsync(OpenAsync).ConfigureAwait(false);
        try
        {
            var builder = new ChatCompletionBuilder();
            var filter = new StructuredOutputTextFilter(structured);
            var updates = new ChatResponseUpdateConverter(callValidator, filter);
            while (await stream.MoveNextAsync().ConfigureAwait(false))
            {
                ChatCompletionChunk chunk = filter.ConvertToolCallToText(stream.Current);
                builder.Add(chunk);
                yield return updates.ToChatResponseUpdate(chunk);
            }

            CancellationToken validationToken = enumerationToken.CanBeCanceled ? enumerationToken : cancellationToken;
            foreach (ChatResponseUpdate last in updates.ToFinalUpdates(builder.Build(), validationToken))
                yield return last;
        }
        finally
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }

        // Waits for the first token: some hosts report an error only after a chunk without tokens.
        Task<PrefetchedStream> OpenAsync(ChatCompletionRequest sent) => PrefetchedStream.PrefetchAsync(
            client.StreamAsync(sent, cancellationToken), shouldWaitForToken: true, static () => { }, enumerationToken);
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> StreamUpdatesAsync(
        IAsyncEnumerable<ChatCompletionChunk> chunks,
        ResponseToolCallValidator callValidator,
        CancellationToken cancellationToken,
        [EnumeratorCancellation] CancellationToken enumerationToken)
    {
        var builder = new ChatCompletionBuilder();
        var updates = new ChatResponseUpdateConverter(callValidator);
        await foreach (ChatCompletionChunk chunk in chunks.WithCancellation(enumerationToken).ConfigureAwait(false))
        {
            builder.Add(chunk);
            yield return updates.ToChatResponseUpdate(chunk);
        }

        // Either token cancels the stream; the validation is short, so that one of them suffices.
        CancellationToken validationToken = enumerationToken.CanBeCanceled ? enumerationToken : cancellationToken;
        foreach (ChatResponseUpdate last in updates.ToFinalUpdates(builder.Build(), validationToken))
            yield return last;
    }
}
