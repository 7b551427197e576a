using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization.Metadata;
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

    /// <summary>Continues a run of <c>RunToolsAsync</c> with a type, and parses the final response.</summary>
    /// <remarks>
    /// The request in the state has the schema; the corrections before the resume count. The mode stays that of the run: if
    /// another provider rejects it, its <see cref="MiniMaxInvalidRequestException"/> is thrown, without a fallback.
    /// </remarks>
    /// <typeparam name="T">The type of the structured output.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="state">The state; resume it once.</param>
    /// <param name="decisions">The decisions about its approvals.</param>
    /// <param name="tools">The functions.</param>
    /// <param name="type">The metadata of the type, such as <c>AppJson.Default.Person</c>.</param>
    /// <param name="options">The options of the run, which are not part of the state; null for the defaults.</param>
    /// <param name="answerOptions">The options of the structured output; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the run, even while a tool ignores the token.</param>
    /// <exception cref="ArgumentException">
    /// An argument is null, two decisions are about one call, a decision is about none of <see cref="ToolRunState.Approvals"/>,
    /// two tools have the same name, an option is out of its range, or the mode is <see cref="StructuredOutputMode.ToolCall"/>.
    /// </exception>
    /// <exception cref="MiniMaxInvalidResponseException">
    /// The final response does not match; it is in <see cref="MiniMaxException.Partial"/>.
    /// </exception>
    /// <exception cref="MiniMaxException">A call to the model failed.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    [OverloadResolutionPriority(StructuredOutputExtensions.TypeInfoPriority)]
    public static async Task<ToolRunResult<T>> ResumeToolsAsync<T>(
        this IChatCompletionsClient client,
        ToolRunState state,
        IEnumerable<ToolCallDecision> decisions,
        IEnumerable<AIFunction> tools,
        JsonTypeInfo<T> type,
        ToolRunOptions? options = null,
        StructuredOutputOptions? answerOptions = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(state);
        answerOptions = ValidateMode(answerOptions);
        ToolSet toolSet = CreateToolSet(client, state.Request, tools, options);
        // The mode that the run had when it stopped: it may have fallen back to an instruction.
        StructuredOutputMode mode =
            state.Request.ResponseFormat is null ? StructuredOutputMode.Instruction : answerOptions.Mode;
        var structured = new StructuredToolRun<T>(
            StructuredOutputExtensions.CreateStructuredOutput(
                client, state.Request with { Tools = toolSet.Tools }, type, answerOptions with { Mode = mode },
                nameof(answerOptions)),
            answerOptions)
        {
            CorrectionCount = state.CompletedSteps.Append(state.LastStep).Count(static step => step.Correction.Count > 0),
        };
        ToolRunner runner = CreateResumedRunner(client, state, decisions, toolSet, options, structured.CreateCorrection);
        return structured.ReadResult(await structured.RunAsync(runner, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Continues a run of <c>RunToolsAsync</c> with a type, and parses the final response using reflection.</summary>
    /// <remarks>Behaves as the overload with a <see cref="JsonTypeInfo{T}"/>.</remarks>
    /// <typeparam name="T">The type of the structured output.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="state">The state; resume it once.</param>
    /// <param name="decisions">The decisions about its approvals.</param>
    /// <param name="tools">The functions.</param>
    /// <param name="options">The options of the run, which are not part of the state; null for the defaults.</param>
    /// <param name="answerOptions">The options of the structured output; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the run, even while a tool ignores the token.</param>
    /// <exception cref="ArgumentException">
    /// An argument is null, two decisions are about one call, a decision is about none of <see cref="ToolRunState.Approvals"/>,
    /// two tools have the same name, an option is out of its range, or the mode is <see cref="StructuredOutputMode.ToolCall"/>.
    /// </exception>
    /// <exception cref="MiniMaxInvalidResponseException">
    /// The final response does not match; it is in <see cref="MiniMaxException.Partial"/>.
    /// </exception>
    /// <exception cref="MiniMaxException">A call to the model failed.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    [RequiresUnreferencedCode(StructuredOutputExtensions.ReflectionMessage)]
    [RequiresDynamicCode(StructuredOutputExtensions.ReflectionMessage)]
    public static Task<ToolRunResult<T>> ResumeToolsAsync<T>(
        this IChatCompletionsClient client,
        ToolRunState state,
        IEnumerable<ToolCallDecision> decisions,
        IEnumerable<AIFunction> tools,
        ToolRunOptions? options = null,
        StructuredOutputOptions? answerOptions = null,
        CancellationToken cancellationToken = default) =>
        client.ResumeToolsAsync(
            state, decisions, tools, StructuredOutputExtensions.GetReflectedTypeInfo<T>(), options, answerOptions,
            cancellationToken);

    private static ToolRunner CreateResumedRunner(
        IChatCompletionsClient client,
        ToolRunState state,
        IEnumerable<ToolCallDecision> decisions,
        IEnumerable<AIFunction> tools,
        ToolRunOptions? options)
    {
        ArgumentNullException.ThrowIfNull(state);
        return CreateResumedRunner(client, state, decisions, CreateToolSet(client, state.Request, tools, options), options);
    }

    private static ToolRunner CreateResumedRunner(
        IChatCompletionsClient client,
        ToolRunState state,
        IEnumerable<ToolCallDecision> decisions,
        ToolSet tools,
        ToolRunOptions? options,
        Func<ChatCompletion, IReadOnlyList<ChatMessage>?>? reviewCompletion = null)
    {
        ArgumentNullException.ThrowIfNull(decisions);
        PendingStep pending = PendingStep.Restore(state, decisions, hasApprove: options?.Approve is not null);
        return new(client, state, pending, tools, WithDefaults(client, options), reviewCompletion);
    }
}
