using System.Diagnostics;
using Microsoft.Extensions.AI;
using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Agents;

/// <summary>Records the telemetry of a tool invocation: a span and the duration.</summary>
internal readonly struct ToolTelemetry
{
    private const string ExecuteToolOperation = "execute_tool";

    // The value of the conventions for a result that is marked as an error, as those of MCP servers are.
    private const string ToolError = "tool_error";

    private readonly AIFunction _function;
    private readonly bool _enableSensitiveData;
    private readonly Activity? _span;

    /// <summary>Starts the span, if there is a listener; it is current until the calling async method returns.</summary>
    /// <param name="function">The function.</param>
    /// <param name="call">The call.</param>
    /// <param name="enableSensitiveData">Whether the span has the arguments and the result.</param>
    public ToolTelemetry(AIFunction function, FunctionToolCall call, bool enableSensitiveData)
    {
        _function = function;
        _enableSensitiveData = enableSensitiveData;
        if (!Telemetry.Source.HasListeners())
            return;
        TagList tags = CreateTags();
        tags.Add(TagNames.OperationName, ExecuteToolOperation);
        // Only these tags are available to samplers.
        _span = Telemetry.Source.StartActivity(
            $"{ExecuteToolOperation} {function.Name}", ActivityKind.Internal, default(ActivityContext), tags);
        _span?.SetTag(TagNames.ToolDescription, function.Description is { Length: > 0 } description ? description : null)
            .SetTag(TagNames.ToolCallId, call.Id)
            .SetTag(TagNames.ToolCallArguments, enableSensitiveData ? call.Function.Arguments : null);
    }

    /// <summary>Ends the span of an invocation that returned a result and records the duration.</summary>
    public void EndWithResult(ToolMessage result, TimeSpan duration)
    {
        if (_enableSensitiveData)
            _span?.SetTag(TagNames.ToolResult, result.Content.Text);
        End(duration, result.IsError ? ToolError : null);
    }

    /// <summary>Ends the span of an invocation that threw and records the duration.</summary>
    public void EndWithFailure(Exception failure, TimeSpan duration)
    {
        if (_span is not null && failure is not OperationCanceledException)
            Telemetry.AddExceptionEvent(_span, failure, _enableSensitiveData, new());
        End(duration, Telemetry.GetErrorName(failure));
    }

    private void End(TimeSpan duration, string? error)
    {
        TagList tags = CreateTags();
        if (error is not null)
        {
            tags.Add(TagNames.ErrorType, error);
            _span?.SetTag(TagNames.ErrorType, error).SetStatus(ActivityStatusCode.Error);
        }

        Telemetry.ToolDuration.Record(duration.TotalSeconds, tags);
        _span?.Dispose();
    }

    private TagList CreateTags() => new() { { TagNames.ToolName, _function.Name }, { TagNames.ToolType, "function" } };
}
