#if !NETSTANDARD2_0
using System.Runtime.CompilerServices;
#endif
using MiniMaxClient.Resilience;

namespace MiniMaxClient.Client;

/// <summary>Represents a streamed response; each enumeration is a separate call.</summary>
/// <remarks>
/// Not an iterator method: most chunks are in memory when the consumer moves to them, and an iterator would double their cost.
/// </remarks>
/// <param name="state">The client.</param>
/// <param name="request">The request.</param>
/// <param name="callToken">Cancels each enumeration.</param>
internal sealed class ChatStream(ClientState state, ChatCompletionRequest request, CancellationToken callToken)
    : IAsyncEnumerable<ChatCompletionChunk>
{
    public IAsyncEnumerator<ChatCompletionChunk> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        new Enumerator(state, request, new(callToken, cancellationToken));

    private sealed class Enumerator(ClientState state, ChatCompletionRequest request, CallerCancellationTokens caller)
        : IAsyncEnumerator<ChatCompletionChunk>
    {
        private const int Idle = 0;
        private const int Moving = 1;
        private const int Released = 2;
        private const int Ended = 3;

        private ChatCompletionRequest? _request = request;
        private ChatCall? _call;
        private HttpAttempt? _attempt;
        private int _phase;

        public ChatCompletionChunk Current { get; private set; } = null!;

        /// <exception cref="InvalidOperationException">A previous move has not completed.</exception>
        public ValueTask<bool> MoveNextAsync()
        {
            int phase = Interlocked.CompareExchange(ref _phase, Moving, Idle);
            if (phase == Ended)
                return new(false);
            if (phase == Moving)
                throw new InvalidOperationException("MoveNextAsync is already in progress.");
            if (_attempt is null)
                return StartCallAsync();
            try
            {
                _call!.ThrowIfEnded();
                ValueTask<bool> moveTask = _attempt.MoveToNextChunkAsync();
                if (!moveTask.IsCompletedSuccessfully)
                    return CompleteMoveAsync(moveTask);
                return moveTask.Result ? new(SetCurrentChunk(_attempt.ReceiveChunk())) : CompleteMoveAsync(new(false));
            }
            catch (Exception e)
            {
                return CompleteMoveAsync(new(Task.FromException<bool>(e)));
            }
        }

        /// <exception cref="NotSupportedException">A move has not completed.</exception>
        public ValueTask DisposeAsync()
        {
            int phase = Interlocked.CompareExchange(ref _phase, Ended, Idle);
            if (phase == Moving)
                throw new NotSupportedException("The stream cannot be disposed while MoveNextAsync is in progress.");
            if (phase == Ended)
                return default;
            _phase = Ended;
            return DisposeCallAsync();
        }

        /// <summary>Starts the call and waits for its first chunk.</summary>
        private async ValueTask<bool> StartCallAsync()
        {
            try
            {
                _call = new(state, CallTelemetry.ChatOperation, _request!, caller, isStream: true);
            }
            catch
            {
                _phase = Ended;
                throw;
            }

            return await CompleteMoveAsync(OpenFirstChunkAsync()).ConfigureAwait(false);
        }

        private async ValueTask<bool> OpenFirstChunkAsync()
        {
            _attempt = await _call!.OpenStreamAsync(_request!).ConfigureAwait(false);
            _call.RecordStreamOpened(_request!, _attempt.FirstChunkModel);
            // Releases the messages of the request while the stream waits for data.
            _request = null;
            _call.RegisterCancellationCallback(OnCallCanceled);
            return _attempt.HasChunk;
        }

        /// <summary>Completes a move that waits, that reaches the end of the stream or that fails.</summary>
#if !NETSTANDARD2_0
        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
#endif
        private async ValueTask<bool> CompleteMoveAsync(ValueTask<bool> moveTask)
        {
            Exception? failure = null;
            Current = null!;
            try
            {
                if (await moveTask.ConfigureAwait(false))
                    return SetCurrentChunk(_attempt!.ReceiveChunk());
                _attempt!.EndChunks();
                _call!.CompleteStream();
            }
            catch (Exception e)
            {
                failure = _call!.MapAndRecordCallFailure(_attempt is null ? e : _attempt.MapAndRecordAttemptFailure(e));
            }

            _phase = Ended;
            try
            {
                await DisposeCallAsync().ConfigureAwait(false);
            }
            catch (Exception) when (failure is not null)
            {
                // An exception of the disposal must not hide the failure.
            }

            if (failure is not null)
                ExceptionMapper.Rethrow(failure);
            return false;
        }

        private bool SetCurrentChunk(ChatCompletionChunk chunk)
        {
            _call!.RecordChunk(chunk);
            Current = chunk;
            // The call may have been canceled meanwhile, and the consumer may never move the stream again.
            Interlocked.Exchange(ref _phase, Idle);
            if (_call.IsCanceled)
                OnCallCanceled();
            return true;
        }

        /// <summary>Releases the attempt when the call is canceled while no chunk is awaited.</summary>
        private void OnCallCanceled()
        {
            if (Interlocked.CompareExchange(ref _phase, Released, Idle) == Idle)
                _ = ReleaseAttemptAsync();
        }

        private async Task ReleaseAttemptAsync()
        {
            // The next move of the consumer throws the exception of the cancellation.
            await CancellationSignal.DisposeIgnoringExceptionsAsync(_attempt).ConfigureAwait(false);
            _call!.ChargeAbandonedStream();
        }

        private async ValueTask DisposeCallAsync()
        {
            if (_call is null)
                return;
            using (_call)
            {
                if (_attempt is not null)
                    await _attempt.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
