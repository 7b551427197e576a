// https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
using System.Text;
using MiniMaxClient.Client;
using MiniMaxClient.Sse;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Sse;

public sealed class SseReaderTests
{
    [Fact]
    public Task HtmlSpec_IntroductionOfMessages_GivesThreeEvents() => AssertEventsAsync(
        """
        data: This is the first message.

        data: This is the second message, it
        data: has two lines.

        data: This is the third message.


        """,
        new("This is the first message."),
        new("This is the second message, it\nhas two lines."),
        new("This is the third message."));

    [Fact]
    public Task HtmlSpec_IntroductionOfTypes_GivesEachEventItsType() => AssertEventsAsync(
        """
        event: add
        data: 73857293

        event: remove
        data: 2153

        event: add
        data: 113411


        """,
        new("73857293", "add"),
        new("2153", "remove"),
        new("113411", "add"));

    [Fact]
    public Task HtmlSpec_Example1_JoinsTheLines() => AssertEventsAsync(
        """
        data: YHOO
        data: +2
        data: 10


        """,
        new SseEvent("YHOO\n+2\n10"));

    [Fact]
    public Task HtmlSpec_Example2_ReadsCommentIdsAndSecondSpace() => AssertEventsAsync(
        """
        : test stream

        data: first event
        id: 1

        data:second event
        id

        data:  third event


        """,
        new("first event", Id: "1"),
        new("second event"),
        new(" third event"));

    [Fact]
    public Task HtmlSpec_Example2WithoutLastBlankLine_HasAnUnfinishedEvent() => AssertEventsAsync(
        "data: first event\nid: 1\n\ndata:  third event\n",
        new("first event", Id: "1"),
        new(" third event", Id: "1", IsComplete: false));

    [Fact]
    public Task HtmlSpec_Example3_EmptyDataIsAnEvent() => AssertEventsAsync(
        """
        data

        data
        data

        data:
        """,
        new(""),
        new("\n"),
        new("", IsComplete: false));

    [Fact]
    public Task HtmlSpec_Example4_OmitsTheSpaceAfterTheColon() => AssertEventsAsync(
        "data:test\n\ndata: test\n\n",
        new("test"),
        new("test"));

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\n\n\n")]
    [InlineData(": a comment\n\n:\n:and another\n\n")]
    [InlineData("event: ping\n\n")]
    [InlineData("id: 7\nretry: 10\nevent: x\n\n")]
    [InlineData("Data: case counts\n dat: a\n data: no field\ndata : nor this\n\n")]
    [InlineData("{\"error\":\"not a stream at all\"}")]
    public Task Read_StreamWithoutData_HasNoEvents(string stream) => AssertEventsAsync(stream);

    [Fact]
    public Task Read_EventWithoutData_DoesNotPassItsTypeOn() =>
        AssertEventsAsync("event: ping\n\ndata: 1\n\n", new SseEvent("1"));

    [Fact]
    public Task Read_EventTypeAfterTheData_IsUsed() =>
        AssertEventsAsync("data: 1\nevent: late\n\ndata: 2\n\n", new("1", "late"), new("2"));

    [Fact]
    public Task Read_EventTypeSentTwice_UsesTheLast() =>
        AssertEventsAsync("event: a\ndata: 1\nevent: b\n\n", new SseEvent("1", "b"));

    [Fact]
    public Task Read_EmptyEventType_IsMessage() =>
        AssertEventsAsync("event: a\nevent:\ndata: 1\n\n", new SseEvent("1"));

    [Fact]
    public Task Read_ValueWithColonsAndSpaces_KeepsThem() =>
        AssertEventsAsync("data: a: b \ndata:: \ndata:   \n\n", new SseEvent("a: b \n: \n  "));

    [Fact]
    public Task Read_CommentInsideAnEvent_IsIgnored() =>
        AssertEventsAsync("data: 1\n: keep-alive\ndata: 2\n:\n\n", new SseEvent("1\n2"));

    [Fact]
    public Task Read_MultiByteCharactersSplitAnywhere_AreIntact() => AssertEventsAsync(
        "event: é\nid: 👋\ndata: \u2028 你好 👋\u0085\n\n",
        new SseEvent("\u2028 你好 👋\u0085", "é", "👋"));

    [Fact]
    public Task LastEventId_EventWithoutId_IsUnchanged() => AssertEventsAsync(
        "id: 1\ndata: a\n\ndata: b\n\nid: 2\n\ndata: c\n\n",
        new("a", Id: "1"),
        new("b", Id: "1"),
        new("c", Id: "2"));

    [Fact]
    public Task LastEventId_IdWithNul_IsUnchanged() => AssertEventsAsync(
        "id: 1\ndata: a\n\nid: 2\02\ndata: b\n\n",
        new("a", Id: "1"),
        new("b", Id: "1"));

    [Fact]
    public Task Read_LastLineWithoutEnd_IsPartOfTheUnfinishedEvent() => AssertEventsAsync(
        "data: 1\n\nevent: x\ndata: 2\ndata: 3",
        new("1"),
        new("2\n3", "x", IsComplete: false));

    [Theory]
    [InlineData("retry: 1500\n\n", 1500)]
    [InlineData("retry:0\n", 0)]
    [InlineData("retry: 1\nretry: 2\n", 2)]
    [InlineData("retry: 1000\nretry: 2000x\n", 1000)]
    [InlineData("retry: 1000\nretry: -1\nretry: 1e3\nretry:  2\nretry:\nretry\n", 1000)]
    [InlineData("retry: 99999999999999999999\n", null)]
    public Task ReconnectionTime_OnlyDigits_IsParsed(string stream, int? milliseconds) =>
        DeliveryMatrix.ForEachAsync(stream, async delivery =>
        {
            using var reader = new SseReader(delivery.Open(), SseEvents.MaxEventBytes);

            Assert.Empty(await reader.ReadRemainingAsync(TestTimeouts.Token));

            Assert.Equal(milliseconds, reader.ReconnectionTime?.TotalMilliseconds);
        });

    [Fact]
    public Task Read_ByteOrderMarkAtTheStart_IsIgnored() =>
        AssertEventsAsync("\uFEFFdata: 1\n\n\uFEFFdata: 2\n\ndata: \uFEFF3\n\n", new("1"), new("\uFEFF3"));

    [Theory]
    [InlineData("\uFEFF\uFEFFdata: 1\n\n")]
    [InlineData("\n\uFEFFdata: 1\n\n")]
    [InlineData("\uFEFF")]
    public Task Read_ByteOrderMarkElsewhere_IsPartOfTheName(string stream) => AssertEventsAsync(stream);

    [Theory]
    [InlineData("data: 1\n\r\ndata: 2\r\r\n")]
    [InlineData("data: 1\r\n\rdata: 2\r\n\n")]
    [InlineData("data: 1\r\rdata: 2\n\n")]
    [InlineData("data: 1\n\ndata: 2\r\n\r\n")]
    [InlineData("\r\n\r\ndata: 1\r\r\n\r\ndata: 2\r\n\r")]
    public Task Read_MixedLineBreaks_EndLines(string stream) =>
        DeliveryMatrix.ForEachCutAsync(Encoding.UTF8.GetBytes(stream), async delivery =>
        {
            SseEvent[] expected = [new("1"), new("2")];
            Assert.Equal(expected, await SseEvents.ReadAsync(delivery.Open(), TestTimeouts.Token));
        });

    [Fact]
    public async Task Read_CarriageReturnAtTheEndOfARead_NeedsNoFurtherRead()
    {
        // The stream never continues: a reader that waits for an LF after the CR fails here.
        using var stream = new ChunkedStream(["data: 1\r\r"u8.ToArray()], new InvalidOperationException("It read on."));
        using var reader = new SseReader(stream, SseEvents.MaxEventBytes);

        Assert.Equal(SseReadResult.Event, await reader.ReadAsync(TestTimeouts.Token));

        Assert.Equal(new SseEvent("1"), SseEvents.CreateEvent(reader, SseReadResult.Event));
    }

    [Fact]
    public async Task Read_BufferedEvent_IsReturnedBeforeTheNextRead()
    {
        using var stream = new ChunkedStream(["data: 1\n\ndata: 2\n"u8.ToArray()], new IOException("cut"));
        using var reader = new SseReader(stream, SseEvents.MaxEventBytes);

        Assert.Equal(SseReadResult.Event, await reader.ReadAsync(TestTimeouts.Token));

        await Assert.ThrowsAsync<IOException>(async () => await reader.ReadAsync(TestTimeouts.Token));
    }

    [Fact]
    public Task ConsumeData_FirstLine_EventHasTheRemainingLines() => AssertOfferedAsync(
        "event: x\ndata: 1\ndata: 2\n\ndata: 3\n\n",
        shouldConsume: static _ => true,
        "FirstDataLine x 1", "FirstDataLine x 2", "FirstDataLine message 3", "End");

    [Fact]
    public Task TryRead_FirstLineNotConsumed_IsPartOfTheEvent() => AssertOfferedAsync(
        "event: x\ndata: 1\ndata: 2\n\ndata: 3\n\ndata: 4",
        shouldConsume: static _ => false,
        "FirstDataLine x 1", "Event x 1|2", "FirstDataLine message 3", "Event message 3", "UnfinishedEvent message 4", "End");

    [Fact]
    public Task ConsumeData_SomeFirstLines_KeepsTheOthers() => AssertOfferedAsync(
        "data: take\ndata: leave\ndata: more\n: comment\n\ndata: take\n\n",
        shouldConsume: static data => data == "take",
        "FirstDataLine message take", "FirstDataLine message leave", "Event message leave|more", "FirstDataLine message take", "End");

    [Theory]
    [InlineData("{\"a\":1}\n\n", "{\"a\":1}")]
    [InlineData("data: 1\n\n  {\n  \"a: b\": 1\n}\n\ndata: 2\n\n", "1|  {\n  \"a: b\": 1\n}|2")]
    [InlineData("[{\"a\":1}]\n\n", "[{\"a\":1}]")]
    [InlineData("[\n{\"a\":1}\n]\n\n", "[\n{\"a\":1}\n]")]
    [InlineData("event: error\n{\"a\":1}\n\n", "{\"a\":1}")]
    [InlineData("data: {\n{\"a\":1}\n\n", "{\n{\"a\":1}")]
    [InlineData("[DONE]\n\n[1]\n\n\"a\"\n\nword\n\n", "")]
    public Task TryRead_BareJsonAccepted_IsData(string stream, string expected) =>
        DeliveryMatrix.ForEachAsync(stream, async delivery =>
        {
            using var reader = new SseReader(delivery.Open(), SseEvents.MaxEventBytes, shouldAcceptBareJson: true);
            List<SseEvent> events = await reader.ReadRemainingAsync(TestTimeouts.Token);
            Assert.Equal(expected, string.Join('|', events.Select(static one => one.Data)));
        });

    [Fact]
    public Task TryRead_BareJsonNotAccepted_IsIgnored() => AssertEventsAsync("{\"a\":1}\n\n[{\"a\":1}]\n\n");

    [Theory]
    [InlineData("<html>\n<body>\n", "<html>")]
    [InlineData("Internal Server Error", "Internal Server Error")]
    [InlineData(": comment\nid: 1\nretry: 1\nevent: e\ndata: x\n\n", "")]
    public Task FirstIgnoredLine_AnyStream_IsTheFirstUnknownField(string stream, string expected) =>
        DeliveryMatrix.ForEachAsync(stream, async delivery =>
        {
            using var reader = new SseReader(delivery.Open(), SseEvents.MaxEventBytes, shouldAcceptBareJson: true);
            await reader.ReadRemainingAsync(TestTimeouts.Token);
            Assert.Equal(expected, Encoding.UTF8.GetString(reader.FirstIgnoredLine.Span));
        });

    [Fact]
    public async Task TryRead_FirstLineInBuffer_IsReturnedBeforeTheNextRead()
    {
        using var stream = new ChunkedStream(["data: 1\n"u8.ToArray()], new IOException("cut"));
        using var reader = new SseReader(stream, SseEvents.MaxEventBytes, shouldOfferFirstLine: true);

        Assert.Equal(SseReadResult.FirstDataLine, await reader.ReadAsync(TestTimeouts.Token));

        Assert.Equal("1", Encoding.UTF8.GetString(reader.Data));
    }

    [Fact]
    public async Task TryRead_AfterTheEnd_ReturnsEndOfStream()
    {
        using var reader = new SseReader(new MemoryStream("data: 1\n\ndata: 2"u8.ToArray()), SseEvents.MaxEventBytes);

        Assert.Equal(2, (await reader.ReadRemainingAsync(TestTimeouts.Token)).Count);

        Assert.Equal(SseReadResult.EndOfStream, await reader.ReadAsync(TestTimeouts.Token));
        Assert.Equal(0, reader.Data.Length);
    }

    [Fact]
    public async Task FillBufferAsync_Canceled_Throws()
    {
        using var source = new CancellationTokenSource();
        using var reader = new SseReader(new ChunkedStream(["data: 1\n"u8.ToArray()]), SseEvents.MaxEventBytes);
        await source.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(async () => await reader.ReadAsync(source.Token));
    }

    [Fact]
    public async Task FillBufferAsync_Idle_HoldsABufferOnlyForUnreadBytes()
    {
        Assert.SkipWhen(
            ProviderHttpClientFactory.CreateHttpHandler(TestTimeouts.Limit) is not SocketsHttpHandler,
            "netstandard2.0 holds its buffer: .NET Framework takes a read of no bytes for the end of a body.");
        using var stream = new ChunkedStream(["data: 1\n\n"u8.ToArray(), "data: 2"u8.ToArray(), "\n\n"u8.ToArray()]);
        var isZeroByteRead = new List<bool>();
        using var reader = new SseReader(new RecordingStream(stream, isZeroByteRead), SseEvents.MaxEventBytes);

        Assert.Equal(2, (await reader.ReadRemainingAsync(TestTimeouts.Token)).Count);

        // Waits and reads the first event; waits and reads half of the second; reads its end; waits and reads the end of the stream.
        Assert.Equal([true, false, true, false, false, true, false], isZeroByteRead);
    }

    [Fact]
    public async Task Dispose_OpenStream_DoesNotDisposeIt()
    {
        using var stream = new MemoryStream("data: 1\n\n"u8.ToArray());

        await SseEvents.ReadAsync(stream, TestTimeouts.Token);

        Assert.True(stream.CanRead);
    }

    private static Task AssertEventsAsync(string stream, params SseEvent[] expected) =>
        DeliveryMatrix.ForEachAsync(stream, async delivery =>
            Assert.Equal(expected, await SseEvents.ReadAsync(delivery.Open(), TestTimeouts.Token)));

    private static Task AssertOfferedAsync(string stream, Func<string, bool> shouldConsume, params string[] expected) =>
        DeliveryMatrix.ForEachAsync(stream, async delivery =>
        {
            using var reader = new SseReader(delivery.Open(), SseEvents.MaxEventBytes, shouldOfferFirstLine: true);
            var seen = new List<string>();
            SseReadResult read;
            while ((read = await reader.ReadAsync(TestTimeouts.Token)) != SseReadResult.EndOfStream)
            {
                string data = Encoding.UTF8.GetString(reader.Data);
                seen.Add($"{read} {reader.EventType} {data.Replace('\n', '|')}");
                if (read == SseReadResult.FirstDataLine && shouldConsume(data))
                    reader.ConsumeData();
            }

            Assert.Equal(expected, seen.Append("End"));
        });

    /// <summary>A stream that records for each read whether it is a zero-byte read.</summary>
    private sealed class RecordingStream(Stream inner, List<bool> isZeroByteRead) : ReadOnlyStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            isZeroByteRead.Add(buffer.IsEmpty);
            return inner.ReadAsync(buffer, cancellationToken);
        }
    }
}
