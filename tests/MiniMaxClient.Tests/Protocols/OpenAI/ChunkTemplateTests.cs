using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Protocols.OpenAI;

/// <summary>Tests that a chunk read by a template equals the parsed chunk.</summary>
public sealed class ChunkTemplateTests
{
    // The placeholder for the text, as JSON between two quotes.
    private const string Placeholder = "~";

    private static readonly string[] Events =
    [
        """{"id":"a","choices":[{"index":0,"delta":{"content":"~","role":"assistant"}}],"created":1,"usage":{"total_tokens":0},"x":[1]}""",
        """{"id":"a","choices":[{"index":0,"delta":{"content":"","reasoning_content":"~"},"finish_reason":null}]}""",
        """{"choices":[{"delta":{"reasoning":"~","y":{"z":null}}}],"model":"m"}""",
        """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"~"}}]}}]}""",
        """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"c","type":"function","function":{"name":"f","arguments":"~"}}]}}]}""",
        """{ "choices" : [ { "delta" : { "content" : "~" } } ] , "created" : 2 }""",
        """{"choices":[{"index":1,"delta":{"content":"~"}}]}""",
        """{"choices":[{"index":0,"delta":{"content":"a"}},{"index":1,"delta":{"content":"~"}}]}""",
        """{"choices":[{"index":0,"delta":{"content":"b","content":"~"}}]}""",
        """{"choices":[{"index":0,"delta":{"content":"~"}}],"choices":[]}""",
        """{"choices":[{"index":0,"delta":{"content":"~"}}],"model":"~"}""",
    ];

    private static readonly Gen<string> Text = Gen.Elements(
        "", "a", "b", " word", "aa", "\"", "\\\"", "\\n", "\\", "\\\\", "\\x", "\t", "é", "\\u00e9", "\\ud83d", "\\ude00", "👋",
        "<think>", "</think>", "~", "a\",\"content\":\"b", "\"},\"index\":7,\"y\":{\"k\":\"", "\",\"refusal\":\"no", "a\"}}]}");

    // Several events of one kind follow each other, as in a real stream.
    private static readonly Gen<string[]> Streams =
        from runs in Gen.Elements(Events).SelectMany(static form => Text.ListOf().Select(texts => (Form: form, Texts: texts))).ListOf()
        select runs.SelectMany(static run => run.Texts.Select(text => run.Form.Replace(Placeholder, text, StringComparison.Ordinal))).ToArray();

    [Fact]
    public void TryMatch_AnyStream_GivesTheChunksOfAFullParse() => PropertyCheck.ForAll(
        Streams.Zip(Gen.Choose(0, 100_000).ArrayOf()),
        static pair =>
        {
            byte[] stream = Encoding.UTF8.GetBytes(string.Concat(pair.Item1.Select(static data => $"data: {data}\n\n")));

            ChunkReadResult run = ChunkReadResult.Read(DeliveryMatrix.CutAt(stream, pair.Item2).Open());

            IReadOnlyList<string> expected = Parse(pair.Item1);
            Assert.Equal(expected, run.Chunks.Take(expected.Count).Select(static chunk => chunk.ToJson()));
            Assert.Equal(expected.Count < pair.Item1.Length, run.Failure is MiniMaxInvalidResponseException);
        });

    [Fact]
    public void TryMatch_AnyStream_GivesTheTextAndReasoningOfAFullParse() => PropertyCheck.ForAll(
        Streams,
        static events =>
        {
            // White space of a different length in each event prevents a match.
            IEnumerable<string> different = events.Select(static (data, i) => data[..^1] + new string(' ', i) + "}");

            Assert.Equal(Run(different).Outline, Run(events).Outline);
        });

    [Fact]
    public async Task TryMatch_ChunkThatDiffersInText_SharesOtherObjects()
    {
        foreach (string form in Events.Take(6))
        {
            string stream = string.Concat(
                ((string[])["one", " two", "\\n", " \\\"four\\\""]).Select(text => $"data: {form.Replace(Placeholder, text, StringComparison.Ordinal)}\n\n"));

            ChunkReadResult run = await ChunkReadResult.ReadAsync(stream);

            Assert.Equal(4, run.Chunks.Count);
            Assert.All(run.Chunks, chunk => Assert.Same(run.Chunks[0].Shared, chunk.Shared));
        }
    }

    [Theory]
    [InlineData("\"id\":\"a\"", "\"id\":\"b\"")]
    [InlineData("\"created\":1", "\"created\":2")]
    public async Task TryMatch_ChunkWithAnotherDifference_SharesNothing(string before, string after)
    {
        string first = Events[0];
        string second = first.Replace(before, after, StringComparison.Ordinal);

        ChunkReadResult run = await ChunkReadResult.ReadAsync($"data: {first}\n\ndata: {second}\n\ndata: {first}\n\n");

        Assert.Equal([first, second, first], run.Chunks.Select(static chunk => chunk.ToJson()));
        Assert.NotSame(run.Chunks[0].Shared, run.Chunks[1].Shared);
    }

    [Fact]
    public async Task TryMatch_AfterManyUnmatchedEvents_MatchesAgain()
    {
        IEnumerable<string> changing = Enumerable.Range(0, 100).Select(static i => Event(i, "a"));
        IEnumerable<string> steady = Enumerable.Range(0, 40).Select(static i => Event(1000, $"b{i}"));

        ChunkReadResult run = await ChunkReadResult.ReadAsync(string.Concat(changing.Concat(steady)));

        Assert.Equal(140, run.Chunks.Count);
        Assert.Equal(Enumerable.Range(0, 40).Select(static i => $"b{i}"), run.Chunks.Skip(100).Select(static chunk => chunk.Text));
        Assert.Same(run.Chunks[^2].Shared, run.Chunks[^1].Shared);

        static string Event(int created, string text) =>
            $$$"""data: {"created":{{{created}}},"choices":[{"index":0,"delta":{"content":"{{{text}}}"}}]}""" + "\n\n";
    }

    private static ChunkReadResult Run(IEnumerable<string> events) =>
        ChunkReadResult.Read(new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(events.Select(static data => $"data: {data}\n\n")))));

    /// <summary>Parses each event until the first that is not JSON.</summary>
    private static List<string> Parse(IEnumerable<string> events)
    {
        var chunks = new List<string>();
        try
        {
            foreach (string data in events)
                chunks.Add(JsonSerializer.Deserialize<ChatCompletionChunk>(data)!.ToJson());
        }
        catch (JsonException)
        {
            return chunks;
        }

        return chunks;
    }
}
