using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Resilience;

/// <summary>Calls through clients that have their resilience, unlike those of <see cref="Client.EmulatedClient"/>.</summary>
internal static class ResilientClient
{
    /// <summary>Retries that wait for nothing, where the wait is not the point.</summary>
    public static ResilienceOptions ImmediateRetries { get; } = new() { RetryDelay = TimeSpan.Zero, CircuitBreaker = null };

    /// <summary>A client of one of <see cref="Adapters.AllNames"/>.</summary>
    public static ChatCompletionsClient CreateResilientClient(
        this MiniMaxEmulator emulator, ChatCompletionsClientOptions options, string provider = "openai") =>
        new(Adapters.ForEmulator(emulator, provider), options);

    /// <summary>One call to its end, plain or streamed.</summary>
    public static Task<ChatCompletion> CallAsync(
        this IChatCompletionsClient client, bool stream, CancellationToken cancellationToken, RequestOptions? options = null)
    {
        // The model whose id every provider knows.
        var request = new ChatCompletionRequest
        {
            Model = MiniMaxModels.M2,
            Messages = [ChatMessage.User("Hi")],
            Options = options,
        };
        return stream
            ? client.StreamAsync(request, cancellationToken).ToCompletionAsync(cancellationToken)
            : client.CompleteAsync(request, cancellationToken);
    }
}
