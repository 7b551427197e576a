using System.Text.Json;
using MiniMaxClient.Tests.Faults;

namespace MiniMaxClient.Tests.Security;

/// <summary>A way in which a call fails, most of them with the key in what the server says.</summary>
internal static class LeakyFailure
{
    /// <summary>A key without the prefix by which some keys can be told.</summary>
    public const string Key = "Zq7Xw9Kd3Rt5Yv1Bn8Lp2Hs6Fj4Gc0Mm";

    /// <summary>Those that a server makes.</summary>
    public static readonly string[] OfServers =
    [
        "401 with the key everywhere", "401 with the start of the key", "400", "402", "403", "404", "429", "429 for days",
        "500 HTML", "503 plain", "redirect", "cut", "reset", "in band", "error event", "malformed", "HTML", "long event", "gzip that is none",
    ];

    /// <summary>All of them.</summary>
    public static readonly string[] All = [.. OfServers, "refused", "timeout", "certificate"];

    public static Script Script(string kind, FaultRequest request, SampleAnswer answer)
    {
        bool isStream = request.Json.TryGetProperty("stream", out JsonElement stream) && stream.GetBoolean();
        bool isMessages = answer == SampleAnswer.Anthropic;
        string error = isMessages
            ? $$$"""{"type":"error","error":{"type":"api_error","message":"Not for {{{Key}}}"},"request_id":"{{{Key}}}"}"""
            : $$$"""
            {"error":{"message":"Not for {{{Key}}}","code":"{{{Key}}}","type":"t-{{{Key}}}"},"requestId":"{{{Key}}}",
            "errors":{"key":["{{{Key}}}"]}}
            """;
        string quoting = $"X-Key: {Key}";
        return kind switch
        {
            "401 with the key everywhere" => Faults.Script.Empty.Write(
                $"HTTP/1.1 401 {Key}\r\nContent-Type: application/json; key={Key}\r\nContent-Length: {error.Length}\r\n"
                + $"x-request-id: {Key}\r\nWWW-Authenticate: Bearer {Key}\r\nSet-Cookie: key={Key}\r\n{quoting}\r\n\r\n{error}"),
            "401 with the start of the key" => Faults.Script.Json(
                401, $$"""{"error":{"message":"Incorrect API key provided: {{Key[..12]}}***."},"detail":"{{Key[..20]}}…"}"""),
            "400" => Faults.Script.Json(400, error, quoting),
            "402" => Faults.Script.Json(402, error, quoting),
            "403" => Faults.Script.Json(403, error, quoting),
            "404" => Faults.Script.Json(404, error, quoting),
            "429" => Faults.Script.Json(429, error, quoting, "Retry-After: 0"),
            "429 for days" => Faults.Script.Json(429, error, quoting, "Retry-After: 345600"),
            "500 HTML" => Faults.Script.Whole(500, "text/html", $"<h1>Failed for {Key}</h1>", quoting),
            "503 plain" => Faults.Script.Whole(503, "text/plain", $"Bearer {Key} {Key} Authorization={Key}", quoting),
            "redirect" => Faults.Script.Whole(307, "text/html", Key, $"Location: https://{Key}.example/{Key}?key={Key}", quoting),
            "cut" => Faults.Script.Head(200, Type(isStream), Framing.Length(100_000), quoting).Send($"data: {error}\n").Reset(),
            "reset" => Faults.Script.Empty.Reset(),
            "in band" => Faults.Script.Json(200, isMessages ? error : $$$"""
                {"base_resp":{"status_code":1004,"status_msg":"login fail: {{{Key}}}"},"id":"{{{Key}}}"}
                """),
            "error event" => Faults.Script.Stream([.. answer.Start, $"event: error\ndata: {error}\n\n"]),
            "malformed" when isStream => Faults.Script.Stream([.. answer.Start, $"data: {{\"id\": {Key}}}\n\n"]),
            "malformed" => Faults.Script.Json(200, $$"""{"id":"{{Key}}","choices":[{{{Key}}}]}"""),
            "HTML" => Faults.Script.Whole(200, "text/html", $"<html>{Key}</html>", quoting),
            "long event" => Faults.Script.Stream($"data: {Key}{new string('x', 20_000)}\n\n"),
            "gzip that is none" => Faults.Script.Whole(200, Type(isStream), $"xx{Key}", "Content-Encoding: gzip"),
            "timeout" => Faults.Script.Empty.UntilClientLeaves(),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such failure."),
        };
    }

    private static string Type(bool isStream) => isStream ? "text/event-stream" : "application/json";
}
