using System.Runtime.ExceptionServices;
using MiniMaxClient.Resilience;

namespace MiniMaxClient.Bulk;

/// <summary>Represents one run of bulk requests: reads the input, sends the requests, and buffers the results.</summary>
/// <remarks>
/// The end of the run never waits for code of the app: the input and each call have their own cancellation source, which is
/// canceled in the background.
/// </remarks>
/// <typeparam name="TResult">The type of the results.</typeparam>
internal sealed class BulkRun<TResult> : IDisposable
    where TResult : class
{
    private readonly IChatCompletionsClient _client;
    private readonly BulkOptions _options;
    private readonly Func<ChatCompletionRequest, IBulkOperation<TResult>> _createOperation;
    private readonly CancellationTokenSource _cancellationSource = new();
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenSource _inputCancellationSource = new();
    private readonly TaskCompletionSource<TResult?> _canceledTaskSource =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenRegistration[] _registrations;
    private readonly AdaptiveConcurrencyLimit _concurrencyLimit;
    private readonly BulkProgressTracker _progressTracker;

    // In order: all requests that were read, running or completed. Otherwise: only those that are completed.
    private readonly Queue<Task<TResult?>> _results = new();
    private readonly SemaphoreSlim _resultAvailable = new(0);
    private readonly SemaphoreSlim _capacity;
    private Exception? _stopReason;
    private int _openOperationCount = 1;

    /// <param name="client">The client.</param>
    /// <param name="requests">The requests.</param>
    /// <param name="options">The options.</param>
    /// <param name="createOperation">Creates the operation of a request; must not throw.</param>
    /// <param name="caller">The caller's tokens, which cancel the run.</param>
    public BulkRun(
        IChatCompletionsClient client,
        IAsyncEnumerable<ChatCompletionRequest> requests,
        BulkOptions options,
        Func<ChatCompletionRequest, IBulkOperation<TResult>> createOperation,
        CallerCancellationTokens caller)
    {
        _client = client;
        _options = options;
        _createOperation = createOperation;
        _cancellationToken = _cancellationSource.Token;
        _concurrencyLimit = new(options, _cancellationToken);
        _progressTracker = new(options, _concurrencyLimit);
        _capacity = new(options.ResultCapacity);
        _registrations = [RegisterCancellation(caller.CallToken), RegisterCancellation(caller.EnumerationToken)];
        _ = Task.Run(() => ReadRequestsAsync(requests), CancellationToken.None);
    }

    /// <summary>Reads the next result; returns null after the last one.</summary>
    /// <exception cref="OperationCanceledException">The run was canceled.</exception>
    public async ValueTask<TResult?> ReadNextResultAsync()
    {
        while (true)
        {
            await _resultAvailable.WaitAsync().ConfigureAwait(false);
            _cancellationToken.ThrowIfCancellationRequested();
            Task<TResult?>? first;
            lock (_results)
                first = _results.Count > 0 ? _results.Dequeue() : null;
            if (first is null)
                break;
            Task<TResult?> ended = await Task.WhenAny(first, _canceledTaskSource.Task).ConfigureAwait(false);
            TResult? result = await ended.ConfigureAwait(false);
            _cancellationToken.ThrowIfCancellationRequested();
            _capacity.Release();
            if (result is not null)
                return result;
        }

        _cancellationToken.ThrowIfCancellationRequested();
        if (_stopReason is { } reason)
            ExceptionDispatchInfo.Capture(reason).Throw();
        return null;
    }

    /// <summary>Cancels the run if it has not ended.</summary>
    public void Dispose()
    {
        foreach (CancellationTokenRegistration registration in _registrations)
            registration.Dispose();
        CancelRun();
        _concurrencyLimit.Dispose();
    }

    private void CancelRun()
    {
        // The app registers no callback with this source, so that Cancel runs no code of the app.
        _cancellationSource.Cancel();
        _inputCancellationSource.CancelInBackground();
        _canceledTaskSource.TrySetResult(null);
        _resultAvailable.Release();
    }

    private CancellationTokenRegistration RegisterCancellation(CancellationToken token) =>
        token.Register(static run => ((BulkRun<TResult>)run!).CancelRun(), this);

    /// <summary>Reads the input and starts each request when there is capacity for it. Never throws.</summary>
    private async Task ReadRequestsAsync(IAsyncEnumerable<ChatCompletionRequest> requests)
    {
        long index = 0;
        try
        {
            _progressTracker.SetTotal(_options.TotalCount ?? (requests as BulkInput)?.GetCount());
            IAsyncEnumerator<ChatCompletionRequest> input = requests.GetAsyncEnumerator(_inputCancellationSource.Token);
            try
            {
                for (; await MoveToNextRequestAsync(input).ConfigureAwait(false); index++)
                {
                    if (input.Current is null)
                        throw new ArgumentException($"The request at index {index} is null.", nameof(requests));
                    int round = await _concurrencyLimit.AcquireSlotAsync().ConfigureAwait(false);
                    StartOperation(index, _createOperation(input.Current), round);
                }
            }
            finally
            {
                await input.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (IsInputStopped)
        {
            // The run has stopped reading its input.
        }
        catch (Exception e)
        {
            StopInput(e);
        }
        finally
        {
            if (!_cancellationToken.IsCancellationRequested && _progressTracker.SetFinalTotal(index))
                StartReporting();
            EndOperation();
        }
    }

    private async ValueTask<bool> MoveToNextRequestAsync(IAsyncEnumerator<ChatCompletionRequest> requests)
    {
        await _capacity.WaitAsync(_inputCancellationSource.Token).ConfigureAwait(false);
        if (IsInputStopped)
            throw new OperationCanceledException("The input is stopped.");
        return await requests.MoveNextAsync().ConfigureAwait(false);
    }

    private void StartOperation(long index, IBulkOperation<TResult> operation, int round)
    {
        Interlocked.Increment(ref _openOperationCount);
        Task<TResult?> result = CompleteAsync(index, operation, round);
        if (_options.InOrder)
            EnqueueResult(result);
    }

    /// <summary>Reports the progress on a separate thread, which the app may block.</summary>
    private void StartReporting()
    {
        Interlocked.Increment(ref _openOperationCount);
        _ = Task.Run(() =>
        {
            try
            {
                _progressTracker.ReportQueuedProgress();
            }
            catch (Exception e)
            {
                StopInput(e);
            }

            EndOperation();
        });
    }

    /// <summary>
    /// Sends the requests of an operation until it has a result; returns null if the run ended before. Never throws.
    /// </summary>
    private async Task<TResult?> CompleteAsync(long index, IBulkOperation<TResult> operation, int round)
    {
        TResult? result = null;
        try
        {
            (MiniMaxException? error, int requeues) = await SendRequestsAsync(operation, round).ConfigureAwait(false);
            result = operation.CreateResult(index, error, requeues);
            if (_progressTracker.CountResult(error, operation.Responses))
                StartReporting();
        }
        catch (OperationCanceledException) when (_cancellationToken.IsCancellationRequested)
        {
            // A canceled run returns no further results.
        }
        catch (Exception e)
        {
            StopInput(e);
        }

        if (!_options.InOrder)
            EnqueueResult(Task.FromResult(result));
        EndOperation();
        return result;
    }

    /// <summary>Sends each request of an operation in a slot of its own, rejected ones again.</summary>
    private async Task<(MiniMaxException? Error, int Requeues)> SendRequestsAsync(IBulkOperation<TResult> operation, int round)
    {
        for (int requeues = 0; ;)
        {
            (ChatCompletion? completion, MiniMaxException? error) =
                await TryCompleteAsync(operation, round).ConfigureAwait(false);
            if (error is null)
            {
                (bool isComplete, error) = operation.AddResponse(completion!);
                if (isComplete)
                    return (error, requeues);
            }
            else if (!operation.TryReplaceRequest(error))
            {
                bool canRequeue = AdaptiveConcurrencyLimit.IsThrottled(error) || AdaptiveConcurrencyLimit.HasOnlyWaited(error);
                if (!canRequeue || requeues == _options.MaxRequeues)
                    return (error, requeues);
                requeues++;
                if (_progressTracker.CountRequeue())
                    StartReporting();
            }

            round = await _concurrencyLimit.AcquireSlotAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Sends the next request of an operation once and releases its slot.</summary>
    private async Task<(ChatCompletion? Completion, MiniMaxException? Error)> TryCompleteAsync(
        IBulkOperation<TResult> operation, int round)
    {
        MiniMaxException? error = null;
        try
        {
            var callSource = new CancellationTokenSource();
            using CancellationTokenRegistration registration = _cancellationToken.Register(
                static source => ((CancellationTokenSource)source!).CancelInBackground(), callSource);
            return (await _client.CompleteAsync(operation.GetNextRequest(), callSource.Token).ConfigureAwait(false), null);
        }
        catch (MiniMaxException e) when (!_cancellationToken.IsCancellationRequested)
        {
            if (e is MiniMaxBudgetException)
                StopInput(e);
            error = e;
            return (null, e);
        }
        catch (Exception e) when (!_cancellationToken.IsCancellationRequested)
        {
            StopInput(e);
            throw;
        }
        finally
        {
            // After StopInput, so that the free slot starts no further request.
            _concurrencyLimit.ReleaseSlot(round, error);
        }
    }

    /// <summary>Stops reading the input; keeps the first reason.</summary>
    private void StopInput(Exception reason)
    {
        if (Interlocked.CompareExchange(ref _stopReason, reason, null) is null)
            _inputCancellationSource.CancelInBackground();
    }

    private bool IsInputStopped => _cancellationToken.IsCancellationRequested || Volatile.Read(ref _stopReason) is not null;

    private void EnqueueResult(Task<TResult?> result)
    {
        lock (_results)
            _results.Enqueue(result);
        _resultAvailable.Release();
    }

    /// <summary>Records the end of the input, a request or a report; the last one ends the enumeration of the results.</summary>
    private void EndOperation()
    {
        if (Interlocked.Decrement(ref _openOperationCount) == 0)
            _resultAvailable.Release();
    }
}
