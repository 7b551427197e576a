using System.Net;

namespace MiniMaxClient.Client;

/// <summary>The body of one attempt.</summary>
internal sealed class BodyContent : HttpContent
{
    private readonly BodyWriter _body;

    public BodyContent(BodyWriter body)
    {
        _body = body;
        Headers.TryAddWithoutValidation("Content-Type", "application/json");
    }

    /// <summary>Whether the whole body was sent.</summary>
    public bool IsSent { get; private set; }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        WriteAsync(stream, CancellationToken.None);

#if !NETSTANDARD2_0
    protected override Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        WriteAsync(stream, cancellationToken);

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Hold();
        foreach (ArraySegment<byte> piece in _body.Pieces())
            stream.Write(piece);
        Release();
    }
#endif

    private async Task WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        Hold();
        foreach (ArraySegment<byte> piece in _body.Pieces())
            await stream.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
        Release();
    }

    /// <summary>Holds the body. A write that fails may still read from it, so only one that succeeds ends the hold.</summary>
    private void Hold()
    {
        if (!_body.TryHold())
            throw new ObjectDisposedException(nameof(BodyContent), "The call has ended.");
    }

    private void Release()
    {
        IsSent = true;
        _body.Release();
    }
}
