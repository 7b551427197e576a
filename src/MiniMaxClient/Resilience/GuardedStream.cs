#if !NETSTANDARD2_0
using System.Runtime.CompilerServices;
#endif

namespace MiniMaxClient.Resilience;

/// <summary>The body of a streamed answer, watched for silence and bounded.</summary>
/// <remarks>
/// A whole line is a sign of life, be it an event or a comment that keeps the connection alive; single bytes are none. What ends
/// the reading, save for the caller, is an <see cref="IOException"/>: a reader that has the whole answer by then takes it for the
/// end.
/// </remarks>
/// <param name="stream">The body.</param>
/// <param name="watch">Who is told of waits.</param>
/// <param name="caller">Who may end the reading and knows of it.</param>
internal sealed class GuardedStream(Stream stream, PhaseWatch watch, CallerTokens caller)
    : ReadOnlyStream(stream)
{
    private long _bytes;

    /// <summary>The most bytes that are read; more are an <see cref="InvalidDataException"/>.</summary>
    public long MaxBytes { get; set; } = long.MaxValue;

#if NETSTANDARD2_0
    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        if (!watch.TryBeginWait())
            throw GivenUp();
        int read = 0;
        try
        {
            read = await Inner.ReadAsync(buffer, offset, count, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (Translate(e) is { } failure)
        {
            throw failure;
        }
        finally
        {
            watch.EndWait(HasLineEnd(buffer.AsSpan(offset, read)));
        }

        return Count(read);
    }
#else
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!watch.TryBeginWait())
            return new(Task.FromException<int>(GivenUp()));

        // What is there already needs no state machine.
        ValueTask<int> reading = StartToRead(buffer, cancellationToken);
        if (!reading.IsCompletedSuccessfully)
            return WaitAsync(reading, buffer);
        int read = reading.Result;
        if (watch.HasWaited)
            watch.EndWait(HasLineEnd(buffer.Span.Slice(0, read)));
        else
            watch.CancelWait();
        return new(Count(read));
    }

    private ValueTask<int> StartToRead(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return Inner.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception e)
        {
            return new(Task.FromException<int>(e));
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> WaitAsync(ValueTask<int> reading, Memory<byte> buffer)
    {
        int read = 0;
        try
        {
            read = await reading.ConfigureAwait(false);
        }
        catch (Exception e) when (Translate(e) is { } failure)
        {
            throw failure;
        }
        finally
        {
            watch.EndWait(HasLineEnd(buffer.Span.Slice(0, read)));
        }

        return Count(read);
    }
#endif

    private int Count(int read)
    {
        _bytes += read;
        return _bytes <= MaxBytes ? read : throw new InvalidDataException($"the stream is longer than {MaxBytes} bytes");
    }

    private Exception GivenUp()
    {
        var failure = new IOException("The stream was given up while nobody read it.");
        return Translate(failure) ?? failure;
    }

    private static bool HasLineEnd(ReadOnlySpan<byte> bytes) => bytes.IndexOfAny((byte)'\n', (byte)'\r') >= 0;

    /// <summary>What the reader is to see of a failure; a read that is cancelled may break instead.</summary>
    private Exception? Translate(Exception failure) => failure switch
    {
        OperationCanceledException when caller.IsCancelled => null,
        OperationCanceledException => new IOException("The reading of the stream was ended.", failure),
        _ when caller.IsCancelled => new OperationCanceledException("The reading of the stream was cancelled.", failure),
        ObjectDisposedException => null,
        InvalidDataException or InvalidOperationException => new InvalidDataException("its compression is broken", failure),
        _ => null,
    };
}
