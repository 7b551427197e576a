namespace MiniMaxClient.Resilience;

/// <summary>The tokens with which a caller may cancel a stream or a run: that of the call, and that of its enumeration.</summary>
/// <remarks>Kept apart, so that the one that is canceled is known: the compiler would join them to a third.</remarks>
internal readonly record struct CallerTokens(CancellationToken Call, CancellationToken Enumeration = default)
{
    /// <summary>The token that is canceled; else that of the call.</summary>
    public CancellationToken Decisive => Enumeration.IsCancellationRequested ? Enumeration : Call;

    public bool IsCanceled => Call.IsCancellationRequested || Enumeration.IsCancellationRequested;
}
