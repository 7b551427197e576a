namespace MiniMaxClient;

/// <summary>The progress of bulk requests.</summary>
public sealed record BulkProgress
{
    /// <summary>The number of requests with a response, or with a value in a run with a type.</summary>
    public long Succeeded { get; init; }

    /// <summary>The number of requests that failed.</summary>
    public long Failed { get; init; }

    /// <summary>
    /// The number of requests, from <see cref="BulkOptions.TotalCount"/> or from the input; null until it is known. After the
    /// input has ended or was stopped, the number of requests that were sent.
    /// </summary>
    public long? Total { get; init; }

    /// <summary>The number of rate-limit rejections after which a request was queued again.</summary>
    public long Requeued { get; init; }

    /// <summary>The prompt tokens of all responses that report usage, corrected and failed ones included.</summary>
    public long PromptTokens { get; init; }

    /// <summary>
    /// The completion tokens, including reasoning, of all responses that report usage, corrected and failed ones included.
    /// </summary>
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

    /// <summary>The estimated time until the last result; zero with the last one, null while it is unknown.</summary>
    /// <remarks>
    /// Computed from the rate of the results of the last five minutes, or of the last <see cref="BulkOptions.MaxConcurrency"/>
    /// results if these took longer, plus the remaining <see cref="RateLimitDelay"/>. Unknown without <see cref="Total"/>, if
    /// there are more results than it says, and before as many results as <see cref="BulkOptions.MaxConcurrency"/> or half of
    /// <see cref="Total"/>, whichever is less.
    /// </remarks>
    public TimeSpan? EstimatedTimeLeft { get; init; }
}
