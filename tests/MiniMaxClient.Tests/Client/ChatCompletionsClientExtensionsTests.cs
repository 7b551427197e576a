using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>A stream that is shown while it arrives and kept as a complete response.</summary>
public sealed class ChatCompletionsClientExtensionsTests
{
    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly List<ChatCompletionChunk> _shown = [];

    private string ShownText => string.Concat(_shown.Select(static chunk => chunk.Text));

    [Fact]
    public async Task ToCompletionAsync_WithADelegate_ShowsEachChunkAndReturnsTheWhole()
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Stream([.. SampleResponse.OpenAI.Events]));
        using ChatCompletionsClient client = Client(server);

        ChatCompletion whole = await client.StreamAsync(EmulatedClient.CreateRequest(), _token).ToCompletionAsync(_shown.Add, _token);

        Assert.NotEmpty(whole.Text);
        Assert.Equal(whole.Text, ShownText);
        Assert.Equal(FinishReason.Stop, whole.FinishReason);
    }

    [Fact]
    public async Task ToCompletionAsync_OfAStreamThatBreaksOff_ShowsWhatArrivedAndCarriesIt()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);
        emulator.Enqueue(Reply.Text("one two three four five six seven").WithChunkSize(4).CutAfterEvents(4));
        using ChatCompletionsClient client = emulator.CreateClient("openai");

        var e = await Assert.ThrowsAsync<MiniMaxStreamInterruptedException>(
            () => client.StreamAsync("Hi", MiniMaxModels.M3_1_Flash, _token).ToCompletionAsync(_shown.Add, _token));

        Assert.NotEmpty(ShownText);
        Assert.Equal(ShownText, e.Partial!.Text);
    }

    [Fact]
    public async Task ToCompletionAsync_WithADelegateThatThrows_EndsTheStreamWithThatException()
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Stream([.. SampleResponse.OpenAI.Events]));
        using ChatCompletionsClient client = Client(server);
        var thrown = new MiniMaxServerException("Another call failed.");

        var e = await Assert.ThrowsAsync<MiniMaxServerException>(
            () => client.StreamAsync(EmulatedClient.CreateRequest(), _token).ToCompletionAsync(_ => throw thrown, _token));

        Assert.Same(thrown, e);
        Assert.Null(e.Partial);
    }

    [Fact]
    public async Task ToCompletionAsync_WithoutADelegate_IsRejected()
    {
        using var client = new ChatCompletionsClient(new RunApiAdapter("key-1"));

        await Assert.ThrowsAsync<ArgumentNullException>(
            "onChunk", () => client.StreamAsync("Hi", MiniMaxModels.M2, _token).ToCompletionAsync(null!, _token));
    }

    private static ChatCompletionsClient Client(FaultServer server) => new(
        new OpenAICompatibleAdapter("host", new Uri(server.BaseAddress, "v1"), "key-1"), new() { Resilience = ResilienceOptions.None });
}
