using static MiniMaxClient.Tests.Faults.Outcome;

namespace MiniMaxClient.Tests.Faults;

/// <summary>The outcome of a call for each fault.</summary>
/// <remarks>
/// A row contains the fault, the maximum duration in real seconds, the script of the server, the outcome of a non-streaming call
/// and that of a stream. A call makes at most three attempts. By default, a body is chunked.
/// </remarks>
internal static partial class FaultTable
{
    public static IReadOnlyList<FaultRow> Rows { get; } =
    [
        .. CreateConnectionRows(), .. CreateCutRows(), .. CreateStallRows(), .. CreateEndingRows(), .. CreateFormatRows(),
        .. CreateStatusRows(), .. CreateRetryAfterRows(), .. CreateInBandErrorRows(), .. CreateFloodRows(),
    ];

    /// <summary>Connections that fail, or end before the response.</summary>
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
        new("reset before the headers, then success", 5,
            static f => f.Attempt == 0 ? ServerScript.Empty.Reset() : f.RespondSuccessfully(), Completed(attempts: 2), Completed(attempts: 2)),
        // The connection is pooled, and its end must not affect the next call.
        new("reset after the complete response", 5, static f => f.RespondSuccessfully().Reset(), Completed(), Completed()),
        new("closed after the complete response", 5, static f => f.RespondSuccessfully().EndSending(), Completed(), Completed()),
    ];

    /// <summary>Interrupted responses.</summary>
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
        new("ended regularly within a UTF-8 character", 5,
            static f => f.SendHead().Send(f.BytesToHalfCharacter).End(), InvalidResponse(), Interrupted("Grüße ")),
        new("reset within gzip", 5,
            static f => f.SendHead(null, "Content-Encoding: gzip").Send(FaultCall.Compress(f.FirstParts, isComplete: false)).Reset(),
            ConnectionLost(200), Interrupted(SampleResponse.StartText)),
        new("closed within gzip", 5,
            static f => f.SendHead(null, "Content-Encoding: gzip").Send(FaultCall.Compress(f.FirstParts, isComplete: false)).Close(),
            ConnectionLost(200), Interrupted(SampleResponse.StartText)),
        // A proxy that turns a cut into a regular end, in each framing.
        new("ended regularly in the middle", 5,
            static f => f.SendHead().Send(f.FirstParts).End(), InvalidResponse(), Interrupted(SampleResponse.StartText)),
        new("ended regularly in the middle, by closing", 5,
            static f => f.SendHead(Framing.UntilClose).Send(f.FirstParts).End(), InvalidResponse(), Interrupted(SampleResponse.StartText)),
        new("ended regularly within gzip", 5,
            static f => f.SendHead(null, "Content-Encoding: gzip").Send(FaultCall.Compress(f.FirstParts, isComplete: false)).End(),
            InvalidResponse(), Interrupted(SampleResponse.StartText)),
        new("ended regularly before any event", 5, static f => f.SendHead().End(), InvalidResponse(), ConnectionLost(200)),
        new("ended regularly before any event, by closing", 5, static f => f.SendHead(Framing.UntilClose).End(), InvalidResponse(), ConnectionLost(200)),
    ];

    /// <summary>Responses that stall; the clock advances by exactly the timeout.</summary>
    private static FaultRow[] CreateStallRows() =>
    [
        new("never responds", 5, static f => f.StallBeforeHeaders(), TimedOut(TimeoutKind.Total, 1), TimedOut(TimeoutKind.Headers, 3)),
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
        // A comment keeps a stream alive after its first token, and is no token itself.
        new("a comment a second", 20, static f => f.RepeatSlowly(": still here\n\n"), null, TimedOut(TimeoutKind.FirstToken, 3, 200)),
        new("an event without a token a second", 20,
            static f => f.RepeatSlowly(f.Sample.Events[0]), null, TimedOut(TimeoutKind.FirstToken, 1, 200, partial: "")),
        new("the start, then a comment a second", 20,
            static f => f.RepeatSlowly(": still here\n\n", f.FirstParts), null,
            TimedOut(TimeoutKind.Total, 1, 200, SampleResponse.StartText)),
        new("the complete response, byte by byte", 20, static f => f.RespondSlowly(), Completed(), Completed()),
        new("half a non-streaming response in place of a stream, then silence", 5,
            static f => f.StallAfter(ServerScript.Head(200, "application/json", Framing.Chunked), f.Sample.Body[..40]), null,
            TimedOut(TimeoutKind.FirstToken, 3, 200)),
        // The status of an error suffices; the client waits at most five seconds for its body.
        new("an error whose body does not arrive", 5,
            static f => f.StallAfter(ServerScript.Head(503, "text/html", Framing.Chunked), "<html>"),
            TransientError<MiniMaxServerException>(503), TransientError<MiniMaxServerException>(503)),
    ];

    /// <summary>Streams that end in another way than the protocol specifies.</summary>
    private static FaultRow[] CreateEndingRows() =>
    [
        new("reset after the finish reason", 5, static f => f.SendHead().Send(f.PartsToFinish).Reset(), ConnectionLost(200), Completed()),
        new("closed after the finish reason", 5, static f => f.SendHead().Send(f.PartsToFinish).Close(), ConnectionLost(200), Completed()),
        new("no end mark", 5, static f => f.SendHead().Send(f.PartsToFinish).End(), Completed(), Completed()),
        new("no end mark, ended by closing", 5,
            static f => f.SendHead(Framing.UntilClose).Send(f.PartsToFinish).End(), Completed(), Completed()),
        new("no end mark, connection open", 5, static f => f.StallAfter(f.PartsToFinish), TimedOut(TimeoutKind.Total, 1, 200), Completed()),
        new("end mark, connection open", 5, static f => f.SendHead().Send(f.AllParts).WaitForClientClose(), null, Completed()),
        new("end mark, and nothing else", 5, static f => f.SendHead().Send(f.Sample.Events[^1]).End(), null, InvalidResponse()),
        new("only comments, then the end", 5, static f => f.SendHead().Send(": still here\n\n").End(), null, ConnectionLost(200)),
        // The data after the response must not become the response of the next call.
        new("two responses to one request", 5, static f => f.RespondTwice(), Completed(), Completed()),
    ];
}
