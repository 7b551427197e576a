using System.Runtime.CompilerServices;
using MiniMaxClient.Bulk;
using MiniMaxClient.Resilience;

namespace MiniMaxClient;

/// <summary>Sends many requests with bounded concurrency.</summary>
public static partial class BulkExtensions
{
    /// <summary>Sends many requests with bounded concurrency and returns a response or an exception for each one.</summary>
    /// <remarks>
    /// <para>The input is read as needed and never buffered completely. A failed call does not stop the run; its result has the
    /// exception as its <see cref="BulkResult.Error"/>.</para>
    /// <para>If a request is rejected for lack of capacity (rate limit, overload, open circuit breaker), no request is sent until
    /// the provider's delay has elapsed, the concurrency is reduced, and the request is sent again.</para>
    /// <para>If the spend limit is reached (<see cref="MiniMaxBudgetException"/>), or anything throws an exception that is not a
    /// <see cref="MiniMaxException"/>, no further request is read from the input. The requests that were already read are
    /// completed and their results returned; then the enumeration throws the exception. Only a request whose own call threw such
    /// an exception has no result.</para>
    /// <para>Cancellation, or ending the enumeration early, cancels the running calls and ends the run immediately. Neither waits
    /// for an input, a client or a progress report that blocks: it only blocks its own thread, and the input is disposed when it
    /// returns. Each enumeration is a separate run.</para>
    /// </remarks>
    /// <param name="client">The client.</param>
    /// <param name="requests">The requests; enumerated on another thread.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <returns>The results, in the order of completion unless <see cref="BulkOptions.InOrder"/> is set.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> or <paramref name="requests"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// An option is out of range; the message names each one. While enumerating: a request is null.
    /// </exception>
    /// <exception cref="MiniMaxBudgetException">While enumerating, after the last result: the spend limit is reached.</exception>
    /// <exception cref="OperationCanceledException">While enumerating: a token is canceled.</exception>
    public static IAsyncEnumerable<BulkResult> CompleteManyAsync(
        this IChatCompletionsClient client,
        IEnumerable<ChatCompletionRequest> requests,
        BulkOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        return client.CompleteManyAsync(new BulkInput(requests), options, cancellationToken);
    }

    /// <summary>
    /// Sends many requests from an asynchronous input with bounded concurrency and returns a response or an exception for each
    /// one.
    /// </summary>
    /// <remarks>
    /// The remarks of the other overload apply. At most one request is read from the input before it can be sent.
    /// </remarks>
    /// <param name="client">The client.</param>
    /// <param name="requests">The requests; their enumeration is canceled when no further request is needed.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <returns>The results, in the order of completion unless <see cref="BulkOptions.InOrder"/> is set.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> or <paramref name="requests"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// An option is out of range; the message names each one. While enumerating: a request is null.
    /// </exception>
    /// <exception cref="MiniMaxBudgetException">While enumerating, after the last result: the spend limit is reached.</exception>
    /// <exception cref="OperationCanceledException">While enumerating: a token is canceled.</exception>
    public static IAsyncEnumerable<BulkResult> CompleteManyAsync(
        this IChatCompletionsClient client,
        IAsyncEnumerable<ChatCompletionRequest> requests,
        BulkOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        return StartRun(
            client, requests, options ?? new(), static request => new BulkCompletion(request), cancellationToken);
    }

    private static IAsyncEnumerable<TResult> StartRun<TResult>(
        IChatCompletionsClient client,
        IAsyncEnumerable<ChatCompletionRequest> requests,
        BulkOptions options,
        Func<ChatCompletionRequest, IBulkOperation<TResult>> createOperation,
        CancellationToken cancellationToken)
        where TResult : class
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(requests);
        string[] problems = [.. options.GetProblems()];
        if (problems.Length > 0)
            throw new ArgumentException(string.Join(" ", problems), nameof(options));
        return EnumerateResultsAsync(client, requests, options, createOperation, cancellationToken, CancellationToken.None);
    }

    // Two tokens, so that the exception can carry the canceled one; the compiler would combine them into a third.
    private static async IAsyncEnumerable<TResult> EnumerateResultsAsync<TResult>(
        IChatCompletionsClient client,
        IAsyncEnumerable<ChatCompletionRequest> requests,
        BulkOptions options,
        Func<ChatCompletionRequest, IBulkOperation<TResult>> createOperation,
        CancellationToken cancellationToken,
        [EnumeratorCancellation] CancellationToken enumerationToken)
        where TResult : class
    {
        var caller = new CallerCancellationTokens(cancellationToken, enumerationToken);
        var run = new BulkRun<TResult>(client, requests, options, createOperation, caller);
        try
        {
            while (true)
            {
                TResult? result;
                try
                {
                    result = await run.ReadNextResultAsync().ConfigureAwait(false);
                }
                catch (OperationCanceledException e) when (caller.IsCanceled)
                {
                    throw new OperationCanceledException("The run was canceled.", e, caller.CanceledOrCallToken);
                }

                if (result is null)
                    break;
                yield return result;
            }
        }
        finally
        {
            run.Dispose();
        }
    }
}
