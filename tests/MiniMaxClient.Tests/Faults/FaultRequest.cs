using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Tests.Faults;

/// <summary>A request that a <see cref="FaultServer"/> has read whole.</summary>
internal sealed class FaultRequest
{
    private long _bytesSent;

    /// <summary>The place among all requests, from 0.</summary>
    public int Index { get; set; }

    /// <summary>The place of its connection among all connections, from 0.</summary>
    public required int Connection { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    /// <summary>The headers by name in any case.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Completes once the client has closed or reset the connection.</summary>
    /// <remarks>It is cancelled where the server resets it first, so that a test that awaits it cannot hang.</remarks>
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

    /// <summary>The bytes of the answer so far, by writes that the system has taken whole.</summary>
    public long BytesSent => Interlocked.Read(ref _bytesSent);

    public void AddBytesSent(int bytes) => Interlocked.Add(ref _bytesSent, bytes);
}
