using System.Net;
using System.Text;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Speed;

/// <summary>The memory that a call allocates, which is more stable than its time.</summary>
[Collection(nameof(RunsAlone))]
public sealed class AllocationTests
{
    // Includes the allocations of HttpClient, about 3 KB per call, and those of a build without optimization.
    private const int PerCall = 16 * 1024;

    private readonly CancellationToken _token = TestTimeouts.Token;

    [Fact]
    public async Task CompleteAsync_ShortPrompt_AllocatesLittleMoreThanTheText()
    {
        string text = new('x', 6000);
        long bytes = await MeasureAsync(CreateRequest("Hi"), text);
        Assert.InRange(bytes, 0, (text.Length * sizeof(char)) + PerCall);
    }

    [Fact]
    public async Task CompleteAsync_LongHistory_AllocatesNoMoreThanAShortOne()
    {
        string text = string.Concat(Enumerable.Repeat("Some \"text\" of a long talk, with ünicode.\n", 48));
        ChatMessage[] messages =
        [
            .. Enumerable.Range(0, 400).Select(i => i % 2 == 0
                ? (ChatMessage)ChatMessage.User(text)
                : ChatMessage.Assistant($"<think>{i}</think>{text}")),
            ChatMessage.User("Go on."),
        ];
        long bytes = await MeasureAsync(CreateRequest("Hi") with { Messages = messages }, "ok");
        Assert.InRange(bytes, 0, PerCall + (8 * 1024));
    }

    [Fact]
    public async Task CompleteAsync_ToolHistory_AllocatesNoMoreThanAShortOne()
    {
        ChatMessage[] messages = [.. Enumerable.Range(0, 200).SelectMany(static i => CreateTurn(i)), ChatMessage.User("Go on.")];
        long bytes = await MeasureAsync(CreateRequest("Hi") with { Messages = messages }, "ok");
        Assert.InRange(bytes, 0, PerCall + (32 * 1024));

        static ChatMessage[] CreateTurn(int i) =>
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
    [InlineData("openai", "file")]
    [InlineData("openai", "image_url")]
    [InlineData("openai", "video_url")]
    [InlineData("anthropic", "file")]
    [InlineData("anthropic", "image_url")]
    public async Task CompleteAsync_LargeContent_AllocatesLessThanAMegabyte(string provider, string partType)
    {
        ContentPart CreatePart(byte[] bytes) => partType switch
        {
            "file" => ContentPart.FromFile(bytes),
            "image_url" => ContentPart.FromImage(bytes, "image/png"),
            _ => ContentPart.FromVideo(bytes, "video/mp4"),
        };
        byte[] content = new byte[15_000_000];
        var handler = new Handler(SampleResponse.ForProvider(provider).Body);
        using var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var client = new ChatCompletionsClient(Adapters.ForAddress(new("http://localhost/"), provider), http);
        await client.CompleteAsync(CreateRequest(["Read.", CreatePart([1])]), _token);

        long before = GC.GetTotalAllocatedBytes(precise: true);
        await client.CompleteAsync(CreateRequest(["Read.", CreatePart(content)]), _token);

        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 1024 * 1024);
        Assert.InRange(handler.Length, 20_000_000, 20_001_000);
    }

    /// <summary>Measures the bytes that one of many calls allocates.</summary>
    private async Task<long> MeasureAsync(ChatCompletionRequest request, string text)
    {
        const int Calls = 50;
        string body =
            $$$"""{"choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"{{{text}}}"}}]}""";
        using var http = new HttpClient(new Handler(body)) { Timeout = Timeout.InfiniteTimeSpan };
        using var client = new ChatCompletionsClient(Adapters.ForAddress(new("http://localhost/"), "openai"), http);
        long minimum = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < Calls; i++)
                await client.CompleteAsync(request, _token);
            minimum = Math.Min(minimum, (GC.GetTotalAllocatedBytes(precise: true) - before) / Calls);
        }

        return minimum;
    }

    private static ChatCompletionRequest CreateRequest(MessageContent content) => new()
    {
        Model = MiniMaxModels.M2_1,
        Messages = [ChatMessage.User(content)],
    };

    private sealed class Handler(string body) : HttpMessageHandler
    {
        private readonly byte[] _body = Encoding.UTF8.GetBytes(body);

        public long Length { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Length = request.Content!.Headers.ContentLength!.Value;
            await request.Content.CopyToAsync(Stream.Null, cancellationToken);
            return new(HttpStatusCode.OK)
            {
                Content = new ByteArrayContent(_body) { Headers = { ContentType = new("application/json") } },
            };
        }
    }
}
