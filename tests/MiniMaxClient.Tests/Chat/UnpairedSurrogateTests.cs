using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Chat;

/// <summary>Valid JSON with an escaped surrogate that has no counterpart, which most readers reject.</summary>
public sealed class UnpairedSurrogateTests
{
    private static readonly ChatCompletionRequest Request = new() { Model = MiniMaxModels.M2, Messages = [ChatMessage.User("Hi")] };

    [Theory]
    [InlineData("""{"error":"\ud83d"}""")]
    [InlineData("""{"error":{"message":"\ud83d","code":"\ud83d"}}""")]
    [InlineData("""{"status":"\ud83d"}""")]
    [InlineData("""{"status":"error","message":"\ud83d"}""")]
    [InlineData("""{"message":"\ud83d","statusCode":"\ud83d"}""")]
    [InlineData("""{"base_resp":{"status_code":1008,"status_msg":"\ud83d"}}""")]
    [InlineData("""{"\ud83d":"\ud83d","error":"\ud83d"}""")]
    [InlineData("""{"error":1e999}""")]
    public async Task Call_ErrorWithUnpairedSurrogate_ThrowsMiniMaxException(string body)
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: TestTimeouts.Token);
        emulator.Enqueue(
            Reply.Raw(200, "application/json", body), Reply.Raw(400, "application/json", body), Reply.Stream(body),
            Reply.Raw(200, "text/event-stream", $"event: error\ndata: {body}\n\n"));
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(emulator, "openai"));
        foreach (bool stream in (bool[])[false, false, true, true])
        {
            await Assert.ThrowsAnyAsync<MiniMaxException>(() => stream
                ? client.StreamAsync(Request, TestTimeouts.Token).ToCompletionAsync(TestTimeouts.Token)
                : client.CompleteAsync(Request, TestTimeouts.Token));
        }

        Assert.Equal(4, emulator.Requests.Count);
    }

    [Fact]
    public async Task Call_AdditionalPropertiesWithUnpairedSurrogate_ArePreserved()
    {
        const string Body =
            """{"id":"1","note":"\ud83d","status":"\ud83d","\ud83d":1,"choices":[{"index":0,"mark":{"a":"\ude00"},"message":{"role":"assistant","content":"Hi","x":"\ud83d"},"finish_reason":"stop"}]}""";
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: TestTimeouts.Token);
        emulator.Enqueue(Reply.Raw(200, "application/json", Body), Reply.Raw(200, "application/json", Body));
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(emulator, "openai"));

        ChatCompletion completed = await client.CompleteAsync(Request, TestTimeouts.Token);
        ChatCompletion streamed = await client.StreamAsync(Request, TestTimeouts.Token).ToCompletionAsync(TestTimeouts.Token);

        foreach (ChatCompletion completion in (ChatCompletion[])[completed, streamed])
        {
            Assert.Equal("Hi", completion.Text);
            Assert.Contains("\"note\":\"\\ud83d\"", completion.ToJson(), StringComparison.Ordinal);
            Assert.Contains("\"x\":\"\\ud83d\"", completion.ToJson(), StringComparison.Ordinal);
        }
    }
}
