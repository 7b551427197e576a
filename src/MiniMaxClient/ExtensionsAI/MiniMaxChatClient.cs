using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>A client of this library in the ecosystem's form.</summary>
internal sealed class MiniMaxChatClient(IChatCompletionsClient client, string? defaultModelId) : IChatClient
{
    private readonly ChatClientMetadata _metadata = new(
        AdapterOf(client)?.Name ?? "minimax", (AdapterOf(client) as ProviderAdapter)?.Endpoint, defaultModelId);

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<AIMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ChatCompletionRequest request = OutgoingRequest.Of(messages, options, defaultModelId, this);
        ChatCompletion completion = await client.CompleteAsync(request, cancellationToken).ConfigureAwait(false);
        return IncomingUpdates.Whole(completion, new(options?.Tools, request.Tools, isStreamed: false), cancellationToken);
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<AIMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        ChatCompletionRequest request = OutgoingRequest.Of(messages, options, defaultModelId, this);
        var check = new IncomingCallCheck(options?.Tools, request.Tools, isStreamed: true);
        return ReadAsync(client.StreamAsync(request, cancellationToken), check, cancellationToken, CancellationToken.None);
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

    private static Providers.IProviderAdapter? AdapterOf(IChatCompletionsClient client) =>
        (client as ChatCompletionsClient)?.Adapter;

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
