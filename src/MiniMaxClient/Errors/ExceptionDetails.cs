namespace MiniMaxClient.Errors;

/// <summary>The details of a <see cref="MiniMaxException"/>.</summary>
internal struct ExceptionDetails
{
    public string? Provider { get; set; }

    public int? StatusCode { get; set; }

    public string? ProviderCode { get; set; }

    public string? RequestId { get; set; }

    public TimeSpan? RetryAfter { get; set; }

    public string? ResponseExcerpt { get; set; }

    public ChatCompletion? Partial { get; set; }

    public IReadOnlyList<CallAttempt>? Attempts { get; set; }

    /// <summary>The message without the text of the provider, which may quote the prompt; null if it has none.</summary>
    public string? MessageWithoutProviderText { get; set; }

    /// <summary>The provider's id of the requested model.</summary>
    public string? Model { get; set; }

    /// <summary>The host and the port of the request.</summary>
    public string? Host { get; set; }

    /// <summary>The address of the request without its query and credentials.</summary>
    public string? Address { get; set; }

    /// <summary>The number of the failed attempt as the retry strategy counts it.</summary>
    public int? AttemptNumber { get; set; }

    /// <summary>The reason why the failure is not retried.</summary>
    public string? StopReason { get; set; }

    /// <summary>The failures of the providers that were tried before, as a sentence that follows the message.</summary>
    public string? EarlierFailures { get; set; }
}
