namespace MiniMaxClient.Testing;

/// <summary>The settings of a <see cref="MiniMaxEmulator"/>.</summary>
public sealed class MiniMaxEmulatorOptions
{
    /// <summary>The only key that is accepted; "test-key" by default.</summary>
    public string ApiKey { get; init; } = "test-key";

    /// <summary>The model ids that every provider accepts; null, the default, leaves each provider its own.</summary>
    /// <remarks>AIML API checks an id of another's as <c>minimax/m2-7-highspeed</c>, and responses name it as it is.</remarks>
    public IReadOnlyCollection<string>? Models { get; init; }

    /// <summary>The HTTP status of AIML API's undivided answers, 200 to 299; 200 by default, 201 in its older schemas.</summary>
    public int AimlApiSuccessStatus { get; init; } = 200;

    /// <summary>The clock of delays and time stamps; the system's by default.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Check()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(ApiKey);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        ArgumentOutOfRangeException.ThrowIfLessThan(AimlApiSuccessStatus, 200);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(AimlApiSuccessStatus, 299);
    }
}
