using System.Runtime.CompilerServices;
using MiniMaxClient.Errors;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Support;
using NSubstitute;

namespace MiniMaxClient.Tests.Failover;

/// <summary>Tests of failover over clients of the app: fakes, decorators, other failover clients.</summary>
public sealed class FailoverCustomClientTests : EmulatorTest
{
    private static readonly ChatCompletionRequest Request = EmulatedClient.CreateRequest();

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_CustomClientFails_FailsOver(bool stream)
    {
        var log = new RecordingLoggerFactory();
        IChatCompletionsClient fake = CreateFake(
            static () => Task.FromException<ChatCompletion>(new MiniMaxServerException("Down.")),
            static () => StreamFailing(new MiniMaxServerException("Down.")));
        using ChatCompletionsClient second = Emulator.CreateClient();
        var client = new FailoverChatCompletionsClient([fake, second], new() { LoggerFactory = log });

        ChatCompletion completion = await client.CompletePromptAsync(stream, Request, Token);

        Assert.Equal("openai", Assert.Single(completion.Call!.Attempts).Provider);
        string name = fake.GetType().Name + " 1";
        Assert.Equal(
            $"Warning: {name} failed; failing over to openai for MiniMax-M2.1. Cooldown of {name}: 00:00:30. MiniMaxServerException.",
            Assert.Single(log.Messages));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_FirstProviderFails_FailsOverToACustomClient(bool stream)
    {
        Emulator.Enqueue(Reply.Error(500, "Down."));
        using ChatCompletionsClient first = Emulator.CreateClient();
        IChatCompletionsClient fake = CreateFake(
            static () => Task.FromResult(CreateCompletion("Hi")),
            static () => StreamChunks(ChatCompletionChunk.FromCompletion(CreateCompletion("Hi"))));
        var client = new FailoverChatCompletionsClient(first, fake);

        ChatCompletion completion = await client.CompletePromptAsync(stream, Request, Token);

        Assert.Equal("Hi", completion.Text);
        Assert.Single(Emulator.Requests);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_CustomClientThrowsSynchronously_FailsOver(bool stream)
    {
        IChatCompletionsClient fake = CreateFake(
            static () => throw new MiniMaxServerException("Down."), static () => throw new MiniMaxServerException("Down."));
        using ChatCompletionsClient second = Emulator.CreateClient();

        ChatCompletion completion = await new FailoverChatCompletionsClient(fake, second)
            .CompletePromptAsync(stream, Request, Token);

        Assert.Equal("openai", completion.Call!.Provider);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_CustomClientThrowsOtherException_DoesNotFailOver(bool stream)
    {
        IChatCompletionsClient fake = CreateFake(
            static () => Task.FromException<ChatCompletion>(new InvalidOperationException("A bug.")),
            static () => StreamFailing(new InvalidOperationException("A bug.")));
        using ChatCompletionsClient second = Emulator.CreateClient();

        var e = await Assert.ThrowsAsync<InvalidOperationException>(
            () => new FailoverChatCompletionsClient(fake, second).CompletePromptAsync(stream, Request, Token));

        Assert.Equal("A bug.", e.Message);
        Assert.Empty(Emulator.Requests);
    }

    [Fact]
    public async Task StreamAsync_CustomClientFailsBeforeTheFirstChunk_FailsOver()
    {
        IChatCompletionsClient fake = CreateFake(
            null, static () => StreamFailing(ErrorFactory.StreamInterrupted("fake", 200, null)));
        using ChatCompletionsClient second = Emulator.CreateClient();

        ChatCompletion completion = await new FailoverChatCompletionsClient(fake, second)
            .CompletePromptAsync(stream: true, Request, Token);

        Assert.Equal("openai", completion.Call!.Provider);
    }

    [Fact]
    public async Task StreamAsync_CustomClientWithoutChunks_IsEmpty()
    {
        IChatCompletionsClient fake = CreateFake(null, static () => StreamChunks());
        var chunks = new List<ChatCompletionChunk>();

        await foreach (ChatCompletionChunk chunk in new FailoverChatCompletionsClient(fake).StreamAsync(Request, Token))
            chunks.Add(chunk);

        Assert.Empty(chunks);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_DecoratedClientFails_FailsOverWithItsAttempts(bool stream)
    {
        Emulator.Enqueue(Reply.Error(500, "Down."));
        using ChatCompletionsClient first = Emulator.CreateClient(EmulatedClient.AimlApi);
        using ChatCompletionsClient second = Emulator.CreateClient(EmulatedClient.RunApi);
        var counting = new CountingClient(first);

        ChatCompletion completion = await new FailoverChatCompletionsClient(counting, second)
            .CompletePromptAsync(stream, Request, Token);

        Assert.Equal(1, counting.Calls);
        Assert.Equal(["aimlapi", "runapi"], completion.Call!.Attempts.Select(static attempt => attempt.Provider));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_NestedFailover_RecordsAllAttemptsInOneLog(bool stream)
    {
        Emulator.Enqueue(Reply.Error(500, "Down."), Reply.Error(503, "Down."));
        using var inner = new EmulatedFailover(Emulator, [EmulatedClient.AimlApi, EmulatedClient.RunApi]);
        using ChatCompletionsClient last = Emulator.CreateClient();

        ChatCompletion completion = await new FailoverChatCompletionsClient(inner.Client, last)
            .CompletePromptAsync(stream, Request, Token);

        Assert.Equal(
            [("aimlapi", 500), ("runapi", 503), ("openai", 200)],
            completion.Call!.Attempts.Select(static attempt => (attempt.Provider, attempt.StatusCode ?? 0)));
    }

    private static IChatCompletionsClient CreateFake(
        Func<Task<ChatCompletion>>? complete, Func<IAsyncEnumerable<ChatCompletionChunk>> stream)
    {
        var fake = Substitute.For<IChatCompletionsClient>();
        if (complete is not null)
            fake.CompleteAsync(null!, Arg.Any<CancellationToken>()).ReturnsForAnyArgs(_ => complete());
        fake.StreamAsync(null!, Arg.Any<CancellationToken>()).ReturnsForAnyArgs(_ => stream());
        return fake;
    }

    private static ChatCompletion CreateCompletion(string text) => new()
    {
        Choices = [new() { Message = new() { Content = text }, FinishReason = FinishReason.Stop }],
    };

    private static async IAsyncEnumerable<ChatCompletionChunk> StreamChunks(params ChatCompletionChunk[] chunks)
    {
        await Task.Yield();
        foreach (ChatCompletionChunk chunk in chunks)
            yield return chunk;
    }

    private static async IAsyncEnumerable<ChatCompletionChunk> StreamFailing(Exception failure)
    {
        await foreach (ChatCompletionChunk chunk in StreamChunks())
            yield return chunk;
        throw failure;
    }

    /// <summary>A decorator that counts its calls.</summary>
    private sealed class CountingClient(IChatCompletionsClient inner) : IChatCompletionsClient
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
