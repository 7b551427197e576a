using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Protocols.OpenAI;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Protocols;

/// <summary>Tests content that is streamed as parts (litellm#16272, llm-mistral#39).</summary>
public sealed class MessageContentBuilderTests
{
    private const string Thinking =
        """
        data: {"choices":[{"index":0,"delta":{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm "}]}]}}]}

        data: {"choices":[{"index":0,"delta":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"yes."}]}]}}]}

        data: {"choices":[{"index":0,"delta":{"content":[{"type":"text","text":"Hel"}]}}]}

        data: {"choices":[{"index":0,"delta":{"content":"lo"},"finish_reason":"stop"}]}

        data: [DONE]


        """;

    private const string Body =
        """
        {"choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":[
        {"type":"thinking","thinking":[{"type":"text","text":"Hm yes."}]},{"type":"text","text":"Hello"}]}}]}
        """;

    [Theory]
    [InlineData("""[{"type":"text","text":"Hel"}]""", "\"lo\"")]
    [InlineData("\"Hel\"", """[{"type":"text","text":"lo"}]""")]
    [InlineData("""[{"type":"text","text":"Hel"}]""", """[{"type":"text","text":"lo"}]""")]
    [InlineData("""[{"type":"text","text":"H"},{"type":"text","text":"el"}]""", """[{"type":"text","text":"lo"}]""")]
    [InlineData("[]", "\"Hello\"")]
    public Task Build_TextParts_AreJoined(string first, string second) => ChunkReadResult.ForEachAsync(
        $$$"""
        data: {"choices":[{"index":0,"delta":{"role":"assistant","content":{{{first}}}}}]}

        data: {"choices":[{"index":0,"delta":{"content":{{{second}}}},"finish_reason":"stop"}]}

        data: [DONE]


        """,
        static run =>
        {
            Assert.Null(run.Failure);
            Assert.Equal(("Hello", ""), (run.Text, run.Reasoning));
            Assert.Equal(("Hello", ""), (run.BuiltCompletion.Text, run.BuiltCompletion.Reasoning));
            Json.AssertEqual("""{"role":"assistant","content":"Hello"}""", run.BuiltCompletion.Message.ToJson());
        });

    [Fact]
    public Task Build_ThinkingParts_AreTheReasoning() => ChunkReadResult.ForEachAsync(Thinking, static run =>
    {
        Assert.Equal(["Hm ", "yes.", "", ""], run.Chunks.Select(static chunk => chunk.Reasoning));
        Assert.Equal(["", "", "Hel", "lo"], run.Chunks.Select(static chunk => chunk.Text));
        Assert.Equal(("Hello", "Hm yes."), (run.BuiltCompletion.Text, run.BuiltCompletion.Reasoning));
        Json.AssertEqual(
            """
            {"role":"assistant","content":[
            {"type":"thinking","thinking":[{"type":"text","text":"Hm yes."}]},{"type":"text","text":"Hello"}]}
            """,
            run.BuiltCompletion.Message.ToJson());
    });

    [Theory]
    [InlineData("[]")]
    [InlineData("""[{"type":"text","text":""}]""")]
    public Task Build_PartsWithoutText_DoNotReopenAFinishedChoice(string parts) => ChunkReadResult.ForEachAsync(
        $$$"""
        data: {"choices":[{"index":0,"delta":{"content":[{"type":"text","text":"Hello"}]},"finish_reason":"stop"}]}

        data: {"choices":[{"index":0,"delta":{"content":{{{parts}}}}}],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}


        """,
        static run =>
        {
            Assert.Null(run.Failure);
            Assert.Equal(("Hello", "Hello", 3), (run.Text, run.BuiltCompletion.Text, run.BuiltCompletion.Usage?.TotalTokens));
        });

    [Fact]
    public Task Build_PartOfAnotherType_KeepsItsPosition() => ChunkReadResult.ForEachAsync(
        """
        data: {"choices":[{"delta":{"content":"See "}}]}

        data: {"choices":[{"delta":{"content":[{"type":"reference","reference_ids":[1]},{"type":"text","text":"there"}]}}]}

        data: {"choices":[{"delta":{"content":"."},"finish_reason":"stop"}]}


        """,
        static run =>
        {
            Assert.Equal(("See there.", "See there."), (run.Text, run.BuiltCompletion.Text));
            Json.AssertEqual(
                """
                {"role":"assistant","content":[
                {"type":"text","text":"See "},{"type":"reference","reference_ids":[1]},{"type":"text","text":"there."}]}
                """,
                run.BuiltCompletion.Message.ToJson());
        });

    [Fact]
    public Task Read_ThinkTagsInTextParts_AreSplitInEachChunk() => ChunkReadResult.ForEachAsync(
        """
        data: {"choices":[{"delta":{"content":[{"type":"text","text":"<thi"}]}}]}

        data: {"choices":[{"delta":{"content":[{"type":"text","text":"nk>\nHm.\n</think>\n\nHel"}]}}]}

        data: {"choices":[{"delta":{"content":[{"type":"text","text":"lo"}]},"finish_reason":"stop"}]}


        """,
        static run =>
        {
            Assert.Equal(("Hello", "Hm."), (run.Text, run.Reasoning));
            Assert.Equal(("Hello", "Hm."), (run.BuiltCompletion.Text, run.BuiltCompletion.Reasoning));
        });

    [Fact]
    public async Task CompleteAsync_ContentParts_ReturnsTextAndReasoning()
    {
        SocketRun nonStreaming = await SocketRun.CompleteAsync("openai", Body);
        Assert.Equal(("Hello", "Hm yes."), (nonStreaming.Text, nonStreaming.Reasoning));
        await SocketRun.ForEachAsync("openai", Thinking, static run =>
        {
            Assert.Null(run.Failure);
            Assert.Equal(("Hello", "Hm yes."), (run.Text, run.Reasoning));
        });
    }

    [Theory]
    [InlineData("""{"type":"thinking","thinking":"Hm "}""", """{"type":"thinking","thinking":"yes."}""",
        """{"type":"thinking","thinking":"Hm yes."}""")]
    [InlineData("""{"type":"thinking","thinking":"Hm "}""", """{"type":"thinking","thinking":[{"type":"text","text":"yes."}]}""",
        """{"type":"thinking","thinking":"Hm "},{"type":"thinking","thinking":[{"type":"text","text":"yes."}]}""")]
    [InlineData("""{"type":"thinking","thinking":[{"type":"reference","reference_ids":[1]}]}""",
        """{"type":"thinking","thinking":[{"type":"text","text":"Hm yes."}]}""",
        """{"type":"thinking","thinking":[{"type":"reference","reference_ids":[1]}]},{"type":"thinking","thinking":[{"type":"text","text":"Hm yes."}]}""")]
    public Task Build_ThinkingParts_AreJoinedOnlyIfLossless(string first, string second, string expected) => ChunkReadResult.ForEachAsync(
        $$$"""
        data: {"choices":[{"index":0,"delta":{"role":"assistant","content":[{{{first}}}]}}]}

        data: {"choices":[{"index":0,"delta":{"content":[{{{second}}}]}}]}

        data: {"choices":[{"index":0,"delta":{"content":[{"type":"text","text":"Hello"}]},"finish_reason":"stop"}]}

        data: [DONE]


        """,
        run => Json.AssertEqual(
            $$$"""{"role":"assistant","content":[{{{expected}}},{"type":"text","text":"Hello"}]}""",
            run.BuiltCompletion.Message.ToJson()));
}
