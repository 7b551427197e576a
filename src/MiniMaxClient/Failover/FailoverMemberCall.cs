using System.Diagnostics.CodeAnalysis;
using MiniMaxClient.Resilience;

namespace MiniMaxClient.Failover;

/// <summary>Represents the call to one of several providers.</summary>
/// <param name="clientIndex">The index of the client.</param>
/// <param name="client">The client.</param>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer or a wait handle needs no disposal.")]
internal sealed class FailoverMemberCall(int clientIndex, IChatCompletionsClient client)
{
    private readonly CancellationTokenSource _cancellationSource = new();

    public int ClientIndex => clientIndex;

    public IChatCompletionsClient Client => client;

    /// <summary>Whether the client is a <see cref="ChatCompletionsClient"/>, which ends a canceled call immediately.</summary>
    public bool IsLibraryClient => client is ChatCompletionsClient;

    public CancellationToken Token => _cancellationSource.Token;

    public void CancelProviderCall()
    {
        // A callback that a client of the app registers may block.
        if (IsLibraryClient)
            _cancellationSource.Cancel();
        else
            _cancellationSource.CancelInBackground();
    }
}
