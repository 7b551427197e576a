using System.Diagnostics.CodeAnalysis;
using MiniMaxClient.Resilience;

namespace MiniMaxClient.Failover;

/// <summary>The call to one of several providers.</summary>
/// <param name="clientIndex">The place of its client.</param>
/// <param name="client">The client.</param>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer has nothing to release.")]
internal sealed class FailoverMemberCall(int clientIndex, IChatCompletionsClient client)
{
    private readonly CancellationTokenSource _cancellationSource = new();

    public int ClientIndex => clientIndex;

    public IChatCompletionsClient Client => client;

    /// <summary>Whether the client is this library's, which ends a call at once and records its end.</summary>
    public bool IsLibraryClient => client is ChatCompletionsClient;

    public CancellationToken Token => _cancellationSource.Token;

    public void CancelProviderCall()
    {
        // A callback of an app's client may block.
        if (IsLibraryClient)
            _cancellationSource.Cancel();
        else
            _cancellationSource.CancelInBackground();
    }
}
