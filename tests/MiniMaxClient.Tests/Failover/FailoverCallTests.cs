using System.Runtime.CompilerServices;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Support;
using NSubstitute;

namespace MiniMaxClient.Tests.Failover;

/// <summary>Tests of the end of a call over clients of the app that ignore their token, or block on it.</summary>
public sealed class FailoverCallTests
{
    private static readonly ChatCompletionChunk Chunk = new() { Choices = [new() { Delta = new() { Content = "a" } }] };

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly ManualClock _clock = new();
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static MatrixTheoryData<string, bool> Ends { get; } = new(["token", "dispose", "timeout"], [false, true]);

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task StreamAsync_ClientIgnoresItsToken_EndsImmediately(string end, bool afterFirstChunk)
    {
        using FailoverChatCompletionsClient client = CreateClient((_, token) => StreamIgnoringToken(afterFirstChunk, token));
        using var source = new CancellationTokenSource();
        IAsyncEnumerator<ChatCompletionChunk> chunks =
            client.StreamAsync(EmulatedClient.CreateRequest(), source.Token).GetAsyncEnumerator(_token);
        if (afterFirstChunk)
            Assert.True(await chunks.MoveNextAsync());
        Task<bool> move = chunks.MoveNextAsync().AsTask();

        switch (end)
        {
            case "token":
                await source.CancelAsync();
                var canceled = await Assert.ThrowsAsync<OperationCanceledException>(() => move.WaitAsync(_token));
                Assert.Equal(source.Token, canceled.CancellationToken);
                break;
            case "dispose":
                client.Dispose();
                await Assert.ThrowsAsync<ObjectDisposedException>(() => move.WaitAsync(_token));
                break;
            default:
                _clock.Advance(TimeSpan.FromMinutes(10));
                await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => move.WaitAsync(_token));
                break;
        }

        Assert.False(_disposed.Task.IsCompleted);
        _release.SetResult();
        await _disposed.Task.WaitAsync(_token);
    }

    [Theory]
    [InlineData("token")]
    [InlineData("dispose")]
    [InlineData("timeout")]
    public async Task DisposeAsync_ClientsStreamDoesNotEnd_EndsWithTheCall(string end)
    {
        using FailoverChatCompletionsClient client = CreateClient((_, token) => StreamBlockingDisposal(token));
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
        _release.SetResult();
    }

    [Fact]
    public async Task StreamAsync_ClientsCallbackBlocks_EndsAllCalls()
    {
        using var release = new ManualResetEventSlim();
        using FailoverChatCompletionsClient client = CreateClient((_, token) =>
        {
            token.Register(() => release.Wait(_token));
            return StreamIgnoringToken(true, token);
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
        _release.SetResult();
    }

    private FailoverChatCompletionsClient CreateClient(
        Func<ChatCompletionRequest, CancellationToken, IAsyncEnumerable<ChatCompletionChunk>> stream)
    {
        IChatCompletionsClient member = Substitute.For<IChatCompletionsClient>();
        member.StreamAsync(null!, Arg.Any<CancellationToken>()).ReturnsForAnyArgs(
            call => stream(call.Arg<ChatCompletionRequest>(), call.Arg<CancellationToken>()));
        return new([member], new() { TimeProvider = _clock });
    }

    private async IAsyncEnumerable<ChatCompletionChunk> StreamIgnoringToken(
        bool hasChunk, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            if (hasChunk)
                yield return Chunk;
            await _release.Task;
        }
        finally
        {
            _disposed.TrySetResult();
        }
    }

    private async IAsyncEnumerable<ChatCompletionChunk> StreamBlockingDisposal(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        try
        {
            yield return Chunk;
        }
        finally
        {
            await _release.Task;
        }
    }
}
