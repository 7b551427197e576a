using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace MiniMaxClient.Tests.Faults;

/// <summary>Reads HTTP/1.1 requests whose bodies have a Content-Length.</summary>
internal static class RequestReader
{
    private static ReadOnlySpan<byte> EndOfHead => "\r\n\r\n"u8;

    /// <summary>Reads the next request; returns null if the client closes the connection previous its end.</summary>
    public static async Task<FaultRequest?> ReadAsync(PipeReader reader, int connection, Task whenClientClosed)
    {
        while (true)
        {
            ReadResult read = await reader.ReadAsync();
            if (TryRead(read.Buffer, connection, whenClientClosed, out SequencePosition end) is { } request)
            {
                reader.AdvanceTo(end);
                return request;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
                return null;
        }
    }

    private static FaultRequest? TryRead(
        ReadOnlySequence<byte> received, int connection, Task whenClientClosed, out SequencePosition end)
    {
        end = received.Start;
        var bytes = new SequenceReader<byte>(received);
        if (!bytes.TryReadTo(out ReadOnlySequence<byte> head, EndOfHead))
            return null;
        string[] lines = Encoding.Latin1.GetString(head).Split("\r\n");
        string[] start = lines[0].Split(' ');
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string line in lines.Skip(1))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            string name = line[..colon];
            string value = line[(colon + 1)..].Trim();
            headers[name] = headers.TryGetValue(name, out string? previous) ? $"{previous}, {value}" : value;
        }

        if (headers.ContainsKey("Transfer-Encoding"))
            throw new NotSupportedException("The fault server reads no body without a length.");
        long length = long.Parse(headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture);
        if (bytes.Remaining < length)
            return null;
        ReadOnlySequence<byte> body = bytes.UnreadSequence.Slice(0, length);
        end = body.End;
        return new()
        {
            Connection = connection,
            Method = start[0],
            Path = start[1],
            Headers = headers,
            Body = body.ToArray(),
            WhenClientClosed = whenClientClosed,
        };
    }
}
