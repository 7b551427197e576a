using MiniMaxClient.Testing.Completions;

namespace MiniMaxClient.Testing.Tests.Completions;

public sealed class ChatRequestBodyTests
{
    [Fact]
    public void LastUserText_ContentParts_ReturnsTextOfLastUserMessage()
    {
        ChatRequestBody body = Read("""
            {"messages":[{"role":"user","content":"one"},{"role":"user","content":[{"type":"text","text":"t"},{"text":"wo"}]},
            {"role":"assistant","content":"three"}]}
            """);

        Assert.Equal("two", body.LastUserText);
        Assert.Equal(11, body.PromptCharacters);
    }

    [Theory]
    [InlineData("""{"stream":true}""", true)]
    [InlineData("""{"streaming":true}""", true)]
    [InlineData("""{"stream":"true"}""", false)]
    public void IsStreaming_EitherName_IsRead(string json, bool expected) => Assert.Equal(expected, Read(json).IsStreaming);

    [Theory]
    [InlineData("\"required\"", "f")]
    [InlineData("""{"function":{"name":"g"}}""", "g")]
    [InlineData("\"auto\"", null)]
    public void ForcedTool_ByToolChoice_ReturnsFunction(string choice, string? expected)
    {
        ChatRequestBody body =
            Read($$$"""{"tool_choice":{{{choice}}},"tools":[{"function":{"name":"f"}},{"function":{"name":"g"}}]}""");

        Assert.Equal(expected, body.ForcedTool?.Name);
    }

    private static ChatRequestBody Read(string json) => new(Wire.Parse(json));
}
