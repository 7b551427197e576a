using MiniMaxClient.Agents;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

/// <summary>The work of a structured stream, measured by allocations because times are not stable.</summary>
[Collection(nameof(RunsAlone))]
public sealed class PartialStructuredOutputTests
{
    [Theory]
    [InlineData(StructuredOutputMode.Instruction)]
    [InlineData(StructuredOutputMode.ToolCall)]
    public void ReadUpdate_LongText_AllocatesLinearly(StructuredOutputMode mode)
    {
        Grow(mode, 100);
        long small = Measure(() => Grow(mode, 4000));
        long large = Measure(() => Grow(mode, 8000));

        Assert.True(large <= small * 2.6, $"{small:N0} bytes for 4,000 chunks, {large:N0} for 8,000.");
    }

    [Fact]
    public void ReadUpdate_ManyItems_AllocatesLinearly()
    {
        static Story[] Read(int chunks) => Grow(
            StructuredOutputMode.Instruction, ["""{"words":[""", .. Enumerable.Repeat("\"abcdefg\",", chunks), "\"z\"]}"]);

        Read(100);
        long small = Measure(() => Read(4000));
        long large = Measure(() => Read(8000));

        Assert.True(large <= small * 2.6, $"{small:N0} bytes for 4,000 chunks, {large:N0} for 8,000.");
    }

    // Text after the JSON has as many chunks and must not cause further parsing.
    [Theory]
    [InlineData("""{"title":"A","year":1}""")]
    [InlineData("""{"title":"A","year":"then"}""")]
    public void ReadUpdate_TextAfterTheJson_AllocatesLinearly(string json)
    {
        void Read(int chunks) => Grow(StructuredOutputMode.Instruction, [json, .. Enumerable.Repeat("and so on ", chunks)]);

        Read(100);
        long small = Measure(() => Read(4000));
        long large = Measure(() => Read(8000));

        Assert.True(large <= small * 2.6, $"{small:N0} bytes for 4,000 chunks, {large:N0} for 8,000.");
    }

    [Fact]
    public void ReadUpdate_LongText_ContainsTheReceivedText()
    {
        var partialOutput = new PartialStructuredOutput<Story>(Create(StructuredOutputMode.Instruction));
        string received = "";
        int values = 0;
        foreach (string fragment in (string[])["{\"title\":\"", .. Enumerable.Range(0, 2000).Select(static i => $"{i} "), "\"}"])
        {
            partialOutput.AddChunk(new() { Choices = [new() { Index = 0, Delta = new() { Content = fragment } }] });
            received += fragment;
            if (partialOutput.ReadUpdate() is not (true, { } story))
                continue;
            values++;
            Assert.Equal(received.Replace("{\"title\":\"", "", StringComparison.Ordinal).TrimEnd('"', '}'), story.Title);
        }

        // Each of about 300 chunks of the first 1,024 characters, then each time that the text has grown by a sixteenth.
        Assert.InRange(values, 300, 400);
    }

    private static Story[] Grow(StructuredOutputMode mode, int chunks) =>
        Grow(mode, ["{\"title\":\"", .. Enumerable.Repeat("abcdefg ", chunks), "\"}"]);

    private static Story[] Grow(StructuredOutputMode mode, IEnumerable<string> fragments)
    {
        var partialOutput = new PartialStructuredOutput<Story>(Create(mode));
        List<Story> values = [];
        foreach (string fragment in fragments)
        {
            ChatDelta delta = mode == StructuredOutputMode.ToolCall
                ? new() { ToolCalls = [new() { Index = 0, Function = new() { Name = "answer", Arguments = fragment } }] }
                : new() { Content = fragment };
            partialOutput.AddChunk(new() { Choices = [new() { Index = 0, Delta = delta }] });
            if (partialOutput.ReadUpdate() is (true, { } value))
                values.Add(value);
        }

        return [.. values];
    }

    private static StructuredOutput<Story> Create(StructuredOutputMode mode) => new(
        new() { Model = "m", Messages = [ChatMessage.User("Which?")] },
        StructuredOutputJson.Default.Story,
        mode,
        StructuredOutputSchema.FromType(StructuredOutputJson.Default.Story, null));

    private static long Measure(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
