
namespace MiniMaxClient.Samples.Tests.Peers;

/// <summary>This library, with connections of its own and without retries.</summary>
internal sealed class OurPeer(IProviderAdapter adapter, TimeSpan? limit) : IPeer
{
    private static readonly ChatCompletionRequest Request = new()
    {
        Model = MiniMaxModels.M2,
        Messages = [ChatMessage.User(PeerTable.Prompt)],
    };

    private readonly ChatCompletionsClient _client = new(adapter, new()
    {
        Resilience = ResilienceOptions.None,
        IdleTimeout = limit ?? Timeout.InfiniteTimeSpan,
    });

    public async Task<PeerResponse> CompleteAsync(CancellationToken cancellationToken) =>
        ToResponse(await _client.CompleteAsync(Request, cancellationToken));

    public async Task<PeerResponse> StreamAsync(CancellationToken cancellationToken) =>
        ToResponse(await _client.StreamAsync(Request, cancellationToken).ToCompletionAsync(cancellationToken));

    public void Dispose() => _client.Dispose();

    private static PeerResponse ToResponse(ChatCompletion answer) =>
        new(answer.Text, answer.Reasoning, answer.FinishReason?.ToString());
}
