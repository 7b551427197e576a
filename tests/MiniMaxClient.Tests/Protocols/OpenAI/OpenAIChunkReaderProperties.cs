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

    private static readonly string[] Words = ["1", "10", "Let", "Let me", " see.", "\n", "Let me see. ", "Let me see. More", ""];
    private static readonly string[] Tags = ["</thi", "nk>", "</think>", "<think>"];

    private static readonly Gen<string[]> Deltas =
        from field in Gen.Elements("reasoning_content", "reasoning", "thinking part", "details")
        // Line breaks before a text are given at once: a tag that comes after the text cannot take them back.
        from thinking in Delta(Gen.Constant(field), [.. Words, .. Tags]).ListOf()
        from deltas in Delta(Gen.Elements(field, "content", "text part", "call", "nothing"), Words).NonEmptyListOf()
        select thinking.Concat(deltas).ToArray();

    private static readonly Gen<int[]> Places = Gen.Choose(0, 100_000).ArrayOf();

    [Fact]
    public void Chunks_OfAnyStream_DoNotDependOnItsCuts() => Checked.That(
        Stream.Zip(Places),
        static pair =>
        {
            byte[] bytes = Encoding.UTF8.GetBytes(pair.Item1);
            Assert.Equal(
                ChunkRun.Of(new MemoryStream(bytes)).Outline,
                ChunkRun.Of(DeliveryMatrix.CutAt(bytes, pair.Item2).Open()).Outline);
        });

    [Fact]
    public void Chunks_OfAnyBytes_EndInAResultOrAnExceptionOfTheLibrary() => Checked.That(
        Gen.Choose(0, 255).Select(static one => (byte)one).ArrayOf(),
        static bytes => ChunkRun.Of(new MemoryStream(bytes)));

    [Fact]
    public void Text_OfTheChunks_IsThatOfTheBuiltAnswer() => Checked.That(
        Contents("content").NonEmptyListOf(),
        static events =>
        {
            ChunkRun run = Run(events);
            // A closing tag that nothing opened tells only the whole content that it began with thinking.
            ThinkingView expected = ThinkTagSplitterTests.Split([run.Built.Message.Content?.Text ?? ""]);
            Assert.Equal(expected, new(run.Text, run.Reasoning));
            if (expected.Reasoning.Length > 0)
                Assert.Equal(expected, new(run.Built.Text, run.Built.Reasoning));
        });

    [Fact]
    public void Text_OfTheChunksWithThinkingApart_IsThatOfTheBuiltAnswer() => Checked.That(
        // The thought comes in its field before the answer begins, as every host does it that has the field.
        Contents("reasoning_content").NonEmptyListOf().Zip(Contents("content").ListOf()),
        static pair =>
        {
            ChunkRun run = Run([.. pair.Item1, .. pair.Item2]);
            Assert.Equal((run.Built.Text, run.Built.Reasoning), (run.Text, run.Reasoning));
        });

    [Fact]
    public void View_OfTheChunks_IsThatOfTheBuiltAnswerWhereverFinishReasonsAre() => Checked.That(
        Deltas,
        static deltas =>
        {
            ChunkRun run = Run(deltas);
            AssistantMessage message = run.Built.Message;

            Assert.Null(run.Failure);
            Assert.Equal(message.Reasoning, run.Reasoning);
            Assert.Equal(message.Text, run.Text);
        });

    private static Gen<string> Delta(Gen<string> fields, string[] words) =>
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

    private static Gen<string> Contents(string field) =>
        Content.Select(text => $$$"""data: {"choices":[{"delta":{"{{{field}}}":{{{JsonSerializer.Serialize(text)}}}}}]}""");

    private static ChunkRun Run(IEnumerable<string> events) =>
        ChunkRun.Of(new MemoryStream(Encoding.UTF8.GetBytes(string.Join("\n\n", events.Append("data: [DONE]\n\n")))));
}
