namespace MiniMaxClient.Testing.Cassettes;

/// <summary>Represents the body of a response, whose bytes are recorded as they are read.</summary>
internal sealed class RecordingStream(Stream inner, ExchangeRecording recording) : Stream
{
    private volatile bool _isReading;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override bool CanTimeout => inner.CanTimeout;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read;
        _isReading = true;
        try
        {
            read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            bool isCanceled = e is OperationCanceledException || cancellationToken.IsCancellationRequested;
            recording.Complete(isCanceled ? ResponseEnd.Canceled : ResponseEnd.Cut);
            throw;
        }
        finally
        {
            _isReading = false;
        }

        AddRead(buffer.Span, read);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = inner.Read(buffer);
        }
        catch
        {
            recording.Complete(ResponseEnd.Cut);
            throw;
        }

        AddRead(buffer, read);
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            recording.Complete(_isReading ? ResponseEnd.Canceled : ResponseEnd.Abandoned);
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void AddRead(ReadOnlySpan<byte> buffer, int read)
    {
        if (read > 0)
            recording.AddBytes(buffer[..read]);
        // A read of no bytes waits for data; it does not mean the end.
        else if (!buffer.IsEmpty)
            recording.Complete(ResponseEnd.Complete);
    }
}
