using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Load;

/// <summary>Abandoned streams release their connection and their permit.</summary>
public sealed class AbandonedStreamTests : IAsyncLifetime
{
    private static readonly ServerScript Endless = ServerScript.StreamHead().Send(SampleResponse.OpenAI.FirstEvents).WaitForClientClose();
    private static readonly ServerScript Complete = ServerScript.Stream([.. SampleResponse.OpenAI.Events]);

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly ManualClock _clock = new();
    private FaultServer _server = null!;
    private ChatCompletionsClient _client = null!;

    public ValueTask InitializeAsync()
    {
        // The first stream never ends and holds the only permit.
        _server = FaultServer.Start(Endless, Complete);
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
    public async Task StreamAsync_NeverEnumerated_SendsNothing()
    {
        IAsyncEnumerable<ChatCompletionChunk> stream = _client.StreamAsync("Hi", MiniMaxModels.M2, _token);
        IAsyncEnumerator<ChatCompletionChunk> chunks = stream.GetAsyncEnumerator(_token);

        await chunks.DisposeAsync();

        Assert.Equal((0, 0), (_server.Connections, _server.Requests.Count));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task StreamAsync_EnumerationAbandoned_ReleasesConnectionAndPermit(int chunks)
    {
        await foreach (ChatCompletionChunk _ in _client.StreamAsync("Hi", MiniMaxModels.M2, _token))
        {
            if (--chunks == 0)
                break;
        }

        await AssertPermitIsFreeAsync();
    }

    [Fact]
    public async Task StreamAsync_ConsumerThrows_ReleasesConnectionAndPermit()
    {
        await Assert.ThrowsAsync<NotSupportedException>(async () =>
        {
            await foreach (ChatCompletionChunk _ in _client.StreamAsync("Hi", MiniMaxModels.M2, _token))
                throw new NotSupportedException();
        });

        await AssertPermitIsFreeAsync();
    }

    [Fact]
    public async Task StreamAsync_CanceledWhileWaiting_ReleasesConnectionAndPermit()
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(_token);
        Task<ChatCompletion> reading = _client.StreamAsync("Hi", MiniMaxModels.M2, source.Token).ToCompletionAsync(source.Token);
        await _server.WaitForRequestAsync(_token);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        await AssertPermitIsFreeAsync();
    }

    [Fact]
    public async Task StreamAsync_NeitherReadNorDisposed_ReleasesConnectionAndPermitAtTheTotalTimeout()
    {
        IAsyncEnumerator<ChatCompletionChunk> chunks =
            _client.StreamAsync("Hi", MiniMaxModels.M2, _token).GetAsyncEnumerator(_token);
        Assert.True(await chunks.MoveNextAsync());

        _clock.Advance(TimeSpan.FromMinutes(10));

        await AssertPermitIsFreeAsync();
        var e = await Assert.ThrowsAsync<MiniMaxTimeoutException>(async () => await chunks.MoveNextAsync());
        Assert.Equal(TimeoutKind.Total, e.Kind);
        await chunks.DisposeAsync();
    }

    [Fact]
    public async Task CompleteAsync_CanceledInTheQueue_ReleasesItsQueuePosition()
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
        await AssertPermitIsFreeAsync();
    }

    private async Task AssertPermitIsFreeAsync()
    {
        await _server.Requests[0].WhenClientClosed.WaitAsync(_token);
        ChatCompletion next = await _client.StreamAsync("Hi", MiniMaxModels.M2, _token).ToCompletionAsync(_token);
        Assert.Equal(SampleResponse.Text, next.Text);
        Assert.Equal(2, _server.Requests.Count);
    }
}
