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
        .. CreateConnectionRows(), .. CreateCutRows(), .. CreateStallRows(), .. CreateEndingRows(), .. CreateFormatRows(), .. CreateStatusRows(), .. CreateRetryAfterRows(), .. CreateInBandErrorRows(),
        .. CreateFloodRows(),
    ];

    /// <summary>Connections that do not come about, or end before an answer begins.</summary>
    private static FaultRow[] CreateConnectionRows() =>
    [
        new("refused", 5, static _ => ServerScript.Empty, ConnectionLost(), ConnectionLost())
        {
            Port = static _ => Task.FromResult(LoopbackPort.CreateRefusing()),
        },
        new("never connected", 5, static _ => ServerScript.Empty, TimedOut(TimeoutKind.Connect, 3), TimedOut(TimeoutKind.Connect, 3))
        {
            Port = LoopbackPort.CreateSilentAsync,
            Options = static options => options with { ConnectTimeout = TimeSpan.FromMilliseconds(20) },
        },
        new("reset before the headers", 5, static _ => ServerScript.Empty.Reset(), ConnectionLost(), ConnectionLost()),
        new("closed before the headers", 5, static _ => ServerScript.Empty.Close(), ConnectionLost(), ConnectionLost()),
        new("reset within the headers", 5, static _ => ServerScript.Empty.Write("HTTP/1.1 200 OK\r\nContent-").Reset(), ConnectionLost(), ConnectionLost()),
        new("another protocol", 5, static _ => ServerScript.Empty.Write("SSH-2.0-OpenSSH_9.2\r\n").Close(), ConnectionLost(), ConnectionLost()),
        new("reset before the headers, then well", 5,
            static f => f.Attempt == 0 ? ServerScript.Empty.Reset() : f.RespondSuccessfully(), Completed(attempts: 2), Completed(attempts: 2)),
        // The connection is kept for the next call, which must not mind.
        new("reset after the whole answer", 5, static f => f.RespondSuccessfully().Reset(), Completed(), Completed()),
        new("closed after the whole answer", 5, static f => f.RespondSuccessfully().EndSending(), Completed(), Completed()),
    ];

    /// <summary>Answers that break off.</summary>
    private static FaultRow[] CreateCutRows() =>
    [
        new("reset after the headers", 5, static f => f.SendHead().Reset(), ConnectionLost(200), ConnectionLost(200)),
        new("closed after the headers", 5, static f => f.SendHead().Close(), ConnectionLost(200), ConnectionLost(200)),
        new("reset after the first event", 5, static f => f.SendHead().Send(f.Sample.Events[0]).Reset(), null, Interrupted("")),
        new("reset in the middle", 5,
            static f => f.SendHead().Send(f.FirstParts).Reset(), ConnectionLost(200), Interrupted(SampleResponse.StartText)),
        new("closed in the middle", 5,
            static f => f.SendHead().Send(f.FirstParts).Close(), ConnectionLost(200), Interrupted(SampleResponse.StartText)),
        new("reset in the middle of a length", 5,
            static f => f.SendHead(Framing.FromLength(5000)).Send(f.FirstParts).Reset(), ConnectionLost(200), Interrupted(SampleResponse.StartText)),
        new("closed in the middle of a length", 5,
            static f => f.SendHead(Framing.FromLength(5000)).Send(f.FirstParts).Close(), ConnectionLost(200), Interrupted(SampleResponse.StartText)),
        new("reset within a UTF-8 character", 5,
            static f => f.SendHead().Send(f.BytesToHalfCharacter).Reset(), ConnectionLost(200), Interrupted("Grüße ")),
        new("closed within a UTF-8 character", 5,
            static f => f.SendHead().Send(f.BytesToHalfCharacter).Close(), ConnectionLost(200), Interrupted("Grüße ")),
        new("well ended within a UTF-8 character", 5,
            static f => f.SendHead().Send(f.BytesToHalfCharacter).End(), InvalidResponse(), Interrupted("Grüße ")),
        new("reset within gzip", 5,
            static f => f.SendHead(null, "Content-Encoding: gzip").Send(FaultCall.Compress(f.FirstParts, isComplete: false)).Reset(),
            ConnectionLost(200), Interrupted(SampleResponse.StartText)),
        new("closed within gzip", 5,
            static f => f.SendHead(null, "Content-Encoding: gzip").Send(FaultCall.Compress(f.FirstParts, isComplete: false)).Close(),
            ConnectionLost(200), Interrupted(SampleResponse.StartText)),
        // A proxy that turns a cut into an end in good order, in each of the ways to end.
        new("well ended in the middle", 5,
            static f => f.SendHead().Send(f.FirstParts).End(), InvalidResponse(), Interrupted(SampleResponse.StartText)),
        new("well ended in the middle, by closing", 5,
            static f => f.SendHead(Framing.UntilClose).Send(f.FirstParts).End(), InvalidResponse(), Interrupted(SampleResponse.StartText)),
        new("well ended within gzip", 5,
            static f => f.SendHead(null, "Content-Encoding: gzip").Send(FaultCall.Compress(f.FirstParts, isComplete: false)).End(),
            InvalidResponse(), Interrupted(SampleResponse.StartText)),
        new("well ended before any event", 5, static f => f.SendHead().End(), InvalidResponse(), ConnectionLost(200)),
        new("well ended before any event, by closing", 5, static f => f.SendHead(Framing.UntilClose).End(), InvalidResponse(), ConnectionLost(200)),
    ];

    /// <summary>Answers that do not come, or not on; the clock is moved by exactly the limit.</summary>
    private static FaultRow[] CreateStallRows() =>
    [
        new("never answers", 5, static f => f.StallBeforeHeaders(), TimedOut(TimeoutKind.Total, 1), TimedOut(TimeoutKind.Headers, 3)),
        new("headers, then silence", 5,
            static f => f.StallAfter(), TimedOut(TimeoutKind.Total, 1, 200), TimedOut(TimeoutKind.FirstToken, 3, 200)),
        new("an event without a token, then silence", 5,
            static f => f.StallAfter(f.Sample.Events[0]), null, TimedOut(TimeoutKind.FirstToken, 1, 200, partial: "")),
        new("the start, then silence", 5,
            static f => f.StallAfter(f.FirstParts),
            TimedOut(TimeoutKind.Total, 1, 200), TimedOut(TimeoutKind.Idle, 1, 200, SampleResponse.StartText)),
        new("a byte a second, never a line", 20,
            static f => f.RepeatSlowly(" "), TimedOut(TimeoutKind.Total, 1, 200), TimedOut(TimeoutKind.FirstToken, 3, 200)),
        new("the start, then a byte a second, never a line", 20,
            static f => f.RepeatSlowly(" ", f.FirstParts),
            TimedOut(TimeoutKind.Total, 1, 200), TimedOut(TimeoutKind.Idle, 1, 200, SampleResponse.StartText)),
        // A comment keeps a stream alive that has begun, and is no token.
        new("a comment a second", 20, static f => f.RepeatSlowly(": still here\n\n"), null, TimedOut(TimeoutKind.FirstToken, 3, 200)),
        new("an event without a token a second", 20,
            static f => f.RepeatSlowly(f.Sample.Events[0]), null, TimedOut(TimeoutKind.FirstToken, 1, 200, partial: "")),
        new("the start, then a comment a second", 20,
            static f => f.RepeatSlowly(": still here\n\n", f.FirstParts), null,
            TimedOut(TimeoutKind.Total, 1, 200, SampleResponse.StartText)),
        new("the whole answer, byte by byte", 20, static f => f.RespondSlowly(), Completed(), Completed()),
        new("half a plain answer in place of a stream, then silence", 5,
            static f => f.StallAfter(ServerScript.Head(200, "application/json", Framing.Chunked), f.Sample.Body[..40]), null,
            TimedOut(TimeoutKind.FirstToken, 3, 200)),
        // Status and words of an error are enough; five seconds are all that is waited for the rest.
        new("an error whose body does not come", 5,
            static f => f.StallAfter(ServerScript.Head(503, "text/html", Framing.Chunked), "<html>"),
            TransientError<MiniMaxServerException>(503), TransientError<MiniMaxServerException>(503)),
    ];

    /// <summary>Streams that end otherwise than the protocol says.</summary>
    private static FaultRow[] CreateEndingRows() =>
    [
        new("reset after the finish reason", 5, static f => f.SendHead().Send(f.PartsToFinish).Reset(), ConnectionLost(200), Completed()),
        new("closed after the finish reason", 5, static f => f.SendHead().Send(f.PartsToFinish).Close(), ConnectionLost(200), Completed()),
        new("no end mark", 5, static f => f.SendHead().Send(f.PartsToFinish).End(), Completed(), Completed()),
        new("no end mark, ended by closing", 5,
            static f => f.SendHead(Framing.UntilClose).Send(f.PartsToFinish).End(), Completed(), Completed()),
        new("no end mark, and left open", 5, static f => f.StallAfter(f.PartsToFinish), TimedOut(TimeoutKind.Total, 1, 200), Completed()),
        new("end mark, and left open", 5, static f => f.SendHead().Send(f.AllParts).WaitForClientClose(), null, Completed()),
        new("end mark, and nothing else", 5, static f => f.SendHead().Send(f.Sample.Events[^1]).End(), null, InvalidResponse()),
        new("only comments, then the end", 5, static f => f.SendHead().Send(": still here\n\n").End(), null, ConnectionLost(200)),
        // What follows the answer must not become the answer to the next call.
        new("two answers to one request", 5, static f => f.RespondTwice(), Completed(), Completed()),
    ];
}
