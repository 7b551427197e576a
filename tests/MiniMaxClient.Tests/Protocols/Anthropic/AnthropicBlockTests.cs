using System.Text;
using System.Text.Json;
using MiniMaxClient.Protocols.Anthropic;

namespace MiniMaxClient.Tests.Protocols.Anthropic;

public sealed class AnthropicBlockTests
{
    [Fact]
    public void Read_TypeLast_ReadsTheTypedProperties()
    {
        AnthropicBlock block = Read("""{"text":"Hi","x":1,"type":"text"}""");

        Assert.Equal(("text", "Hi"), (block.Type, block.Text));
        Assert.Equal(["x"], block.AdditionalProperties.Keys);
    }

    [Fact]
    public void Read_UnknownType_KeepsAllPropertiesTogether()
    {
        AnthropicBlock block = Read("""{"type":"server_note","text":"Hi","id":7}""");

        Assert.Equal(("server_note", null, null), (block.Type, block.Text, block.Id));
        Assert.Equal(["text", "id"], block.AdditionalProperties.Keys);
    }

    [Theory]
    [InlineData("""{"type":"tool_use","id":"1","name":"f","input":{"a": 1}}""", """{"a": 1}""")]
    [InlineData("""{"type":"tool_use","id":"1","name":"f","input":{}}""", "{}")]
    [InlineData("""{"type":"tool_use","id":"1","name":"f"}""", "")]
    public void Arguments_AnyInput_AreItsJson(string json, string expected) => Assert.Equal(expected, Read(json).Arguments);

    [Fact]
    public void ToReasoningDetail_Thinking_HasTextAndSignature()
    {
        ReasoningDetail? detail = Read("""{"type":"thinking","thinking":"Hm.","signature":"sig"}""").ToReasoningDetail(2);

        Assert.Equal(
            ("reasoning.text", "anthropic-claude-v1", 2, "Hm.", "sig"),
            (detail?.Type, detail?.Format, detail?.Index, detail?.Text, detail?.Signature));
    }

    [Fact]
    public void ToReasoningDetail_RedactedThinking_HasTheData()
    {
        ReasoningDetail? detail = Read("""{"type":"redacted_thinking","data":"AAAA"}""").ToReasoningDetail(0);

        Assert.Equal(("reasoning.encrypted", "AAAA", null), (detail?.Type, detail?.Data, detail?.Text));
    }

    [Fact]
    public void ToReasoningDetail_OtherBlock_ReturnsNull() => Assert.Null(Read("""{"type":"text","text":"Hi"}""").ToReasoningDetail(0));

    private static AnthropicBlock Read(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();
        return AnthropicBlock.Read(ref reader)!;
    }
}
