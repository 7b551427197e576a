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
}
