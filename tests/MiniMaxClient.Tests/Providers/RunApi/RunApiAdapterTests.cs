using System.Text;

namespace MiniMaxClient.Tests.Providers.RunApi;

public sealed class RunApiAdapterTests
{
    private static readonly RunApiAdapter Adapter = new("key-1");

    [Fact]
    public void MapModel_CanonicalId_ReturnsItUnchanged() =>
        Assert.Equal(MiniMaxModels.M2_5_Highspeed, Adapter.MapModel(MiniMaxModels.M2_5_Highspeed));

    [Theory]
    [InlineData("thinking", true)]
    [InlineData("reasoning_split", true)]
    [InlineData("normalize_tool_schemas", false)]
    [InlineData("mask_sensitive_info", false)]
    [InlineData("repetition_penalty", false)]
    public void GetCapabilities_Fields_ExcludeThoseOfOtherProviders(string field, bool isSupported) =>
        Assert.Equal(isSupported, Adapter.GetCapabilities(MiniMaxModels.M2).Fields!.Contains(field));

    [Fact]
    public void GetCapabilities_Choices_AreLimitedToOne() =>
        Assert.Equal(new(1, 1), Adapter.GetCapabilities(MiniMaxModels.M2).Ranges["n"]);

    [Fact]
    public void WriteTokenCountRequest_DefaultAddress_UsesTheMessagesEndpoint()
    {
        var body = new System.Buffers.ArrayBufferWriter<byte>();

        ProviderRequest request = Adapter.WriteTokenCountRequest(
            new() { Model = MiniMaxModels.M2, Messages = [ChatMessage.User("Hi")] }, body);

        Assert.Equal("https://runapi.ai/v1/messages/count_tokens", request.Uri.AbsoluteUri);
        Assert.Contains("MiniMax-M2", Encoding.UTF8.GetString(body.WrittenSpan), StringComparison.Ordinal);
    }
}
