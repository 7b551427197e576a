#if !NETSTANDARD2_0
using System.Runtime.CompilerServices;
#endif

namespace MiniMaxClient.Client;

/// <summary>A streamed answer as its reader sees it; each enumeration is a call of its own.</summary>
/// <remarks>
/// Written by hand: most chunks are there when they are asked for, and an iterator costs as much as the reading of one. The call
/// is over before its end, or its failure, is seen.
/// </remarks>
/// <param name="open">Opens the call; its argument is the token of the enumeration.</param>
internal sealed class ChunkStream(Func<CancellationToken, IStreamedCall> open) : IAsyncEnumerable<ChatCompletionChunk>
{
    public IAsyncEnumerator<ChatCompletionChunk> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        new Enumerator(open, cancellationToken);

    private sealed class Enumerator(Func<CancellationToken, IStreamedCall> open, CancellationToken cancellationToken)
        : IAsyncEnumerator<ChatCompletionChunk>
    {
        private Func<CancellationToken, IStreamedCall>? _open = open;
        private IStreamedCall? _call;
        private bool _isMoving;
        private bool _isOver;

        public ChatCompletionChunk Current { get; private set; } = null!;

        public ValueTask<bool> MoveNextAsync()
        {
            if (_isOver)
                return new(false);
            try
            {
                _call ??= _open!(cancellationToken);
                _open = null;
            }
            catch (Exception e)
            {
                _isOver = true;
                return new(Task.FromException<bool>(e));
            }

            try
            {
                ValueTask<bool> moving = _call.MoveNextAsync();
                if (!moving.IsCompletedSuccessfully)
                    return MoveAsync(moving);
                if (!moving.Result)
                    return MoveAsync(new(false));
                Current = _call.Take(hasNext: true)!;
                return new(true);
            }
            catch (Exception e)
            {
                return MoveAsync(new(Task.FromException<bool>(e)));
            }
        }

        /// <exception cref="NotSupportedException">The stream is being moved on.</exception>
        public ValueTask DisposeAsync()
        {
            if (_isMoving)
                throw new NotSupportedException("The stream is disposed of while its next chunk is waited for.");
            return EndAsync();
        }

#if !NETSTANDARD2_0
        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
        private async ValueTask<bool> MoveAsync(ValueTask<bool> moving)
        {
            // While it waits it holds no more than it needs to go on.
            Current = null!;
            ChatCompletionChunk? chunk = null;
            _isMoving = true;
            try
            {
                chunk = _call!.Take(await moving.ConfigureAwait(false));
            }
            catch (Exception e) when (_call!.Translate(e) is { } failure)
            {
                throw failure;
            }
            finally
            {
                _isMoving = false;
                if (chunk is null)
                    await EndAsync().ConfigureAwait(false);
            }

            Current = chunk!;
            return chunk is not null;
        }

        private async ValueTask EndAsync()
        {
            if (_isOver || _call is null)
            {
                _isOver = true;
                return;
            }

            _isOver = true;
            using (_call)
                await _call.EndStreamAsync().ConfigureAwait(false);
        }
    }
}
