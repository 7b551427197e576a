using System.Net;
using MiniMaxClient.Client;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Speed;

/// <summary>The memory of a stream that waits for its next chunk; a server has thousands of them.</summary>
[Collection(nameof(RunsAlone))]
public sealed class WaitingStreamTests
{
    private static readonly byte[] Event =
        """
        data: {"id":"04c8f2b1e3d54a6f8e7d6c5b4a392817","choices":[{"index":0,"delta":{"content":" word","role":"assistant"}}],"created":1763110000,"model":"MiniMax-M2","object":"chat.completion.chunk"}


        """u8.ToArray();

    private readonly CancellationToken _token = TestTimeouts.Token;

    [Fact]
    public async Task WaitingStream_NoDataArrives_HoldsNoBufferAndLittleMemory()
    {
        Assert.SkipWhen(
            ProviderHttpClientFactory.CreateHttpHandler(TestTimeouts.Limit) is not SocketsHttpHandler,
            "netstandard2.0 holds its buffer: .NET Framework treats a zero-byte read as the end of a body.");
        const int Count = 500;
        // Includes the objects of the test double: a response, its content and headers, and the state machines of the stream.
        const int MaxBytes = 5_200;
        const int RoundCount = 5;
        const int MaxRounds = 25;
        using var source = CancellationTokenSource.CreateLinkedTokenSource(_token);
        using var handler = new Handler();
        using var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var client = new ChatCompletionsClient(Adapters.ForAddress(new("http://localhost/"), "openai"), http);
        var waiting = new List<Task>((MaxRounds * Count) + 1) { await WaitAsync() };
        handler.Bodies.Capacity = waiting.Capacity;
        var differences = new List<long>();

        // Memory of earlier tests, such as pooled arrays, is released at any time. A round in which it outweighs the streams measures
        // nothing and is repeated; the median allows for the others.
        for (int round = 0; round < MaxRounds && differences.Count < RoundCount; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            long before = GC.GetTotalMemory(forceFullCollection: true);
            for (int i = 0; i < Count; i++)
                waiting.Add(await WaitAsync());
            long difference = (GC.GetTotalMemory(forceFullCollection: true) - before) / Count;
            if (difference > 0)
                differences.Add(difference);
        }

        Assert.Equal(RoundCount, differences.Count);
        differences.Sort();
        Assert.InRange(differences[RoundCount / 2], 1, MaxBytes);
        Assert.All(handler.Bodies, static body => Assert.Equal(0, body.WaitingBufferLength));
        await source.CancelAsync();
        foreach (Task one in waiting)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);

        // Delivers each event after the client waits for it.
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
                body.Deliver(Event);
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

    /// <summary>A body that the test delivers part by part.</summary>
    private sealed class Body : ReadOnlyStream
    {
        private TaskCompletionSource _waiting = CreateSource();
        private TaskCompletionSource _delivered = CreateSource();
        private ReadOnlyMemory<byte> _data;

        public Task WhenWaiting => _waiting.Task;

        /// <summary>The length of the buffer that the reader holds while no data arrives.</summary>
        public int WaitingBufferLength { get; private set; }

        public void Deliver(ReadOnlyMemory<byte> data)
        {
            _waiting = CreateSource();
            _data = data;
            _delivered.SetResult();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_data.IsEmpty)
            {
                WaitingBufferLength = buffer.Length;
                _delivered = CreateSource();
                _waiting.SetResult();
                await _delivered.Task.WaitAsync(cancellationToken);
            }

            int count = Math.Min(buffer.Length, _data.Length);
            _data[..count].CopyTo(buffer);
            _data = _data[count..];
            return count;
        }

        private static TaskCompletionSource CreateSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
