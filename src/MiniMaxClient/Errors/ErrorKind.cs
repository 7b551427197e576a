namespace MiniMaxClient.Errors;

/// <summary>The exception that a failure becomes.</summary>
internal enum ErrorKind
{
    Authentication,
    Permission,
    InsufficientCredits,
    NotFound,
    InvalidRequest,
    RateLimit,
    ContentFiltered,
    Server,

    /// <summary>A failure of the provider that must not be tried again.</summary>
    PermanentServer,
    InvalidResponse,
}
