namespace MiniMaxClient.Resilience;

/// <summary>What a <see cref="PhaseWatch"/> watches: an attempt at a call.</summary>
internal interface IWatched
{
    /// <summary>What is left of the limit on the call; <see cref="TimeSpan.MaxValue"/> where there is none.</summary>
    TimeSpan TimeLeft { get; }

    /// <summary>Ends the attempt: it has waited too long.</summary>
    void EndAttempt();

    /// <summary>Ends the call: nothing is left of its limit.</summary>
    void EndCall();
}
