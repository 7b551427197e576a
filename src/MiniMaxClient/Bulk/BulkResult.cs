namespace MiniMaxClient;

/// <summary>What became of one request of many: an answer or an error.</summary>
public sealed record BulkResult
{
    /// <summary>The place of the request in the input, from 0.</summary>
    public required long Index { get; init; }

    /// <summary>The request as it was given.</summary>
    public required ChatCompletionRequest Request { get; init; }

    /// <summary>The answer; null where there is an error.</summary>
    public ChatCompletion? Completion { get; init; }

    /// <summary>Why there is no answer; null where there is one.</summary>
    public MiniMaxException? Error { get; init; }

    /// <summary>How often it was asked again because the provider found no room for it.</summary>
    public int Requeues { get; init; }
}
