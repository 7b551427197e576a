namespace MiniMaxClient.Resilience;

/// <summary>The attempts at a call, for who decides on how many there are.</summary>
/// <typeparam name="T">What an attempt gives.</typeparam>
internal interface IAttempts<T>
{
    /// <summary>What is left of the limit on the call.</summary>
    TimeSpan TimeLeft { get; }

    /// <summary>Ends the call; made when it is asked for, since an attempt is told of the end without it.</summary>
    CancellationToken Token { get; }

    /// <summary>Makes an attempt.</summary>
    /// <param name="permit">The leave to make it, which it gives back.</param>
    /// <param name="cancellationToken">Ends it, until it returns; none for one that only the end of the call ends.</param>
    ValueTask<T> AttemptAsync(ProviderLimiter.Permit? permit, CancellationToken cancellationToken);
}
