using System.Net;

namespace MiniMaxClient.Client;

/// <summary>Represents the body of the request of one attempt.</summary>
internal sealed class RequestBodyContent : HttpContent
{
    private readonly RequestBodyWriter _bodyWriter;

    public RequestBodyContent(RequestBodyWriter bodyWriter)
    {
        _bodyWriter = bodyWriter;
        Headers.TryAddWithoutValidation("Content-Type", "application/json");
    }

    /// <summary>Whether the complete body was sent.</summary>
    public bool IsBodySent { get; private set; }

    protected override bool TryComputeLength(out long length)
    {
        length = _bodyWriter.Length;
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
        foreach (ArraySegment<byte> segment in _bodyWriter.GetSegments())
            stream.Write(segment);
        MarkBodySent();
    }
#endif

    private async Task WriteBodyAsync(Stream stream, CancellationToken cancellationToken)
    {
        AcquireBody();
        foreach (ArraySegment<byte> segment in _bodyWriter.GetSegments())
            await stream.WriteAsync(segment, cancellationToken).ConfigureAwait(false);
        MarkBodySent();
    }

    /// <summary>
    /// Adds a reference to the body. Only a write that succeeds releases it: one that failed may still read from the memory.
    /// </summary>
    private void AcquireBody()
    {
        if (!_bodyWriter.TryAddReference())
            throw new ObjectDisposedException(nameof(RequestBodyContent), "The call has ended.");
    }

    private void MarkBodySent()
    {
        IsBodySent = true;
        _bodyWriter.ReleaseReference();
    }
}
