using System.Text;
using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>Streams whose reads complete synchronously, so that a move runs without a state machine.</summary>
public sealed class ChatStreamTests
{
    private const string Event =
        """
        data: {"choices":[{"index":0,"delta":{"content":"a"}}]}


        """;

    [Fact]
    public async Task MoveNextAsync_CanceledWithinARead_ThrowsWithTheCallersToken()
    {
        using var source = new CancellationTokenSource();
        int reads = 0;
        await using var body = new Body(() =>
        {
            if (++reads == 3)
                source.Cancel();
            return Event;
        });
        using ChatCompletionsClient client = CreateClient(body);
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
    public async Task MoveNextAsync_StreamLongerThanMaxStreamBytes_ThrowsWithTheLimit()
    {
        await using var body = new Body(static () => Event);
        using ChatCompletionsClient client = CreateClient(body, new() { MaxStreamBytes = 1024 });

        MiniMaxException e = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(
            () => client.StreamAsync("Hi", MiniMaxModels.M2, TestTimeouts.Token).ToCompletionAsync(TestTimeouts.Token));

        Assert.Contains("the stream is longer than 1024 bytes", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MoveNextAsync_SpendLimitExceeded_ThrowsBudgetException()
    {
        var limit = new SpendLimit(0.01m, TimeSpan.FromDays(1)) { UnknownCost = UnknownCost.Warn };
        await using var body = new Body(static () =>
            """
            data: {"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}],"meta":{"usage":{"usd_spent":1}}}

            data: [DONE]


            """);
        using ChatCompletionsClient client = CreateClient(body, new() { SpendLimit = limit });
        await client.StreamAsync("Hi", MiniMaxModels.M2, TestTimeouts.Token).ToCompletionAsync(TestTimeouts.Token);
        await using IAsyncEnumerator<ChatCompletionChunk> chunks =
            client.StreamAsync("Hi", MiniMaxModels.M2, TestTimeouts.Token).GetAsyncEnumerator(TestTimeouts.Token);

        ValueTask<bool> move = chunks.MoveNextAsync();

        await Assert.ThrowsAsync<MiniMaxBudgetException>(() => move.AsTask());
        Assert.False(await chunks.MoveNextAsync());
    }

    private static ChatCompletionsClient CreateClient(Stream body, ChatCompletionsClientOptions? options = null) =>
        new(
            Adapters.ForAddress(new("http://localhost/"), "openai"),
            new HttpClient(new EventStreamHandler(body)) { Timeout = Timeout.InfiniteTimeSpan },
            options);

    /// <summary>A body that ends after its disposal, as that of an HTTP/1.1 connection does.</summary>
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
