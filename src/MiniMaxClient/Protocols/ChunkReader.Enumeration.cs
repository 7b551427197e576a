#if !NETSTANDARD2_0
using System.Runtime.CompilerServices;
#endif
using MiniMaxClient.Errors;
using MiniMaxClient.Sse;

namespace MiniMaxClient.Protocols;

/// <content>The stream as chunks, one after the other.</content>
/// <remarks>
/// Written by hand: most chunks are in the buffer when they are asked for, and an iterator costs as much as the reading of one.
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

    /// <exception cref="MiniMaxException">While enumerating: an error in the stream, or a stream that breaks off.</exception>
    public IAsyncEnumerable<ChatCompletionChunk> ReadChunksAsync(Stream stream, CancellationToken cancellationToken)
    {
        _sseReader = new(stream, Context.MaxEventBytes, offerFirstLine: true, acceptBareJson: true);
        _cancellationToken = cancellationToken;
        return this;
    }

    /// <exception cref="InvalidOperationException">The stream is being read, or was.</exception>
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

    /// <exception cref="NotSupportedException">The stream is being moved on.</exception>
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
        // While it waits it holds no more than it needs to go on.
        Current = null!;
        _isWaitingForChunk = true;
        bool? hasMoved = null;
        try
        {
            do
            {
                // What was not there at once will be long in coming the next time too.
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

    /// <summary>Moves on as far as what was read reaches; null when more must be read.</summary>
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

    /// <summary>Moves to what was held back of the text; then the stream is over.</summary>
    private bool TryMoveToRemainingText()
    {
        // However the stream ended, what had come of its text is handed over first.
        if (_choiceStreamState.Flush() is { } rest)
        {
            _hasInputEnded = true;
            Current = rest;
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

    /// <summary>Gets what a line that is no field means in a stream without a finish reason; null for nothing.</summary>
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
