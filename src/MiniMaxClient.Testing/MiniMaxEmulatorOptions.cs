namespace MiniMaxClient.Testing;

/// <summary>The settings of a <see cref="MiniMaxEmulator"/>.</summary>
public sealed class MiniMaxEmulatorOptions
{
    /// <summary>The only key that is accepted; "test-key" by default.</summary>
    public string ApiKey { get; init; } = "test-key";

    /// <summary>The model ids that every provider accepts; null, the default, leaves each provider its own.</summary>
    /// <remarks>
    /// AIML API checks an id of another's as <c>minimax/m2-7-highspeed</c>, and responses name it as it is. Requests for an id
    /// without "MiniMax" in it are not held to MiniMax's rules for messages and functions.
    /// </remarks>
    public IReadOnlyCollection<string>? Models { get; init; }

    /// <summary>The HTTP status of AIML API's undivided answers, 200 to 299; 200 by default, 201 in its older schemas.</summary>
    public int AimlApiSuccessStatus { get; init; } = 200;

    /// <summary>The port on the loopback address, 0 to 65535; 0, the default, takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>Gives the reply to an accepted request when none is queued; null, also from it, is the default answer.</summary>
    /// <remarks>It is called from several threads at once.</remarks>
    public Func<RecordedRequest, Reply?>? Responder { get; init; }

    /// <summary>Whether the default answer calls the first tool offered; by default only a forced one is called.</summary>
    public bool CallsTools { get; init; }

    /// <summary>How many requests are kept, the newest, at least 1; null, the default, keeps all.</summary>
    public int? MaxRecordedRequests { get; init; }

    /// <summary>The clock of delays and time stamps; the system's by default.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(ApiKey);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        ArgumentOutOfRangeException.ThrowIfLessThan(AimlApiSuccessStatus, 200);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(AimlApiSuccessStatus, 299);
        ArgumentOutOfRangeException.ThrowIfNegative(Port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Port, 65535);
        if (MaxRecordedRequests is { } kept)
            ArgumentOutOfRangeException.ThrowIfLessThan(kept, 1, nameof(MaxRecordedRequests));
    }
}
