
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

    public async Task<PeerAnswer> CompleteAsync(CancellationToken cancellationToken) =>
        Answer(await _client.CompleteAsync(Request, cancellationToken));

    public async Task<PeerAnswer> StreamAsync(CancellationToken cancellationToken) =>
        Answer(await _client.StreamAsync(Request, cancellationToken).ToCompletionAsync(cancellationToken));

    public void Dispose() => _client.Dispose();

    private static PeerAnswer Answer(ChatCompletion answer) =>
        new(answer.Text, answer.Reasoning, answer.FinishReason?.ToString());
}
