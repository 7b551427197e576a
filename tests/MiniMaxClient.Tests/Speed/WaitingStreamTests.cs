using System.Net;
using System.Text;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Speed;

/// <summary>How much memory a stream holds that waits for its next chunk: a server has thousands of them.</summary>
[Collection(nameof(RunsAlone))]
public sealed class WaitingStreamTests
{
    private const int Events = 4;

    private const string Event =
        """
        data: {"id":"04c8f2b1e3d54a6f8e7d6c5b4a392817","choices":[{"index":0,"delta":{"content":" word","role":"assistant"}}],"created":1763110000,"model":"MiniMax-M2","object":"chat.completion.chunk"}


        """;

    private static readonly byte[] Bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Event, Events)));

    private readonly CancellationToken _token = TestTimeouts.Token;

    [Fact]
    public async Task WaitingStream_HoldsNoBuffer_AndLittleElse()
    {
        const int Count = 500;
        // With the double's own part: a response, its content, its headers, the machines of the stream.
        const int Most = 5_200;
        using var source = CancellationTokenSource.CreateLinkedTokenSource(_token);
        using var handler = new Handler();
        using var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var client = new ChatCompletionsClient(Adapters.At(new("http://localhost/"), "openai"), http);
        var waiting = new List<Task>(Count + 1) { await WaitAsync() };
        long before = GC.GetTotalMemory(forceFullCollection: true);

        for (int i = 0; i < Count; i++)
            waiting.Add(await WaitAsync());

        Assert.InRange((GC.GetTotalMemory(forceFullCollection: true) - before) / Count, 0, Most);
        Assert.All(handler.Bodies, static body => Assert.Equal(0, body.HeldWhileWaiting));
        await source.CancelAsync();
        foreach (Task one in waiting)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);

        async Task<Task> WaitAsync()
        {
            IAsyncEnumerator<ChatCompletionChunk> stream =
                client.StreamAsync("Hi", MiniMaxModels.M2_1, source.Token).GetAsyncEnumerator(_token);
            for (int i = 0; i < Events; i++)
                Assert.True(await stream.MoveNextAsync());
            Task next = stream.MoveNextAsync().AsTask();
            await handler.Bodies[^1].WhenWaiting.WaitAsync(_token);
            return next;
        }
    }

    private sealed class Handler : HttpMessageHandler
    {
        public List<Body> Bodies { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Bodies.Add(new());
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StreamContent(Bodies[^1]) { Headers = { ContentType = new("text/event-stream") } },
            });
        }
    }

    /// <summary>A few events, none of them there at once, and then nothing.</summary>
    private sealed class Body : ReadOnlyStream
    {
        private readonly TaskCompletionSource _waiting = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _position;

        public Task WhenWaiting => _waiting.Task;

        /// <summary>The length of the buffer that the reader holds while nothing comes.</summary>
        public int HeldWhileWaiting { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            if (_position == Bytes.Length)
            {
                HeldWhileWaiting = buffer.Length;
                _waiting.SetResult();
                await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            }

            int count = Math.Min(buffer.Length, Bytes.Length - _position);
            Bytes.AsMemory(_position, count).CopyTo(buffer);
            _position += count;
            return count;
        }
    }
}
