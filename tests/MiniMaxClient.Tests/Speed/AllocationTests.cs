using System.Net;
using System.Text;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Speed;

/// <summary>How much memory a call takes: bytes are stable where times are not.</summary>
[Collection(nameof(RunsAlone))]
public sealed class AllocationTests
{
    // What HttpClient itself takes for a call is part of all these, about 3 KB; so is what a build without optimization adds.
    private const int PerCall = 16 * 1024;

    private readonly CancellationToken _token = TestTimeouts.Token;

    [Fact]
    public async Task PlainCall_TakesItsTextAndLittleMore()
    {
        string text = new('x', 6000);
        long bytes = await MeasureAsync(Ask("Hi"), text);
        Assert.InRange(bytes, 0, (text.Length * sizeof(char)) + PerCall);
    }

    [Fact]
    public async Task LongHistory_TakesNoMoreThanAShortOne()
    {
        string text = string.Concat(Enumerable.Repeat("Some \"text\" of a long talk, with ünicode.\n", 48));
        ChatMessage[] messages =
        [
            .. Enumerable.Range(0, 400).Select(i => i % 2 == 0
                ? (ChatMessage)ChatMessage.User(text)
                : ChatMessage.Assistant($"<think>{i}</think>{text}")),
            ChatMessage.User("Go on."),
        ];
        long bytes = await MeasureAsync(Ask("Hi") with { Messages = messages }, "ok");
        Assert.InRange(bytes, 0, PerCall + (8 * 1024));
    }

    [Fact]
    public async Task ToolHistory_TakesNoMoreThanAShortOne()
    {
        ChatMessage[] messages = [.. Enumerable.Range(0, 200).SelectMany(static i => Turn(i)), ChatMessage.User("Go on.")];
        long bytes = await MeasureAsync(Ask("Hi") with { Messages = messages }, "ok");
        Assert.InRange(bytes, 0, PerCall + (32 * 1024));

        static ChatMessage[] Turn(int i) =>
        [
            ChatMessage.User("Look."),
            new AssistantMessage
            {
                ToolCalls =
                [
                    new FunctionToolCall
                    {
                        Id = $"call-{i}",
                        Function = new() { Name = "look", Arguments = $$"""{"at":"{{new string('a', 1000)}}"}""" },
                    },
                ],
            },
            ChatMessage.Tool($"call-{i}", new string('b', 1000)),
        ];
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task LargeFile_TakesLessThanAMegabyte(string provider)
    {
        byte[] file = new byte[15_000_000];
        var handler = new Handler(SampleResponse.ForProvider(provider).Body);
        using var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var client = new ChatCompletionsClient(Adapters.ForAddress(new("http://localhost/"), provider), http);
        await client.CompleteAsync(Ask(["Read.", ContentPart.FromFile(new byte[] { 1 })]), _token);

        long before = GC.GetTotalAllocatedBytes(precise: true);
        await client.CompleteAsync(Ask(["Read.", ContentPart.FromFile(file)]), _token);

        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 1024 * 1024);
        Assert.InRange(handler.Length, 20_000_000, 20_001_000);
    }

    /// <summary>The bytes of one call of many.</summary>
    private async Task<long> MeasureAsync(ChatCompletionRequest request, string text)
    {
        const int Calls = 50;
        string answer =
            $$$"""{"choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"{{{text}}}"}}]}""";
        using var http = new HttpClient(new Handler(answer)) { Timeout = Timeout.InfiniteTimeSpan };
        using var client = new ChatCompletionsClient(Adapters.ForAddress(new("http://localhost/"), "openai"), http);
        long least = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < Calls; i++)
                await client.CompleteAsync(request, _token);
            least = Math.Min(least, (GC.GetTotalAllocatedBytes(precise: true) - before) / Calls);
        }

        return least;
    }

    private static ChatCompletionRequest Ask(MessageContent content) => new()
    {
        Model = MiniMaxModels.M2_1,
        Messages = [ChatMessage.User(content)],
    };

    private sealed class Handler(string answer) : HttpMessageHandler
    {
        private readonly byte[] _answer = Encoding.UTF8.GetBytes(answer);

        public long Length { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Length = request.Content!.Headers.ContentLength!.Value;
            await request.Content.CopyToAsync(Stream.Null, cancellationToken);
            return new(HttpStatusCode.OK)
            {
                Content = new ByteArrayContent(_answer) { Headers = { ContentType = new("application/json") } },
            };
        }
    }
}
