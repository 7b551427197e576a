using System.Net;
using MiniMaxClient.Client;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Speed;

/// <summary>How much memory a stream holds that waits for its next chunk: a server has thousands of them.</summary>
[Collection(nameof(RunsAlone))]
public sealed class WaitingStreamTests
{
    private static readonly byte[] Event =
        """
        data: {"id":"04c8f2b1e3d54a6f8e7d6c5b4a392817","choices":[{"index":0,"delta":{"content":" word","role":"assistant"}}],"created":1763110000,"model":"MiniMax-M2","object":"chat.completion.chunk"}


        """u8.ToArray();

    private readonly CancellationToken _token = TestTimeouts.Token;

    [Fact]
    public async Task WaitingStream_HoldsNoBuffer_AndLittleElse()
    {
        Assert.SkipWhen(
            ProviderHttpClientFactory.CreateHttpHandler(TestTimeouts.Limit) is not SocketsHttpHandler,
            "netstandard2.0 holds its buffer: .NET Framework takes a read of no bytes for the end of a body.");
        const int Count = 500;
        // With the double's own part: a response, its content, its headers, the machines of the stream.
        const int Most = 5_200;
        using var source = CancellationTokenSource.CreateLinkedTokenSource(_token);
        using var handler = new Handler();
        using var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var client = new ChatCompletionsClient(Adapters.ForAddress(new("http://localhost/"), "openai"), http);
        var waiting = new List<Task>(Count + 1) { await WaitAsync() };
        // What other tests have left would be counted as given back.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long before = GC.GetTotalMemory(forceFullCollection: true);

        for (int i = 0; i < Count; i++)
            waiting.Add(await WaitAsync());

        Assert.InRange((GC.GetTotalMemory(forceFullCollection: true) - before) / Count, 0, Most);
        Assert.All(handler.Bodies, static body => Assert.Equal(0, body.HeldWhileWaiting));
        await source.CancelAsync();
        foreach (Task one in waiting)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);

        // Each event comes when it is waited for.
        async Task<Task> WaitAsync()
        {
            var body = new Body();
            handler.Bodies.Add(body);
            IAsyncEnumerator<ChatCompletionChunk> stream =
                client.StreamAsync("Hi", MiniMaxModels.M2_1, source.Token).GetAsyncEnumerator(_token);
            Task<bool> next = stream.MoveNextAsync().AsTask();
            for (int i = 0; i < 3; i++)
            {
                await body.WhenWaiting.WaitAsync(_token);
                body.Give(Event);
                Assert.True(await next);
                next = stream.MoveNextAsync().AsTask();
            }

            await body.WhenWaiting.WaitAsync(_token);
            return next;
        }
    }

    private sealed class Handler : HttpMessageHandler
    {
        public List<Body> Bodies { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StreamContent(Bodies[^1]) { Headers = { ContentType = new("text/event-stream") } },
            });
    }

    /// <summary>A body that is given piece by piece.</summary>
    private sealed class Body : ReadOnlyStream
    {
        private TaskCompletionSource _waiting = Source();
        private TaskCompletionSource _given = Source();
        private ReadOnlyMemory<byte> _piece;

        public Task WhenWaiting => _waiting.Task;

        /// <summary>The length of the buffer that the reader holds while nothing comes.</summary>
        public int HeldWhileWaiting { get; private set; }

        public void Give(ReadOnlyMemory<byte> piece)
        {
            _waiting = Source();
            _piece = piece;
            _given.SetResult();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_piece.IsEmpty)
            {
                HeldWhileWaiting = buffer.Length;
                _given = Source();
                _waiting.SetResult();
                await _given.Task.WaitAsync(cancellationToken);
            }

            int count = Math.Min(buffer.Length, _piece.Length);
            _piece[..count].CopyTo(buffer);
            _piece = _piece[count..];
            return count;
        }

        private static TaskCompletionSource Source() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
