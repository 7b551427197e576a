using System.Net.ServerSentEvents;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Sse;

public sealed class SseReaderProperties
{
    // What the grammar turns on, in the sizes that cut it most: whole lines, halves of them, and lone bytes.
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

    private static readonly Gen<byte[]> AnyBytes = Gen.Choose(0, 255).Select(static one => (byte)one).ArrayOf();

    private static readonly Gen<int[]> Places = Gen.Choose(0, 100_000).ArrayOf();

    [Fact]
    public void Events_OfAnyStream_DoNotDependOnItsCuts() => Checked.That(
        Gen.OneOf(Streams, AnyBytes).Zip(Places),
        static pair =>
        {
            List<SseEvent> whole = SseEvents.Read(new MemoryStream(pair.Item1));
            List<SseEvent> cut = SseEvents.Read(DeliveryMatrix.CutAt(pair.Item1, pair.Item2).Open());
            Assert.Equal(whole, cut);
        });

    [Fact]
    public void Events_OfAnyStream_AreThoseOfTheParserInTheFramework() => Checked.That(
        Gen.OneOf(Streams, AnyBytes).Zip(Places),
        static pair =>
        {
            SseParser<string> oracle = SseParser.Create(new MemoryStream(pair.Item1));
            var expected = new List<SseEvent>();
            foreach (SseItem<string> item in oracle.Enumerate())
                expected.Add(new(item.Data, item.EventType, oracle.LastEventId));

            List<SseEvent> events = SseEvents.Read(DeliveryMatrix.CutAt(pair.Item1, pair.Item2).Open());

            // The framework discards an event that nothing ends, as the specification has it.
            Assert.Equal(expected, events.Where(static one => one.IsWhole));
        });
}
