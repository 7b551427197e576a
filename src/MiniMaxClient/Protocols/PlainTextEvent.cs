namespace MiniMaxClient.Protocols;

/// <summary>Classifies events of a stream whose data is plain text instead of JSON.</summary>
internal static class PlainTextEvent
{
    private static readonly string[] KeepAliveWords = ["ping", "pong", "heartbeat", "keepalive", "keep-alive"];

    /// <summary>
    /// Determines whether an event only keeps the connection alive: <c>data: : OPENROUTER PROCESSING</c>, <c>event: ping</c>.
    /// </summary>
    public static bool IsKeepAlive(string eventType, ReadOnlySpan<byte> data)
    {
        data = data.Trim(" \t\r\n"u8);
        return data.IsEmpty || data[0] == ':' || IsKeepAlive(eventType) || IsKeepAlive(DecodeStart(data));
    }

    /// <summary>
    /// Determines whether an event is an error: <c>data: error: engine out of memory</c>, or any <c>event: error</c>.
    /// </summary>
    public static bool IsError(string eventType, ReadOnlySpan<byte> data) =>
        eventType == "error" || DecodeStart(data.TrimStart(" \t\r\n"u8)).StartsWith("error:", StringComparison.OrdinalIgnoreCase);

    /// <summary>Determines whether data is plain text, as opposed to malformed JSON.</summary>
    public static bool IsPlainText(ReadOnlySpan<byte> data)
    {
        data = data.TrimStart(" \t\r\n"u8);
        return !data.StartsWith("{"u8) && !data.StartsWith("["u8);
    }

    private static bool IsKeepAlive(string word) => KeepAliveWords.Contains(word, StringComparer.OrdinalIgnoreCase);

    private static string DecodeStart(ReadOnlySpan<byte> data) =>
        System.Text.Encoding.UTF8.GetString(data.Slice(0, Math.Min(data.Length, 16)));
}
