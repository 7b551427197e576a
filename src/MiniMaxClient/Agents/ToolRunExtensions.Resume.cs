using Microsoft.Extensions.AI;
using MiniMaxClient.Agents;

namespace MiniMaxClient;

// Continues a run from its state.
public static partial class ToolRunExtensions
{
    /// <summary>Continues a run from its state: runs the approved calls of the last response, then sends the results.</summary>
    /// <remarks>
    /// <para>
    /// Each call of <see cref="ToolRunState.Approvals"/> runs only if a decision approves it: one made for exactly this request
    /// for an approval, call id, name and arguments text. A call without such a decision is denied, and the model receives the
    /// reason; but if <see cref="ToolRunOptions.Approve"/> is set and the call cannot have run, that delegate decides.
    /// </para>
    /// <para>
    /// The calls that need no approval run too. Calls are validated against the functions of this process. If a function requires
    /// an approval that the state does not have, the run stops again with a new state, before any call runs; decisions remain
    /// valid for it.
    /// </para>
    /// </remarks>
    /// <param name="client">The client.</param>
    /// <param name="state">The state; resume it once.</param>
    /// <param name="decisions">The decisions about its approvals.</param>
    /// <param name="tools">The functions.</param>
    /// <param name="options">The options, which are not part of the state; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the run, even while a tool ignores the token.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">
    /// Two decisions are about one call, a decision is about none of <see cref="ToolRunState.Approvals"/> (it was used, or
    /// belongs to another run), two tools have the same name, or an option is out of its range. Nothing was run.
    /// </exception>
    /// <exception cref="MiniMaxException">A call to the model failed.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static async Task<ToolRunResult> ResumeToolsAsync(
        this IChatCompletionsClient client,
        ToolRunState state,
        IEnumerable<ToolCallDecision> decisions,
        IEnumerable<AIFunction> tools,
        ToolRunOptions? options = null,
        CancellationToken cancellationToken = default) =>
        await CreateResumedRunner(client, state, decisions, tools, options)
            .RunToResultAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Continues a run from its state as <c>ResumeToolsAsync</c> does, and streams the events.</summary>
    /// <remarks>
    /// The last event is <see cref="ToolRunCompleted"/>. The events of the first step include the results that the state has.
    /// The enumeration can run once, because an approval is valid for one run of the call.
    /// </remarks>
    /// <param name="client">The client.</param>
    /// <param name="state">The state; resume it once.</param>
    /// <param name="decisions">The decisions about its approvals.</param>
    /// <param name="tools">The functions.</param>
    /// <param name="options">The options, which are not part of the state; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the run, even while a tool ignores the token.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">
    /// Two decisions are about one call, a decision is about none of <see cref="ToolRunState.Approvals"/> (it was used, or
    /// belongs to another run), two tools have the same name, or an option is out of its range. Nothing was run.
    /// </exception>
    /// <exception cref="MiniMaxException">While enumerating: a call to the model failed.</exception>
    /// <exception cref="OperationCanceledException">While enumerating: the token was canceled.</exception>
    /// <exception cref="InvalidOperationException">The result was enumerated before.</exception>
    public static IAsyncEnumerable<ToolRunEvent> StreamResumedToolsAsync(
        this IChatCompletionsClient client,
        ToolRunState state,
        IEnumerable<ToolCallDecision> decisions,
        IEnumerable<AIFunction> tools,
        ToolRunOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ToolRunner? runner = CreateResumedRunner(client, state, decisions, tools, options);
        return StreamRunAsync(
            () => Interlocked.Exchange(ref runner, null)
                ?? throw new InvalidOperationException("A resumed run can be enumerated once: its approvals are used."),
            cancellationToken,
            CancellationToken.None);
    }

    private static ToolRunner CreateResumedRunner(
        IChatCompletionsClient client,
        ToolRunState state,
        IEnumerable<ToolCallDecision> decisions,
        IEnumerable<AIFunction> tools,
        ToolRunOptions? options)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(decisions);
        ToolSet toolSet = CreateToolSet(client, state.Request, tools, options);
        PendingStep pending = PendingStep.Restore(state, decisions, hasApprove: options?.Approve is not null);
        return new(client, state, pending, toolSet, WithDefaults(client, options));
    }
}
