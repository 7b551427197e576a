using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Resilience;

/// <summary>Creates and calls clients with retries, unlike those of <see cref="Client.EmulatedClient"/>.</summary>
internal static class ResilientClient
{
    /// <summary>Gets options with retries without a delay.</summary>
    public static ResilienceOptions ImmediateRetries { get; } = new() { RetryDelay = TimeSpan.Zero, CircuitBreaker = null };

    /// <summary>Creates a client for one of <see cref="Adapters.AllNames"/>.</summary>
    public static ChatCompletionsClient CreateResilientClient(
        this MiniMaxEmulator emulator, ChatCompletionsClientOptions options, string provider = "openai") =>
        new(Adapters.ForEmulator(emulator, provider), options);

    /// <summary>Makes a complete call, streaming or not.</summary>
    public static Task<ChatCompletion> CallAsync(
        this IChatCompletionsClient client, bool stream, CancellationToken cancellationToken, RequestOptions? options = null)
    {
        // Every provider has an id for this model.
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
