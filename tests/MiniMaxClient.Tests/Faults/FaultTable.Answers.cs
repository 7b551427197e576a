using System.Globalization;
using static MiniMaxClient.Tests.Faults.Outcome;

namespace MiniMaxClient.Tests.Faults;

internal static partial class FaultTable
{
    private const string FourDays = "345600";

    private static readonly int[] Redirects = [301, 302, 303, 307, 308];

    /// <summary>Answers with a good status that are in another form than the protocol's, or in none.</summary>
    private static FaultRow[] Forms() =>
    [
        new("201", 5, static f => f.Good(201), Answer(status: 201), Answer(status: 201)),
        new("204", 5, static _ => Script.Empty.Write("HTTP/1.1 204 No Content\r\n\r\n"), Unreadable(204), Unreadable(204)),
        new("200 without a body", 5, static _ => Script.Json(200, ""), Unreadable(), Unreadable()),
        new("200 with HTML", 5,
            static _ => Script.Whole(200, "text/html", "<!DOCTYPE html><html>Sign in</html>"), Unreadable(), Unreadable()),
        new("200 with HTML under the right name", 5,
            static f => f.Head().Send("<!DOCTYPE html>\n<html>Sign in</html>\n").End(), Unreadable(), Unreadable()),
        new("200 with text", 5, static _ => Script.Whole(200, "text/plain", "OK"), Unreadable(), Unreadable()),
        new("200 with an array", 5, static _ => Script.Json(200, "[]"), Unreadable(), Unreadable()),
        new("gzip", 5,
            static f => f.Head(null, "Content-Encoding: gzip").Send(FaultCall.Gzip(f.Whole)).End(), Answer(), Answer()),
        new("gzip that is none", 5,
            static f => f.Head(null, "Content-Encoding: gzip").Send(f.Whole).End(), Unreadable(), Unreadable()),
        new("a compression that nobody knows", 5,
            static f => f.Head(null, "Content-Encoding: zstd-9").Send(f.Whole).End(), Unreadable(), Unreadable()),
        new("a plain answer to any request", 5, static f => Script.Json(200, f.Answer.Plain), null, Answer()),
    ];

    /// <summary>Statuses that tell their kind of failure.</summary>
    private static FaultRow[] Statuses() =>
    [
        .. Redirects.Select(static status => new FaultRow($"{status} to another server", 5,
            f => Script.Whole(status, "text/html", "Moved", $"Location: {f.Elsewhere}v1/chat/completions"),
            Unreadable(status), Unreadable(status))),
        Refusal<MiniMaxInvalidRequestException>(400, "wrong"),
        Refusal<MiniMaxAuthenticationException>(401, $"Invalid API key: {FaultCall.Key}"),
        Refusal<MiniMaxInsufficientCreditsException>(402, "Pay first"),
        Refusal<MiniMaxPermissionException>(403, "No such model for you"),
        Refusal<MiniMaxInsufficientCreditsException>(403, "You've run out of credits. Please top up your balance"),
        Refusal<MiniMaxNotFoundException>(404, "No such model"),
        Refusal<MiniMaxInvalidRequestException>(413, "Too large"),
        Refusal<MiniMaxInvalidRequestException>(422, "wrong"),
        Failure<MiniMaxServerException>(408, "Too slow"),
        Failure<MiniMaxServerException>(500, "It went wrong"),
        Failure<MiniMaxServerException>(502, "Bad gateway"),
        Failure<MiniMaxServerException>(503, "Down"),
        Failure<MiniMaxServerException>(504, "Upstream too slow"),
        Failure<MiniMaxServerException>(529, "Overloaded"),
        new("500, then well", 5,
            static f => f.Attempt == 0 ? FaultCall.Error(500, "It went wrong") : f.Good(),
            Answer(attempts: 2), Answer(attempts: 2)),
        new("500 and a reset, then 529, then well", 5,
            static f => f.Attempt switch
            {
                0 => Script.Head(500, "text/html", Framing.Length(1000)).Send("<html>").Reset(),
                1 => FaultCall.Error(529, "Overloaded"),
                _ => f.Good(),
            },
            Answer(attempts: 3), Answer(attempts: 3)),
        new("502 with a proxy's page", 5,
            static _ => Script.Whole(502, "text/html", "<html><h1>502 Bad Gateway</h1></html>"),
            Failing<MiniMaxServerException>(502), Failing<MiniMaxServerException>(502)),
        new("500, cut in its body", 5,
            static _ => Script.Head(500, "application/json", Framing.Length(1000)).Send("{\"error\":").Reset(),
            Failing<MiniMaxServerException>(500), Failing<MiniMaxServerException>(500)),
    ];

    /// <summary>Waits that a provider asks for, in each form.</summary>
    private static FaultRow[] Waits() =>
    [
        Wait("no Retry-After", null),
        Wait("Retry-After: 0", TimeSpan.Zero, "Retry-After: 0"),
        Wait("Retry-After: 1", TimeSpan.FromSeconds(1), "Retry-After: 1"),
        Wait("Retry-After: 0.25", TimeSpan.FromSeconds(0.25), "Retry-After: 0.25"),
        Wait("Retry-After: 30, the most that is waited", TimeSpan.FromSeconds(30), "Retry-After: 30"),
        Wait("Retry-After: 31", TimeSpan.FromSeconds(31), "Retry-After: 31", attempts: 1),
        Wait("Retry-After of four days", TimeSpan.FromDays(4), "Retry-After: " + FourDays, attempts: 1),
        Wait("Retry-After of garbage", null, "Retry-After: soon"),
        Wait("Retry-After: -5", null, "Retry-After: -5"),
        Wait("Retry-After of nothing", null, "Retry-After: "),
        WaitUntil("Retry-After with a date", TimeSpan.FromSeconds(10), attempts: 3),
        WaitUntil("Retry-After with a date in four days", TimeSpan.FromDays(4), attempts: 1),
        WaitUntil("Retry-After with a date that is over", TimeSpan.FromSeconds(-10), attempts: 3),
        new("429 with retry_after in the body", 5,
            static _ => Script.Json(429, """{"status":"error","message":"Rate limit exceeded","retry_after":2}"""),
            Limited(TimeSpan.FromSeconds(2)), Limited(TimeSpan.FromSeconds(2))),
        new("429 with retry_after of four days in the body", 5,
            static _ => Script.Json(429, $$$"""{"error":{"message":"Rate limit exceeded","retry_after":{{{FourDays}}}}}"""),
            Limited(TimeSpan.FromDays(4), attempts: 1), Limited(TimeSpan.FromDays(4), attempts: 1)),
        new("429 with Retry-After, then well", 5,
            static f => f.Attempt == 0 ? FaultCall.Error(429, "Slow down", "Retry-After: 3") : f.Good(),
            Answer(attempts: 2) with { RetryAfter = TimeSpan.FromSeconds(3) },
            Answer(attempts: 2) with { RetryAfter = TimeSpan.FromSeconds(3) }),
        new("503 with Retry-After", 5,
            static _ => FaultCall.Error(503, "Down", "Retry-After: 7"),
            Failing<MiniMaxServerException>(503) with { RetryAfter = TimeSpan.FromSeconds(7) },
            Failing<MiniMaxServerException>(503) with { RetryAfter = TimeSpan.FromSeconds(7) }),
    ];

    /// <summary>Errors under HTTP 200, and in the middle of a stream.</summary>
    private static FaultRow[] InBandErrors() =>
    [
        InBand("base_resp 1002", BaseResponse(1002, "rate limit"), Failing<MiniMaxRateLimitException>(200)),
        InBand("base_resp 1008", BaseResponse(1008, "insufficient balance"), Refused<MiniMaxInsufficientCreditsException>(200)),
        InBand("base_resp 2013", BaseResponse(2013, "invalid params"), Refused<MiniMaxInvalidRequestException>(200)),
        InBand("base_resp 1033", BaseResponse(1033, "system error"), Failing<MiniMaxServerException>(200)),
        InBand("an error object",
            """{"error":{"message":"Overloaded","type":"overloaded_error"}}""", Failing<MiniMaxServerException>(200)),
        // Nobody explains what has no code, so that it is not sent again.
        InBand("a status in words", """{"status":"error","message":"It is as it is"}""", Refused<MiniMaxServerException>(200)),
        new("base_resp 1002 as the body of a stream", 5,
            static _ => Script.Json(200, BaseResponse(1002, "rate limit")), null, Failing<MiniMaxRateLimitException>(200)),
        new("an error event before any other", 5,
            static f => f.Head().Send(ErrorEvent).End(), null, Failing<MiniMaxServerException>(200)),
        new("an error event in the middle", 5,
            static f => f.Head().Send(f.Start).Send(ErrorEvent).End(), null,
            Failing<MiniMaxServerException>(200, attempts: 1) with { Partial = SampleAnswer.StartText }),
        new("an error event in the middle, and left open", 5,
            static f => f.Head().Send(f.Start).Send(ErrorEvent).UntilClientLeaves(), null,
            Failing<MiniMaxServerException>(200, attempts: 1) with { Partial = SampleAnswer.StartText }),
        new("base_resp 1002 in the middle", 5,
            static f => f.Head().Send(f.Start).Send($"data: {BaseResponse(1002, "rate limit")}\n\n").End(), null,
            Failing<MiniMaxRateLimitException>(200, attempts: 1) with { Partial = SampleAnswer.StartText }),
        new("an event in the middle that is no JSON", 5,
            static f => f.Head().Send(f.Start).Send("data: {\"choices\":[{]}\n\n").End(), null,
            Unreadable(partial: SampleAnswer.StartText)),
    ];

    private const string ErrorEvent =
        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n";

    private static string BaseResponse(int code, string message) =>
        $$$"""{"id":"1","choices":null,"base_resp":{"status_code":{{{code}}},"status_msg":"{{{message}}}"}}""";

    private static FaultRow Refusal<T>(int status, string message)
        where T : MiniMaxException =>
        new($"{status}: {message}", 5, _ => FaultCall.Error(status, message), Refused<T>(status), Refused<T>(status));

    private static FaultRow Failure<T>(int status, string message)
        where T : MiniMaxException =>
        new($"{status}: {message}", 5, _ => FaultCall.Error(status, message), Failing<T>(status), Failing<T>(status));

    private static FaultRow InBand(string fault, string json, Outcome outcome) =>
        new($"{fault} under HTTP 200", 5, f => f.InBand(json), outcome, outcome);

    private static FaultRow Wait(string fault, TimeSpan? wait, string? header = null, int attempts = 3) => new(
        $"429, {fault}", 5, _ => FaultCall.Error(429, "Slow down", header is null ? [] : [header]),
        Limited(wait, attempts), Limited(wait, attempts));

    private static FaultRow WaitUntil(string fault, TimeSpan wait, int attempts)
    {
        Outcome outcome = Limited(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, attempts);
        return new(
            $"429, {fault}", 5,
            f => FaultCall.Error(429, "Slow down", "Retry-After: " + (f.Now + wait).ToString("R", CultureInfo.InvariantCulture)),
            outcome, outcome);
    }

    private static Outcome Limited(TimeSpan? wait, int attempts = 3) =>
        Failing<MiniMaxRateLimitException>(429, attempts) with { RetryAfter = wait };
}
