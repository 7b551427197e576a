using System.Diagnostics.CodeAnalysis;

namespace MiniMaxClient.Resilience;

/// <summary>Signals cancellation, by a token to code of the application and by a task and callbacks to the library.</summary>
/// <remarks>
/// The callbacks of a token run one after the other, so that one that blocks delays the next. The library therefore does not wait
/// by the token.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "A source without a timer has nothing to release.")]
internal sealed class CancellationSignal
{
    private readonly CancellationTokenSource _tokenSource = new();
    private TaskCompletionSource<bool>? _cancellationCompletion;
    private Action? _callbacks;
    private volatile bool _isCanceled;

    /// <summary>Gets the token for code that can call the application.</summary>
    public CancellationToken Token => _tokenSource.Token;

    public bool IsCanceled => _isCanceled;

    /// <summary>Gets a task that completes after the cancellation.</summary>
    public Task CancellationTask
    {
        get
        {
            lock (_tokenSource)
            {
                // Created on demand: most of the thousands of streams of a server use callbacks only.
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

    /// <summary>Registers a callback that runs on another thread after the cancellation.</summary>
    public void RegisterCallback(Action callback)
    {
        lock (_tokenSource)
        {
            if (IsCanceled)
                Task.Run(callback);
            else
                _callbacks += callback;
        }
    }

    /// <exception cref="OperationCanceledException">The signal is canceled.</exception>
    public void ThrowIfCanceled()
    {
        if (IsCanceled)
            throw CreateCanceledException();
    }

    /// <summary>Waits until a task that can ignore its token completes or the signal is canceled.</summary>
    /// <remarks>An abandoned task continues; its result is disposed.</remarks>
    /// <exception cref="OperationCanceledException">The signal was canceled before the task completed.</exception>
    public Task<T> WaitAsync<T>(Task<T> task) => task.IsCompleted ? task : WaitOrAbandonAsync(task);

    /// <summary>Waits as <see cref="WaitAsync{T}(Task{T})"/> does, or until a token of the application is canceled.</summary>
    /// <exception cref="OperationCanceledException">
    /// The signal or the token was canceled before the task completed.
    /// </exception>
    public async Task<T> WaitAsync<T>(Task<T> task, CancellationToken token)
    {
        var tokenSignal = new CancellationSignal();
        using CancellationTokenRegistration registration =
            token.Register(static signal => ((CancellationSignal)signal!).Cancel(), tokenSignal);
        return await WaitAsync(tokenSignal.WaitAsync(task)).ConfigureAwait(false);
    }

    /// <summary>Disposes an object and waits until its disposal completes or the signal is canceled.</summary>
    public async ValueTask DisposeOrAbandonAsync(IAsyncDisposable disposable)
    {
        Task disposal = disposable.DisposeAsync().AsTask();
        if (disposal.IsCompleted || await Task.WhenAny(disposal, CancellationTask).ConfigureAwait(false) == disposal)
            await disposal.ConfigureAwait(false);
    }

    public OperationCanceledException CreateCanceledException() => new("The call has ended.", Token);

    /// <summary>Disposes an object, by default the result of the task, after the task completes.</summary>
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
            // The call has already returned.
        }

        await DisposeIgnoringExceptionsAsync(resource).ConfigureAwait(false);
    }

    /// <summary>Disposes an object and ignores its exception, which would replace the result of the call.</summary>
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
            // The call has already returned, or its own exception is thrown.
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
