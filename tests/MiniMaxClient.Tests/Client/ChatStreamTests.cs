using System.Net;
using System.Text;
using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>Streams whose bytes are there when they are asked for: no wait, and so no state machine, stands between.</summary>
public sealed class ChatStreamTests
{
    private const string Event =
        """
        data: {"choices":[{"index":0,"delta":{"content":"a"}}]}


        """;

    [Fact]
    public async Task Cancellation_WithinARead_IsTheCallers()
    {
        using var source = new CancellationTokenSource();
        int reads = 0;
        await using var body = new Body(() =>
        {
            if (++reads == 3)
                source.Cancel();
            return Event;
        });
        using ChatCompletionsClient client = Client(body);
        int chunks = 0;

        OperationCanceledException e = await Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            await foreach (ChatCompletionChunk chunk in client.StreamAsync("Hi", MiniMaxModels.M2, source.Token))
                chunks++;
        });

        Assert.Equal(source.Token, e.CancellationToken);
        Assert.InRange(chunks, 2, 3);
    }

    [Fact]
    public async Task Bound_OfAStream_IsNamedByItsError()
    {
        await using var body = new Body(static () => Event);
        using ChatCompletionsClient client = Client(body, new() { MaxStreamBytes = 1024 });

        MiniMaxException e = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(
            () => client.StreamAsync("Hi", MiniMaxModels.M2, TestTimeouts.Token).ToCompletionAsync(TestTimeouts.Token));

        Assert.Contains("the stream is longer than 1024 bytes", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failure_BeforeTheCall_IsThatOfTheMove()
    {
        var limit = new SpendLimit(0.01m, TimeSpan.FromDays(1)) { UnknownCost = UnknownCost.Warn };
        await using var body = new Body(static () =>
            """
            data: {"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}],"meta":{"usage":{"usd_spent":1}}}

            data: [DONE]


            """);
        using ChatCompletionsClient client = Client(body, new() { SpendLimit = limit });
        await client.StreamAsync("Hi", MiniMaxModels.M2, TestTimeouts.Token).ToCompletionAsync(TestTimeouts.Token);
        await using IAsyncEnumerator<ChatCompletionChunk> chunks =
            client.StreamAsync("Hi", MiniMaxModels.M2, TestTimeouts.Token).GetAsyncEnumerator(TestTimeouts.Token);

        ValueTask<bool> move = chunks.MoveNextAsync();

        await Assert.ThrowsAsync<MiniMaxBudgetException>(() => move.AsTask());
        Assert.False(await chunks.MoveNextAsync());
    }

    private static ChatCompletionsClient Client(Stream body, ChatCompletionsClientOptions? options = null) =>
        new(
            Adapters.ForAddress(new("http://localhost/"), "openai"),
            new HttpClient(new Handler(body)) { Timeout = Timeout.InfiniteTimeSpan },
            options);

    private sealed class Handler(Stream body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StreamContent(body) { Headers = { ContentType = new("text/event-stream") } },
            });
    }

    /// <summary>A body that ends once it is disposed of, as that of an HTTP/1.1 connection does.</summary>
    private sealed class Body(Func<string> next) : MemoryStream
    {
        private bool _isDisposed;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            string text = next();
            return new(_isDisposed ? 0 : Encoding.UTF8.GetBytes(text, buffer.Span));
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        protected override void Dispose(bool disposing)
        {
            _isDisposed = true;
            base.Dispose(disposing);
        }
    }
}
