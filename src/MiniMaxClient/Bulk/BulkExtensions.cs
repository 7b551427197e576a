using System.Runtime.CompilerServices;
using MiniMaxClient.Bulk;
using MiniMaxClient.Resilience;

namespace MiniMaxClient;

/// <summary>Asks many requests.</summary>
public static class BulkExtensions
{
    /// <summary>Asks many requests, so many at once, and gives each one's answer or error.</summary>
    /// <remarks>
    /// <para>The input is read as it is needed and never held as a whole. A call that fails is a result with its
    /// <see cref="BulkResult.Error"/> and stops nothing, save for a limit on money.</para>
    /// <para>Where the provider finds no room (a rate limit, an overload, an open circuit), nothing is asked for as long as it
    /// says, fewer calls are made at once, and the request is asked again.</para>
    /// <para>Once a limit on money is reached (<see cref="MiniMaxBudgetException"/>), or something throws that is no
    /// <see cref="MiniMaxException"/>, no further request is taken; what was taken is asked and has its result; then the
    /// enumeration throws that exception. A request whose call threw what is no <see cref="MiniMaxException"/> is the only one
    /// that has no result.</para>
    /// <para>Cancellation, and leaving the enumeration early, cancel the calls under way and end the run at once. They do not
    /// wait for an input, a client or a progress report that blocks: such a one holds its own thread until it returns, and the
    /// input is disposed of then. Each enumeration is a run of its own.</para>
    /// </remarks>
    /// <param name="client">The client.</param>
    /// <param name="requests">The requests; enumerated on another thread.</param>
    /// <param name="options">Bounds and hooks; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">
    /// An option is out of its range; the message names every one that is. While enumerating: a request is null.
    /// </exception>
    /// <exception cref="MiniMaxBudgetException">While enumerating, at its end: a limit on money is reached.</exception>
    /// <exception cref="OperationCanceledException">While enumerating: the token was cancelled.</exception>
    public static IAsyncEnumerable<BulkResult> CompleteManyAsync(
        this IChatCompletionsClient client,
        IEnumerable<ChatCompletionRequest> requests,
        BulkOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        return client.CompleteManyAsync(ToAsyncEnumerable(requests), options, cancellationToken);
    }

    /// <summary>Asks many requests as the other overload does, as they come.</summary>
    /// <remarks>One at most is taken ahead of those that are asked.</remarks>
    /// <param name="client">The client.</param>
    /// <param name="requests">The requests; their enumeration is cancelled when nothing more is to be taken.</param>
    /// <param name="options">Bounds and hooks; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">
    /// An option is out of its range; the message names every one that is. While enumerating: a request is null.
    /// </exception>
    /// <exception cref="MiniMaxBudgetException">While enumerating, at its end: a limit on money is reached.</exception>
    /// <exception cref="OperationCanceledException">While enumerating: the token was cancelled.</exception>
    public static IAsyncEnumerable<BulkResult> CompleteManyAsync(
        this IChatCompletionsClient client,
        IAsyncEnumerable<ChatCompletionRequest> requests,
        BulkOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(requests);
        options ??= new();
        string[] problems = [.. options.GetProblems()];
        if (problems.Length > 0)
            throw new ArgumentException(string.Join(" ", problems), nameof(options));
        return EnumerateResultsAsync(client, requests, options, cancellationToken, CancellationToken.None);
    }

    // Two tokens, so that the one that is cancelled can be told: the compiler would join them to a third.
    private static async IAsyncEnumerable<BulkResult> EnumerateResultsAsync(
        IChatCompletionsClient client,
        IAsyncEnumerable<ChatCompletionRequest> requests,
        BulkOptions options,
        CancellationToken cancellationToken,
        [EnumeratorCancellation] CancellationToken enumerationToken)
    {
        var caller = new CallerCancellationTokens(cancellationToken, enumerationToken);
        var run = new BulkRun(client, requests, options, caller);
        try
        {
            while (true)
            {
                BulkResult? result;
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

    private static async IAsyncEnumerable<ChatCompletionRequest> ToAsyncEnumerable(IEnumerable<ChatCompletionRequest> requests)
    {
        foreach (ChatCompletionRequest request in requests)
            yield return request;
    }
}
