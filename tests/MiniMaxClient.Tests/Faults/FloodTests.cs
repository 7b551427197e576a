using MiniMaxClient.Tests.Faults.Proxies;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Faults;

/// <summary>Very long streams, which are read to the end without retaining their data.</summary>
/// <remarks>Not parallel with other tests, because memory is measured.</remarks>
[Collection(nameof(FloodTests))]
[CollectionDefinition(nameof(FloodTests), DisableParallelization = true)]
public sealed class FloodTests
{
    private const long MaxRetainedBytes = 8_000_000;

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly CancellationToken _token = TestTimeouts.Token;

    /// <summary>Each protocol with a million tiny events and with 500 MB; the adapters of a protocol share its reader.</summary>
    public static TheoryData<string, int, int> Streams { get; } = new()
    {
        { "openai", 1_000_000, 1 },
        { "anthropic", 1_000_000, 1 },
        { "openai", 8_000, 62_500 },
        { "anthropic", 8_000, 62_500 },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task StreamAsync_VeryLongStream_IsCompleteInConstantMemory(string provider, int events, int characters)
    {
        SampleResponse sample = SampleResponse.ForProvider(provider);
        string token = sample.FormatTextEvent(new('x', characters));
        await using var server = FaultServer.Start(
            ServerScript.StreamHead().Send(sample.FirstEvents).SendRepeatedly(token, events)
                .Send(sample.Events.Skip(sample.FirstEvents.Count())).End());
        using ChatCompletionsClient client = ProxiedCall.CreateClient(server.BaseAddress, provider);
        long characterCount = 0;
        int chunks = 0;
        long early = 0;
        long late = 0;
        FinishReason? finish = null;

        await ReadAsync().WaitAsync(Bound, TimeProvider.System, _token);

        Assert.Equal((SampleResponse.Text.Length + ((long)events * characters), FinishReason.Stop), (characterCount, finish));
        Assert.InRange(late - early, long.MinValue, MaxRetainedBytes);
        Assert.Single(server.Requests);

        async Task ReadAsync()
        {
            await foreach (ChatCompletionChunk chunk in client.StreamAsync(ProxiedCall.CreateRequest(), _token))
            {
                characterCount += chunk.Text.Length;
                finish = chunk.FinishReason ?? finish;
                chunks++;
                if (chunks == events / 10)
                    early = GC.GetTotalMemory(forceFullCollection: true);
                else if (chunks == events / 10 * 9)
                    late = GC.GetTotalMemory(forceFullCollection: true);
            }
        }
    }
}
