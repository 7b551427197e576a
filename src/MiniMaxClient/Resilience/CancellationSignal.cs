using System.Diagnostics.CodeAnalysis;

namespace MiniMaxClient.Resilience;

/// <summary>Cancels work, of the app by a token and of this library by waits that the app cannot delay.</summary>
/// <remarks>
/// Callbacks of a token run one after the other, so that one that blocks delays the rest. The library's own waits end by a task.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer has nothing to release.")]
internal sealed class CancellationSignal
{
    private readonly CancellationTokenSource _tokenSource = new();
    private TaskCompletionSource<bool>? _cancellationCompletion;
    private Action? _callbacks;
    private volatile bool _isCanceled;

    /// <summary>The token for parts that may run code of the app.</summary>
    public CancellationToken Token => _tokenSource.Token;

    public bool IsCanceled => _isCanceled;

    /// <summary>Completes after the cancellation.</summary>
    public Task CancellationTask
    {
        get
        {
            lock (_tokenSource)
            {
                // Made when it is needed: a server has thousands of streams, and most of them wait by their actions alone.
                _cancellationCompletion ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
                if (IsCanceled)
                    _cancellationCompletion.TrySetResult(true);
                return _cancellationCompletion.Task;
            }
        }
    }

    public void Cancel()
    {
        lock (_tokenSource)
        {
            if (IsCanceled)
                return;
            _isCanceled = true;
            _cancellationCompletion?.TrySetResult(true);
            if (_callbacks is not null)
                Task.Run(_callbacks);
        }

        _tokenSource.CancelInBackground();
    }

    /// <summary>Registers an action that runs on another thread after the cancellation.</summary>
    public void RegisterCallback(Action action)
    {
        lock (_tokenSource)
        {
            if (IsCanceled)
                Task.Run(action);
            else
                _callbacks += action;
        }
    }

    /// <exception cref="OperationCanceledException">The work is canceled.</exception>
    public void ThrowIfCanceled()
    {
        if (IsCanceled)
            throw CreateCanceledException();
    }

    /// <summary>Waits for a task that may ignore its token, until the cancellation at the latest.</summary>
    /// <remarks>An abandoned task continues; its result is disposed of.</remarks>
    /// <exception cref="OperationCanceledException">The work was canceled first.</exception>
    public Task<T> WaitAsync<T>(Task<T> task) => task.IsCompleted ? task : WaitOrAbandonAsync(task);

    /// <summary>Disposes of an object that may ignore its token, and waits for it until the cancellation at the latest.</summary>
    public async ValueTask DisposeOrAbandonAsync(IAsyncDisposable disposable)
    {
        Task disposal = disposable.DisposeAsync().AsTask();
        if (disposal.IsCompleted || await Task.WhenAny(disposal, CancellationTask).ConfigureAwait(false) == disposal)
            await disposal.ConfigureAwait(false);
    }

    public OperationCanceledException CreateCanceledException() => new("The call has ended.", Token);

    /// <summary>Disposes of an object, by default of the result, after a task that is not awaited.</summary>
    public static async Task DisposeAfterCompletionAsync<T>(Task<T> task, IAsyncDisposable? disposable = null)
    {
        object? resource = disposable;
        try
        {
            T result = await task.ConfigureAwait(false);
            resource ??= result;
        }
        catch (Exception)
        {
            // The caller has the end of the call by now.
        }

        await DisposeIgnoringExceptionsAsync(resource).ConfigureAwait(false);
    }

    /// <summary>Disposes of an object whose exception would hide the end of the call.</summary>
    public static async Task DisposeIgnoringExceptionsAsync(object? resource)
    {
        try
        {
            if (resource is IAsyncDisposable disposable)
                await disposable.DisposeAsync().ConfigureAwait(false);
            else
                (resource as IDisposable)?.Dispose();
        }
        catch (Exception)
        {
            // The caller has the end of the call by now.
        }
    }

    private async Task<T> WaitOrAbandonAsync<T>(Task<T> task)
    {
        if (await Task.WhenAny(task, CancellationTask).ConfigureAwait(false) == task)
            return await task.ConfigureAwait(false);
        _ = DisposeAfterCompletionAsync(task);
        throw CreateCanceledException();
    }
}
