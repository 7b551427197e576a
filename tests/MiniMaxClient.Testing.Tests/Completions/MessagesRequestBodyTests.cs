using MiniMaxClient.Testing.Completions;

namespace MiniMaxClient.Testing.Tests.Completions;

public sealed class MessagesRequestBodyTests
{
    [Fact]
    public void PromptCharacters_SystemAndBlocks_IgnoresThinking()
    {
        MessagesRequestBody body = Read("""
            {"system":"1234","messages":[{"role":"user","content":"ab"},
            {"role":"assistant","content":[{"type":"thinking","thinking":"ignored"},{"type":"text","text":"c"}]},
            {"role":"user","content":[{"type":"tool_result","content":"de"}]}]}
            """);

        Assert.Equal(9, body.PromptCharacters);
        Assert.Equal("ab", body.LastUserText);
    }

    [Theory]
    [InlineData("MiniMax-M3", "adaptive", false, true)]
    [InlineData("MiniMax-M3", "enabled", false, true)]
    [InlineData("MiniMax-M3", "disabled", true, false)]
    [InlineData("MiniMax-M3", "", false, false)]
    [InlineData("MiniMax-M3", "", true, true)]
    [InlineData("MiniMax-M2.7", "disabled", false, true)]
    [InlineData("MiniMax-M3.1-Flash", "disabled", false, true)]
    public void IsThinkingEnabled_ByModel_DependsOnThinking(string model, string type, bool isOnByDefault, bool expected)
    {
        string thinking = type.Length == 0 ? "" : $$$""","thinking":{"type":"{{{type}}}"}""";

        Assert.Equal(expected, Read($$"""{"model":"{{model}}"{{thinking}}}""").IsThinkingEnabled(isOnByDefault));
    }

    [Fact]
    public void Effort_InOutputConfig_IsRead() => Assert.Equal("low", Read("""{"output_config":{"effort":"low"}}""").Effort);

    private static MessagesRequestBody Read(string json) => new(Wire.Parse(json));
}
