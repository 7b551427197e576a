using MiniMaxClient.Agents;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

/// <summary>The work of a typed stream: bytes are stable where times are not.</summary>
[Collection(nameof(RunsAlone))]
public sealed class PartialStructuredOutputTests
{
    [Theory]
    [InlineData(StructuredOutputMode.Instruction)]
    [InlineData(StructuredOutputMode.ToolCall)]
    public void Growth_OfALongText_AllocatesLinearly(StructuredOutputMode form)
    {
        Grow(form, 100);
        long small = Measure(() => Grow(form, 4000));
        long large = Measure(() => Grow(form, 8000));

        Assert.True(large <= small * 2.6, $"{small:N0} bytes for 4,000 chunks, {large:N0} for 8,000.");
    }

    [Fact]
    public void Growth_OfManyItems_AllocatesLinearly()
    {
        static Story[] Read(int chunks) => Grow(
            StructuredOutputMode.Instruction, ["""{"words":[""", .. Enumerable.Repeat("\"abcdefg\",", chunks), "\"z\"]}"]);

        Read(100);
        long small = Measure(() => Read(4000));
        long large = Measure(() => Read(8000));

        Assert.True(large <= small * 2.6, $"{small:N0} bytes for 4,000 chunks, {large:N0} for 8,000.");
    }

    // Words after the JSON come in as many chunks, and are not a reason to read it again.
    [Theory]
    [InlineData("""{"title":"A","year":1}""")]
    [InlineData("""{"title":"A","year":"then"}""")]
    public void Words_AfterTheJson_AllocateLinearly(string json)
    {
        void Read(int chunks) => Grow(StructuredOutputMode.Instruction, [json, .. Enumerable.Repeat("and so on ", chunks)]);

        Read(100);
        long small = Measure(() => Read(4000));
        long large = Measure(() => Read(8000));

        Assert.True(large <= small * 2.6, $"{small:N0} bytes for 4,000 chunks, {large:N0} for 8,000.");
    }

    [Fact]
    public void Values_OfALongText_AreCompleteToWhatHadArrived()
    {
        var growing = new PartialStructuredOutput<Story>(Create(StructuredOutputMode.Instruction));
        string arrived = "";
        int values = 0;
        foreach (string piece in (string[])["{\"title\":\"", .. Enumerable.Range(0, 2000).Select(static i => $"{i} "), "\"}"])
        {
            growing.AddChunk(new() { Choices = [new() { Index = 0, Delta = new() { Content = piece } }] });
            arrived += piece;
            if (growing.ReadUpdate() is not (true, { } story))
                continue;
            values++;
            Assert.Equal(arrived.Replace("{\"title\":\"", "", StringComparison.Ordinal).TrimEnd('"', '}'), story.Title);
        }

        // Each of about 300 chunks of the first 1,024 characters, then each time that the text has grown by a sixteenth.
        Assert.InRange(values, 300, 400);
    }

    private static Story[] Grow(StructuredOutputMode form, int chunks) =>
        Grow(form, ["{\"title\":\"", .. Enumerable.Repeat("abcdefg ", chunks), "\"}"]);

    private static Story[] Grow(StructuredOutputMode form, IEnumerable<string> pieces)
    {
        var growing = new PartialStructuredOutput<Story>(Create(form));
        List<Story> values = [];
        foreach (string piece in pieces)
        {
            ChatDelta delta = form == StructuredOutputMode.ToolCall
                ? new() { ToolCalls = [new() { Index = 0, Function = new() { Name = "answer", Arguments = piece } }] }
                : new() { Content = piece };
            growing.AddChunk(new() { Choices = [new() { Index = 0, Delta = delta }] });
            if (growing.ReadUpdate() is (true, { } value))
                values.Add(value);
        }

        return [.. values];
    }

    private static StructuredOutput<Story> Create(StructuredOutputMode form) => new(
        new() { Model = "m", Messages = [ChatMessage.User("Which?")] }, StructuredOutputJson.Default.Story, form, null);

    private static long Measure(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
