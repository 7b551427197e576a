using Microsoft.Extensions.Logging;
using MiniMaxClient.Failover;
using MiniMaxClient.Tests.Support;
using NSubstitute;

namespace MiniMaxClient.Tests.Failover;

public sealed class FailoverStateTests
{
    private readonly CancellationToken _token = TestTimeouts.Token;

    [Fact]
    public async Task Dispose_CalledConcurrently_DisposesTheClientsOnce()
    {
        int disposals = 0;
        IChatCompletionsClient member = Substitute.For<IChatCompletionsClient, IDisposable>();
        ((IDisposable)member).When(static client => client.Dispose()).Do(_ => Interlocked.Increment(ref disposals));
        var client = new FailoverChatCompletionsClient([member], null, shouldDisposeClients: true);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(client.Dispose, _token)));

        Assert.Equal(1, disposals);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Dispose_CancelsTheTokenAndDisposesOnlyOwnedClients(bool shouldDisposeClients)
    {
        IChatCompletionsClient member = Substitute.For<IChatCompletionsClient, IDisposable>();
        var state = new FailoverState([member], new(), shouldDisposeClients);
        var canceled = new TaskCompletionSource();
        state.DisposalToken.Register(canceled.SetResult);
        Assert.False(state.IsDisposed);

        state.Dispose();

        Assert.True(state.IsDisposed);
        await canceled.Task.WaitAsync(_token);
        ((IDisposable)member).Received(shouldDisposeClients ? 1 : 0).Dispose();
    }

    [Fact]
    public void Logger_WithoutAFactoryOfTheOptions_IsThatOfTheFirstClientWithOne()
    {
        using var log = new RecordingLoggerFactory();
        using var first = new ChatCompletionsClient(Adapters.ForAddress(new("https://localhost"), "runapi"));
        using var second =
            new ChatCompletionsClient(Adapters.ForAddress(new("https://localhost"), "aimlapi"), new() { LoggerFactory = log });
        using var state = new FailoverState([new CustomClient(), first, second], new(), shouldDisposeClients: false);

        state.Logger.Log(LogLevel.Warning, default, "Hello", null, static (text, _) => text);

        Assert.Equal("Warning: Hello", Assert.Single(log.Messages));
    }

    [Fact]
    public void GetProviderName_ReturnsTheAdaptersNameOrTheTypeWithItsNumber()
    {
        using var client = new ChatCompletionsClient(Adapters.ForAddress(new("https://localhost"), "runapi"));
        var custom = new CustomClient();
        using var state = new FailoverState([client, custom], new(), shouldDisposeClients: false);

        Assert.Equal("runapi", state.GetProviderName(0));
        Assert.Equal("CustomClient 2", state.GetProviderName(1));
    }

    private sealed class CustomClient : IChatCompletionsClient
    {
        public Task<ChatCompletion> CompleteAsync(ChatCompletionRequest request, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public IAsyncEnumerable<ChatCompletionChunk> StreamAsync(
            ChatCompletionRequest request, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
