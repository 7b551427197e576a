using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>Streams that are processed chunk by chunk and assembled into the complete response.</summary>
public sealed class ChatCompletionsClientExtensionsTests
{
    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly List<ChatCompletionChunk> _received = [];

    private string ReceivedText => string.Concat(_received.Select(static chunk => chunk.Text));

    [Fact]
    public async Task ToCompletionAsync_WithDelegate_CallsItForEachChunkAndReturnsTheResponse()
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Stream([.. SampleResponse.OpenAI.Events]));
        using ChatCompletionsClient client = CreateClient(server);

        ChatCompletion completion = await client.StreamAsync(EmulatedClient.CreateRequest(), _token)
            .ToCompletionAsync(_received.Add, _token);

        Assert.NotEmpty(completion.Text);
        Assert.Equal(completion.Text, ReceivedText);
        Assert.Equal(FinishReason.Stop, completion.FinishReason);
    }

    [Fact]
    public async Task ToCompletionAsync_StreamInterrupted_ThrowsWithThePartialResponse()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);
        emulator.Enqueue(Reply.Text("one two three four five six seven").WithChunkSize(4).CutAfterEvents(4));
        using ChatCompletionsClient client = emulator.CreateClient("openai");

        var e = await Assert.ThrowsAsync<MiniMaxStreamInterruptedException>(
            () => client.StreamAsync("Hi", MiniMaxModels.M3_1_Flash, _token).ToCompletionAsync(_received.Add, _token));

        Assert.NotEmpty(ReceivedText);
        Assert.Equal(ReceivedText, e.Partial!.Text);
    }

    [Fact]
    public async Task ToCompletionAsync_DelegateThrows_ThrowsThatException()
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Stream([.. SampleResponse.OpenAI.Events]));
        using ChatCompletionsClient client = CreateClient(server);
        var thrown = new MiniMaxServerException("Another call failed.");

        var e = await Assert.ThrowsAsync<MiniMaxServerException>(
            () => client.StreamAsync(EmulatedClient.CreateRequest(), _token).ToCompletionAsync(_ => throw thrown, _token));

        Assert.Same(thrown, e);
        Assert.Null(e.Partial);
    }

    [Fact]
    public async Task ToCompletionAsync_NullDelegate_ThrowsArgumentNullException()
    {
        using var client = new ChatCompletionsClient(new RunApiAdapter("key-1"));

        await Assert.ThrowsAsync<ArgumentNullException>(
            "onChunk", () => client.StreamAsync("Hi", MiniMaxModels.M2, _token).ToCompletionAsync(null!, _token));
    }

    private static ChatCompletionsClient CreateClient(FaultServer server) => new(
        new OpenAICompatibleAdapter("host", new Uri(server.BaseAddress, "v1"), "key-1"), new() { Resilience = ResilienceOptions.None });

    [Fact]
    public async Task Call_Messages_AreSentWithTheModel()
    {
        await using FaultServer server = FaultServer.Start(
            ServerScript.Json(200, SampleResponse.OpenAI.Body), ServerScript.Stream([.. SampleResponse.OpenAI.Events]));
        using ChatCompletionsClient client = CreateClient(server);
        IEnumerable<ChatMessage> messages = new[] { "Hi", "Ho" }.Select(static text => (ChatMessage)text);

        await client.CompleteAsync([ChatMessage.System("Be terse."), "Hi"], MiniMaxModels.M2, _token);
        await client.StreamAsync(messages, MiniMaxModels.M2, _token).ToCompletionAsync(_token);

        Assert.Equal(
            """{"model":"MiniMax-M2","messages":[{"role":"system","content":"Be terse."},{"role":"user","content":"Hi"}]}""",
            server.Requests[0].Text);
        Assert.StartsWith(
            """{"model":"MiniMax-M2","messages":[{"role":"user","content":"Hi"},{"role":"user","content":"Ho"}]""",
            server.Requests[1].Text,
            StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentNullException>(
            "messages", () => client.CompleteAsync((IEnumerable<ChatMessage>)null!, MiniMaxModels.M2, _token));
        Assert.Throws<ArgumentNullException>("client", () => { ((IChatCompletionsClient)null!).StreamAsync(messages, null, _token); });
    }
}
