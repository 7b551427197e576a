using MiniMaxClient.Tests.Faults.Proxies;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Faults;

/// <summary>Long streams that are whole: they come to their end, and what is read is not kept.</summary>
/// <remarks>Alone, since memory is measured.</remarks>
[Collection(nameof(FloodTests))]
[CollectionDefinition(nameof(FloodTests), DisableParallelization = true)]
public sealed class FloodTests
{
    private const long MostKept = 8_000_000;

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly CancellationToken _token = TestTimeouts.Token;

    /// <summary>Either protocol, a million tiny events and 500 MB: adapters of one protocol read alike.</summary>
    public static TheoryData<string, int, int> Streams { get; } = new()
    {
        { "openai", 1_000_000, 1 },
        { "anthropic", 1_000_000, 1 },
        { "openai", 8_000, 62_500 },
        { "anthropic", 8_000, 62_500 },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Stream_ThatIsVeryLong_ComesWholeInFlatMemory(string provider, int events, int characters)
    {
        SampleResponse answer = SampleResponse.ForProvider(provider);
        string token = answer.FormatTextEvent(new('x', characters));
        await using var server = FaultServer.Start(
            ServerScript.StreamHead().Send(answer.FirstEvents).SendRepeatedly(token, events)
                .Send(answer.Events.Skip(answer.FirstEvents.Count())).End());
        using ChatCompletionsClient client = ProxiedCall.CreateClient(server.BaseAddress, provider);
        long characterCount = 0;
        int chunks = 0;
        long early = 0;
        long late = 0;
        FinishReason? finish = null;

        await ReadAsync().WaitAsync(Bound, TimeProvider.System, _token);

        Assert.Equal((SampleResponse.Text.Length + ((long)events * characters), FinishReason.Stop), (characterCount, finish));
        Assert.InRange(late - early, long.MinValue, MostKept);
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
