using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Failover;

/// <summary>Tests of the timeout and the cancellation of a failover call.</summary>
public sealed class FailoverCancellationTests : FailoverTest
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Timeout_SecondProviderRunning_ThrowsWithAllAttempts(bool isRequestTimeout, bool stream)
    {
        // The providers have no shorter timeout; the timeout of the call covers both.
        TimeSpan limit = TimeSpan.FromSeconds(30);
        using var failover = new EmulatedFailover(
            Emulator, Providers, new() { Timeout = isRequestTimeout ? TimeSpan.FromHours(2) : limit });
        ChatCompletionRequest request = EmulatedClient.CreateRequest() with
        {
            Options = isRequestTimeout ? new() { Timeout = limit } : null,
        };
        var down = new TaskCompletionSource();
        Emulator.Enqueue(Reply.Error(500, "Down.").HoldUntil(down.Task), Reply.Text("never").Stall());
        Task<ChatCompletion> call = failover.Client.CompletePromptAsync(stream, request, Token);
        await Emulator.WaitForRequestAsync(Token);
        failover.Clock.Advance(TimeSpan.FromSeconds(20));
        down.SetResult();
        RecordedRequest second = await Emulator.WaitForRequestAsync(Token);
        Assert.False(call.IsCompleted);

        failover.Clock.Advance(TimeSpan.FromSeconds(10));

        var e = await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => call.WaitAsync(Token));
        Assert.Equal((TimeoutKind.Total, limit, "runapi"), (e.Kind, e.Limit, e.Provider));
        Assert.Equal(["aimlapi", "runapi"], e.Attempts.Select(static attempt => attempt.Provider));
        Assert.All(e.Attempts, static attempt => Assert.NotNull(attempt.Error));
        await second.Aborted.WaitAsync(Token);
    }

    [Fact]
    public async Task Timeout_DuringAStream_ThrowsWithPartial()
    {
        using var failover = new EmulatedFailover(Emulator, Providers, new() { Timeout = TimeSpan.FromSeconds(30) });
        Emulator.Enqueue(Reply.Text("one two").WithChunkSize(4).StallAfterEvents(1));
        var first = new TaskCompletionSource();
        Task<ChatCompletion> call = SignalFirstChunk(failover.Client.StreamAsync(EmulatedClient.CreateRequest(), Token), first)
            .ToCompletionAsync(CancellationToken.None);
        await first.Task.WaitAsync(Token);

        failover.Clock.Advance(TimeSpan.FromSeconds(30));

        var e = await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => call.WaitAsync(Token));
        Assert.Equal((TimeoutKind.Total, "one "), (e.Kind, e.Partial!.Text));
        Assert.Contains("received so far: a part of the response", e.Message, StringComparison.Ordinal);
        Assert.Equal(["AimlApi"], failover.RequestedProviders);
    }

    [Fact]
    public async Task CompleteAsync_Canceled_ThrowsWithTheTokenWithoutFailover()
    {
        using var caller = new CancellationTokenSource();
        Emulator.Enqueue(Reply.Text("never").Stall());
        using var failover = new EmulatedFailover(Emulator, Providers);
        Task<ChatCompletion> call = failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), caller.Token);
        RecordedRequest slow = await Emulator.WaitForRequestAsync(Token);

        await caller.CancelAsync();

        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(Token));
        Assert.Equal(caller.Token, e.CancellationToken);
        await slow.Aborted.WaitAsync(Token);
        Assert.Equal(["AimlApi"], failover.RequestedProviders);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task StreamAsync_OneOfTwoTokensCanceled_ThrowsWithThatToken(bool isCallToken, bool afterFirstChunk)
    {
        using var call = new CancellationTokenSource();
        using var enumeration = new CancellationTokenSource();
        CancellationTokenSource canceled = isCallToken ? call : enumeration;
        Emulator.Enqueue(Reply.Text("one two").WithChunkSize(4).StallAfterEvents(afterFirstChunk ? 1 : 0));
        using var failover = new EmulatedFailover(Emulator, Providers);
        await using IAsyncEnumerator<ChatCompletionChunk> chunks =
            failover.Client.StreamAsync(EmulatedClient.CreateRequest(), call.Token).GetAsyncEnumerator(enumeration.Token);
        if (afterFirstChunk)
            Assert.True(await chunks.MoveNextAsync());
        Task<bool> move = chunks.MoveNextAsync().AsTask();
        RecordedRequest slow = await Emulator.WaitForRequestAsync(Token);

        await canceled.CancelAsync();

        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => move.WaitAsync(Token));
        Assert.Equal(canceled.Token, e.CancellationToken);
        await slow.Aborted.WaitAsync(Token);
        Assert.Equal(["AimlApi"], failover.RequestedProviders);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_TokenAlreadyCanceled_SendsNothing(bool stream)
    {
        using var failover = new EmulatedFailover(Emulator, Providers);
        var canceled = new CancellationToken(canceled: true);

        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), canceled));

        Assert.Equal(canceled, e.CancellationToken);
        Assert.Empty(Emulator.Requests);
    }

    [Fact]
    public async Task StreamAsync_Abandoned_ClosesTheConnection()
    {
        Emulator.Enqueue(Reply.Text("one two").WithChunkSize(4).StallAfterEvents(1));
        using var failover = new EmulatedFailover(Emulator, Providers);

        await foreach (ChatCompletionChunk chunk in failover.Client.StreamAsync(EmulatedClient.CreateRequest(), Token))
        {
            Assert.Equal("one ", chunk.Text);
            break;
        }

        await (await Emulator.WaitForRequestAsync(Token)).Aborted.WaitAsync(Token);
    }

    private static async IAsyncEnumerable<ChatCompletionChunk> SignalFirstChunk(
        IAsyncEnumerable<ChatCompletionChunk> chunks, TaskCompletionSource first)
    {
        await foreach (ChatCompletionChunk chunk in chunks)
        {
            yield return chunk;
            first.TrySetResult();
        }
    }
}
