using static MiniMaxClient.Tests.Faults.Outcome;

namespace MiniMaxClient.Tests.Faults;

/// <summary>What a call comes to, fault by fault.</summary>
/// <remarks>
/// A row reads: the fault, the bound in real seconds, what the server does, what becomes of a plain call, what of a stream. A
/// call may make three attempts. Where nothing says otherwise, a body is sent in chunks.
/// </remarks>
internal static partial class FaultTable
{
    public static IReadOnlyList<FaultRow> Rows { get; } =
    [
        .. Connections(), .. Cuts(), .. Silences(), .. Endings(), .. Forms(), .. Statuses(), .. Waits(), .. InBandErrors(),
        .. Floods(),
    ];

    /// <summary>Connections that do not come about, or end before an answer begins.</summary>
    private static FaultRow[] Connections() =>
    [
        new("refused", 5, static _ => Script.Empty, Lost(), Lost())
        {
            Port = static _ => Task.FromResult(LoopbackPort.Refusing()),
        },
        new("never connected", 5, static _ => Script.Empty, TimedOut(TimeoutKind.Connect, 3), TimedOut(TimeoutKind.Connect, 3))
        {
            Port = LoopbackPort.SilentAsync,
            Options = static options => options with { ConnectTimeout = TimeSpan.FromMilliseconds(20) },
        },
        new("reset before the headers", 5, static _ => Script.Empty.Reset(), Lost(), Lost()),
        new("closed before the headers", 5, static _ => Script.Empty.Close(), Lost(), Lost()),
        new("reset within the headers", 5, static _ => Script.Empty.Write("HTTP/1.1 200 OK\r\nContent-").Reset(), Lost(), Lost()),
        new("another protocol", 5, static _ => Script.Empty.Write("SSH-2.0-OpenSSH_9.2\r\n").Close(), Lost(), Lost()),
        new("reset before the headers, then well", 5,
            static f => f.Attempt == 0 ? Script.Empty.Reset() : f.Good(), Answer(attempts: 2), Answer(attempts: 2)),
        // The connection is kept for the next call, which must not mind.
        new("reset after the whole answer", 5, static f => f.Good().Reset(), Answer(), Answer()),
        new("closed after the whole answer", 5, static f => f.Good().EndSending(), Answer(), Answer()),
    ];

    /// <summary>Answers that break off.</summary>
    private static FaultRow[] Cuts() =>
    [
        new("reset after the headers", 5, static f => f.Head().Reset(), Lost(200), Lost(200)),
        new("closed after the headers", 5, static f => f.Head().Close(), Lost(200), Lost(200)),
        new("reset after the first event", 5, static f => f.Head().Send(f.Answer.Events[0]).Reset(), null, Interrupted("")),
        new("reset in the middle", 5,
            static f => f.Head().Send(f.Start).Reset(), Lost(200), Interrupted(SampleAnswer.StartText)),
        new("closed in the middle", 5,
            static f => f.Head().Send(f.Start).Close(), Lost(200), Interrupted(SampleAnswer.StartText)),
        new("reset in the middle of a length", 5,
            static f => f.Head(Framing.Length(5000)).Send(f.Start).Reset(), Lost(200), Interrupted(SampleAnswer.StartText)),
        new("closed in the middle of a length", 5,
            static f => f.Head(Framing.Length(5000)).Send(f.Start).Close(), Lost(200), Interrupted(SampleAnswer.StartText)),
        new("reset within a UTF-8 character", 5,
            static f => f.Head().Send(f.ToHalfCharacter).Reset(), Lost(200), Interrupted("Grüße ")),
        new("closed within a UTF-8 character", 5,
            static f => f.Head().Send(f.ToHalfCharacter).Close(), Lost(200), Interrupted("Grüße ")),
        new("well ended within a UTF-8 character", 5,
            static f => f.Head().Send(f.ToHalfCharacter).End(), Unreadable(), Interrupted("Grüße ")),
        new("reset within gzip", 5,
            static f => f.Head(null, "Content-Encoding: gzip").Send(FaultCall.Gzip(f.Start, isWhole: false)).Reset(),
            Lost(200), Interrupted(SampleAnswer.StartText)),
        new("closed within gzip", 5,
            static f => f.Head(null, "Content-Encoding: gzip").Send(FaultCall.Gzip(f.Start, isWhole: false)).Close(),
            Lost(200), Interrupted(SampleAnswer.StartText)),
        // A proxy that turns a cut into an end in good order, in each of the ways to end.
        new("well ended in the middle", 5,
            static f => f.Head().Send(f.Start).End(), Unreadable(), Interrupted(SampleAnswer.StartText)),
        new("well ended in the middle, by closing", 5,
            static f => f.Head(Framing.UntilClose).Send(f.Start).End(), Unreadable(), Interrupted(SampleAnswer.StartText)),
        new("well ended within gzip", 5,
            static f => f.Head(null, "Content-Encoding: gzip").Send(FaultCall.Gzip(f.Start, isWhole: false)).End(),
            Unreadable(), Interrupted(SampleAnswer.StartText)),
        new("well ended before any event", 5, static f => f.Head().End(), Unreadable(), Lost(200)),
        new("well ended before any event, by closing", 5, static f => f.Head(Framing.UntilClose).End(), Unreadable(), Lost(200)),
    ];

    /// <summary>Answers that do not come, or not on; the clock is moved by exactly the limit.</summary>
    private static FaultRow[] Silences() =>
    [
        new("never answers", 5, static f => f.NoHeaders(), TimedOut(TimeoutKind.Total, 1), TimedOut(TimeoutKind.Headers, 3)),
        new("headers, then silence", 5,
            static f => f.Silence(), TimedOut(TimeoutKind.Total, 1, 200), TimedOut(TimeoutKind.FirstToken, 3, 200)),
        new("an event without a token, then silence", 5,
            static f => f.Silence(f.Answer.Events[0]), null, TimedOut(TimeoutKind.FirstToken, 1, 200, partial: "")),
        new("the start, then silence", 5,
            static f => f.Silence(f.Start),
            TimedOut(TimeoutKind.Total, 1, 200), TimedOut(TimeoutKind.Idle, 1, 200, SampleAnswer.StartText)),
        new("a byte a second, never a line", 20,
            static f => f.Drip(" "), TimedOut(TimeoutKind.Total, 1, 200), TimedOut(TimeoutKind.FirstToken, 3, 200)),
        new("the start, then a byte a second, never a line", 20,
            static f => f.Drip(" ", f.Start),
            TimedOut(TimeoutKind.Total, 1, 200), TimedOut(TimeoutKind.Idle, 1, 200, SampleAnswer.StartText)),
        // A comment keeps a stream alive that has begun, and is no token.
        new("a comment a second", 20, static f => f.Drip(": still here\n\n"), null, TimedOut(TimeoutKind.FirstToken, 3, 200)),
        new("an event without a token a second", 20,
            static f => f.Drip(f.Answer.Events[0]), null, TimedOut(TimeoutKind.FirstToken, 1, 200, partial: "")),
        new("the start, then a comment a second", 20,
            static f => f.Drip(": still here\n\n", f.Start), null,
            TimedOut(TimeoutKind.Total, 1, 200, SampleAnswer.StartText)),
        new("the whole answer, byte by byte", 20, static f => f.Trickled(), Answer(), Answer()),
        new("half a plain answer in place of a stream, then silence", 5,
            static f => f.Silence(Script.Head(200, "application/json", Framing.Chunked), f.Answer.Plain[..40]), null,
            TimedOut(TimeoutKind.FirstToken, 3, 200)),
        // Status and words of an error are enough; five seconds are all that is waited for the rest.
        new("an error whose body does not come", 5,
            static f => f.Silence(Script.Head(503, "text/html", Framing.Chunked), "<html>"),
            Failing<MiniMaxServerException>(503), Failing<MiniMaxServerException>(503)),
    ];

    /// <summary>Streams that end otherwise than the protocol says.</summary>
    private static FaultRow[] Endings() =>
    [
        new("reset after the finish reason", 5, static f => f.Head().Send(f.ToFinish).Reset(), Lost(200), Answer()),
        new("closed after the finish reason", 5, static f => f.Head().Send(f.ToFinish).Close(), Lost(200), Answer()),
        new("no end mark", 5, static f => f.Head().Send(f.ToFinish).End(), Answer(), Answer()),
        new("no end mark, ended by closing", 5,
            static f => f.Head(Framing.UntilClose).Send(f.ToFinish).End(), Answer(), Answer()),
        new("no end mark, and left open", 5, static f => f.Silence(f.ToFinish), TimedOut(TimeoutKind.Total, 1, 200), Answer()),
        new("end mark, and left open", 5, static f => f.Head().Send(f.Whole).UntilClientLeaves(), null, Answer()),
        new("end mark, and nothing else", 5, static f => f.Head().Send(f.Answer.Events[^1]).End(), null, Unreadable()),
        new("only comments, then the end", 5, static f => f.Head().Send(": still here\n\n").End(), null, Lost(200)),
        // What follows the answer must not become the answer to the next call.
        new("two answers to one request", 5, static f => f.Twice(), Answer(), Answer()),
    ];
}
