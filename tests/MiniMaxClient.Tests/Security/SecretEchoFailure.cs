using System.Text.Json;
using MiniMaxClient.Tests.Faults;

namespace MiniMaxClient.Tests.Security;

/// <summary>Represents a failure of a call; most have the key in the response.</summary>
internal static class SecretEchoFailure
{
    /// <summary>A key without the prefix of some providers' keys.</summary>
    public const string Key = "Zq7Xw9Kd3Rt5Yv1Bn8Lp2Hs6Fj4Gc0Mm";

    /// <summary>The failures that a server causes.</summary>
    public static readonly string[] ServerKinds =
    [
        "401 with the key everywhere", "401 with the start of the key", "400", "402", "403", "404", "429", "429 for days",
        "500 HTML", "503 plain", "redirect", "cut", "reset", "in band", "error event", "malformed", "HTML", "long event", "gzip that is none",
    ];

    /// <summary>All failures.</summary>
    public static readonly string[] AllKinds = [.. ServerKinds, "refused", "timeout", "certificate"];

    public static ServerScript CreateScript(string kind, FaultRequest request, SampleResponse sample)
    {
        bool isStream = request.Json.TryGetProperty("stream", out JsonElement stream) && stream.GetBoolean();
        bool isMessages = sample == SampleResponse.Anthropic;
        string error = isMessages
            ? $$$"""{"type":"error","error":{"type":"api_error","message":"Not for {{{Key}}}"},"request_id":"{{{Key}}}"}"""
            : $$$"""
            {"error":{"message":"Not for {{{Key}}}","code":"{{{Key}}}","type":"t-{{{Key}}}"},"requestId":"{{{Key}}}",
            "errors":{"key":["{{{Key}}}"]}}
            """;
        string quoting = $"X-Key: {Key}";
        return kind switch
        {
            "401 with the key everywhere" => Faults.ServerScript.Empty.Write(
                $"HTTP/1.1 401 {Key}\r\nContent-Type: application/json; key={Key}\r\nContent-Length: {error.Length}\r\n"
                + $"x-request-id: {Key}\r\nWWW-Authenticate: Bearer {Key}\r\nSet-Cookie: key={Key}\r\n{quoting}\r\n\r\n{error}"),
            "401 with the start of the key" => Faults.ServerScript.Json(
                401, $$"""{"error":{"message":"Incorrect API key provided: {{Key[..12]}}***."},"detail":"{{Key[..20]}}…"}"""),
            "400" => Faults.ServerScript.Json(400, error, quoting),
            "402" => Faults.ServerScript.Json(402, error, quoting),
            "403" => Faults.ServerScript.Json(403, error, quoting),
            "404" => Faults.ServerScript.Json(404, error, quoting),
            "429" => Faults.ServerScript.Json(429, error, quoting, "Retry-After: 0"),
            "429 for days" => Faults.ServerScript.Json(429, error, quoting, "Retry-After: 345600"),
            "500 HTML" => Faults.ServerScript.Respond(500, "text/html", $"<h1>Failed for {Key}</h1>", quoting),
            "503 plain" => Faults.ServerScript.Respond(503, "text/plain", $"Bearer {Key} {Key} Authorization={Key}", quoting),
            "redirect" => Faults.ServerScript.Respond(307, "text/html", Key, $"Location: https://{Key}.example/{Key}?key={Key}", quoting),
            "cut" => Faults.ServerScript.Head(200, GetContentType(isStream), Framing.FromLength(100_000), quoting).Send($"data: {error}\n").Reset(),
            "reset" => Faults.ServerScript.Empty.Reset(),
            "in band" => Faults.ServerScript.Json(200, isMessages ? error : $$$"""
                {"base_resp":{"status_code":1004,"status_msg":"login fail: {{{Key}}}"},"id":"{{{Key}}}"}
                """),
            "error event" => Faults.ServerScript.Stream([.. sample.FirstEvents, $"event: error\ndata: {error}\n\n"]),
            "malformed" when isStream => Faults.ServerScript.Stream([.. sample.FirstEvents, $"data: {{\"id\": {Key}}}\n\n"]),
            "malformed" => Faults.ServerScript.Json(200, $$"""{"id":"{{Key}}","choices":[{{{Key}}}]}"""),
            "HTML" => Faults.ServerScript.Respond(200, "text/html", $"<html>{Key}</html>", quoting),
            "long event" => Faults.ServerScript.Stream($"data: {Key}{new string('x', 20_000)}\n\n"),
            "gzip that is none" => Faults.ServerScript.Respond(200, GetContentType(isStream), $"xx{Key}", "Content-Encoding: gzip"),
            "timeout" => Faults.ServerScript.Empty.WaitForClientClose(),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such failure."),
        };
    }

    private static string GetContentType(bool isStream) => isStream ? "text/event-stream" : "application/json";
}
