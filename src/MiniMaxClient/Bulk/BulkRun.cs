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
    private readonly CancellationTokenSource _cancelling = new();
    private readonly CancellationToken _cancelled;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<BulkResult?> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenRegistration[] _registrations;
    private readonly AdaptiveLimit _limit;
    private readonly BulkTally _tally;

    // In order these are all that were taken, under way or done; otherwise those that are done.
    private readonly Queue<Task<BulkResult?>> _results = new();
    private readonly SemaphoreSlim _ready = new(0);
    private readonly SemaphoreSlim _places;
    private Exception? _stop;
    private int _open = 1;

    /// <param name="client">The client.</param>
    /// <param name="requests">The requests.</param>
    /// <param name="options">Bounds and hooks.</param>
    /// <param name="caller">Ends the run at once.</param>
    public BulkRun(
        IChatCompletionsClient client,
        IAsyncEnumerable<ChatCompletionRequest> requests,
        BulkOptions options,
        CallerTokens caller)
    {
        _client = client;
        _options = options;
        _cancelled = _cancelling.Token;
        _limit = new(options, _cancelled);
        _tally = new(options, _limit);
        _places = new(options.Places);
        _registrations = [CancelBy(caller.Call), CancelBy(caller.Enumeration)];
        _ = Task.Run(() => TakeAsync(requests), CancellationToken.None);
    }

    /// <summary>The next result; null when all are read.</summary>
    /// <exception cref="OperationCanceledException">The run was canceled.</exception>
    public async ValueTask<BulkResult?> NextAsync()
    {
        while (true)
        {
            await _ready.WaitAsync().ConfigureAwait(false);
            _cancelled.ThrowIfCancellationRequested();
            Task<BulkResult?>? first;
            lock (_results)
                first = _results.Count > 0 ? _results.Dequeue() : null;
            if (first is null)
                break;
            Task<BulkResult?> ended = await Task.WhenAny(first, _end.Task).ConfigureAwait(false);
            BulkResult? result = await ended.ConfigureAwait(false);
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
    public void Dispose()
    {
        foreach (CancellationTokenRegistration registration in _registrations)
            registration.Dispose();
        Cancel();
        _limit.Dispose();
    }

    private void Cancel()
    {
        // No callback or continuation of the app's runs on this thread.
        _cancelling.Cancel();
        _stopping.CancelInBackground();
        _end.TrySetResult(null);
        _ready.Release();
    }

    private CancellationTokenRegistration CancelBy(CancellationToken token) =>
        token.Register(static run => ((BulkRun)run!).Cancel(), this);

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
        catch (OperationCanceledException) when (IsStopped)
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
        if (IsStopped)
            throw new OperationCanceledException("The run reads no more requests.");
        return await all.MoveNextAsync().ConfigureAwait(false);
    }

    private void Start(long index, ChatCompletionRequest request, int round)
    {
        Interlocked.Increment(ref _open);
        Task<BulkResult?> asking = AskAsync(index, request, round);
        if (_options.InOrder)
            Add(asking);
    }

    /// <summary>Reports on a thread of its own, which the app may block.</summary>
    private void StartReports()
    {
        Interlocked.Increment(ref _open);
        _ = Task.Run(() =>
        {
            try
            {
                _tally.Report();
            }
            catch (Exception e)
            {
                Stop(e);
            }

            End();
        });
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
                    if (_tally.CountRequeue())
                        StartReports();
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

            if (_tally.Count(result))
                StartReports();
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
            var ending = new CancellationTokenSource();
            using CancellationTokenRegistration registration = _cancelled.Register(
                static source => ((CancellationTokenSource)source!).CancelInBackground(), ending);
            return (await _client.CompleteAsync(request, ending.Token).ConfigureAwait(false), null);
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
            _stopping.CancelInBackground();
    }

    private bool IsStopped => _cancelled.IsCancellationRequested || Volatile.Read(ref _stop) is not null;

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
    }
}
