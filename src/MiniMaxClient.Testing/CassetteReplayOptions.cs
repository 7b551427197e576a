namespace MiniMaxClient.Testing;

/// <summary>Settings of <see cref="MiniMaxEmulator.ReplayAsync"/>.</summary>
public sealed record CassetteReplayOptions
{
    /// <summary>
    /// Whether responses are sent with the recorded delays. Default: false, they are sent without delays, in the recorded
    /// pieces.
    /// </summary>
    public bool UseRecordedDelays { get; init; }

    /// <summary>
    /// The JSON paths of a request body that are not compared, each with everything below it, such as
    /// <c>$.messages[0].content</c>. Default: none.
    /// </summary>
    /// <remarks>
    /// A path is written as in the message of a difference: <c>$</c>, then <c>.name</c> for each property and <c>[0]</c> for each
    /// item. Wildcards and names in brackets are not supported.
    /// </remarks>
    public IReadOnlyCollection<string> IgnoredPaths { get; init; } = [];

    /// <summary>The port on the loopback address. Range: 0 to 65,535. Default: 0, a free port.</summary>
    public int Port { get; init; }

    /// <summary>The clock for the recorded delays. Default: the system clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(IgnoredPaths);
        foreach (string path in IgnoredPaths)
        {
            ArgumentNullException.ThrowIfNull(path, nameof(IgnoredPaths));
            if (!IsPath(path))
            {
                throw new ArgumentException(
                    $"'{path}' is not a path such as $.messages[0].content; wildcards are not supported.", nameof(IgnoredPaths));
            }
        }

        ArgumentOutOfRangeException.ThrowIfNegative(Port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Port, 65535);
        ArgumentNullException.ThrowIfNull(TimeProvider);
    }

    // A path that can match nothing would look like one that is ignored.
    private static bool IsPath(string path) =>
        path == "$" || ((path.StartsWith("$.", StringComparison.Ordinal) || path.StartsWith("$[", StringComparison.Ordinal))
            && !path.Contains('*', StringComparison.Ordinal) && !path.Contains("['", StringComparison.Ordinal)
            && !path.Contains("[\"", StringComparison.Ordinal));
}
