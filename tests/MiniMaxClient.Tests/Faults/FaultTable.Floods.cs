using static MiniMaxClient.Tests.Faults.Outcome;

namespace MiniMaxClient.Tests.Faults;

internal static partial class FaultTable
{
    private const int Block = 64 * 1024;
    private const int Length = 500_000_000;
    private const string LineStart = "data: {\"id\":\"";

    // What the system and the handler take in beyond what the client reads.
    private const long Slack = 64 << 20;

    private static readonly string Filling = new('x', Block);

    /// <summary>Answers that are too long, or never end; what comes of them is bounded.</summary>
    private static FaultRow[] Floods() =>
    [
        new("500 MB", 30,
            static f => f.Head(Framing.Length(Length)).SendRepeatedly(Filling, Length / Block).UntilClientLeaves(),
            Unreadable(), null)
        {
            MostSent = (64 << 20) + Slack,
        },
        new("500 MB in one line", 30,
            static f => f.Head(Framing.Length(Length)).Send(LineStart).SendRepeatedly(Filling, Length / Block).UntilClientLeaves(),
            null, Unreadable())
        {
            MostSent = (16 << 20) + Slack,
        },
        new("a line without end", 30,
            static f => f.Head().Send(f.Start).Send(LineStart).SendRepeatedly(Filling),
            Unreadable(), Unreadable(partial: SampleAnswer.StartText))
        {
            Options = static options => options with { MaxResponseBytes = 8 << 20 },
            MostSent = (16 << 20) + Slack,
        },
        new("an event of lines without end", 30,
            static f => f.Head().SendRepeatedly($"data: {Filling}\n"), null, Unreadable())
        {
            MostSent = (16 << 20) + Slack,
        },
        new("a body without end in place of a stream", 30,
            static _ => Script.Head(200, "application/json", Framing.Chunked).Send("{").SendRepeatedly(Filling),
            null, Unreadable())
        {
            Options = static options => options with { MaxResponseBytes = 8 << 20 },
            MostSent = (8 << 20) + Slack,
        },
        new("500 with a body without end", 30,
            static _ => Script.Head(500, "text/html", Framing.Chunked).SendRepeatedly(Filling),
            Failing<MiniMaxServerException>(500), Failing<MiniMaxServerException>(500))
        {
            MostSent = Slack,
        },
        new("headers without end", 30,
            static _ => Script.Empty.Write("HTTP/1.1 200 OK\r\n").Repeat($"X-Filling: {Filling[..1000]}\r\n"), Lost(), Lost())
        {
            MostSent = Slack,
        },
        new("events without end, and without a token", 30,
            static f => f.Head().SendRepeatedly(f.Answer.Events[0]), null, Unreadable(partial: ""))
        {
            Options = static options => options with { MaxStreamBytes = 1 << 20 },
            MostSent = Slack,
        },
        new("the start, then events without end", 30,
            static f => f.Head().Send(f.Start).SendRepeatedly(f.Answer.Token("")),
            null, Unreadable(partial: SampleAnswer.StartText))
        {
            Options = static options => options with { MaxStreamBytes = 1 << 20 },
            MostSent = Slack,
        },
        new("comments without end", 30,
            static f => f.Head().SendRepeatedly(": still here\n\n"), null, Unreadable())
        {
            Options = static options => options with { MaxStreamBytes = 8 << 20 },
            MostSent = (8 << 20) + Slack,
        },
    ];
}
