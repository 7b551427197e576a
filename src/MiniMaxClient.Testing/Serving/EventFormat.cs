using System.Text;

namespace MiniMaxClient.Testing.Serving;

/// <summary>How server-sent events are written.</summary>
internal sealed record EventFormat
{
    public string Newline { get; init; } = "\n";
    public bool EndsWithDone { get; init; } = true;

    /// <summary>The characters of text in a delta.</summary>
    public int ChunkSize { get; init; } = 20;

    public Response Stream(IEnumerable<byte[]> data, string? comment = null)
    {
        IEnumerable<byte[]> all = EndsWithDone ? data.Append("[DONE]"u8.ToArray()) : data;
        ReadOnlyMemory<byte>[] events = [.. all.Select(Event)];
        return new Response(200, "text/event-stream; charset=utf-8", events)
        {
            IsStream = true,
            Preamble = comment is null ? default : Encoding.UTF8.GetBytes($": {comment}{Newline}{Newline}"),
        };
    }

    private ReadOnlyMemory<byte> Event(byte[] data)
    {
        byte[] end = Encoding.UTF8.GetBytes(Newline + Newline);
        return (byte[])[.. "data: "u8, .. data, .. end];
    }
}
