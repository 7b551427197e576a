#if !NETSTANDARD2_0
using System.Runtime.CompilerServices;
#endif
using MiniMaxClient.Errors;
using MiniMaxClient.Sse;

namespace MiniMaxClient.Protocols;

/// <content>The enumeration of the stream's chunks.</content>
/// <remarks>
/// The enumerator is written by hand: most chunks are in the buffer when they are requested, and a compiler-generated iterator
/// costs as much as reading a chunk.
/// </remarks>
internal abstract partial class ChunkReader : IAsyncEnumerable<ChatCompletionChunk>, IAsyncEnumerator<ChatCompletionChunk>
{
    private SseReader _sseReader = null!;
    private CancellationToken _cancellationToken;
    private CancellationTokenSource? _linkedTokenSource;
    private bool _hasEnumerator;
    private bool _isWaitingForChunk;
    private bool _isIdle;
    private bool _hasInputEnded;
    private bool _hasEnumerationEnded;

    public ChatCompletionChunk Current { get; private set; } = null!;

    /// <summary>Reads the chunks of a stream; the result can be enumerated once.</summary>
    /// <exception cref="MiniMaxException">While enumerating: the stream has an error, or is interrupted.</exception>
    public IAsyncEnumerable<ChatCompletionChunk> ReadChunksAsync(Stream stream, CancellationToken cancellationToken)
    {
        _sseReader = new(stream, Context.MaxEventBytes, shouldOfferFirstLine: true, shouldAcceptBareJson: true);
        _cancellationToken = cancellationToken;
        return this;
    }

    /// <exception cref="InvalidOperationException">The stream has already been enumerated.</exception>
    public IAsyncEnumerator<ChatCompletionChunk> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (_hasEnumerator)
            throw new InvalidOperationException("A stream can be read only once.");
        _hasEnumerator = true;
        if (cancellationToken.CanBeCanceled && cancellationToken != _cancellationToken)
        {
            _linkedTokenSource = CancellationTokenSource.CreateLinkedTokenSource(_cancellationToken, cancellationToken);
            _cancellationToken = _linkedTokenSource.Token;
        }

        return this;
    }

    public ValueTask<bool> MoveNextAsync()
    {
        try
        {
            while (true)
            {
                if (TryMoveNext() is { } hasMoved)
                    return new(hasMoved);
                ValueTask<int> filling = StartFillingBuffer();
                if (!filling.IsCompletedSuccessfully)
                    return WaitForChunkAsync(filling);
                _isIdle = false;
                _sseReader.AddReadBytes(filling.Result);
            }
        }
        catch (Exception e)
        {
            _hasEnumerationEnded = true;
            return new(Task.FromException<bool>(e));
        }
    }

    /// <exception cref="NotSupportedException"><see cref="MoveNextAsync"/> is in progress.</exception>
    public ValueTask DisposeAsync()
    {
        if (_isWaitingForChunk)
            throw new NotSupportedException("The stream cannot be disposed of while MoveNextAsync is in progress.");
        _hasEnumerationEnded = true;
        _sseReader.Dispose();
        _linkedTokenSource?.Dispose();
        return default;
    }

#if !NETSTANDARD2_0
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    private async ValueTask<bool> WaitForChunkAsync(ValueTask<int> pendingRead)
    {
        // A waiting stream does not keep its last chunk in memory.
        Current = null!;
        _isWaitingForChunk = true;
        bool? hasMoved = null;
        try
        {
            do
            {
                // If data was not available immediately, the next read is likely to wait too.
                _isIdle |= !pendingRead.IsCompleted;
                try
                {
                    _sseReader.AddReadBytes(await pendingRead.ConfigureAwait(false));
                }
                catch (Exception e) when (TryHandleReadException(e))
                {
                    _hasInputEnded = true;
                }

                hasMoved = TryMoveNext();
                if (hasMoved is null)
                    pendingRead = StartFillingBuffer();
            }
            while (hasMoved is null);
            return hasMoved.Value;
        }
        finally
        {
            _isWaitingForChunk = false;
            _hasEnumerationEnded |= hasMoved is null;
        }
    }

    private ValueTask<int> StartFillingBuffer()
    {
        try
        {
            return _sseReader.FillBufferAsync(_isIdle, _cancellationToken);
        }
        catch (Exception e)
        {
            return new(Task.FromException<int>(e));
        }
    }

    /// <summary>Moves to the next chunk in the buffer, or to the end; null if more must be read from the stream.</summary>
    private bool? TryMoveNext()
    {
        while (!_hasEnumerationEnded)
        {
            if (DequeueChunk() is { } chunk)
            {
                Current = _choiceStreamState.SplitReasoning(chunk);
                return true;
            }

            if (_hasInputEnded || _isStreamComplete || _failure is not null)
                return TryMoveToRemainingText();
            SseReadResult? read = null;
            try
            {
                read = _sseReader.TryRead();
            }
            catch (Exception e) when (TryHandleReadException(e))
            {
                _hasInputEnded = true;
                continue;
            }

            if (read is null)
                return null;
            _hasInputEnded = !TryProcessReadResult(read.Value);
        }

        return false;
    }

    /// <summary>Moves to the text that was held back, then ends the enumeration.</summary>
    private bool TryMoveToRemainingText()
    {
        // All text that arrived is returned before a failure is thrown.
        if (_choiceStreamState.Flush() is { } remaining)
        {
            _hasInputEnded = true;
            Current = remaining;
            return true;
        }

        _hasEnumerationEnded = true;
        if (_failure is not null)
            throw _failure;
        if (!_choiceStreamState.IsFinished && FindIgnoredLineError() is { } failure)
            throw failure;
        if (!_isStreamComplete && !_choiceStreamState.IsFinished)
            throw ErrorFactory.StreamInterrupted(Context.Provider, Context.StatusCode, null);
        if (!_choiceStreamState.HasChoices)
            throw ErrorFactory.InvalidResponse(Context.Provider, "the stream has no choices");
        return false;
    }

    /// <summary>Finds the error in an ignored line of a stream without a finish reason; null if there is none.</summary>
    private MiniMaxException? FindIgnoredLineError()
    {
        ReadOnlySpan<byte> line = _sseReader.FirstIgnoredLine.Span;
        if (line.IsEmpty)
            return null;
        if (ErrorReader.FindError(ResponsePartKind.Text, line, PlainTextEvent.IsError("", line), Context) is { } error)
            return error;
        return _isStreamComplete || !_choiceStreamState.HasChoices
            ? ErrorFactory.InvalidResponseBody(Context.Provider, "the body is not a stream of events", line, Context.Secrets)
            : null;
    }
}
