namespace MiniMaxClient;

/// <summary>The limit on time that was reached.</summary>
public enum TimeoutKind
{
    /// <summary>The limit on the whole call: <see cref="ChatCompletionsClientOptions.Timeout"/>.</summary>
    Total,

    /// <summary>The limit on making the connection: <see cref="ChatCompletionsClientOptions.ConnectTimeout"/>.</summary>
    Connect,

    /// <summary>The limit on the answer's headers: <see cref="ChatCompletionsClientOptions.HeadersTimeout"/>.</summary>
    Headers,

    /// <summary>The limit on a stream's first token: <see cref="ChatCompletionsClientOptions.FirstTokenTimeout"/>.</summary>
    FirstToken,

    /// <summary>The limit on a stream's silence: <see cref="ChatCompletionsClientOptions.IdleTimeout"/>.</summary>
    Idle,

    /// <summary>A limit of the app's own: <see cref="HttpClient.Timeout"/>, a handler of the client, a Polly pipeline.</summary>
    External,
}
