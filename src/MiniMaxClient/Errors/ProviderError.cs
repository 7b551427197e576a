namespace MiniMaxClient;

/// <summary>An error that a provider reports in a response, independent of the format of the response.</summary>
/// <remarks>The text is the provider's; the client redacts and shortens it before it becomes part of an exception.</remarks>
public sealed record ProviderError
{
    /// <summary>Initializes a new instance of the <see cref="ProviderError"/> class without any information.</summary>
    public ProviderError()
    {
    }

    internal ProviderError(
        string? message,
        string? code = null,
        string? type = null,
        string? requestId = null,
        TimeSpan? retryAfter = null,
        int? statusCode = null)
    {
        Message = message;
        Code = code;
        Type = type;
        RequestId = requestId;
        RetryAfter = retryAfter;
        StatusCode = statusCode;
    }

    /// <summary>Gets the provider's message, or null if there is none.</summary>
    /// <value>Default: null.</value>
    public string? Message { get; init; }

    /// <summary>Gets the provider's code, such as <c>1008</c> or <c>rate_limit</c>, or null if there is none.</summary>
    /// <value>Default: null.</value>
    public string? Code { get; init; }

    /// <summary>Gets the provider's type of the error, such as <c>authentication_error</c>, or null if there is none.</summary>
    /// <value>Default: null.</value>
    public string? Type { get; init; }

    /// <summary>Gets the request id in the error, or null if there is none.</summary>
    /// <value>Default: null, with which <see cref="IProviderAdapter.GetRequestId"/> determines it.</value>
    public string? RequestId { get; init; }

    /// <summary>Gets the time to wait before the next request, zero or more, or null if the provider specifies none.</summary>
    /// <remarks>A <c>Retry-After</c> header of the response takes precedence.</remarks>
    /// <value>Default: null.</value>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Gets the HTTP status code in the error itself, which may differ from that of the response.</summary>
    /// <value>Default: null.</value>
    public int? StatusCode { get; init; }

    /// <summary>Gets the kind of the error, which determines the type of the exception.</summary>
    /// <value>Default: null, with which the status, the code, the type and the message determine it.</value>
    public ProviderErrorKind? Kind { get; init; }
}
