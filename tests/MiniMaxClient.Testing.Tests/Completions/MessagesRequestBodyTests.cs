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
    [InlineData("MiniMax-M3", "adaptive", true)]
    [InlineData("MiniMax-M3", "disabled", false)]
    [InlineData("MiniMax-M2.7", "disabled", true)]
    public void IsThinkingEnabled_ByModel_DependsOnThinking(string model, string type, bool expected) =>
        Assert.Equal(expected, Read($$$"""{"model":"{{{model}}}","thinking":{"type":"{{{type}}}"}}""").IsThinkingEnabled);

    private static MessagesRequestBody Read(string json) => new(Wire.Parse(json));
}
