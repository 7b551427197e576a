namespace MiniMaxClient;

/// <summary>Settings of a run of many requests.</summary>
public sealed record BulkOptions
{
    /// <summary>The most calls at once: 1 to 1,024.</summary>
    /// <remarks>
    /// Where the provider finds no room for a call, their number is halved, down to one; it grows again by one with each round
    /// of answers.
    /// </remarks>
    /// <value>Default: 16.</value>
    public int MaxConcurrency { get; init; } = 16;

    /// <summary>Whether the results come in the order of the requests rather than as they are there.</summary>
    /// <value>Default: false.</value>
    public bool InOrder { get; init; }

    /// <summary>The most requests that are taken from the input before their results are read: 1 to 1,000,000.</summary>
    /// <remarks>
    /// It bounds what a slow reader, or in order a slow answer, lets pile up; there are never more calls at once than these.
    /// </remarks>
    /// <value>Default: null, which is four times <see cref="MaxConcurrency"/>.</value>
    public int? MaxUnread { get; init; }

    /// <summary>How often one request is asked again because the provider found no room for it: 0 to 1,000.</summary>
    /// <remarks>The client's own retries come first, each time. Beyond it the request ends with its error.</remarks>
    /// <value>Default: 20.</value>
    public int MaxRequeues { get; init; } = 20;

    /// <summary>
    /// How long nothing is asked after the provider found no room and named no wait, doubled each time in a row: zero to an hour.
    /// </summary>
    /// <value>Default: 1 second.</value>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest that nothing is asked, also where the provider names a longer wait: zero to a day.</summary>
    /// <value>Default: 5 minutes.</value>
    public TimeSpan MaxPause { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Told after each result and each refusal, one at a time, on any thread.</summary>
    /// <remarks>
    /// What it throws ends the run, and nothing more is reported then. A report that blocks holds up no call.
    /// </remarks>
    /// <value>Default: nobody.</value>
    public IProgress<BulkProgress>? Progress { get; init; }

    /// <summary>The clock of the pauses and of the progress.</summary>
    /// <value>Default: <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The most requests under way or unread.</summary>
    internal int Places => MaxUnread ?? 4 * MaxConcurrency;

    /// <summary>What is wrong with the settings.</summary>
    internal IEnumerable<string> Problems()
    {
        if (MaxConcurrency is < 1 or > 1024)
            yield return $"{nameof(MaxConcurrency)} is {MaxConcurrency}; it must be 1 to 1024.";
        if (MaxUnread is < 1 or > 1_000_000)
            yield return $"{nameof(MaxUnread)} is {MaxUnread}; it must be 1 to 1000000.";
        if (MaxRequeues is < 0 or > 1000)
            yield return $"{nameof(MaxRequeues)} is {MaxRequeues}; it must be 0 to 1000.";
        if (Pause < TimeSpan.Zero || Pause > TimeSpan.FromHours(1))
            yield return $"{nameof(Pause)} is {Pause}; it must be zero to an hour.";
        if (MaxPause < TimeSpan.Zero || MaxPause > TimeSpan.FromDays(1))
            yield return $"{nameof(MaxPause)} is {MaxPause}; it must be zero to a day.";
    }
}
