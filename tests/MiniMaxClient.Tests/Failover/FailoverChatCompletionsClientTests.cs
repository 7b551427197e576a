using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Failover;

/// <summary>Tests of construction, validation and disposal.</summary>
public sealed class FailoverChatCompletionsClientTests : FailoverTest
{
    [Theory]
    [InlineData(false, -1)]
    [InlineData(true, -1)]
    [InlineData(true, 1)]
    public async Task Dispose_CallRunning_EndsTheCallWithoutFailover(bool stream, int events)
    {
        using var failover = new EmulatedFailover(Emulator, Providers);
        Emulator.Enqueue(
            events < 0 ? Reply.Text("one").Stall() : Reply.Text("one two").WithChunkSize(4).StallAfterEvents(events));
        Task call = failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), Token);
        await Emulator.WaitForRequestAsync(Token);

        failover.Client.Dispose();

        await AssertDisposedAsync(call);
        Assert.Single(Emulator.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_AfterDispose_ThrowsAndDoesNotDisposeTheClients(bool isUsedBefore)
    {
        using var failover = new EmulatedFailover(Emulator, Providers);
        if (isUsedBefore)
            await failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), Token);
        IAsyncEnumerable<ChatCompletionChunk> early = failover.Client.StreamAsync(EmulatedClient.CreateRequest(), Token);
        int before = Emulator.Requests.Count;

        failover.Client.Dispose();
        failover.Client.Dispose();

        await AssertDisposedAsync(failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), Token));
        await AssertDisposedAsync(early.ToCompletionAsync(Token));
        Assert.Throws<ObjectDisposedException>(() => failover.Client.StreamAsync(EmulatedClient.CreateRequest(), Token));
        Assert.Equal(before, Emulator.Requests.Count);
        Assert.NotNull(await failover.Members[0].CompleteAsync(EmulatedClient.CreateRequest(), Token));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(100_000)]
    public async Task CompleteAsync_RequestTimeoutOutOfRange_ThrowsInvalidRequestException(int seconds)
    {
        using var failover = new EmulatedFailover(Emulator, Providers);
        var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => failover.Client.CompleteAsync(
            EmulatedClient.CreateRequest() with { Options = new() { Timeout = TimeSpan.FromSeconds(seconds) } }, Token));
        Assert.Equal("Options.Timeout", Assert.Single(e.Problems).Path);
    }

    [Fact]
    public async Task CompleteAsync_SameRequestTwice_DoesNotChangeTheRequest()
    {
        using var failover = new EmulatedFailover(Emulator, Providers);
        var options = new RequestOptions { ClientRequestId = "mine-1", Timeout = TimeSpan.FromMinutes(1) };
        ChatCompletionRequest request = EmulatedClient.CreateRequest() with { Options = options };
        Emulator.Enqueue(Reply.Error(500, "Down."));

        ChatCompletion first = await failover.Client.CompleteAsync(request, Token);
        ChatCompletion second = await failover.Client.CompleteAsync(request, Token);

        Assert.Same(options, request.Options);
        Assert.Equal((2, 1), (first.Call!.Attempts.Count, second.Call!.Attempts.Count));
        Assert.All(Emulator.Requests, static sent => Assert.Equal("mine-1", sent.Headers["X-Client-Request-Id"]));
    }

    [Fact]
    public void Constructor_NoClientOrNull_Throws()
    {
        Assert.Throws<ArgumentException>(() => new FailoverChatCompletionsClient());
        Assert.Throws<ArgumentException>(() => new FailoverChatCompletionsClient([null!]));
        Assert.Throws<ArgumentNullException>(() => new FailoverChatCompletionsClient(null!));
        Assert.Throws<ArgumentNullException>(() => new FailoverChatCompletionsClient(null!, new FailoverOptions()));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_NullRequest_ThrowsArgumentNullException(bool stream)
    {
        using var failover = new EmulatedFailover(Emulator, Providers);
        if (stream)
            Assert.Throws<ArgumentNullException>(() => { failover.Client.StreamAsync(null!, Token); });
        else
            await Assert.ThrowsAsync<ArgumentNullException>(() => failover.Client.CompleteAsync(null!, Token));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_RequestInvalidForOneProvider_ThrowsBeforeSending(bool stream)
    {
        // RunAPI, the first provider, supports a field that AIML API does not.
        using var failover = new EmulatedFailover(Emulator, ["runapi", "aimlapi"]);
        ChatCompletionRequest request = EmulatedClient.CreateRequest() with { Stop = ["END"] };

        var e = stream
            ? Assert.Throws<MiniMaxInvalidRequestException>(() => { failover.Client.StreamAsync(request, Token); })
            : await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => failover.Client.CompleteAsync(request, Token));

        Assert.Equal("aimlapi", e.Provider);
        Assert.Equal("$.stop", Assert.Single(e.Problems).Path);
        Assert.Empty(e.Attempts);
        Assert.Empty(Emulator.Requests);
    }

    [Fact]
    public async Task CompleteAsync_OneClientDisposed_ThrowsBeforeSending()
    {
        using ChatCompletionsClient first = Emulator.CreateClient();
        ChatCompletionsClient second = Emulator.CreateClient();
        second.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(
            () => new FailoverChatCompletionsClient(first, second).CompleteAsync(EmulatedClient.CreateRequest(), Token));

        Assert.Empty(Emulator.Requests);
    }

    private async Task AssertDisposedAsync(Task call)
    {
        var e = await Assert.ThrowsAsync<ObjectDisposedException>(() => call.WaitAsync(Token));
        Assert.Equal(typeof(FailoverChatCompletionsClient).FullName, e.ObjectName);
    }
}
