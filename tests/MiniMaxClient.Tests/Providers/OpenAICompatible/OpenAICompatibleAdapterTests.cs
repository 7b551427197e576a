using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Providers.OpenAICompatible;

public sealed class OpenAICompatibleAdapterTests
{
    [Theory]
    [InlineData("https://host/v1", null, "https://host/v1/chat/completions")]
    [InlineData("https://host/v1/chat/completions", null, "https://host/v1/chat/completions")]
    [InlineData("https://host", "v2/generate", "https://host/v2/generate")]
    public void WriteRequest_Endpoint_EndsWithTheChatPath(string endpoint, string? chatPath, string expected)
    {
        var adapter = new OpenAICompatibleAdapter("own", endpoint, "key-1", new() { ChatPath = chatPath });

        ProviderRequest request = adapter.WriteRequest(
            AdapterRequests.Request, stream: false, new System.Buffers.ArrayBufferWriter<byte>());

        Assert.Equal(expected, request.Uri.AbsoluteUri);
    }

    [Fact]
    public void GetCapabilities_AnyModel_SupportsAllFields() => Assert.Same(
        ModelCapabilities.Unrestricted, new OpenAICompatibleAdapter("own", "https://host", null).GetCapabilities("a-model"));

    [Fact]
    public void Constructor_NullEndpoint_ThrowsArgumentNullException() =>
        Assert.Throws<ArgumentNullException>("endpoint", () => new OpenAICompatibleAdapter("own", (Uri)null!, null));

    [Theory]
    [InlineData(true, "Hm.", "Hi")]
    [InlineData(false, "", "Hm.Hi")]
    public async Task ThinkingStartsOpen_StreamWithoutOpeningTag_StreamsReasoningIfTrue(
        bool thinkingStartsOpen, string reasoning, string text)
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Stream(
            """data: {"choices":[{"index":0,"delta":{"content":"Hm."}}]}""" + "\n\n",
            """data: {"choices":[{"index":0,"delta":{"content":"</think>Hi"},"finish_reason":"stop"}]}""" + "\n\n",
            "data: [DONE]\n\n"));
        using var client = new ChatCompletionsClient(
            new OpenAICompatibleAdapter("own", server.BaseAddress, null) { ThinkingStartsOpen = thinkingStartsOpen });

        string receivedReasoning = "";
        string receivedText = "";
        await foreach (ChatCompletionChunk chunk in client.StreamAsync(AdapterRequests.Request, TestTimeouts.Token))
        {
            receivedReasoning += chunk.Reasoning;
            receivedText += chunk.Text;
        }

        Assert.Equal((reasoning, text), (receivedReasoning, receivedText));
    }
}
