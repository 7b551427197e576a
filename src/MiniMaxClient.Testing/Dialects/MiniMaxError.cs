using System.Globalization;
using System.Text.Json;
using MiniMaxClient.Testing.Completions;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Dialects;

/// <summary>
/// Writes MiniMax's errors, which are the same in both of its APIs: Anthropic's envelope with the string <c>http_code</c>, and
/// the error code in parentheses at the end of the message.
/// </summary>
internal static class MiniMaxError
{
    /// <summary>Creates MiniMax's error for an invalid request, which resellers forward.</summary>
    public static ReplyContent.Error CreateInvalidParams(string problem) => new(400, $"invalid params, {problem} (2013)");

    public static void Write(Utf8JsonWriter writer, EmulatedCall call, ReplyContent.Error error, string type)
    {
        writer.WriteString("type", "error");
        writer.WriteStartObject("error");
        writer.WriteString("type", type);
        writer.WriteString("message", error.Code is { } code ? $"{error.Message} ({code})" : error.Message);
        writer.WriteString("http_code", error.Status.ToString(CultureInfo.InvariantCulture));
        writer.WriteEndObject();
        writer.WriteString("request_id", call.Id);
    }

    /// <summary>Returns the HTTP status that corresponds to an error code.</summary>
    public static int GetHttpStatus(int code) => code switch
    {
        1002 or 1041 or 2045 or 2056 => 429,
        1004 or 2049 => 401,
        // The statuses of 2054 and 2062, out of credits and no active plan, are assumed.
        1008 or 1028 or 1030 or 2054 or 2062 => 402,
        1026 or 1027 or 1039 or 1042 or 2013 => 400,
        2061 => 403,
        2064 => 529,
        _ => 500,
    };
}
