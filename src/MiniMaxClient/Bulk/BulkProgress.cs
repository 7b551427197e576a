namespace MiniMaxClient;

/// <summary>How far a run of many requests is.</summary>
public sealed record BulkProgress
{
    /// <summary>Requests with an answer.</summary>
    public long Succeeded { get; init; }

    /// <summary>Requests with an error.</summary>
    public long Failed { get; init; }

    /// <summary>How often the provider found no room and a request was put back.</summary>
    public long Requeued { get; init; }

    /// <summary>Tokens of the prompts of all answers, as far as they were told.</summary>
    public long PromptTokens { get; init; }

    /// <summary>Tokens that the model wrote in all answers, thinking included, as far as they were told.</summary>
    public long CompletionTokens { get; init; }

    /// <summary>What the answers cost, as far as it is known; null when nothing of it is.</summary>
    public Cost? Cost { get; init; }

    /// <summary>Calls under way.</summary>
    public int Running { get; init; }

    /// <summary>How many calls may be under way now.</summary>
    public int Concurrency { get; init; }

    /// <summary>What is left of a pause in which nothing is asked; zero when there is none.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>The time since the run began.</summary>
    public TimeSpan Elapsed { get; init; }
}
