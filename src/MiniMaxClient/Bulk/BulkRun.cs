using System.Runtime.ExceptionServices;
using MiniMaxClient.Resilience;

namespace MiniMaxClient.Bulk;

/// <summary>One run of many requests: takes them, asks them, and keeps their results until they are read.</summary>
/// <remarks>
/// The end of the run waits for nothing that the app brought along: the input and each call have a source of their own, which are
/// cancelled in the background.
/// </remarks>
internal sealed class BulkRun : IDisposable
{
    private readonly IChatCompletionsClient _client;
    private readonly BulkOptions _options;
    private readonly CancellationTokenSource _cancellationSource = new();
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenSource _inputCancellationSource = new();
    private readonly TaskCompletionSource<BulkResult?> _canceledTaskSource =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenRegistration[] _registrations;
    private readonly AdaptiveConcurrencyLimit _concurrencyLimit;
    private readonly BulkProgressTracker _progressTracker;

    // In order these are all that were taken, under way or done; otherwise those that are done.
    private readonly Queue<Task<BulkResult?>> _results = new();
    private readonly SemaphoreSlim _resultAvailable = new(0);
    private readonly SemaphoreSlim _capacity;
    private Exception? _stopReason;
    private int _openOperationCount = 1;

    /// <param name="client">The client.</param>
    /// <param name="requests">The requests.</param>
    /// <param name="options">Bounds and hooks.</param>
    /// <param name="caller">Ends the run at once.</param>
    public BulkRun(
        IChatCompletionsClient client,
        IAsyncEnumerable<ChatCompletionRequest> requests,
        BulkOptions options,
        CallerCancellationTokens caller)
    {
        _client = client;
        _options = options;
        _cancellationToken = _cancellationSource.Token;
        _concurrencyLimit = new(options, _cancellationToken);
        _progressTracker = new(options, _concurrencyLimit);
        _capacity = new(options.ResultCapacity);
        _registrations = [RegisterCancellation(caller.CallToken), RegisterCancellation(caller.EnumerationToken)];
        _ = Task.Run(() => ReadRequestsAsync(requests), CancellationToken.None);
    }

    /// <summary>The next result; null when all are read.</summary>
    /// <exception cref="OperationCanceledException">The run was canceled.</exception>
    public async ValueTask<BulkResult?> ReadNextResultAsync()
    {
        while (true)
        {
            await _resultAvailable.WaitAsync().ConfigureAwait(false);
            _cancellationToken.ThrowIfCancellationRequested();
            Task<BulkResult?>? first;
            lock (_results)
                first = _results.Count > 0 ? _results.Dequeue() : null;
            if (first is null)
                break;
            Task<BulkResult?> ended = await Task.WhenAny(first, _canceledTaskSource.Task).ConfigureAwait(false);
            BulkResult? result = await ended.ConfigureAwait(false);
            _cancellationToken.ThrowIfCancellationRequested();
            _capacity.Release();
            if (result is not null)
                return result;
        }

        _cancellationToken.ThrowIfCancellationRequested();
        if (_stopReason is { } stop)
            ExceptionDispatchInfo.Capture(stop).Throw();
        return null;
    }

    /// <summary>Ends the run, wherever it is.</summary>
    public void Dispose()
    {
        foreach (CancellationTokenRegistration registration in _registrations)
            registration.Dispose();
        CancelRun();
        _concurrencyLimit.Dispose();
    }

    private void CancelRun()
    {
        // No callback or continuation of the app's runs on this thread.
        _cancellationSource.Cancel();
        _inputCancellationSource.CancelInBackground();
        _canceledTaskSource.TrySetResult(null);
        _resultAvailable.Release();
    }

    private CancellationTokenRegistration RegisterCancellation(CancellationToken token) =>
        token.Register(static run => ((BulkRun)run!).CancelRun(), this);

    /// <summary>Takes the requests one by one as there is room for them. Never throws.</summary>
    private async Task ReadRequestsAsync(IAsyncEnumerable<ChatCompletionRequest> requests)
    {
        try
        {
            IAsyncEnumerator<ChatCompletionRequest> all = requests.GetAsyncEnumerator(_inputCancellationSource.Token);
            try
            {
                for (long index = 0; await MoveToNextRequestAsync(all).ConfigureAwait(false); index++)
                {
                    if (all.Current is null)
                        throw new ArgumentException($"The request at {index} is null.", nameof(requests));
                    int round = await _concurrencyLimit.AcquireSlotAsync().ConfigureAwait(false);
                    StartRequest(index, all.Current, round);
                }
            }
            finally
            {
                await all.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (IsInputStopped)
        {
            // Nothing more is to be taken.
        }
        catch (Exception e)
        {
            StopInput(e);
        }
        finally
        {
            EndOperation();
        }
    }

    private async ValueTask<bool> MoveToNextRequestAsync(IAsyncEnumerator<ChatCompletionRequest> requests)
    {
        await _capacity.WaitAsync(_inputCancellationSource.Token).ConfigureAwait(false);
        if (IsInputStopped)
            throw new OperationCanceledException("The run reads no more requests.");
        return await requests.MoveNextAsync().ConfigureAwait(false);
    }

    private void StartRequest(long index, ChatCompletionRequest request, int round)
    {
        Interlocked.Increment(ref _openOperationCount);
        Task<BulkResult?> asking = CompleteWithRequeuesAsync(index, request, round);
        if (_options.InOrder)
            EnqueueResult(asking);
    }

    /// <summary>Reports on a thread of its own, which the app may block.</summary>
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

    /// <summary>Asks until there is an answer or an error; null when there is neither. Never throws.</summary>
    private async Task<BulkResult?> CompleteWithRequeuesAsync(long index, ChatCompletionRequest request, int round)
    {
        BulkResult? result = null;
        try
        {
            for (int requeues = 0; result is null; requeues++)
            {
                (ChatCompletion? completion, MiniMaxException? error) = await TryCompleteAsync(request, round)
                    .ConfigureAwait(false);
                if (error is not null && AdaptiveConcurrencyLimit.IsThrottled(error) && requeues < _options.MaxRequeues)
                {
                    if (_progressTracker.CountRequeue())
                        StartReporting();
                    round = await _concurrencyLimit.AcquireSlotAsync().ConfigureAwait(false);
                    continue;
                }

                result = new()
                {
                    Index = index,
                    Request = request,
                    Completion = completion,
                    Error = error,
                    Requeues = requeues,
                };
            }

            if (_progressTracker.CountResult(result))
                StartReporting();
        }
        catch (OperationCanceledException) when (_cancellationToken.IsCancellationRequested)
        {
            // Nobody waits for it.
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

    /// <summary>Makes one call, and gives its place among those at once back.</summary>
    private async Task<(
        ChatCompletion? Completion, MiniMaxException? Error)> TryCompleteAsync(ChatCompletionRequest request, int round)
    {
        MiniMaxException? error = null;
        try
        {
            var ending = new CancellationTokenSource();
            using CancellationTokenRegistration registration = _cancellationToken.Register(
                static source => ((CancellationTokenSource)source!).CancelInBackground(), ending);
            return (await _client.CompleteAsync(request, ending.Token).ConfigureAwait(false), null);
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
            // After the stop, so that nobody takes a further request for the place.
            _concurrencyLimit.ReleaseSlot(round, error);
        }
    }

    /// <summary>Takes no further request; the first reason counts.</summary>
    private void StopInput(Exception reason)
    {
        if (Interlocked.CompareExchange(ref _stopReason, reason, null) is null)
            _inputCancellationSource.CancelInBackground();
    }

    private bool IsInputStopped => _cancellationToken.IsCancellationRequested || Volatile.Read(ref _stopReason) is not null;

    private void EnqueueResult(Task<BulkResult?> result)
    {
        lock (_results)
            _results.Enqueue(result);
        _resultAvailable.Release();
    }

    /// <summary>Notes that the taking, or a request, is at its end; after the last one the reader finds nothing more.</summary>
    private void EndOperation()
    {
        if (Interlocked.Decrement(ref _openOperationCount) > 0)
            return;
        _resultAvailable.Release();
    }
}
