namespace MiniMaxClient.Tests.Faults;

/// <summary>The expected outcome of a call.</summary>
/// <param name="Exception">The type of the exception; null for a complete response.</param>
/// <param name="Attempts">The number of attempts that the client reports and of requests that the server receives.</param>
/// <param name="Status">The HTTP status of the last attempt; null if no headers arrive.</param>
/// <param name="IsTransient">Whether the exception is transient.</param>
internal sealed record Outcome(Type? Exception, int Attempts, int? Status, bool IsTransient)
{
    /// <summary>The text of the partial response in the exception of a stream; null for none.</summary>
    public string? PartialText { get; init; }

    /// <summary>The kind of the timeout; null for another outcome.</summary>
    public TimeoutKind? Limit { get; init; }

    /// <summary>The delay that the provider requests, which elapses on the test's clock before a retry.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether a retry waits for the delay that the provider requests.</summary>
    public bool HasRetryDelay => RetryAfter > TimeSpan.Zero && Attempts > 1;

    /// <summary>A complete response.</summary>
    public static Outcome Completed(int attempts = 1, int status = 200) => new(null, attempts, status, IsTransient: false);

    /// <summary>A lost connection before the first chunk, at each of the allowed attempts.</summary>
    public static Outcome ConnectionLost(int? status = null) => TransientError<MiniMaxConnectionException>(status);

    /// <summary>A stream that is interrupted after its first chunk.</summary>
    public static Outcome Interrupted(string partial) =>
        FinalError<MiniMaxStreamInterruptedException>(200) with { PartialText = partial };

    /// <summary>An invalid response.</summary>
    public static Outcome InvalidResponse(int status = 200, string? partial = null) =>
        FinalError<MiniMaxInvalidResponseException>(status) with { PartialText = partial };

    /// <summary>A timeout.</summary>
    public static Outcome TimedOut(TimeoutKind limit, int attempts, int? status = null, string? partial = null) =>
        new(typeof(MiniMaxTimeoutException), attempts, status, IsTransient: true) { Limit = limit, PartialText = partial };

    /// <summary>A failure that is not retried.</summary>
    public static Outcome FinalError<T>(int? status)
        where T : MiniMaxException => new(typeof(T), 1, status, IsTransient: false);

    /// <summary>A transient failure at each of the attempts.</summary>
    public static Outcome TransientError<T>(int? status, int attempts = 3)
        where T : MiniMaxException => new(typeof(T), attempts, status, IsTransient: true);
}
