namespace MiniMaxClient.Tests.Faults;

/// <summary>What must become of a call.</summary>
/// <param name="Exception">Its exception; null for the whole answer.</param>
/// <param name="Attempts">How many attempts the client tells of, which is how many requests the server sees.</param>
/// <param name="Status">The HTTP status of the last attempt; null where no headers come.</param>
/// <param name="IsTransient">Whether the exception says that the same request may succeed later.</param>
internal sealed record Outcome(Type? Exception, int Attempts, int? Status, bool IsTransient)
{
    /// <summary>The text of the partial answer that the exception of a stream holds; null for none.</summary>
    public string? PartialText { get; init; }

    /// <summary>The limit that a timeout names.</summary>
    public TimeoutKind? Limit { get; init; }

    /// <summary>The wait that the provider asks for, which passes on the test's clock where there is another attempt.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether an attempt waits for the time that the provider asks for.</summary>
    public bool HasRetryDelay => RetryAfter > TimeSpan.Zero && Attempts > 1;

    /// <summary>The whole answer.</summary>
    public static Outcome Completed(int attempts = 1, int status = 200) => new(null, attempts, status, IsTransient: false);

    /// <summary>No answer, and nothing of one: sent again as often as is allowed, and in vain.</summary>
    public static Outcome ConnectionLost(int? status = null) => TransientError<MiniMaxConnectionException>(status);

    /// <summary>A stream that breaks off after its first chunk.</summary>
    public static Outcome Interrupted(string partial) =>
        FinalError<MiniMaxStreamInterruptedException>(200) with { PartialText = partial };

    /// <summary>An answer that cannot be read.</summary>
    public static Outcome InvalidResponse(int status = 200, string? partial = null) =>
        FinalError<MiniMaxInvalidResponseException>(status) with { PartialText = partial };

    /// <summary>A limit on time.</summary>
    public static Outcome TimedOut(TimeoutKind limit, int attempts, int? status = null, string? partial = null) =>
        new(typeof(MiniMaxTimeoutException), attempts, status, IsTransient: true) { Limit = limit, PartialText = partial };

    /// <summary>A failure that is final.</summary>
    public static Outcome FinalError<T>(int? status)
        where T : MiniMaxException => new(typeof(T), 1, status, IsTransient: false);

    /// <summary>A failure that is transient, and comes at each of the three attempts.</summary>
    public static Outcome TransientError<T>(int? status, int attempts = 3)
        where T : MiniMaxException => new(typeof(T), attempts, status, IsTransient: true);
}
