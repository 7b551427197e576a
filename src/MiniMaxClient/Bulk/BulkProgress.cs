namespace MiniMaxClient;

/// <summary>The progress of bulk requests.</summary>
public sealed record BulkProgress
{
    /// <summary>The number of requests with a response.</summary>
    public long Succeeded { get; init; }

    /// <summary>The number of requests that failed.</summary>
    public long Failed { get; init; }

    /// <summary>The number of rate-limit rejections after which a request was queued again.</summary>
    public long Requeued { get; init; }

    /// <summary>The prompt tokens of all responses that report usage.</summary>
    public long PromptTokens { get; init; }

    /// <summary>The completion tokens, including reasoning, of all responses that report usage.</summary>
    public long CompletionTokens { get; init; }

    /// <summary>The sum of the known costs of the responses; null if none is known.</summary>
    public Cost? Cost { get; init; }

    /// <summary>The number of running calls.</summary>
    public int Running { get; init; }

    /// <summary>The current maximum number of concurrent calls.</summary>
    public int Concurrency { get; init; }

    /// <summary>The remaining delay after a rate-limit rejection, during which no request is sent; otherwise zero.</summary>
    public TimeSpan RateLimitDelay { get; init; }

    /// <summary>The time since the start of the run.</summary>
    public TimeSpan Elapsed { get; init; }
}
