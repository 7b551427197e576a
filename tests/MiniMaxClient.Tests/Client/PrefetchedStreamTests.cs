using MiniMaxClient.Client;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

public sealed class PrefetchedStreamTests
{
    private static readonly ChatCompletionChunk Role = new() { Choices = [new() { Delta = new() { Role = ChatRole.Assistant } }] };
    private static readonly ChatCompletionChunk Hello = CreateChunk("Hello");
    private static readonly ChatCompletionChunk World = CreateChunk(" world");

    private readonly CancellationToken _token = TestTimeouts.Token;
    private int _readCount;
    private bool _isDisposed;

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public async Task PrefetchAsync_FirstChunkWithoutToken_ReadsToTheFirstChunkOrToken(bool shouldWaitForToken, int expected)
    {
        int prefetchedCount = 0;

        await using PrefetchedStream stream = await PrefetchedStream.PrefetchAsync(
            ReadAsync([Role, Hello, World]), shouldWaitForToken, () => prefetchedCount++, _token);

        Assert.Equal((expected, expected), (_readCount, prefetchedCount));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task MoveNextAsync_AfterAPrefetch_ReturnsEachChunkOnceInOrder(bool shouldWaitForToken)
    {
        await using PrefetchedStream stream = await PrefetchedStream.PrefetchAsync(
            ReadAsync([Role, Hello, World]), shouldWaitForToken, static () => { }, _token);

        var chunks = new List<ChatCompletionChunk>();
        while (await stream.MoveNextAsync())
            chunks.Add(stream.Current);

        Assert.Equal([Role, Hello, World], chunks);
    }

    [Fact]
    public async Task PrefetchAsync_EmptyStream_EndsAtTheFirstMove()
    {
        await using PrefetchedStream stream = await PrefetchedStream.PrefetchAsync(
            ReadAsync([]), shouldWaitForToken: true, static () => { }, _token);

        Assert.False(await stream.MoveNextAsync());
    }

    [Fact]
    public async Task PrefetchAsync_FailureBeforeTheFirstToken_DisposesTheStreamAndThrows()
    {
        var failure = new InvalidOperationException("It failed.");

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => PrefetchedStream.PrefetchAsync(
            ReadAsync([Role], failure), shouldWaitForToken: true, static () => { }, _token));

        Assert.Same(failure, thrown);
        Assert.True(_isDisposed);
    }

    [Fact]
    public async Task DisposeAsync_AfterAPrefetch_DisposesTheStream()
    {
        PrefetchedStream stream = await PrefetchedStream.PrefetchAsync(
            ReadAsync([Hello, World]), shouldWaitForToken: false, static () => { }, _token);
        Assert.False(_isDisposed);

        await stream.DisposeAsync();

        Assert.True(_isDisposed);
    }

    private static ChatCompletionChunk CreateChunk(string text) => new() { Choices = [new() { Delta = new() { Content = text } }] };

    private async IAsyncEnumerable<ChatCompletionChunk> ReadAsync(ChatCompletionChunk[] chunks, Exception? failure = null)
    {
        try
        {
            foreach (ChatCompletionChunk chunk in chunks)
            {
                await Task.CompletedTask;
                _readCount++;
                yield return chunk;
            }

            if (failure is not null)
                throw failure;
        }
        finally
        {
            _isDisposed = true;
        }
    }
}
