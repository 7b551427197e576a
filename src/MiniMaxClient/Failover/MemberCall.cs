using System.Diagnostics.CodeAnalysis;
using MiniMaxClient.Resilience;

namespace MiniMaxClient.Failover;

/// <summary>The call to one of several providers.</summary>
/// <param name="place">The place of its client.</param>
/// <param name="client">The client.</param>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer has nothing to release.")]
internal sealed class MemberCall(int place, IChatCompletionsClient client)
{
    private readonly CancellationTokenSource _source = new();

    public int Place => place;

    public IChatCompletionsClient Client => client;

    /// <summary>Whether the client is this library's, which ends a call at once and records its end.</summary>
    public bool IsOwn => client is ChatCompletionsClient;

    public CancellationToken Token => _source.Token;

    public void Cancel()
    {
        // A callback of an app's client may block.
        if (IsOwn)
            _source.Cancel();
        else
            _source.CancelInBackground();
    }
}
