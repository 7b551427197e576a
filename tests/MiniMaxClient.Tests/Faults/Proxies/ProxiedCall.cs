using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Faults.Proxies;

/// <summary>Calls of the library through a proxy.</summary>
internal static class ProxiedCall
{
    public static ChatCompletionsClient Client(Uri address, string provider = "openai") => 
        new(Adapters.At(address, provider), new() { Resilience = new() { RetryDelay = TimeSpan.FromMilliseconds(1) } });

    public static ChatCompletionRequest Request(string prompt = "Hello") =>
        new() { Model = MiniMaxModels.M2, Messages = [ChatMessage.User(prompt)] };

    /// <summary>The answer, asked for as a whole or as a stream.</summary>
    public static Task<ChatCompletion> AskAsync(
        this ChatCompletionsClient client, bool streamed, CancellationToken cancellationToken, string prompt = "Hello") =>
        streamed
            ? client.StreamAsync(Request(prompt), cancellationToken).ToCompletionAsync(cancellationToken)
            : client.CompleteAsync(Request(prompt), cancellationToken);
}
