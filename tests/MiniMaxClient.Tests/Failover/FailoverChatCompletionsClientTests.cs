using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Failover;

/// <summary>The disposal of a client over several providers.</summary>
public sealed class FailoverChatCompletionsClientTests : IAsyncLifetime
{
    private static readonly string[] Providers = [EmulatedClient.AimlApi, EmulatedClient.RunApi];

    private readonly CancellationToken _token = TestTimeouts.Token;
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [InlineData(false, -1)]
    [InlineData(true, -1)]
    [InlineData(true, 1)]
    public async Task Dispose_DuringACall_EndsItAndAsksNoOtherProvider(bool stream, int events)
    {
        using var failover = new EmulatedFailover(_emulator, Providers);
        _emulator.Enqueue(events < 0 ? Reply.Text("one").Stall() : Reply.Text("one two").WithChunkSize(4).StallAfterEvents(events));
        Task call = failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), _token);
        await _emulator.WaitForRequestAsync(_token);

        failover.Client.Dispose();

        await AssertDisposedAsync(call);
        Assert.Single(_emulator.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_AfterDisposal_ThrowsObjectDisposedExceptionAndLeavesTheClientsOpen(bool isUsedBefore)
    {
        using var failover = new EmulatedFailover(_emulator, Providers);
        if (isUsedBefore)
            await failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), _token);
        IAsyncEnumerable<ChatCompletionChunk> early = failover.Client.StreamAsync(EmulatedClient.CreateRequest(), _token);
        int before = _emulator.Requests.Count;

        failover.Client.Dispose();
        failover.Client.Dispose();

        await AssertDisposedAsync(failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), _token));
        await AssertDisposedAsync(early.ToCompletionAsync(_token));
        Assert.Throws<ObjectDisposedException>(() => failover.Client.StreamAsync(EmulatedClient.CreateRequest(), _token));
        Assert.Equal(before, _emulator.Requests.Count);
        Assert.NotNull(await failover.Members[0].CompleteAsync(EmulatedClient.CreateRequest(), _token));
    }

    private async Task AssertDisposedAsync(Task call)
    {
        var e = await Assert.ThrowsAsync<ObjectDisposedException>(() => call.WaitAsync(_token));
        Assert.Equal(typeof(FailoverChatCompletionsClient).FullName, e.ObjectName);
    }
}
