using System.Net;

namespace MiniMaxClient.Client;

/// <summary>The body of one attempt.</summary>
internal sealed class RequestBodyContent : HttpContent
{
    private readonly RequestBodyWriter _bodyWriter;

    public RequestBodyContent(RequestBodyWriter bodyWriter)
    {
        _bodyWriter = bodyWriter;
        Headers.TryAddWithoutValidation("Content-Type", "application/json");
    }

    /// <summary>Whether the whole body was sent.</summary>
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
        foreach (ArraySegment<byte> piece in _bodyWriter.GetSegments())
            stream.Write(piece);
        MarkBodySent();
    }
#endif

    private async Task WriteBodyAsync(Stream stream, CancellationToken cancellationToken)
    {
        AcquireBody();
        foreach (ArraySegment<byte> piece in _bodyWriter.GetSegments())
            await stream.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
        MarkBodySent();
    }

    /// <summary>Holds the body. A write that fails may still read from it, so only one that succeeds ends the hold.</summary>
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
