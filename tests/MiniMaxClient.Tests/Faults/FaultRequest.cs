using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Tests.Faults;

/// <summary>A request that a <see cref="FaultServer"/> has read completely.</summary>
internal sealed class FaultRequest
{
    private long _bytesSent;

    /// <summary>The zero-based index among all requests.</summary>
    public int Index { get; set; }

    /// <summary>The zero-based index of its connection.</summary>
    public required int Connection { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    /// <summary>The headers by case-insensitive name.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Completes once the client has closed or reset the connection.</summary>
    /// <remarks>Canceled if the server resets the connection first, so that a test that awaits it cannot hang.</remarks>
    public required Task WhenClientClosed { get; init; }

    public string Text => Encoding.UTF8.GetString(Body.Span);

    public JsonElement Json
    {
        get
        {
            using JsonDocument document = JsonDocument.Parse(Body);
            return document.RootElement.Clone();
        }
    }

    /// <summary>The number of bytes of the response that the system has accepted so far.</summary>
    public long BytesSent => Interlocked.Read(ref _bytesSent);

    public void AddBytesSent(int bytes) => Interlocked.Add(ref _bytesSent, bytes);
}
