using System.Text.Json;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Chat.Messages;

public sealed class AssistantMessageTests
{
    [Theory]
    [InlineData("<think>\nWhy?\n</think>\n\nBecause.", "Because.", "Why?")]
    [InlineData("Because.", "Because.", "")]
    [InlineData("<think>\nWhy", "", "Why")]
    public void TextAndReasoning_ContentWithThinkTags_AreSplitAndContentIsUnchanged(string content, string text, string reasoning)
    {
        AssistantMessage message = ChatMessage.Assistant(content);

        Assert.Equal((text, reasoning), (message.Text, message.Reasoning));
        Assert.Equal(content, JsonElement.Parse(message.ToJson()).GetProperty("content").GetString());
    }

    [Fact]
    public void Text_SeparateReasoningAndStrayTag_KeepsTextBeforeTag()
    {
        var message = new AssistantMessage { ReasoningContent = "hidden", Content = "visible</think> answer" };

        Assert.Equal("visible answer", message.Text);
        Assert.Equal("hidden", message.Reasoning);
    }

    [Theory]
    [InlineData("""{"role":"assistant"}""", true)]
    [InlineData("""{"role":"assistant","content":" \n"}""", true)]
    [InlineData("""{"role":"assistant","content":"<think></think>"}""", true)]
    [InlineData("""{"role":"assistant","content":[{"type":"text","text":""}]}""", true)]
    [InlineData("""{"role":"assistant","content":"","tool_calls":[],"images":[]}""", true)]
    [InlineData("""{"role":"assistant","content":"Hi"}""", false)]
    [InlineData("""{"role":"assistant","content":"<think>Hm.</think>"}""", false)]
    [InlineData("""{"role":"assistant","reasoning_content":"Hm."}""", false)]
    [InlineData("""{"role":"assistant","refusal":"No."}""", false)]
    [InlineData("""{"role":"assistant","function_call":{"name":"f","arguments":"{}"}}""", false)]
    [InlineData("""{"role":"assistant","images":[{"type":"image_url"}]}""", false)]
    public void IsEmpty_AnyMessage_ReturnsWhetherItHasNoOutput(string json, bool expected) =>
        Assert.Equal(expected, JsonSerializer.Deserialize<AssistantMessage>(json)!.IsEmpty);

    [Fact]
    public void Reasoning_SeveralFields_UsesTheFirstOnly() => Assert.Equal(
        "Hm.", new AssistantMessage { ReasoningContent = "Hm.", RawReasoning = "Hm.", Content = "<think>So.</think>Hi" }.Reasoning);

    [Theory]
    [InlineData(true, """{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}],"content":null}""")]
    [InlineData(false, """{"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]}""")]
    public void Write_ToolCallsWithoutContent_WritesNullOnlyIfContextRequiresIt(bool hasNullContent, string expected)
    {
        var message = new AssistantMessage
        {
            ToolCalls = [new FunctionToolCall { Id = "c", Function = new() { Name = "f", Arguments = "{}" } }],
        };

        byte[] written = JsonText.WriteToBytes(json => message.Write(json, new(null, IsOpenAIRequest: true, hasNullContent)));

        JsonElement actual = JsonElement.Parse(written);
        Assert.Equal(hasNullContent, actual.TryGetProperty("content", out _));
        Assert.Empty(JsonDifference.Between(JsonElement.Parse(expected), actual));
    }
}
