using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Failover;

/// <summary>The ends of a call over several providers: its limit on time, its tokens, its settings.</summary>
public sealed class FailoverLimitTests : IAsyncLifetime
{
    private static readonly string[] Pair = [EmulatedClient.AimlApi, EmulatedClient.RunApi];

    private readonly CancellationToken _token = TestTimeouts.Token;
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Timeout_OverAllProviders_EndsTheCallWithAllThatWasTried(bool ofTheRequest, bool stream)
    {
        // Without its own limit the first provider would be waited for as long: the call's one is over both.
        TimeSpan limit = TimeSpan.FromSeconds(30);
        using var failover = new EmulatedFailover(
            _emulator, Pair, new() { Timeout = ofTheRequest ? TimeSpan.FromHours(2) : limit });
        ChatCompletionRequest request = EmulatedClient.CreateRequest() with
        {
            Options = ofTheRequest ? new() { Timeout = limit } : null,
        };
        var down = new TaskCompletionSource();
        _emulator.Enqueue(Reply.Error(500, "Down.").HoldUntil(down.Task), Reply.Text("never").Stall());
        Task<ChatCompletion> call = failover.Client.CompletePromptAsync(stream, request, _token);
        await _emulator.WaitForRequestAsync(_token);
        failover.Clock.Advance(TimeSpan.FromSeconds(20));
        down.SetResult();
        RecordedRequest second = await _emulator.WaitForRequestAsync(_token);
        Assert.False(call.IsCompleted);

        failover.Clock.Advance(TimeSpan.FromSeconds(10));

        var e = await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => call.WaitAsync(_token));
        Assert.Equal((TimeoutKind.Total, limit, "runapi"), (e.Kind, e.Limit, e.Provider));
        Assert.Equal(["aimlapi", "runapi"], e.Attempts.Select(static attempt => attempt.Provider));
        Assert.All(e.Attempts, static attempt => Assert.NotNull(attempt.Error));
        await second.Aborted.WaitAsync(_token);
    }

    [Fact]
    public async Task Timeout_InTheMiddleOfAStream_CarriesWhatHadCome()
    {
        using var failover = new EmulatedFailover(_emulator, Pair, new() { Timeout = TimeSpan.FromSeconds(30) });
        _emulator.Enqueue(Reply.Text("one two").WithChunkSize(4).StallAfterEvents(1));
        var first = new TaskCompletionSource();
        Task<ChatCompletion> call = Signalled(failover.Client.StreamAsync(EmulatedClient.CreateRequest(), _token), first)
            .ToCompletionAsync(CancellationToken.None);
        await first.Task.WaitAsync(_token);

        failover.Clock.Advance(TimeSpan.FromSeconds(30));

        var e = await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => call.WaitAsync(_token));
        Assert.Equal((TimeoutKind.Total, "one "), (e.Kind, e.Partial!.Text));
        Assert.Contains("received so far: a part of the response", e.Message, StringComparison.Ordinal);
        Assert.Equal(["AimlApi"], failover.RequestedProviders);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(100_000)]
    public async Task Timeout_OfTheRequestOutOfItsRange_IsRefused(int seconds)
    {
        using var failover = new EmulatedFailover(_emulator, Pair);
        var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => failover.Client.CompleteAsync(
            EmulatedClient.CreateRequest() with { Options = new() { Timeout = TimeSpan.FromSeconds(seconds) } }, _token));
        Assert.Equal("Options.Timeout", Assert.Single(e.Problems).Path);
    }

    [Fact]
    public async Task Cancellation_OfAPlainCall_CarriesTheTokenAndAsksNobodyElse()
    {
        using var caller = new CancellationTokenSource();
        _emulator.Enqueue(Reply.Text("never").Stall());
        using var failover = new EmulatedFailover(_emulator, Pair);
        Task<ChatCompletion> call = failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), caller.Token);
        RecordedRequest slow = await _emulator.WaitForRequestAsync(_token);

        await caller.CancelAsync();

        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(_token));
        Assert.Equal(caller.Token, e.CancellationToken);
        await slow.Aborted.WaitAsync(_token);
        Assert.Equal(["AimlApi"], failover.RequestedProviders);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task Cancellation_OfOneOfTwoTokens_CarriesTheOneThatFired(bool ofTheCall, bool afterTheFirstChunk)
    {
        using var call = new CancellationTokenSource();
        using var enumeration = new CancellationTokenSource();
        CancellationTokenSource fired = ofTheCall ? call : enumeration;
        _emulator.Enqueue(Reply.Text("one two").WithChunkSize(4).StallAfterEvents(afterTheFirstChunk ? 1 : 0));
        using var failover = new EmulatedFailover(_emulator, Pair);
        await using IAsyncEnumerator<ChatCompletionChunk> chunks =
            failover.Client.StreamAsync(EmulatedClient.CreateRequest(), call.Token).GetAsyncEnumerator(enumeration.Token);
        if (afterTheFirstChunk)
            Assert.True(await chunks.MoveNextAsync());
        Task<bool> moving = chunks.MoveNextAsync().AsTask();
        RecordedRequest slow = await _emulator.WaitForRequestAsync(_token);

        await fired.CancelAsync();

        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => moving.WaitAsync(_token));
        Assert.Equal(fired.Token, e.CancellationToken);
        await slow.Aborted.WaitAsync(_token);
        Assert.Equal(["AimlApi"], failover.RequestedProviders);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancellation_BeforeTheCall_SendsNothing(bool stream)
    {
        using var failover = new EmulatedFailover(_emulator, Pair);
        var cancelled = new CancellationToken(canceled: true);

        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), cancelled));

        Assert.Equal(cancelled, e.CancellationToken);
        Assert.Empty(_emulator.Requests);
    }

    [Fact]
    public async Task Stream_ThatIsBrokenOff_EndsTheCallAtTheProvider()
    {
        _emulator.Enqueue(Reply.Text("one two").WithChunkSize(4).StallAfterEvents(1));
        using var failover = new EmulatedFailover(_emulator, Pair);

        await foreach (ChatCompletionChunk chunk in failover.Client.StreamAsync(EmulatedClient.CreateRequest(), _token))
        {
            Assert.Equal("one ", chunk.Text);
            break;
        }

        await (await _emulator.WaitForRequestAsync(_token)).Aborted.WaitAsync(_token);
    }

    [Fact]
    public async Task Request_OfACall_ComesBackUntouchedAndServesManyCalls()
    {
        using var failover = new EmulatedFailover(_emulator, Pair);
        var options = new RequestOptions { ClientRequestId = "mine-1", Timeout = TimeSpan.FromMinutes(1) };
        ChatCompletionRequest request = EmulatedClient.CreateRequest() with { Options = options };
        _emulator.Enqueue(Reply.Error(500, "Down."));

        ChatCompletion first = await failover.Client.CompleteAsync(request, _token);
        ChatCompletion second = await failover.Client.CompleteAsync(request, _token);

        Assert.Same(options, request.Options);
        Assert.Equal((2, 1), (first.Call!.Attempts.Count, second.Call!.Attempts.Count));
        Assert.All(_emulator.Requests, static sent => Assert.Equal("mine-1", sent.Headers["X-Client-Request-Id"]));
    }

    [Fact]
    public void Constructor_WithoutAClient_Refuses()
    {
        Assert.Throws<ArgumentException>(() => new FailoverChatCompletionsClient());
        Assert.Throws<ArgumentException>(() => new FailoverChatCompletionsClient([null!]));
        Assert.Throws<ArgumentNullException>(() => new FailoverChatCompletionsClient(null!));
        Assert.Throws<ArgumentNullException>(() => new FailoverChatCompletionsClient(null!, new FailoverOptions()));
    }

    [Fact]
    public void Constructor_WithWrongSettings_NamesEveryOne()
    {
        using var failover = new EmulatedFailover(_emulator, Pair);
        var e = Assert.Throws<ArgumentException>(() => new FailoverChatCompletionsClient(failover.Members, new()
        {
            Timeout = TimeSpan.Zero,
            CoolDown = TimeSpan.FromHours(2),
            HedgeAfter = TimeSpan.FromDays(2),
        }));
        Assert.Equal("options", e.ParamName);
        Assert.StartsWith(
            "Timeout is 00:00:00; it must be above zero, at most a day, or infinite. "
            + "CoolDown is 02:00:00; it must be zero to an hour. "
            + "HedgeAfter is 2.00:00:00; it must be above zero and at most a day.",
            e.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Request_OfNull_IsRefused(bool stream)
    {
        using var failover = new EmulatedFailover(_emulator, Pair);
        if (stream)
            Assert.Throws<ArgumentNullException>(() => { failover.Client.StreamAsync(null!, _token); });
        else
            await Assert.ThrowsAsync<ArgumentNullException>(() => failover.Client.CompleteAsync(null!, _token));
    }

    private static async IAsyncEnumerable<ChatCompletionChunk> Signalled(
        IAsyncEnumerable<ChatCompletionChunk> chunks, TaskCompletionSource first)
    {
        await foreach (ChatCompletionChunk chunk in chunks)
        {
            yield return chunk;
            first.TrySetResult();
        }
    }
}
