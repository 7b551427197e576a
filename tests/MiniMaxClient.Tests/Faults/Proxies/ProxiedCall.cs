using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Faults.Proxies;

/// <summary>Creates clients and calls for tests with a proxy.</summary>
internal static class ProxiedCall
{
    public static ChatCompletionsClient CreateClient(Uri address, string provider = "openai") =>
        new(Adapters.ForAddress(address, provider), new() { Resilience = new() { RetryDelay = TimeSpan.FromMilliseconds(1) } });

    public static ChatCompletionRequest CreateRequest(string prompt = "Hello") =>
        new() { Model = MiniMaxModels.M2, Messages = [ChatMessage.User(prompt)] };

    /// <summary>Returns the response of a non-streaming call or of an assembled stream.</summary>
    public static Task<ChatCompletion> CompletePromptAsync(
        this ChatCompletionsClient client, bool streamed, CancellationToken cancellationToken, string prompt = "Hello") =>
        streamed
            ? client.StreamAsync(CreateRequest(prompt), cancellationToken).ToCompletionAsync(cancellationToken)
            : client.CompleteAsync(CreateRequest(prompt), cancellationToken);
}
