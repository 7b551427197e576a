using System.Runtime.CompilerServices;
using MiniMaxClient.Errors;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Support;
using NSubstitute;

namespace MiniMaxClient.Tests.Failover;

/// <summary>Members of a failover that are not this library's own clients: fakes, decorators, other failovers.</summary>
public sealed class FailoverMemberTests : IAsyncLifetime
{
    private static readonly ChatCompletionRequest Request = EmulatedClient.CreateRequest();

    private readonly CancellationToken _token = TestTimeouts.Token;
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Fake_ThatFails_IsMendedByAClient(bool stream)
    {
        var log = new RecordingLoggerFactory();
        IChatCompletionsClient fake = Fake(
            static () => Task.FromException<ChatCompletion>(new MiniMaxServerException("Down.")),
            static () => Failing(new MiniMaxServerException("Down.")));
        using ChatCompletionsClient second = _emulator.CreateClient();
        var client = new FailoverChatCompletionsClient([fake, second], new() { LoggerFactory = log });

        ChatCompletion answer = await client.CompletePromptAsync(stream, Request, _token);

        Assert.Equal("openai", Assert.Single(answer.Call!.Attempts).Provider);
        Assert.Contains(" 1 failed with MiniMaxServerException; openai is asked", Assert.Single(log.Messages), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Fake_ThatAnswers_MendsAClient(bool stream)
    {
        _emulator.Enqueue(Reply.Error(500, "Down."));
        using ChatCompletionsClient first = _emulator.CreateClient();
        IChatCompletionsClient fake = Fake(
            static () => Task.FromResult(Answer("Hi")), static () => Of(ChatCompletionChunk.FromCompletion(Answer("Hi"))));
        var client = new FailoverChatCompletionsClient(first, fake);

        ChatCompletion answer = await client.CompletePromptAsync(stream, Request, _token);

        Assert.Equal("Hi", answer.Text);
        Assert.Single(_emulator.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Member_ThatThrowsAtOnce_FailsLikeOneThatThrowsLater(bool stream)
    {
        IChatCompletionsClient fake = Fake(
            static () => throw new MiniMaxServerException("Down."), static () => throw new MiniMaxServerException("Down."));
        using ChatCompletionsClient second = _emulator.CreateClient();

        ChatCompletion answer = await new FailoverChatCompletionsClient(fake, second).CompletePromptAsync(stream, Request, _token);

        Assert.Equal("openai", answer.Call!.Provider);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Member_ThatThrowsWhatIsNotOfTheLibrary_IsNotMended(bool stream)
    {
        IChatCompletionsClient fake = Fake(
            static () => Task.FromException<ChatCompletion>(new InvalidOperationException("A bug.")),
            static () => Failing(new InvalidOperationException("A bug.")));
        using ChatCompletionsClient second = _emulator.CreateClient();

        var e = await Assert.ThrowsAsync<InvalidOperationException>(
            () => new FailoverChatCompletionsClient(fake, second).CompletePromptAsync(stream, Request, _token));

        Assert.Equal("A bug.", e.Message);
        Assert.Empty(_emulator.Requests);
    }

    [Fact]
    public async Task Stream_ThatAFakeBreaksBeforeItsFirstChunk_IsMended()
    {
        IChatCompletionsClient fake = Fake(null, static () => Failing(ErrorFactory.StreamInterrupted("fake", 200, null)));
        using ChatCompletionsClient second = _emulator.CreateClient();

        ChatCompletion answer = await new FailoverChatCompletionsClient(fake, second).CompletePromptAsync(stream: true, Request, _token);

        Assert.Equal("openai", answer.Call!.Provider);
    }

    [Fact]
    public async Task Stream_OfAFakeThatHasNoChunk_IsEmpty()
    {
        IChatCompletionsClient fake = Fake(null, static () => Of());
        var chunks = new List<ChatCompletionChunk>();

        await foreach (ChatCompletionChunk chunk in new FailoverChatCompletionsClient(fake).StreamAsync(Request, _token))
            chunks.Add(chunk);

        Assert.Empty(chunks);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Decorator_OfAClient_IsAMemberLikeTheClient(bool stream)
    {
        _emulator.Enqueue(Reply.Error(500, "Down."));
        using ChatCompletionsClient first = _emulator.CreateClient(EmulatedClient.AimlApi);
        using ChatCompletionsClient second = _emulator.CreateClient(EmulatedClient.RunApi);
        var counted = new Counting(first);

        ChatCompletion answer = await new FailoverChatCompletionsClient(counted, second).CompletePromptAsync(stream, Request, _token);

        Assert.Equal(1, counted.Calls);
        Assert.Equal(["aimlapi", "runapi"], answer.Call!.Attempts.Select(static attempt => attempt.Provider));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Failover_AsAMember_NotesItsAttemptsInTheOneLog(bool stream)
    {
        _emulator.Enqueue(Reply.Error(500, "Down."), Reply.Error(503, "Down."));
        using var inner = new EmulatedFailover(_emulator, [EmulatedClient.AimlApi, EmulatedClient.RunApi]);
        using ChatCompletionsClient last = _emulator.CreateClient();

        ChatCompletion answer = await new FailoverChatCompletionsClient(inner.Client, last).CompletePromptAsync(stream, Request, _token);

        Assert.Equal(
            [("aimlapi", 500), ("runapi", 503), ("openai", 200)],
            answer.Call!.Attempts.Select(static attempt => (attempt.Provider, attempt.StatusCode ?? 0)));
    }

    [Fact]
    public async Task Client_ThatIsDisposedOf_IsRefusedBeforeAnythingIsSent()
    {
        using ChatCompletionsClient first = _emulator.CreateClient();
        ChatCompletionsClient second = _emulator.CreateClient();
        second.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(
            () => new FailoverChatCompletionsClient(first, second).CompleteAsync(Request, _token));

        Assert.Empty(_emulator.Requests);
    }

    private static IChatCompletionsClient Fake(
        Func<Task<ChatCompletion>>? complete, Func<IAsyncEnumerable<ChatCompletionChunk>> stream)
    {
        var fake = Substitute.For<IChatCompletionsClient>();
        if (complete is not null)
            fake.CompleteAsync(null!, Arg.Any<CancellationToken>()).ReturnsForAnyArgs(_ => complete());
        fake.StreamAsync(null!, Arg.Any<CancellationToken>()).ReturnsForAnyArgs(_ => stream());
        return fake;
    }

    private static ChatCompletion Answer(string text) => new()
    {
        Choices = [new() { Message = new() { Content = text }, FinishReason = FinishReason.Stop }],
    };

    private static async IAsyncEnumerable<ChatCompletionChunk> Of(params ChatCompletionChunk[] chunks)
    {
        await Task.Yield();
        foreach (ChatCompletionChunk chunk in chunks)
            yield return chunk;
    }

    private static async IAsyncEnumerable<ChatCompletionChunk> Failing(Exception failure)
    {
        await foreach (ChatCompletionChunk chunk in Of())
            yield return chunk;
        throw failure;
    }

    /// <summary>A decorator: it counts the calls that it passes on.</summary>
    private sealed class Counting(IChatCompletionsClient inner) : IChatCompletionsClient
    {
        public int Calls { get; private set; }

        public Task<ChatCompletion> CompleteAsync(ChatCompletionRequest request, CancellationToken cancellationToken = default)
        {
            Calls++;
            return inner.CompleteAsync(request, cancellationToken);
        }

        public async IAsyncEnumerable<ChatCompletionChunk> StreamAsync(
            ChatCompletionRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            Calls++;
            await foreach (ChatCompletionChunk chunk in inner.StreamAsync(request, cancellationToken))
                yield return chunk;
        }
    }
}
