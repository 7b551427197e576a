using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MiniMaxClient.Tests.Chat.Messages;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Protocols.OpenAI;

public sealed class OpenAIChunkReaderProperties
{
    private static readonly Gen<string> Content = Gen.Elements(
        "<think>", "<th", "ink>", "\n", "</think>", "</thi", "nk>", "</", "<", ">", " ", "\r\n", "plain", "é", "👋", "<mm:think>", "</mm:think>");

    private static readonly Gen<string> Event = Gen.Frequency(
        (8, Content.Select(static text => $$$"""data: {"choices":[{"index":0,"delta":{"content":{{{JsonSerializer.Serialize(text)}}}}}]}""")),
        (2, Content.Select(static text => $$$"""data: {"choices":[{"delta":{"reasoning_content":{{{JsonSerializer.Serialize(text)}}}}}]}""")),
        (1, Content.Select(static text => $$$"""data: {"choices":[{"index":1,"delta":{"content":{{{JsonSerializer.Serialize(text)}}}}}]}""")),
        (1, Gen.Elements(
            "data: {", "data: }", "data:", ": comment", "event: error", "event: x", "data: [DONE]", "data: garbage",
            """data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""",
            """data: {"error":"no"}""",
            """data: {"choices":[],"usage":{"total_tokens":1}}""")));

    private static readonly Gen<string> Stream =
        from events in Event.ListOf()
        from newline in Gen.Elements("\n", "\r\n", "\r")
        from blank in Gen.Elements(newline, newline + newline)
        from end in Gen.Elements("", blank)
        select string.Join(blank, events) + end;

    private static readonly string[] TextDeltas = ["1", "10", "Let", "Let me", " see.", "\n", "Let me see. ", "Let me see. More", ""];
    private static readonly string[] Tags = ["</thi", "nk>", "</think>", "<think>"];

    private static readonly Gen<string[]> Deltas =
        from field in Gen.Elements("reasoning_content", "reasoning", "thinking part", "details")
        // Line breaks before a text are returned immediately: a later tag cannot remove them.
        from thinking in CreateDelta(Gen.Constant(field), [.. TextDeltas, .. Tags]).ListOf()
        from deltas in CreateDelta(Gen.Elements(field, "content", "text part", "call", "nothing"), TextDeltas).NonEmptyListOf()
        select thinking.Concat(deltas).ToArray();

    private static readonly Gen<int[]> CutPositions = Gen.Choose(0, 100_000).ArrayOf();

    [Fact]
    public void Read_AnyDelivery_GivesTheSameChunks() => PropertyCheck.ForAll(
        Stream.Zip(CutPositions),
        static pair =>
        {
            byte[] bytes = Encoding.UTF8.GetBytes(pair.Item1);
            Assert.Equal(
                ChunkReadResult.Read(new MemoryStream(bytes)).Outline,
                ChunkReadResult.Read(DeliveryMatrix.CutAt(bytes, pair.Item2).Open()).Outline);
        });

    [Fact]
    public void Read_AnyBytes_CompletesOrThrowsMiniMaxException() => PropertyCheck.ForAll(
        Gen.Choose(0, 255).Select(static one => (byte)one).ArrayOf(),
        static bytes => ChunkReadResult.Read(new MemoryStream(bytes)));

    [Fact]
    public void Read_AnyStream_TextEqualsTheBuiltCompletion() => PropertyCheck.ForAll(
        CreateContentDelta("content").NonEmptyListOf(),
        static events =>
        {
            ChunkReadResult run = ReadChunks(events);
            // Only the complete content shows that a closing tag without an opening tag ends reasoning.
            TextAndReasoning expected = ThinkTagSplitterTests.Split([run.BuiltCompletion.Message.Content?.Text ?? ""]);
            Assert.Equal(expected, new(run.Text, run.Reasoning));
            if (expected.Reasoning.Length > 0)
                Assert.Equal(expected, new(run.BuiltCompletion.Text, run.BuiltCompletion.Reasoning));
        });

    [Fact]
    public void Read_AnyStreamWithReasoning_TextEqualsTheBuiltCompletion() => PropertyCheck.ForAll(
        // The reasoning field arrives before the content, as with every host that has the field.
        CreateContentDelta("reasoning_content").NonEmptyListOf().Zip(CreateContentDelta("content").ListOf()),
        static pair =>
        {
            ChunkReadResult run = ReadChunks([.. pair.Item1, .. pair.Item2]);
            Assert.Equal((run.BuiltCompletion.Text, run.BuiltCompletion.Reasoning), (run.Text, run.Reasoning));
        });

    [Fact]
    public void Read_AnyFinishReasons_ContentEqualsTheBuiltCompletion() => PropertyCheck.ForAll(
        Deltas,
        static deltas =>
        {
            ChunkReadResult run = ReadChunks(deltas);
            AssistantMessage message = run.BuiltCompletion.Message;

            Assert.Null(run.Failure);
            Assert.Equal(message.Reasoning, run.Reasoning);
            Assert.Equal(message.Text, run.Text);
        });

    private static Gen<string> CreateDelta(Gen<string> fields, string[] words) =>
        from field in fields
        from text in Gen.Elements(words)
        from finish in Gen.Frequency((3, Gen.Constant("null")), (1, Gen.Constant("\"stop\"")), (1, Gen.Constant("\"length\"")))
        let json = JsonSerializer.Serialize(text)
        let delta = field switch
        {
            "text part" => $$"""{"content":[{"type":"text","text":{{json}}}]}""",
            "thinking part" => $$"""{"content":[{"type":"thinking","thinking":[{"type":"text","text":{{json}}}]}]}""",
            "call" => """{"tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":"{}"}}]}""",
            "details" => $$"""{"reasoning_details":[{"type":"reasoning.text","index":0,"text":{{json}}}]}""",
            "nothing" => "{}",
            _ => $$"""{"{{field}}":{{json}}}""",
        }
        select $$$"""data: {"choices":[{"index":0,"delta":{{{delta}}},"finish_reason":{{{finish}}}}]}""";

    private static Gen<string> CreateContentDelta(string field) =>
        Content.Select(text => $$$"""data: {"choices":[{"delta":{"{{{field}}}":{{{JsonSerializer.Serialize(text)}}}}}]}""");

    private static ChunkReadResult ReadChunks(IEnumerable<string> events) =>
        ChunkReadResult.Read(new MemoryStream(Encoding.UTF8.GetBytes(string.Join("\n\n", events.Append("data: [DONE]\n\n")))));
}
