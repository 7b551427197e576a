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

    /// <summary>Whether all of it was sent.</summary>
    public bool IsSent { get; private set; }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }

#if NETSTANDARD2_0
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        Hold();
        foreach (ArraySegment<byte> piece in _body.Pieces())
            await stream.WriteAsync(piece.Array!, piece.Offset, piece.Count).ConfigureAwait(false);
        Release();
    }
#else
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Hold();
        foreach (ArraySegment<byte> piece in _body.Pieces())
            await stream.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
        Release();
    }

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Hold();
        foreach (ArraySegment<byte> piece in _body.Pieces())
            stream.Write(piece);
        Release();
    }
#endif

    /// <summary>Holds the body. A write that fails may still read from it: only one that ends well ends the hold.</summary>
    private void Hold()
    {
        if (!_body.TryHold())
            throw new ObjectDisposedException(nameof(BodyContent), "The call is over.");
    }

    private void Release()
    {
        IsSent = true;
        _body.Release();
    }
}
