using System.Buffers;
using System.Text;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Providers.AnthropicCompatible;

public sealed class AnthropicCompatibleAdapterTests
{
    [Theory]
    [InlineData("https://host/anthropic", "https://host/anthropic/v1/messages")]
    [InlineData("https://host/anthropic/v1", "https://host/anthropic/v1/messages")]
    [InlineData("https://host/v1/messages", "https://host/v1/messages")]
    public void WriteRequest_Endpoint_EndsWithTheChatPath(string endpoint, string expected)
    {
        ProviderRequest request = new AnthropicCompatibleAdapter("own", endpoint, "key-1")
            .WriteRequest(AdapterRequests.Request, stream: false, new ArrayBufferWriter<byte>());

        Assert.Equal(expected, request.Uri.AbsoluteUri);
        Assert.Equal("Bearer key-1", request.Headers["Authorization"]);
        Assert.Equal("2023-06-01", request.Headers["anthropic-version"]);
    }

    [Theory]
    [InlineData(null, 16_384)]
    [InlineData(7, 7)]
    public void WriteRequest_NoMaxTokens_SendsTheDefault(int? defaultMaxTokens, int expected)
    {
        var adapter = new AnthropicCompatibleAdapter("own", "https://host", null, new() { DefaultMaxTokens = defaultMaxTokens });
        var body = new ArrayBufferWriter<byte>();

        adapter.WriteRequest(AdapterRequests.Request, stream: false, body);

        Assert.Equal(expected, Json.Element(Encoding.UTF8.GetString(body.WrittenSpan)).GetProperty("max_tokens").GetInt32());
    }

    [Fact]
    public void GetCapabilities_AnyModel_AreThoseOfTheProtocol() => Assert.Same(
        ModelCapabilities.AnthropicMessages,
        new AnthropicCompatibleAdapter("own", "https://host", null).GetCapabilities("claude-sonnet-5"));

    [Fact]
    public void GetCapabilities_ModelOfMiniMax_HaveVideos() => Assert.Equal(
        ["text", "image_url", "file", "video_url"],
        new AnthropicCompatibleAdapter("own", "https://host", null).GetCapabilities(MiniMaxModels.M3_1_Flash).UserPartTypes!);
}
