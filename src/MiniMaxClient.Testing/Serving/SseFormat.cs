using System.Text;

namespace MiniMaxClient.Testing.Serving;

/// <summary>How server-sent events are written.</summary>
internal sealed record SseFormat
{
    public string Newline { get; init; } = "\n";
    public bool EndsWithDone { get; init; } = true;

    /// <summary>The characters of text in a delta.</summary>
    public int ChunkSize { get; init; } = 20;

    /// <summary>Events without names, as OpenAI's streams have them, and <c>[DONE]</c>.</summary>
    public EmulatorResponse CreateStreamResponse(IEnumerable<byte[]> data, string? comment = null) =>
        CreateStreamResponse(
            (EndsWithDone ? data.Append("[DONE]"u8.ToArray()) : data).Select(one => (default(string), one)), comment);

    /// <summary>Events with names, as Anthropic's streams have them; there is no <c>[DONE]</c>.</summary>
    public EmulatorResponse CreateStreamResponse(IEnumerable<(string? Name, byte[] Data)> events, string? comment = null) =>
        new(200, "text/event-stream; charset=utf-8", [.. events.Select(one => FormatEvent(one.Name, one.Data))])
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
