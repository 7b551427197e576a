using System.Text.Json;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Chat.Messages;

public sealed class ThinkingPartTests
{
    [Theory]
    [InlineData("""{"type":"thinking","thinking":[{"type":"text","text":"Hm "},{"type":"text","text":"yes."}]}""", "Hm yes.")]
    [InlineData("""{"type":"thinking","thinking":"Hm yes.","signature":"s"}""", "Hm yes.")]
    [InlineData("""{"type":"thinking","thinking":[{"type":"reference","reference_ids":[1]},7,{"type":"text","text":5}]}""", "")]
    [InlineData("""{"type":"thinking","thinking":null}""", null)]
    [InlineData("""{"type":"thinking","thinking":7}""", null)]
    [InlineData("""{"type":"text","text":"Hi"}""", null)]
    [InlineData("""{"type":"image","thinking":"no"}""", null)]
    public void GetTextOrNull_AnyPart_ReturnsReasoningOrNull(string part, string? expected) =>
        Assert.Equal(expected, ThinkingPart.GetTextOrNull(JsonSerializer.Deserialize<ContentPart>(part)!));

    [Fact]
    public void Create_Array_WritesMistralFormat() => Json.AssertEqual(
        """{"type":"thinking","thinking":[{"type":"text","text":"Hm \"yes\"."}]}""",
        ThinkingPart.Create("Hm \"yes\".", isArray: true).ToJson());

    [Fact]
    public void Message_WithThinkingPart_HasReasoningAndText()
    {
        AssistantMessage message = JsonSerializer.Deserialize<ChatCompletion>(
            """
            {"choices":[{"message":{"role":"assistant","content":[
            {"type":"thinking","thinking":[{"type":"text","text":"Hm."}]},{"type":"text","text":"Hello"}]}}]}
            """)!.Message;

        Assert.Equal(("Hello", "Hm."), (message.Text, message.Reasoning));
    }

    [Theory]
    [InlineData("""{"type":"thinking","thinking":"Hm."}""", true, false)]
    [InlineData("""{"type":"thinking","thinking":[{"type":"text","text":"Hm."}]}""", true, true)]
    [InlineData("""{"type":"thinking","thinking":[{"type":"reference","reference_ids":[1]}]}""", false, true)]
    [InlineData("""{"type":"thinking","thinking":"Hm.","signature":"s"}""", false, false)]
    [InlineData("""{"type":"text","text":"Hi"}""", false, false)]
    public void IsTextOnly_AnyPart_ReturnsWhetherTextCanBeAppended(string part, bool expected, bool expectedIsArray)
    {
        Assert.Equal(expected, ThinkingPart.IsTextOnly(JsonSerializer.Deserialize<ContentPart>(part)!, out bool isArray));
        Assert.Equal(expectedIsArray, isArray);
    }
}
