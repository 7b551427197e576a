using System.Net.ServerSentEvents;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Sse;

public sealed class SseReaderProperties
{
    // The elements of the grammar as complete lines, partial lines and single bytes.
    private static readonly byte[][] Parts =
    [
        .. new[]
        {
            "\n", "\r", "\r\n", "\n\n", "\r\r", "data", "data:", "data: ", "data:  ", "event:", "event: x", "event", "id:", "id: 1",
            "id: \0", "id", "retry: 5", "retry: x", ":", ": comment", " ", "x", "é", "👋", "\0", "\uFEFF", "{\"a\":1}", "[DONE]",
            "data: 1\n", "data: 2\r\n\r\n", "event: e\ndata: 3\n\n",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly Gen<byte[]> Streams =
        Gen.Elements(Parts).ListOf().Select(static parts => parts.SelectMany(static part => part).ToArray());

    private static readonly Gen<byte[]> Blocks =
        (from newline in Gen.Elements("\n", "\r", "\r\n")
         from before in Lines(newline)
         from after in Lines(newline)
         select $"{before}data: x{newline}{after}{newline}").ListOf().Select(static blocks => Encoding.UTF8.GetBytes(string.Concat(blocks)));

    private static readonly Gen<byte[]> AnyBytes = Gen.Choose(0, 255).Select(static one => (byte)one).ArrayOf();

    private static readonly Gen<int[]> CutPositions = Gen.Choose(0, 100_000).ArrayOf();

    [Fact]
    public void Read_AnyDelivery_GivesTheSameEvents() => PropertyCheck.ForAll(
        Gen.OneOf(Streams, AnyBytes).Zip(CutPositions),
        static pair =>
        {
            List<SseEvent> complete = SseEvents.Read(new MemoryStream(pair.Item1));
            List<SseEvent> cut = SseEvents.Read(DeliveryMatrix.CutAt(pair.Item1, pair.Item2).Open());
            Assert.Equal(complete, cut);
        });

    [Fact]
    public void Read_AnyStream_GivesTheDataOfTheFrameworkParser() => PropertyCheck.ForAll(
        Gen.OneOf(Streams, AnyBytes).Zip(CutPositions),
        // The framework's parser passes the type of an event without data to the next event; the specification does not.
        static pair => Assert.Equal(
            ReadWithFramework(pair.Item1).Select(static one => one with { Type = "" }),
            ReadCompleteEvents(pair.Item1, pair.Item2).Select(static one => one with { Type = "" })));

    [Fact]
    public void Read_AnyStreamWithDataInEachBlock_GivesTheEventsOfTheFrameworkParser() => PropertyCheck.ForAll(
        Blocks.Zip(CutPositions),
        static pair => Assert.Equal(ReadWithFramework(pair.Item1), ReadCompleteEvents(pair.Item1, pair.Item2)));

    private static Gen<string> Lines(string newline) =>
        Gen.Elements("data", "data:", "data:  1", "event: a", "event: b:c", "id", "id: 7", "id: \0", ": x", "x: y", "retry: 1")
            .ListOf().Select(lines => string.Concat(lines.Select(line => line + newline)));

    private static List<SseEvent> ReadWithFramework(byte[] bytes)
    {
        SseParser<string> oracle = SseParser.Create(new MemoryStream(bytes));
        var events = new List<SseEvent>();
        foreach (SseItem<string> item in oracle.Enumerate())
            events.Add(new(item.Data, item.EventType, oracle.LastEventId));
        return events;
    }

    /// <summary>Reads the events except an unfinished one, which the framework discards, as the specification requires.</summary>
    private static IEnumerable<SseEvent> ReadCompleteEvents(byte[] bytes, int[] cutPositions) =>
        SseEvents.Read(DeliveryMatrix.CutAt(bytes, cutPositions).Open()).Where(static one => one.IsComplete);
}
