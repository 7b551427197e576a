namespace MiniMaxClient.Benchmarks.Bodies;

/// <summary>The API that a client speaks.</summary>
internal enum WireProtocol
{
    /// <summary>OpenAI's chat completions.</summary>
    ChatCompletions,

    /// <summary>Anthropic's messages.</summary>
    Messages,
}
