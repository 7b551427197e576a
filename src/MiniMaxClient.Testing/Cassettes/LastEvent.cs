using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Testing.Cassettes;

/// <summary>Determines whether a stream ends with the last event of a protocol.</summary>
internal static class LastEvent
{
    // The last event of both protocols is short.
    private const int MaxLength = 1000;

    /// <summary>Determines whether a body ends with <c>[DONE]</c> or <c>message_stop</c>.</summary>
    public static bool IsEndOf(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty || body[^1] is not ((byte)'\n' or (byte)'\r'))
            return false;
        string end = Encoding.UTF8.GetString(body[Math.Max(0, body.Length - MaxLength)..]).ReplaceLineEndings("\n").TrimEnd('\n');
        string lastEvent = end[(end.LastIndexOf("\n\n", StringComparison.Ordinal) is >= 0 and var index ? index + 2 : 0)..];
        return lastEvent.Split('\n')
            .Any(static line => line.Split(':', 2) is [var name, var value] && IsLast(name, value.Trim()));
    }

    private static bool IsLast(string name, string value) => name switch
    {
        "event" => value == "message_stop",
        "data" => value == "[DONE]" || GetEventType(value) == "message_stop",
        _ => false,
    };

    private static string? GetEventType(string data)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(data);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String
                ? type.GetString()
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
