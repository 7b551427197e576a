using MiniMaxClient.Tests.Protocols.OpenAI;

namespace MiniMaxClient.Tests.Protocols;

/// <summary>Tests bodies that nest deeper than the JSON reader's default of 64 levels, if the client allows it.</summary>
public sealed class JsonBodyReaderTests
{
    private static readonly string Deep = new string('[', 70) + new string(']', 70);

    [Theory]
    [InlineData("""{"choices":[{"index":0,"message":{"content":"Hi","x":$}}]}""")]
    [InlineData("""{"choices":[{"index":0,"message":{"content":[{"type":"text","text":"Hi","x":$}]}}]}""")]
    [InlineData("""{"choices":[{"index":0,"message":{"content":"Hi"},"usage":{"prompt_tokens":1,"x":$}}]}""")]
    [InlineData("""{"choices":[{"index":0,"message":{"content":"Hi","usage":{"prompt_tokens":1,"x":$}}}]}""")]
    [InlineData("""data: {"choices":[{"index":0,"delta":{"content":"Hi"},"usage":{"x":$},"finish_reason":"stop"}]}""" + "\n\n")]
    [InlineData("""{"x":$,"choices":[{"index":0,"message":{"content":"Hi"}}]}""")]
    public void Read_BodyWithinMaxDepth_ReturnsTheCompletion(string body)
    {
        body = body.Replace("$", Deep, StringComparison.Ordinal);

        Assert.Equal("Hi", CompletionBody.Read(body, maxDepth: 256).Text);
        Assert.Throws<MiniMaxInvalidResponseException>(() => CompletionBody.Read(body));
    }

    [Fact]
    public async Task Read_StreamedMessageWithinMaxDepth_ReturnsItsContent()
    {
        string stream =
            """data: {"choices":[{"index":0,"finish_reason":"stop","message":{"content":"Hi","x":$}}]}""".Replace("$", Deep, StringComparison.Ordinal)
            + "\n\ndata: [DONE]\n\n";
        using var http = new HttpClient(new Support.StubHandler(() => new StringContent(stream, null, "text/event-stream")));
        foreach ((int depth, string? text) in ((int, string?)[])[(256, "Hi"), (64, null)])
        {
            using var client = new ChatCompletionsClient(
                Support.Adapters.ForAddress(new("https://localhost"), "openai"), http, new() { MaxDepth = depth });
            Task<ChatCompletion> call = client.StreamAsync("Hi", MiniMaxModels.M2, Support.TestTimeouts.Token).ToCompletionAsync(Support.TestTimeouts.Token);
            if (text is null)
                await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(() => call);
            else
                Assert.Equal(text, (await call).Text);
        }
    }

    [Fact]
    public Task Read_EventBeyondMaxDepth_ThrowsInvalidResponse() => ChunkReadResult.ForEachAsync(
        $$$"""data: {"x":{{{Deep}}},"choices":[]}""" + "\n\n",
        static run => Assert.IsType<MiniMaxInvalidResponseException>(run.Failure));
}
