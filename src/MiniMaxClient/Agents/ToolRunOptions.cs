using Microsoft.Extensions.Logging;

namespace MiniMaxClient;

/// <summary>Settings of a run of tools.</summary>
public sealed record ToolRunOptions
{
    /// <summary>The most answers that the model is asked for: 1 to 1,000.</summary>
    /// <value>Default: 20.</value>
    public int MaxSteps { get; init; } = 20;

    /// <summary>How many calls of one answer run at once: 1 to 128.</summary>
    /// <remarks>With more than 1 the tools must be safe to run at once.</remarks>
    /// <value>Default: 1.</value>
    public int MaxParallelCalls { get; init; } = 1;

    /// <summary>Whether the run ends after a step, whose calls have been run.</summary>
    /// <value>Default: never.</value>
    public Func<ToolRunStep, bool>? StopWhen { get; init; }

    /// <summary>Asked before each call of a known tool whose arguments fit, one at a time and in order.</summary>
    /// <remarks>What it throws ends the run.</remarks>
    /// <value>
    /// Default: none. Each call may run, but a call of a function that requires approval (<c>ApprovalRequiredAIFunction</c>)
    /// ends the run with <see cref="ToolRunStop.ApprovalRequired"/>.
    /// </value>
    public Func<FunctionToolCall, CancellationToken, ValueTask<ToolApproval>>? Approve { get; init; }

    /// <summary>Whether the model is told the message of what a tool threw; it may hold what the model must not see.</summary>
    /// <value>Default: false: it is told that the tool failed.</value>
    public bool IncludeErrorDetails { get; init; }

    /// <summary>Gets the services of the tools' parameters.</summary>
    /// <remarks>The container's provider is its root: for scoped services, give the provider of a scope.</remarks>
    /// <value>Default: those of the container that <c>AddMiniMaxClient</c> registered the client in; otherwise none.</value>
    public IServiceProvider? Services { get; init; }

    /// <summary>Gets the factory of the logger of tools that fail; its category is <c>MiniMaxClient.ToolRun</c>.</summary>
    /// <value>Default: <see cref="ChatCompletionsClientOptions.LoggerFactory"/> of the client.</value>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>The clock of the calls' durations.</summary>
    /// <value>Default: <see cref="TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>What is wrong with the settings.</summary>
    internal IEnumerable<string> Problems()
    {
        if (MaxSteps is < 1 or > 1000)
            yield return $"{nameof(MaxSteps)} is {MaxSteps}; it must be 1 to 1000.";
        if (MaxParallelCalls is < 1 or > 128)
            yield return $"{nameof(MaxParallelCalls)} is {MaxParallelCalls}; it must be 1 to 128.";
    }
}
