using System.Globalization;
using static MiniMaxClient.Tests.Faults.Outcome;

namespace MiniMaxClient.Tests.Faults;

internal static partial class FaultTable
{
    private const string FourDays = "345600";

    /// <summary>Successful responses in another format than the protocol.</summary>
    private static FaultRow[] CreateFormatRows() =>
    [
        new("201", 5, static f => f.RespondSuccessfully(201), Completed(status: 201), Completed(status: 201)),
        new("204", 5, static _ => ServerScript.Empty.Write("HTTP/1.1 204 No Content\r\n\r\n"), InvalidResponse(204), InvalidResponse(204)),
        new("200 without a body", 5, static _ => ServerScript.Json(200, ""), InvalidResponse(), InvalidResponse()),
        new("200 with HTML", 5,
            static _ => ServerScript.Respond(200, "text/html", "<!DOCTYPE html><html>Sign in</html>"), InvalidResponse(), InvalidResponse()),
        new("200 with HTML and the expected content type", 5,
            static f => f.SendHead().Send("<!DOCTYPE html>\n<html>Sign in</html>\n").End(), InvalidResponse(), InvalidResponse()),
        new("200 with text", 5, static _ => ServerScript.Respond(200, "text/plain", "OK"), InvalidResponse(), InvalidResponse()),
        new("200 with an array", 5, static _ => ServerScript.Json(200, "[]"), InvalidResponse(), InvalidResponse()),
        new("gzip", 5,
            static f => f.SendHead(null, "Content-Encoding: gzip").Send(FaultCall.Compress(f.AllParts)).End(), Completed(), Completed()),
        new("invalid gzip", 5,
            static f => f.SendHead(null, "Content-Encoding: gzip").Send(f.AllParts).End(), InvalidResponse(), InvalidResponse()),
        new("an unknown content encoding", 5,
            static f => f.SendHead(null, "Content-Encoding: zstd-9").Send(f.AllParts).End(), InvalidResponse(), InvalidResponse()),
        new("a non-streaming response to any request", 5, static f => ServerScript.Json(200, f.Sample.Body), null, Completed()),
    ];

    /// <summary>Error statuses.</summary>
    private static FaultRow[] CreateStatusRows() =>
    [
        .. ((int[])[301, 302, 303, 307, 308]).Select(static status => new FaultRow($"{status} to another server", 5,
            f => ServerScript.Respond(status, "text/html", "Moved", $"Location: {f.OtherServer}v1/chat/completions"),
            InvalidResponse(status), InvalidResponse(status))),
        CreateFinalErrorRow<MiniMaxInvalidRequestException>(400, "wrong"),
        CreateFinalErrorRow<MiniMaxAuthenticationException>(401, $"Invalid API key: {FaultCall.Key}"),
        CreateFinalErrorRow<MiniMaxInsufficientCreditsException>(402, "Pay first"),
        CreateFinalErrorRow<MiniMaxPermissionException>(403, "No such model for you"),
        CreateFinalErrorRow<MiniMaxInsufficientCreditsException>(403, "You've run out of credits. Please top up your balance"),
        CreateFinalErrorRow<MiniMaxNotFoundException>(404, "No such model"),
        CreateFinalErrorRow<MiniMaxInvalidRequestException>(413, "Too large"),
        CreateFinalErrorRow<MiniMaxInvalidRequestException>(422, "wrong"),
        CreateTransientErrorRow<MiniMaxServerException>(408, "Too slow"),
        CreateTransientErrorRow<MiniMaxServerException>(500, "It went wrong"),
        CreateTransientErrorRow<MiniMaxServerException>(502, "Bad gateway"),
        CreateTransientErrorRow<MiniMaxServerException>(503, "Down"),
        CreateTransientErrorRow<MiniMaxServerException>(504, "Upstream too slow"),
        CreateTransientErrorRow<MiniMaxServerException>(529, "Overloaded"),
        new("500, then success", 5,
            static f => f.Attempt == 0 ? FaultCall.RespondWithError(500, "It went wrong") : f.RespondSuccessfully(),
            Completed(attempts: 2), Completed(attempts: 2)),
        new("500 and a reset, then 529, then success", 5,
            static f => f.Attempt switch
            {
                0 => ServerScript.Head(500, "text/html", Framing.FromLength(1000)).Send("<html>").Reset(),
                1 => FaultCall.RespondWithError(529, "Overloaded"),
                _ => f.RespondSuccessfully(),
            },
            Completed(attempts: 3), Completed(attempts: 3)),
        new("502 with a proxy's page", 5,
            static _ => ServerScript.Respond(502, "text/html", "<html><h1>502 Bad Gateway</h1></html>"),
            TransientError<MiniMaxServerException>(502), TransientError<MiniMaxServerException>(502)),
        new("500, cut in its body", 5,
            static _ => ServerScript.Head(500, "application/json", Framing.FromLength(1000)).Send("{\"error\":").Reset(),
            TransientError<MiniMaxServerException>(500), TransientError<MiniMaxServerException>(500)),
    ];

    /// <summary>Retry delays of a provider, in each format.</summary>
    private static FaultRow[] CreateRetryAfterRows() =>
    [
        CreateRetryAfterRow("no Retry-After", null),
        CreateRetryAfterRow("Retry-After: 0", TimeSpan.Zero, "Retry-After: 0"),
        CreateRetryAfterRow("Retry-After: 1", TimeSpan.FromSeconds(1), "Retry-After: 1"),
        CreateRetryAfterRow("Retry-After: 0.25", TimeSpan.FromSeconds(0.25), "Retry-After: 0.25"),
        CreateRetryAfterRow("Retry-After: 30, the longest accepted delay", TimeSpan.FromSeconds(30), "Retry-After: 30"),
        CreateRetryAfterRow("Retry-After: 31", TimeSpan.FromSeconds(31), "Retry-After: 31", attempts: 1),
        CreateRetryAfterRow("Retry-After of four days", TimeSpan.FromDays(4), "Retry-After: " + FourDays, attempts: 1),
        CreateRetryAfterRow("Retry-After of garbage", null, "Retry-After: soon"),
        CreateRetryAfterRow("Retry-After: -5", null, "Retry-After: -5"),
        CreateRetryAfterRow("Retry-After of nothing", null, "Retry-After: "),
        CreateRetryAfterDateRow("Retry-After with a date", TimeSpan.FromSeconds(10), attempts: 3),
        CreateRetryAfterDateRow("Retry-After with a date in four days", TimeSpan.FromDays(4), attempts: 1),
        CreateRetryAfterDateRow("Retry-After with a past date", TimeSpan.FromSeconds(-10), attempts: 3),
        new("429 with retry_after in the body", 5,
            static _ => ServerScript.Json(429, """{"status":"error","message":"Rate limit exceeded","retry_after":2}"""),
            ExpectRateLimit(TimeSpan.FromSeconds(2)), ExpectRateLimit(TimeSpan.FromSeconds(2))),
        new("429 with retry_after of four days in the body", 5,
            static _ => ServerScript.Json(429, $$$"""{"error":{"message":"Rate limit exceeded","retry_after":{{{FourDays}}}}}"""),
            ExpectRateLimit(TimeSpan.FromDays(4), attempts: 1), ExpectRateLimit(TimeSpan.FromDays(4), attempts: 1)),
        new("429 with Retry-After, then success", 5,
            static f => f.Attempt == 0 ? FaultCall.RespondWithError(429, "Slow down", "Retry-After: 3") : f.RespondSuccessfully(),
            Completed(attempts: 2) with { RetryAfter = TimeSpan.FromSeconds(3) },
            Completed(attempts: 2) with { RetryAfter = TimeSpan.FromSeconds(3) }),
        new("503 with Retry-After", 5,
            static _ => FaultCall.RespondWithError(503, "Down", "Retry-After: 7"),
            TransientError<MiniMaxServerException>(503) with { RetryAfter = TimeSpan.FromSeconds(7) },
            TransientError<MiniMaxServerException>(503) with { RetryAfter = TimeSpan.FromSeconds(7) }),
    ];

    /// <summary>Errors with HTTP 200 and in the middle of a stream.</summary>
    private static FaultRow[] CreateInBandErrorRows() =>
    [
        CreateInBandRow("base_resp 1002", BaseResponse(1002, "rate limit"), TransientError<MiniMaxRateLimitException>(200)),
        CreateInBandRow("base_resp 1008", BaseResponse(1008, "insufficient balance"), FinalError<MiniMaxInsufficientCreditsException>(200)),
        CreateInBandRow("base_resp 2013", BaseResponse(2013, "invalid params"), FinalError<MiniMaxInvalidRequestException>(200)),
        CreateInBandRow("base_resp 1033", BaseResponse(1033, "system error"), TransientError<MiniMaxServerException>(200)),
        CreateInBandRow("an error object",
            """{"error":{"message":"Overloaded","type":"overloaded_error"}}""", TransientError<MiniMaxServerException>(200)),
        // An error without a code is not documented, so it is not retried.
        CreateInBandRow("a textual status", """{"status":"error","message":"It is as it is"}""", FinalError<MiniMaxServerException>(200)),
        new("base_resp 1002 as the body of a stream", 5,
            static _ => ServerScript.Json(200, BaseResponse(1002, "rate limit")), null, TransientError<MiniMaxRateLimitException>(200)),
        new("an error event before any other", 5,
            static f => f.SendHead().Send(ErrorEvent).End(), null, TransientError<MiniMaxServerException>(200)),
        new("an error event in the middle", 5,
            static f => f.SendHead().Send(f.FirstParts).Send(ErrorEvent).End(), null,
            TransientError<MiniMaxServerException>(200, attempts: 1) with { PartialText = SampleResponse.StartText }),
        new("an error event in the middle, connection open", 5,
            static f => f.SendHead().Send(f.FirstParts).Send(ErrorEvent).WaitForClientClose(), null,
            TransientError<MiniMaxServerException>(200, attempts: 1) with { PartialText = SampleResponse.StartText }),
        new("base_resp 1002 in the middle", 5,
            static f => f.SendHead().Send(f.FirstParts).Send($"data: {BaseResponse(1002, "rate limit")}\n\n").End(), null,
            TransientError<MiniMaxRateLimitException>(200, attempts: 1) with { PartialText = SampleResponse.StartText }),
        new("an event in the middle that is no JSON", 5,
            static f => f.SendHead().Send(f.FirstParts).Send("data: {\"choices\":[{]}\n\n").End(), null,
            InvalidResponse(partial: SampleResponse.StartText)),
    ];

    private const string ErrorEvent =
        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n";

    private static string BaseResponse(int code, string message) =>
        $$$"""{"id":"1","choices":null,"base_resp":{"status_code":{{{code}}},"status_msg":"{{{message}}}"}}""";

    private static FaultRow CreateFinalErrorRow<T>(int status, string message)
        where T : MiniMaxException =>
        new($"{status}: {message}", 5, _ => FaultCall.RespondWithError(status, message), FinalError<T>(status), FinalError<T>(status));

    private static FaultRow CreateTransientErrorRow<T>(int status, string message)
        where T : MiniMaxException =>
        new($"{status}: {message}", 5, _ => FaultCall.RespondWithError(status, message), TransientError<T>(status), TransientError<T>(status));

    private static FaultRow CreateInBandRow(string fault, string json, Outcome outcome) =>
        new($"{fault} under HTTP 200", 5, f => f.RespondInBand(json), outcome, outcome);

    private static FaultRow CreateRetryAfterRow(string fault, TimeSpan? wait, string? header = null, int attempts = 3) => new(
        $"429, {fault}", 5, _ => FaultCall.RespondWithError(429, "Slow down", header is null ? [] : [header]),
        ExpectRateLimit(wait, attempts), ExpectRateLimit(wait, attempts));

    private static FaultRow CreateRetryAfterDateRow(string fault, TimeSpan wait, int attempts)
    {
        Outcome outcome = ExpectRateLimit(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, attempts);
        return new(
            $"429, {fault}", 5,
            f => FaultCall.RespondWithError(429, "Slow down", "Retry-After: " + (f.Now + wait).ToString("R", CultureInfo.InvariantCulture)),
            outcome, outcome);
    }

    private static Outcome ExpectRateLimit(TimeSpan? wait, int attempts = 3) =>
        TransientError<MiniMaxRateLimitException>(429, attempts) with { RetryAfter = wait };
}
