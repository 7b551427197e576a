namespace MiniMaxClient.Resilience;

/// <summary>Represents the cancellation tokens of a caller: that of the call and that of its enumeration.</summary>
/// <remarks>
/// They are separate so that an exception can carry the one that was canceled: an async iterator links them to a third token.
/// </remarks>
internal readonly record struct CallerCancellationTokens(
    CancellationToken CallToken, CancellationToken EnumerationToken = default)
{
    /// <summary>Gets the token of the enumeration if it is canceled; otherwise that of the call.</summary>
    public CancellationToken CanceledOrCallToken => EnumerationToken.IsCancellationRequested ? EnumerationToken : CallToken;

    public bool IsCanceled => CallToken.IsCancellationRequested || EnumerationToken.IsCancellationRequested;
}
