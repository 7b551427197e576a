using System.Net;

namespace MiniMaxClient.Testing.Cassettes;

/// <summary>Represents the content of a response that is recorded while the client reads it.</summary>
internal sealed class RecordingContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly ExchangeRecording _recording;

    public RecordingContent(HttpContent inner, ExchangeRecording recording)
    {
        _inner = inner;
        _recording = recording;
        foreach (KeyValuePair<string, System.Net.Http.Headers.HeaderStringValues> header in inner.Headers.NonValidated)
            Headers.TryAddWithoutValidation(header.Key, header.Value);
    }

    protected override async Task<Stream> CreateContentReadStreamAsync() =>
        new RecordingStream(await _inner.ReadAsStreamAsync().ConfigureAwait(false), _recording);

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        new RecordingStream(await _inner.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), _recording);

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) =>
        new RecordingStream(_inner.ReadAsStream(cancellationToken), _recording);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Stream source = await CreateContentReadStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
            await source.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
    }

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using Stream source = CreateContentReadStream(cancellationToken);
        source.CopyTo(stream);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _inner.Headers.ContentLength ?? 0;
        return _inner.Headers.ContentLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        // Disposes of the stream, which knows whether the client waits for more.
        base.Dispose(disposing);
        if (!disposing)
            return;
        _recording.Complete(ResponseEnd.Abandoned);
        _inner.Dispose();
    }
}
