using MiniMaxClient.Testing.Completions;

namespace MiniMaxClient.Testing.Tests.Completions;

public sealed class PromptBlockTests
{
    [Fact]
    public void ReadMessages_Prompt_IsInTheOrderToolsSystemMessages()
    {
        IReadOnlyList<PromptBlock> blocks = PromptBlock.ReadMessages(Wire.Parse("""
            {"messages":[
              {"role":"user","content":"Hello"},
              {"role":"assistant","content":[
                {"type":"thinking","thinking":"Hm.","signature":"s"},
                {"type":"tool_use","id":"c1","name":"f","input":{"a":1},"cache_control":{"type":"ephemeral"}}]},
              {"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":[
                {"type":"text","text":"sun","cache_control":{"type":"ephemeral"}}]}]}],
             "system":[{"type":"text","text":"Be kind.","cache_control":{"type":"ephemeral"}}],
             "tools":[{"name":"f","description":"does","input_schema":{"type":"object"},"cache_control":{"type":"ephemeral"}}]}
            """));

        Assert.Equal([true, true, false, true, true], blocks.Select(static block => block.HasMarker));
        Assert.Equal([1 + 4 + """{"type":"object"}""".Length, 8, 5, 1 + 7, 3], blocks.Select(static block => block.Characters));
        Assert.All(blocks, static block => Assert.DoesNotContain("cache_control", block.Content, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"system":"Hi","messages":[{"role":"user","content":"A"}]}""", true)]
    [InlineData("""{"system":[{"text":"Hi","type":"text","cache_control":null}],"messages":[{"role":"user","content":[{"type":"text","text":"A"}]}]}""", true)]
    [InlineData("""{"system":"hi","messages":[{"role":"user","content":"A"}]}""", false)]
    [InlineData("""{"system":"Hi","messages":[{"role":"assistant","content":"A"}]}""", false)]
    public void ReadMessages_TextAsStringOrBlock_IsTheSamePrompt(string body, bool isSame)
    {
        IReadOnlyList<PromptBlock> expected = PromptBlock.ReadMessages(Wire.Parse(
            """{"system":[{"type":"text","text":"Hi"}],"messages":[{"role":"user","content":"A"}]}"""));

        Assert.Equal(isSame, expected.SequenceEqual(PromptBlock.ReadMessages(Wire.Parse(body))));
    }

    [Fact]
    public void ReadChat_Prompt_IsInTheOrderToolsMessages()
    {
        IReadOnlyList<PromptBlock> blocks = PromptBlock.ReadChat(Wire.Parse("""
            {"messages":[{"role":"system","content":"Be kind."},{"role":"user","content":[{"type":"text","text":"Hello"}]}],
             "tools":[{"type":"function","function":{"name":"f"}}]}
            """));

        Assert.Equal(["""{"name":"f"}""".Length, 8, 5], blocks.Select(static block => block.Characters));
        Assert.DoesNotContain(true, blocks.Select(static block => block.HasMarker));
    }
}
