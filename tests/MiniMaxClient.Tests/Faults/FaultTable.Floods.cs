using static MiniMaxClient.Tests.Faults.Outcome;

namespace MiniMaxClient.Tests.Faults;

internal static partial class FaultTable
{
    private const int Block = 64 * 1024;
    private const int Length = 500_000_000;
    private const string LineStart = "data: {\"id\":\"";

    // The data beyond the reads that the client accepts: Linux buffers up to 36 MiB of a connection (tcp_rmem 32, tcp_wmem 4), and
    // the read that exceeds the limit takes up to one receive buffer more. 64 MiB were exceeded by 2 MiB on a busy machine.
    private const long Slack = 72 << 20;

    private static readonly string Filler = new('x', Block);

    /// <summary>Responses that are too long or endless, of which the client reads a bounded part.</summary>
    private static FaultRow[] CreateFloodRows() =>
    [
        new("500 MB", 30,
            static f => f.SendHead(Framing.FromLength(Length)).SendRepeatedly(Filler, Length / Block).WaitForClientClose(),
            InvalidResponse(), null)
        {
            MaxBytesSent = (64 << 20) + Slack,
        },
        new("500 MB in one line", 30,
            static f => f.SendHead(Framing.FromLength(Length)).Send(LineStart).SendRepeatedly(Filler, Length / Block).WaitForClientClose(),
            null, InvalidResponse())
        {
            MaxBytesSent = (16 << 20) + Slack,
        },
        new("a line without end", 30,
            static f => f.SendHead().Send(f.FirstParts).Send(LineStart).SendRepeatedly(Filler),
            InvalidResponse(), InvalidResponse(partial: SampleResponse.StartText))
        {
            Options = static options => options with { MaxResponseBytes = 8 << 20 },
            MaxBytesSent = (16 << 20) + Slack,
        },
        new("an event of lines without end", 30,
            static f => f.SendHead().SendRepeatedly($"data: {Filler}\n"), null, InvalidResponse())
        {
            MaxBytesSent = (16 << 20) + Slack,
        },
        new("a body without end in place of a stream", 30,
            static _ => ServerScript.Head(200, "application/json", Framing.Chunked).Send("{").SendRepeatedly(Filler),
            null, InvalidResponse())
        {
            Options = static options => options with { MaxResponseBytes = 8 << 20 },
            MaxBytesSent = (8 << 20) + Slack,
        },
        new("500 with a body without end", 30,
            static _ => ServerScript.Head(500, "text/html", Framing.Chunked).SendRepeatedly(Filler),
            TransientError<MiniMaxServerException>(500), TransientError<MiniMaxServerException>(500))
        {
            MaxBytesSent = Slack,
        },
        new("headers without end", 30,
            static _ => ServerScript.Empty.Write("HTTP/1.1 200 OK\r\n").Repeat($"X-Filling: {Filler[..1000]}\r\n"), ConnectionLost(), ConnectionLost())
        {
            MaxBytesSent = Slack,
        },
        new("events without end, and without a token", 30,
            static f => f.SendHead().SendRepeatedly(f.Sample.Events[0]), null, InvalidResponse(partial: ""))
        {
            Options = static options => options with { MaxStreamBytes = 1 << 20 },
            MaxBytesSent = Slack,
        },
        new("the start, then events without end", 30,
            static f => f.SendHead().Send(f.FirstParts).SendRepeatedly(f.Sample.FormatTextEvent("")),
            null, InvalidResponse(partial: SampleResponse.StartText))
        {
            Options = static options => options with { MaxStreamBytes = 1 << 20 },
            MaxBytesSent = Slack,
        },
        new("comments without end", 30,
            static f => f.SendHead().SendRepeatedly(": still here\n\n"), null, InvalidResponse())
        {
            Options = static options => options with { MaxStreamBytes = 8 << 20 },
            MaxBytesSent = (8 << 20) + Slack,
        },
    ];
}
