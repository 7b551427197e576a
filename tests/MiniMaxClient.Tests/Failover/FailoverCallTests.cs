using System.Runtime.CompilerServices;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Support;
using NSubstitute;

namespace MiniMaxClient.Tests.Failover;

/// <summary>The end of a call over clients of the app that ignore their token, or block on it.</summary>
public sealed class FailoverCallTests
{
    private static readonly ChatCompletionChunk Chunk = new() { Choices = [new() { Delta = new() { Content = "a" } }] };

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly ManualClock _clock = new();
    private readonly TaskCompletionSource _wait = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static MatrixTheoryData<string, bool> Ends { get; } = new(["token", "dispose", "timeout"], [false, true]);

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task Stream_OfAMemberThatIgnoresItsToken_EndsAtOnce(string end, bool afterTheFirstChunk)
    {
        using FailoverChatCompletionsClient client = Client((_, token) => Deaf(afterTheFirstChunk, token));
        using var source = new CancellationTokenSource();
        IAsyncEnumerator<ChatCompletionChunk> chunks =
            client.StreamAsync(EmulatedClient.CreateRequest(), source.Token).GetAsyncEnumerator(_token);
        if (afterTheFirstChunk)
            Assert.True(await chunks.MoveNextAsync());
        Task<bool> moving = chunks.MoveNextAsync().AsTask();

        switch (end)
        {
            case "token":
                await source.CancelAsync();
                var canceled = await Assert.ThrowsAsync<OperationCanceledException>(() => moving.WaitAsync(_token));
                Assert.Equal(source.Token, canceled.CancellationToken);
                break;
            case "dispose":
                client.Dispose();
                await Assert.ThrowsAsync<ObjectDisposedException>(() => moving.WaitAsync(_token));
                break;
            default:
                _clock.Advance(TimeSpan.FromMinutes(10));
                await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => moving.WaitAsync(_token));
                break;
        }

        Assert.False(_disposed.Task.IsCompleted);
        _wait.SetResult();
        await _disposed.Task.WaitAsync(_token);
    }

    [Theory]
    [InlineData("token")]
    [InlineData("dispose")]
    [InlineData("timeout")]
    public async Task Disposal_OfAMembersStreamThatDoesNotEnd_LastsNoLongerThanTheCall(string end)
    {
        using FailoverChatCompletionsClient client = Client((_, token) => Clinging(token));
        using var source = new CancellationTokenSource();
        IAsyncEnumerator<ChatCompletionChunk> chunks =
            client.StreamAsync(EmulatedClient.CreateRequest(), source.Token).GetAsyncEnumerator(_token);
        Assert.True(await chunks.MoveNextAsync());
        Task disposing = chunks.DisposeAsync().AsTask();
        Assert.False(disposing.IsCompleted);

        if (end == "token")
            source.Cancel();
        else if (end == "dispose")
            client.Dispose();
        else
            _clock.Advance(TimeSpan.FromMinutes(10));

        await disposing.WaitAsync(_token);
        _wait.SetResult();
    }

    [Fact]
    public async Task Callback_OfAMemberThatBlocks_DelaysNoOtherCall()
    {
        using var release = new ManualResetEventSlim();
        using FailoverChatCompletionsClient client = Client((_, token) =>
        {
            token.Register(() => release.Wait(_token));
            return Deaf(true, token);
        });
        using var source = new CancellationTokenSource();
        Task<bool>[] moves = new Task<bool>[3];
        for (int i = 0; i < moves.Length; i++)
        {
            IAsyncEnumerator<ChatCompletionChunk> chunks =
                client.StreamAsync(EmulatedClient.CreateRequest(), source.Token).GetAsyncEnumerator(_token);
            Assert.True(await chunks.MoveNextAsync());
            moves[i] = chunks.MoveNextAsync().AsTask();
        }

        source.Cancel();

        foreach (Task<bool> move in moves)
            await Assert.ThrowsAsync<OperationCanceledException>(() => move.WaitAsync(_token));
        release.Set();
        _wait.SetResult();
    }

    [Fact]
    public async Task Dispose_ByManyThreads_DisposesOfTheMembersOnce()
    {
        int disposals = 0;
        IChatCompletionsClient member = Substitute.For<IChatCompletionsClient, IDisposable>();
        ((IDisposable)member).When(static one => one.Dispose()).Do(_ => Interlocked.Increment(ref disposals));
        var client = new FailoverChatCompletionsClient([member], null, shouldDisposeClients: true);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(client.Dispose, _token)));

        Assert.Equal(1, disposals);
    }

    private FailoverChatCompletionsClient Client(
        Func<ChatCompletionRequest, CancellationToken, IAsyncEnumerable<ChatCompletionChunk>> stream)
    {
        IChatCompletionsClient member = Substitute.For<IChatCompletionsClient>();
        member.StreamAsync(null!, Arg.Any<CancellationToken>()).ReturnsForAnyArgs(
            call => stream(call.Arg<ChatCompletionRequest>(), call.Arg<CancellationToken>()));
        return new([member], new() { TimeProvider = _clock });
    }

    private async IAsyncEnumerable<ChatCompletionChunk> Deaf(
        bool hasChunk, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            if (hasChunk)
                yield return Chunk;
            await _wait.Task;
        }
        finally
        {
            _disposed.TrySetResult();
        }
    }

    private async IAsyncEnumerable<ChatCompletionChunk> Clinging(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            yield return Chunk;
        }
        finally
        {
            await _wait.Task;
        }
    }
}
