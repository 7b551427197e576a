using Microsoft.Extensions.Logging;

namespace MiniMaxClient;

/// <summary>Options for tool runs.</summary>
public sealed record ToolRunOptions
{
    /// <summary>The maximum number of requests that a run sends. Range: 1 to 1,000.</summary>
    /// <value>Default: 20.</value>
    public int MaxSteps { get; init; } = 20;

    /// <summary>The maximum number of calls of a response that run concurrently. Range: 1 to 128.</summary>
    /// <remarks>If greater than 1, the tools must be thread-safe.</remarks>
    /// <value>Default: 1.</value>
    public int MaxParallelCalls { get; init; } = 1;

    /// <summary>A predicate that is called after the calls of a step were run; the run stops if it returns true.</summary>
    /// <value>Default: none.</value>
    public Func<ToolRunStep, bool>? StopWhen { get; init; }

    /// <summary>
    /// A delegate that approves or denies calls. It is called before each call of a known tool with valid arguments, sequentially
    /// and in order.
    /// </summary>
    /// <remarks>
    /// An exception that it throws ends the run. In a resumed run it is not called for a call that has a decision, or that may
    /// have run.
    /// </remarks>
    /// <value>
    /// Default: none. All calls are run, but a call of a function that requires approval (<c>ApprovalRequiredAIFunction</c>)
    /// stops the run with <see cref="ToolRunStopReason.ApprovalRequired"/>.
    /// </value>
    public Func<FunctionToolCall, CancellationToken, ValueTask<ToolApproval>>? Approve { get; init; }

    /// <summary>
    /// A delegate that stores the state of the run, so that another process can resume it if this one ends: for example, it
    /// writes <see cref="ToolRunState.ToJson"/> to a temporary file and renames it.
    /// </summary>
    /// <remarks>
    /// <para>
    /// It is called, and awaited, after each response with calls, before each call starts and after each result. A call that was
    /// started and has no result needs a new approval in the resumed run (<see cref="ToolApprovalRequest.MayHaveRun"/>). An
    /// exception that it throws ends the run, before the call runs; a canceled run does not wait for it.
    /// </para>
    /// <para>
    /// The last stored state is obsolete if the run completed. After another stop it is that of
    /// <see cref="ToolRunResult.State"/>; after an exception, the run can be resumed from it.
    /// </para>
    /// </remarks>
    /// <value>Default: none.</value>
    public Func<ToolRunState, CancellationToken, ValueTask>? SaveState { get; init; }

    /// <summary>
    /// Whether the message of an exception that a tool threw is sent to the model; it may contain confidential data.
    /// </summary>
    /// <value>Default: false; the model is sent only that the tool failed.</value>
    public bool IncludeErrorDetails { get; init; }

    /// <summary>The name of the agent in telemetry: the span of the run is <c>invoke_agent {name}</c>.</summary>
    /// <value>Default: none; the span is <c>invoke_agent</c>.</value>
    public string? AgentName { get; init; }

    /// <summary>The service provider for the parameters of tools.</summary>
    /// <remarks>The container's provider is its root; for scoped services, set the provider of a scope.</remarks>
    /// <value>Default: that of the container in which <c>AddMiniMaxClient</c> registered the client; otherwise none.</value>
    public IServiceProvider? Services { get; init; }

    /// <summary>The logger factory for failures of tools; the category is <c>MiniMaxClient.ToolRun</c>.</summary>
    /// <value>Default: <see cref="ChatCompletionsClientOptions.LoggerFactory"/> of the client.</value>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>The clock for the durations of calls.</summary>
    /// <value>Default: <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Validates the options.</summary>
    internal IEnumerable<string> GetProblems()
    {
        if (MaxSteps is < 1 or > 1000)
            yield return $"{nameof(MaxSteps)} is {MaxSteps}; it must be 1 to 1000.";
        if (MaxParallelCalls is < 1 or > 128)
            yield return $"{nameof(MaxParallelCalls)} is {MaxParallelCalls}; it must be 1 to 128.";
    }
}
