namespace MiniMaxClient;

/// <summary>Specifies the kind of a provider error, which determines the type of the exception.</summary>
public enum ProviderErrorKind
{
    /// <summary>The API key is missing or invalid: <see cref="MiniMaxAuthenticationException"/>.</summary>
    Authentication,

    /// <summary>The API key does not permit the request: <see cref="MiniMaxPermissionException"/>.</summary>
    Permission,

    /// <summary>The account has insufficient credits: <see cref="MiniMaxInsufficientCreditsException"/>.</summary>
    InsufficientCredits,

    /// <summary>The model or the path does not exist: <see cref="MiniMaxNotFoundException"/>.</summary>
    NotFound,

    /// <summary>The request is invalid: <see cref="MiniMaxInvalidRequestException"/>.</summary>
    InvalidRequest,

    /// <summary>The rate limit is exceeded, which is transient: <see cref="MiniMaxRateLimitException"/>.</summary>
    RateLimit,

    /// <summary>The content is rejected: <see cref="MiniMaxContentFilteredException"/>.</summary>
    ContentFiltered,

    /// <summary>The provider failed, which is transient: <see cref="MiniMaxServerException"/>.</summary>
    Server,

    /// <summary>The provider failed, and the same request must not be sent again: <see cref="MiniMaxServerException"/>.</summary>
    PermanentServer,

    /// <summary>The response violates the protocol: <see cref="MiniMaxInvalidResponseException"/>.</summary>
    InvalidResponse,
}
