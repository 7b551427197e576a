using System.Text;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Speed;

/// <summary>Linear growth of allocations: twice the size, about twice the bytes.</summary>
[Collection(nameof(RunsAlone))]
public sealed class GrowthTests
{
    private const double MaxGrowth = 2.4;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ValidateRequest_TwiceTheToolCalls_AllocatesAboutTwiceAsMuch(bool inOneMessage)
    {
        using var client = new ChatCompletionsClient(new OpenAICompatibleAdapter("own", "http://localhost", "key"));

        AssertLinear(2_000, n => client.ValidateRequest(EmulatedClient.CreateRequest() with { Messages = CreateHistory(n, inOneMessage) }));
    }

    [Fact]
    public async Task StreamAsync_TwiceTheToolCallDeltas_AllocatesAboutTwiceAsMuch()
    {
        await MeasureAsync(100);
        double small = await MeasureAsync(10_000);
        double large = await MeasureAsync(20_000);
        Assert.InRange(large / small, 0, MaxGrowth);

        static async Task<long> MeasureAsync(int n)
        {
            string deltas = string.Concat(Enumerable.Range(0, n).Select(static i => "data: "
                + $$$"""{"choices":[{"index":0,"delta":{"tool_calls":[{"id":"c{{{i % 500}}}","function":{"arguments":"ab"}}]}}]}"""
                + "\n\n"));
            const string end = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\n";
            using var handler = new StubHandler(() => new StringContent(deltas + end, Encoding.UTF8, "text/event-stream"));
            using var http = new HttpClient(handler);
            using var client = new ChatCompletionsClient(
                new OpenAICompatibleAdapter("own", "http://localhost", "key"), http, EmulatedClient.NoRetries);
            long before = GC.GetTotalAllocatedBytes(precise: true);
            await client.StreamAsync(EmulatedClient.CreateRequest(), TestTimeouts.Token).ToCompletionAsync(TestTimeouts.Token);
            return GC.GetTotalAllocatedBytes(precise: true) - before;
        }
    }

    private static IReadOnlyList<ChatMessage> CreateHistory(int calls, bool inOneMessage)
    {
        FunctionToolCall[] all =
        [
            .. Enumerable.Range(0, calls).Select(static i =>
                new FunctionToolCall { Id = $"call-{i}", Function = new() { Name = "look", Arguments = "{}" } }),
        ];
        ToolMessage[] results = [.. all.Select(static call => ChatMessage.Tool(call.Id, "done"))];
        return inOneMessage
            ? [ChatMessage.User("Look."), new AssistantMessage { ToolCalls = all }, .. results]
            :
            [
                ChatMessage.User("Look."),
                .. all.SelectMany((call, i) => (ChatMessage[])[new AssistantMessage { ToolCalls = [call] }, results[i]]),
            ];
    }

    private static void AssertLinear(int size, Action<int> work)
    {
        work(100);
        long small = Measure(size);
        long large = Measure(2 * size);
        Assert.InRange((double)large / small, 0, MaxGrowth);

        long Measure(int n)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            work(n);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }
}
