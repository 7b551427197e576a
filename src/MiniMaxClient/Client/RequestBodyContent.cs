using System.Net;

namespace MiniMaxClient.Client;

/// <summary>Represents the body of the request of one attempt.</summary>
internal sealed class RequestBodyContent : HttpContent
{
    private readonly RequestBodyWriter _bodyWriter;
    private readonly byte[]? _start;

    /// <param name="bodyWriter">The body.</param>
    /// <param name="start">The bytes to send in place of the body's first byte; null for that byte itself.</param>
    public RequestBodyContent(RequestBodyWriter bodyWriter, byte[]? start = null)
    {
        _bodyWriter = bodyWriter;
        _start = start;
        Headers.TryAddWithoutValidation("Content-Type", "application/json");
    }

    /// <summary>Whether the complete body was sent; a handler sends it again if the server refuses the HTTP/2 stream.</summary>
    public bool IsBodySent { get; private set; }

    protected override bool TryComputeLength(out long length)
    {
        length = _bodyWriter.Length + (_start is null ? 0 : _start.Length - 1);
        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        WriteBodyAsync(stream, CancellationToken.None);

#if !NETSTANDARD2_0
    protected override Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        WriteBodyAsync(stream, cancellationToken);

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        AcquireBody();
        foreach (ArraySegment<byte> segment in GetSegments())
            stream.Write(segment);
        MarkBodySent();
    }
#endif

    private async Task WriteBodyAsync(Stream stream, CancellationToken cancellationToken)
    {
        AcquireBody();
        foreach (ArraySegment<byte> segment in GetSegments())
            await stream.WriteAsync(segment, cancellationToken).ConfigureAwait(false);
        MarkBodySent();
    }

    private IEnumerable<ArraySegment<byte>> GetSegments()
    {
        if (_start is null)
            return _bodyWriter.GetSegments();
        return ReplaceFirstByte(_bodyWriter.GetSegments(), _start);
    }

    private static IEnumerable<ArraySegment<byte>> ReplaceFirstByte(IEnumerable<ArraySegment<byte>> segments, byte[] start)
    {
        yield return new(start);
        bool isFirst = true;
        foreach (ArraySegment<byte> segment in segments)
        {
            yield return isFirst ? new(segment.Array!, segment.Offset + 1, segment.Count - 1) : segment;
            isFirst = false;
        }
    }

    /// <summary>
    /// Adds a reference to the body. Only a write that succeeds releases it: one that failed may still read from the memory.
    /// </summary>
    private void AcquireBody()
    {
        if (!_bodyWriter.TryAddReference())
            throw new ObjectDisposedException(nameof(RequestBodyContent), "The call has ended.");
        IsBodySent = false;
    }

    private void MarkBodySent()
    {
        IsBodySent = true;
        _bodyWriter.ReleaseReference();
    }
}
