using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MiniMaxClient.Providers;
using MiniMaxClient.Tests.Protocols.OpenAI;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Protocols.Anthropic;

/// <summary>Tests that a delta read by a template equals the parsed delta.</summary>
public sealed class DeltaTemplateTests
{
    private const string Placeholder = "~";

    private static readonly string[] Events =
    [
        """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"~"}}""",
        """{"type":"content_block_delta","index":1,"delta":{"type":"thinking_delta","thinking":"~"}}""",
        """{"type":"content_block_delta","index":2,"delta":{"partial_json":"~","type":"input_json_delta"}}""",
        """{"delta":{"text":"~","type":"text_delta"},"index":0,"type":"content_block_delta","x":{"y":[1]}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"a","text":"~"}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"~"},"usage":{"output_tokens":3}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"~"},"us\u0061ge":{"output_tokens":4}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"server_note","text":"~"}}""",
        """{"type":"message_delta","delta":{},"usage":{"output_tokens":9}}""",
        """{"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"t","name":"f","input":{}}}""",
        """{"type":"content_block_stop","index":2}""",
    ];

    private static readonly Gen<string> Text = Gen.Elements(
        "", "a", " word", "\\n", "\\\"", "é", "\\ud83d", "👋", "~", "a\",\"thinking\":\"b", "\"},\"index\":1,\"y\":{\"k\":\"");

    private static readonly Gen<string[]> Streams =
        from runs in Gen.Elements(Events).SelectMany(static form => Text.ListOf().Select(texts => (Form: form, Texts: texts))).ListOf()
        select runs.SelectMany(static run => run.Texts.Select(text => run.Form.Replace(Placeholder, text, StringComparison.Ordinal))).ToArray();

    [Fact]
    public void TryMatch_AnyStream_GivesTheChunksOfAFullParse() => PropertyCheck.ForAll(
        Streams,
        static events =>
        {
            // White space of a different length in each event prevents a match.
            IEnumerable<string> different = events.Select(static (data, i) => new string(' ', i + 1) + data[..^1] + new string(' ', i) + "}");

            Assert.Equal(Run(different).Outline, Run(events).Outline);
        });

    [Fact]
    public void TryMatch_DeltaWithRepeatedUsage_UpdatesTheUsage()
    {
        ChunkReadResult run = Run([Events[5], Events[8], Events[5], """{"type":"message_delta","delta":{}}"""]);

        Assert.Equal([9, 3], run.Chunks.Select(static chunk => chunk.Usage?.CompletionTokens).OfType<long>());
    }

    [Fact]
    public void Capture_UnknownDeltaType_IsNotText()
    {
        ChunkReadResult run = Run([Events[7], Events[7], Events[0].Replace(Placeholder, "answer", StringComparison.Ordinal)]);

        Assert.Equal("answer", run.Text);
    }

    private static ChunkReadResult Run(IEnumerable<string> events) => ChunkReadResult.ReadAsync(
        new MemoryStream(Encoding.UTF8.GetBytes(
            string.Concat(events.Select(static data => $"data: {data}\n\n")) + "data: {\"type\":\"message_stop\"}\n\n")),
        protocol: ChatProtocol.Anthropic).GetAwaiter().GetResult();
}
