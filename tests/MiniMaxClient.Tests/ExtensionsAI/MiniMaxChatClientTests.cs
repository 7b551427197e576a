using Microsoft.Extensions.AI;
using MiniMaxClient.Providers;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.ExtensionsAI;

public sealed class MiniMaxChatClientTests
{
    private readonly CancellationToken _token = TestTimeouts.Token;

    [Fact]
    public async Task GetResponseAsync_Canceled_ThrowsWithTheCallersToken()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(Reply.Text("Never").Stall());
        using var stop = new CancellationTokenSource();

        Task<ChatResponse> pending = chat.Chat.GetResponseAsync("Hi", null, stop.Token);
        await chat.Emulator.WaitForRequestAsync(_token);
        await stop.CancelAsync();

        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending.WaitAsync(_token));
        Assert.Equal(stop.Token, e.CancellationToken);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GetStreamingResponseAsync_Canceled_ThrowsAndClosesTheConnection(bool byEnumeration)
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(Reply.Text("One two three").WithChunkSize(4).StallAfterEvents(2));
        using var stop = new CancellationTokenSource();
        IAsyncEnumerable<ChatResponseUpdate> stream =
            chat.Chat.GetStreamingResponseAsync("Hi", null, byEnumeration ? CancellationToken.None : stop.Token);
        await using IAsyncEnumerator<ChatResponseUpdate> updates =
            stream.GetAsyncEnumerator(byEnumeration ? stop.Token : CancellationToken.None);
        Assert.True(await updates.MoveNextAsync().AsTask().WaitAsync(_token));

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            while (await updates.MoveNextAsync().AsTask().WaitAsync(_token))
            {
            }
        });
        await chat.Emulator.Requests[0].Aborted.WaitAsync(_token);
    }

    [Fact]
    public async Task GetResponseAsync_ClientException_IsRethrown()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(
            Reply.Error(429, "Slow down."), Reply.InBandError(1008, "insufficient balance"), Reply.Text("One two").WithChunkSize(1).CutAfterEvents(3));

        await Assert.ThrowsAsync<MiniMaxRateLimitException>(() => chat.GetResponseAsync(EmulatedChat.CreateUserMessage("Hi")));
        await Assert.ThrowsAsync<MiniMaxInsufficientCreditsException>(() => chat.GetResponseAsync([EmulatedChat.CreateUserMessage("Hi")], streamed: true));
        await Assert.ThrowsAsync<MiniMaxStreamInterruptedException>(() => chat.GetResponseAsync([EmulatedChat.CreateUserMessage("Hi")], streamed: true));
        await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => chat.GetResponseAsync(new ChatOptions { TopP = 2 }));
        Assert.Throws<MiniMaxInvalidRequestException>(() => chat.Chat.GetStreamingResponseAsync("Hi", new() { TopP = 2 }, _token));
    }

    [Fact]
    public async Task GetService_KnownType_ReturnsMetadataClientAndAdapter()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync("anthropic");
        using var pipeline = new FunctionInvokingChatClient(chat.Chat);

        var metadata = pipeline.GetRequiredService<ChatClientMetadata>();
        Assert.Equal(("anthropic", MiniMaxModels.M2_1), (metadata.ProviderName, metadata.DefaultModelId));
        Assert.Equal(chat.Emulator.AnthropicCompatible.Port, metadata.ProviderUri!.Port);
        Assert.Same(chat.Client, pipeline.GetService<IChatCompletionsClient>());
        Assert.Same(chat.Client, pipeline.GetService<ChatCompletionsClient>());
        Assert.IsType<AnthropicCompatibleAdapter>(pipeline.GetService<IProviderAdapter>());
        Assert.Same(chat.Chat, chat.Chat.GetService<IChatClient>());
        Assert.Same(pipeline, pipeline.GetService<IChatClient>());
        Assert.Null(chat.Chat.GetService<string>());
        Assert.Null(chat.Chat.GetService<ChatClientMetadata>("a key"));
        Assert.Throws<ArgumentNullException>(() => chat.Chat.GetService(null!));
    }

    [Fact]
    public void GetService_UnknownClient_HasNoProvider()
    {
        var fake = new FailoverChatCompletionsClient(new ChatCompletionsClient(new RunApiAdapter("test-key")));
        using IChatClient chat = fake.AsIChatClient();

        var metadata = chat.GetRequiredService<ChatClientMetadata>();
        Assert.Equal(("minimax", null, null), (metadata.ProviderName, metadata.ProviderUri, metadata.DefaultModelId));
        Assert.Same(fake, chat.GetService<IChatCompletionsClient>());
        Assert.Null(chat.GetService<IProviderAdapter>());
    }

    [Fact]
    public async Task Dispose_Called_DoesNotDisposeTheClient()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(Reply.Text("Hello"));

        chat.Chat.Dispose();

        Assert.Equal("Hello", (await chat.Client.CompleteAsync("Hi", MiniMaxModels.M2_1, _token)).Text);
    }
}
