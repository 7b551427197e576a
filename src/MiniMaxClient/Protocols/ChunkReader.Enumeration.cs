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
    private SseReader _events = null!;
    private CancellationToken _cancellationToken;
    private CancellationTokenSource? _bothTokens;
    private bool _hasBegun;
    private bool _isWaiting;
    private bool _isIdle;
    private bool _isEnding;
    private bool _isOver;

    public ChatCompletionChunk Current { get; private set; } = null!;

    /// <exception cref="MiniMaxException">While enumerating: an error in the stream, or a stream that breaks off.</exception>
    public IAsyncEnumerable<ChatCompletionChunk> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        _events = new(stream, Context.MaxEventBytes, offerFirstLine: true, acceptBareJson: true);
        _cancellationToken = cancellationToken;
        return this;
    }

    /// <exception cref="InvalidOperationException">The stream is being read, or was.</exception>
    public IAsyncEnumerator<ChatCompletionChunk> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (_hasBegun)
            throw new InvalidOperationException("A stream can be read only once.");
        _hasBegun = true;
        if (cancellationToken.CanBeCanceled && cancellationToken != _cancellationToken)
        {
            _bothTokens = CancellationTokenSource.CreateLinkedTokenSource(_cancellationToken, cancellationToken);
            _cancellationToken = _bothTokens.Token;
        }

        return this;
    }

    public ValueTask<bool> MoveNextAsync()
    {
        try
        {
            while (true)
            {
                if (TryMove() is { } hasMoved)
                    return new(hasMoved);
                ValueTask<int> filling = StartToFill();
                if (!filling.IsCompletedSuccessfully)
                    return WaitAsync(filling);
                _isIdle = false;
                _events.Add(filling.Result);
            }
        }
        catch (Exception e)
        {
            _isOver = true;
            return new(Task.FromException<bool>(e));
        }
    }

    /// <exception cref="NotSupportedException">The stream is being moved on.</exception>
    public ValueTask DisposeAsync()
    {
        if (_isWaiting)
            throw new NotSupportedException("The stream cannot be disposed of while MoveNextAsync is in progress.");
        _isOver = true;
        _events.Dispose();
        _bothTokens?.Dispose();
        return default;
    }

#if !NETSTANDARD2_0
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
    private async ValueTask<bool> WaitAsync(ValueTask<int> filling)
    {
        // While it waits it holds no more than it needs to go on.
        Current = null!;
        _isWaiting = true;
        bool? hasMoved = null;
        try
        {
            do
            {
                // What was not there at once will be long in coming the next time too.
                _isIdle |= !filling.IsCompleted;
                try
                {
                    _events.Add(await filling.ConfigureAwait(false));
                }
                catch (Exception e) when (TryTake(e))
                {
                    _isEnding = true;
                }

                hasMoved = TryMove();
                if (hasMoved is null)
                    filling = StartToFill();
            }
            while (hasMoved is null);
            return hasMoved.Value;
        }
        finally
        {
            _isWaiting = false;
            _isOver |= hasMoved is null;
        }
    }

    private ValueTask<int> StartToFill()
    {
        try
        {
            return _events.FillAsync(_isIdle, _cancellationToken);
        }
        catch (Exception e)
        {
            return new(Task.FromException<int>(e));
        }
    }

    /// <summary>Moves on as far as what was read reaches; null when more must be read.</summary>
    private bool? TryMove()
    {
        while (!_isOver)
        {
            if (TakeChunk() is { } chunk)
            {
                Current = _choices.Split(chunk);
                return true;
            }

            if (_isEnding || _isDone || _failure is not null)
                return TryMoveToRest();
            SseRead? read = null;
            try
            {
                read = _events.TryRead();
            }
            catch (Exception e) when (TryTake(e))
            {
                _isEnding = true;
                continue;
            }

            if (read is null)
                return null;
            _isEnding = !Take(read.Value);
        }

        return false;
    }

    /// <summary>Moves to what was held back of the text; then the stream is over.</summary>
    private bool TryMoveToRest()
    {
        // However the stream ended, what had come of its text is handed over first.
        if (_choices.Flush() is { } rest)
        {
            _isEnding = true;
            Current = rest;
            return true;
        }

        _isOver = true;
        if (_failure is not null)
            throw _failure;
        if (!_choices.AreFinished && ReadIgnoredLine() is { } failure)
            throw failure;
        if (!_isDone && !_choices.AreFinished)
            throw ErrorFactory.Interrupted(Context.Provider, Context.Status, null);
        if (!_choices.HaveBegun)
            throw ErrorFactory.InvalidResponse(Context.Provider, "the stream has no choices");
        return false;
    }

    /// <summary>Gets what a line that is no field means in a stream without a finish reason; null for nothing.</summary>
    private MiniMaxException? ReadIgnoredLine()
    {
        ReadOnlySpan<byte> line = _events.IgnoredLine.Span;
        if (line.IsEmpty)
            return null;
        if (ErrorReader.Find(PartKind.Text, line, PlainTextEvent.IsError("", line), Context) is { } error)
            return error;
        return _isDone || !_choices.HaveBegun
            ? ErrorFactory.InvalidBody(Context.Provider, "the body is not a stream of events", line, Context.Secrets)
            : null;
    }
}
