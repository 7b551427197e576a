using System.Text;

namespace MiniMaxClient.Testing.Serving;

/// <summary>Formats server-sent events.</summary>
internal sealed record SseFormat
{
    public string Newline { get; init; } = "\n";
    public bool EndsWithDone { get; init; } = true;

    /// <summary>Gets the number of characters of text in a delta.</summary>
    public int ChunkSize { get; init; } = 20;

    /// <summary>Creates a stream in OpenAI's format: events without names, and <c>[DONE]</c>.</summary>
    public EmulatorResponse CreateStreamResponse(IEnumerable<byte[]> data, string? comment = null)
    {
        IEnumerable<byte[]> events = EndsWithDone ? data.Append("[DONE]"u8.ToArray()) : data;
        return CreateStreamResponse(events.Select(static item => (default(string), item)), comment);
    }

    /// <summary>Creates a stream in Anthropic's format: events with names, and no <c>[DONE]</c>.</summary>
    public EmulatorResponse CreateStreamResponse(IEnumerable<(string? Name, byte[] Data)> events, string? comment = null) =>
        new(200, "text/event-stream; charset=utf-8", [.. events.Select(item => FormatEvent(item.Name, item.Data))])
        {
            IsStream = true,
            Preamble = comment is null ? default : Encoding.UTF8.GetBytes($": {comment}{Newline}{Newline}"),
        };

    private ReadOnlyMemory<byte> FormatEvent(string? name, byte[] data)
    {
        byte[] start = Encoding.UTF8.GetBytes(name is null ? "data: " : $"event: {name}{Newline}data: ");
        byte[] end = Encoding.UTF8.GetBytes(Newline + Newline);
        return (byte[])[.. start, .. data, .. end];
    }
}
