namespace MiniMaxClient.Resilience;

/// <summary>The tokens with which a caller may cancel a stream or a run: that of the call, and that of its enumeration.</summary>
/// <remarks>Kept apart, so that the one that is canceled is known: the compiler would join them to a third.</remarks>
internal readonly record struct CallerCancellationTokens(
    CancellationToken CallToken, CancellationToken EnumerationToken = default)
{
    /// <summary>The token that is canceled; else that of the call.</summary>
    public CancellationToken CanceledOrCallToken => EnumerationToken.IsCancellationRequested ? EnumerationToken : CallToken;

    public bool IsCanceled => CallToken.IsCancellationRequested || EnumerationToken.IsCancellationRequested;
}
