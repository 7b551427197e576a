using MiniMaxClient.Agents;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

public sealed class PendingCompletionTests
{
    private readonly CancellationToken _token = TestTimeouts.Token;

    private static ChatCompletionRequest Request { get; } = new() { Model = MiniMaxModels.M2_1, Messages = [ChatMessage.User("Hi")] };

    [Fact]
    public async Task ReadChunkAsync_NonStreaming_ReturnsNoChunkAndTheCompletion()
    {
        ChatCompletion completion = FakeClient.CreateText("Hello");
        await using var pending = new PendingCompletion(new FakeClient([completion]), Request, isStreaming: false);

        Assert.Null(await pending.ReadChunkAsync(_token));

        Assert.Same(completion, pending.Completion);
    }

    [Fact]
    public async Task ReadChunkAsync_Streaming_CompletesAfterTheLastChunk()
    {
        await using var pending = new PendingCompletion(new FakeClient([FakeClient.CreateText("Hello")]), Request, isStreaming: true);

        ChatCompletionChunk? chunk = await pending.ReadChunkAsync(_token);
        Assert.Equal("Hello", chunk?.Text);
        Assert.Null(pending.Completion);

        Assert.Null(await pending.ReadChunkAsync(_token));
        Assert.Equal("Hello", pending.Completion?.Text);
    }

    [Fact]
    public async Task ReadChunkAsync_InterruptedStream_ThrowsWithThePartialCompletion()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(emulator, "openai"), EmulatedClient.NoRetries);
        emulator.Enqueue(Reply.Text("One two").WithChunkSize(1).CutAfterEvents(3));
        await using var pending = new PendingCompletion(client, Request, isStreaming: true);

        var exception = await Assert.ThrowsAsync<MiniMaxStreamInterruptedException>(async () =>
        {
            while (await pending.ReadChunkAsync(_token) is not null)
            {
            }
        });

        Assert.StartsWith("O", exception.Partial?.Text, StringComparison.Ordinal);
        Assert.Null(pending.Completion);
    }
}
