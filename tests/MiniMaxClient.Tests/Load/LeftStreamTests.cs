using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Load;

/// <summary>A stream that nobody reads to its end gives its connection back, and its place among the calls at once.</summary>
public sealed class LeftStreamTests : IAsyncLifetime
{
    private static readonly ServerScript Endless = ServerScript.StreamHead().Send(SampleResponse.OpenAI.FirstEvents).WaitForClientClose();
    private static readonly ServerScript Whole = ServerScript.Stream([.. SampleResponse.OpenAI.Events]);

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly ManualClock _clock = new();
    private FaultServer _server = null!;
    private ChatCompletionsClient _client = null!;

    public ValueTask InitializeAsync()
    {
        // The first stream goes on for ever, and holds the only place.
        _server = FaultServer.Start(Endless, Whole);
        _client = new(
            Adapters.ForAddress(_server.BaseAddress, "openai"),
            new() { TimeProvider = _clock, Resilience = new() { MaxConcurrentRequests = 1, QueueLimit = 1 } });
        return default;
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _server.DisposeAsync();
    }

    [Fact]
    public async Task Stream_ThatIsNeverEnumerated_SendsNothing()
    {
        IAsyncEnumerable<ChatCompletionChunk> stream = _client.StreamAsync("Hi", MiniMaxModels.M2, _token);
        IAsyncEnumerator<ChatCompletionChunk> chunks = stream.GetAsyncEnumerator(_token);

        await chunks.DisposeAsync();

        Assert.Equal((0, 0), (_server.Connections, _server.Requests.Count));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Stream_ThatIsLeftEarly_FreesConnectionAndPlace(int chunks)
    {
        await foreach (ChatCompletionChunk _ in _client.StreamAsync("Hi", MiniMaxModels.M2, _token))
        {
            if (--chunks == 0)
                break;
        }

        await AssertIsFreeAsync();
    }

    [Fact]
    public async Task Stream_WhoseConsumerThrows_FreesConnectionAndPlace()
    {
        await Assert.ThrowsAsync<NotSupportedException>(async () =>
        {
            await foreach (ChatCompletionChunk _ in _client.StreamAsync("Hi", MiniMaxModels.M2, _token))
                throw new NotSupportedException();
        });

        await AssertIsFreeAsync();
    }

    [Fact]
    public async Task Stream_ThatIsCancelledWhileItWaits_FreesConnectionAndPlace()
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(_token);
        Task<ChatCompletion> reading = _client.StreamAsync("Hi", MiniMaxModels.M2, source.Token).ToCompletionAsync(source.Token);
        await _server.WaitForRequestAsync(_token);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        await AssertIsFreeAsync();
    }

    [Fact]
    public async Task Stream_ThatNobodyReadsOnNorEnds_IsFreeOnceItsLimitIsOver()
    {
        IAsyncEnumerator<ChatCompletionChunk> left =
            _client.StreamAsync("Hi", MiniMaxModels.M2, _token).GetAsyncEnumerator(_token);
        Assert.True(await left.MoveNextAsync());

        _clock.Advance(TimeSpan.FromMinutes(10));

        await AssertIsFreeAsync();
        var e = await Assert.ThrowsAsync<MiniMaxTimeoutException>(async () => await left.MoveNextAsync());
        Assert.Equal(TimeoutKind.Total, e.Kind);
        await left.DisposeAsync();
    }

    [Fact]
    public async Task Stream_ThatIsLeftWhileItWaitsForAPlace_GivesItsPlaceInTheQueueBack()
    {
        await using IAsyncEnumerator<ChatCompletionChunk> first =
            _client.StreamAsync("Hi", MiniMaxModels.M2, _token).GetAsyncEnumerator(_token);
        Assert.True(await first.MoveNextAsync());
        for (int i = 0; i < 3; i++)
        {
            using var source = CancellationTokenSource.CreateLinkedTokenSource(_token);
            Task<ChatCompletion> queued = _client.CompleteAsync("Hi", MiniMaxModels.M2, source.Token);
            Assert.False(queued.IsCompleted);
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queued);
        }

        Assert.Single(_server.Requests);
        await first.DisposeAsync();
        await AssertIsFreeAsync();
    }

    private async Task AssertIsFreeAsync()
    {
        await _server.Requests[0].WhenClientClosed.WaitAsync(_token);
        ChatCompletion next = await _client.StreamAsync("Hi", MiniMaxModels.M2, _token).ToCompletionAsync(_token);
        Assert.Equal(SampleResponse.Text, next.Text);
        Assert.Equal(2, _server.Requests.Count);
    }
}
