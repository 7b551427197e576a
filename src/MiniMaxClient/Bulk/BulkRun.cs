using System.Runtime.ExceptionServices;

namespace MiniMaxClient.Bulk;

/// <summary>One run of many requests: takes them, asks them, and keeps their results until they are read.</summary>
internal sealed class BulkRun : IAsyncDisposable
{
    private readonly IChatCompletionsClient _client;
    private readonly BulkOptions _options;
    private readonly CancellationTokenSource _cancelling;
    private readonly CancellationToken _cancelled;
    private readonly CancellationTokenSource _stopping;
    private readonly AdaptiveLimit _limit;
    private readonly BulkTally _tally;

    // In order these are all that were taken, under way or done; otherwise those that are done.
    private readonly Queue<Task<BulkResult?>> _results = new();
    private readonly SemaphoreSlim _ready = new(0);
    private readonly SemaphoreSlim _places;
    private readonly TaskCompletionSource<bool> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _stop;
    private int _open = 1;

    /// <param name="client">The client.</param>
    /// <param name="requests">The requests.</param>
    /// <param name="options">Bounds and hooks.</param>
    /// <param name="cancelling">Ends the run at once; stays the caller's.</param>
    public BulkRun(
        IChatCompletionsClient client,
        IAsyncEnumerable<ChatCompletionRequest> requests,
        BulkOptions options,
        CancellationTokenSource cancelling)
    {
        _client = client;
        _options = options;
        _cancelling = cancelling;
        _cancelled = cancelling.Token;
        _stopping = CancellationTokenSource.CreateLinkedTokenSource(_cancelled);
        _limit = new(options, _cancelled);
        _tally = new(options, _limit);
        _places = new(options.Places);
        _ = Task.Run(() => TakeAsync(requests), CancellationToken.None);
    }

    /// <summary>The next result; null when all are read.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public async ValueTask<BulkResult?> NextAsync()
    {
        while (true)
        {
            await _ready.WaitAsync(_cancelled).ConfigureAwait(false);
            Task<BulkResult?>? first;
            lock (_results)
                first = _results.Count > 0 ? _results.Dequeue() : null;
            if (first is null)
                break;
            BulkResult? result = await first.ConfigureAwait(false);
            _cancelled.ThrowIfCancellationRequested();
            _places.Release();
            if (result is not null)
                return result;
        }

        _cancelled.ThrowIfCancellationRequested();
        if (_stop is { } stop)
            ExceptionDispatchInfo.Capture(stop).Throw();
        return null;
    }

    /// <summary>Ends the run, wherever it is.</summary>
    public async ValueTask DisposeAsync()
    {
        _cancelling.Cancel();
        await _ended.Task.ConfigureAwait(false);
        _limit.Dispose();
        _stopping.Dispose();
        _ready.Dispose();
        _places.Dispose();
    }

    /// <summary>Takes the requests one by one as there is room for them. Never throws.</summary>
    private async Task TakeAsync(IAsyncEnumerable<ChatCompletionRequest> requests)
    {
        try
        {
            IAsyncEnumerator<ChatCompletionRequest> all = requests.GetAsyncEnumerator(_stopping.Token);
            try
            {
                for (long index = 0; await HasNextAsync(all).ConfigureAwait(false); index++)
                {
                    if (all.Current is null)
                        throw new ArgumentException($"The request at {index} is null.", nameof(requests));
                    int round = await _limit.EnterAsync().ConfigureAwait(false);
                    Start(index, all.Current, round);
                }
            }
            finally
            {
                await all.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Nothing more is to be taken.
        }
        catch (Exception e)
        {
            Stop(e);
        }
        finally
        {
            End();
        }
    }

    private async ValueTask<bool> HasNextAsync(IAsyncEnumerator<ChatCompletionRequest> all)
    {
        await _places.WaitAsync(_stopping.Token).ConfigureAwait(false);
        return await all.MoveNextAsync().ConfigureAwait(false);
    }

    private void Start(long index, ChatCompletionRequest request, int round)
    {
        Interlocked.Increment(ref _open);
        Task<BulkResult?> asking = AskAsync(index, request, round);
        if (_options.InOrder)
            Add(asking);
    }

    /// <summary>Asks until there is an answer or an error; null when there is neither. Never throws.</summary>
    private async Task<BulkResult?> AskAsync(long index, ChatCompletionRequest request, int round)
    {
        BulkResult? result = null;
        try
        {
            for (int requeues = 0; result is null; requeues++)
            {
                (ChatCompletion? completion, MiniMaxException? error) = await TryAsync(request, round).ConfigureAwait(false);
                if (error is not null && AdaptiveLimit.IsWantOfRoom(error) && requeues < _options.MaxRequeues)
                {
                    _tally.CountRequeue();
                    round = await _limit.EnterAsync().ConfigureAwait(false);
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

            _tally.Count(result);
        }
        catch (OperationCanceledException) when (_cancelled.IsCancellationRequested)
        {
            // Nobody waits for it.
        }
        catch (Exception e)
        {
            Stop(e);
        }

        if (!_options.InOrder)
            Add(Task.FromResult(result));
        End();
        return result;
    }

    /// <summary>Makes one call, and gives its place among those at once back.</summary>
    private async Task<(ChatCompletion? Completion, MiniMaxException? Error)> TryAsync(ChatCompletionRequest request, int round)
    {
        MiniMaxException? error = null;
        try
        {
            return (await _client.CompleteAsync(request, _cancelled).ConfigureAwait(false), null);
        }
        catch (MiniMaxException e) when (!_cancelled.IsCancellationRequested)
        {
            if (e is MiniMaxBudgetException)
                Stop(e);
            error = e;
            return (null, e);
        }
        catch (Exception e) when (!_cancelled.IsCancellationRequested)
        {
            Stop(e);
            throw;
        }
        finally
        {
            // After the stop, so that nobody takes a further request for the place.
            _limit.Leave(round, error);
        }
    }

    /// <summary>Takes no further request; the first reason counts.</summary>
    private void Stop(Exception reason)
    {
        if (Interlocked.CompareExchange(ref _stop, reason, null) is null)
            _stopping.Cancel();
    }

    private void Add(Task<BulkResult?> result)
    {
        lock (_results)
            _results.Enqueue(result);
        _ready.Release();
    }

    /// <summary>Notes that the taking, or a request, is at its end; after the last one the reader finds nothing more.</summary>
    private void End()
    {
        if (Interlocked.Decrement(ref _open) > 0)
            return;
        _ready.Release();
        _ended.TrySetResult(true);
    }
}
