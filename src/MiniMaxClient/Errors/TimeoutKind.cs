namespace MiniMaxClient;

/// <summary>Specifies the timeout that elapsed.</summary>
public enum TimeoutKind
{
    /// <summary>The timeout of the entire call: <see cref="ChatCompletionsClientOptions.Timeout"/>.</summary>
    Total,

    /// <summary>The timeout of the connection: <see cref="ChatCompletionsClientOptions.ConnectTimeout"/>.</summary>
    Connect,

    /// <summary>The timeout until the response headers: <see cref="ChatCompletionsClientOptions.HeadersTimeout"/>.</summary>
    Headers,

    /// <summary>The timeout until a stream's first token: <see cref="ChatCompletionsClientOptions.FirstTokenTimeout"/>.</summary>
    FirstToken,

    /// <summary>The timeout without data during a stream: <see cref="ChatCompletionsClientOptions.IdleTimeout"/>.</summary>
    Idle,

    /// <summary>A timeout of the application: <see cref="HttpClient.Timeout"/>, a message handler or a Polly pipeline.</summary>
    External,
}
