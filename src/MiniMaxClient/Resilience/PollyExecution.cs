using Polly;

namespace MiniMaxClient.Resilience;

/// <summary>Makes attempts in a pipeline of Polly's, in the one form that all here share.</summary>
/// <remarks>
/// Polly is generic in what it runs and in its state, and a program compiled ahead of time carries each form apart; those for
/// classes are one.
/// </remarks>
internal static class PollyExecution
{
    /// <summary>Makes attempts until the pipeline is content.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <param name="attempt">An attempt.</param>
    /// <param name="context">What Polly knows of the call.</param>
    public static async ValueTask<T> AttemptAsync<T>(
        this ResiliencePipeline pipeline, Func<CancellationToken, ValueTask<T>> attempt, ResilienceContext context)
        where T : class
    {
        Outcome<T> outcome = await pipeline.ExecuteOutcomeAsync(
            static async (context, attempt) =>
            {
                try
                {
                    return Outcome.FromResult(await attempt(context.CancellationToken).ConfigureAwait(false));
                }
                catch (Exception e)
                {
                    return Outcome.FromException<T>(e);
                }
            },
            context,
            attempt).ConfigureAwait(false);
        outcome.ThrowIfException();
        return outcome.Result!;
    }
}
