using System.Diagnostics;
using Microsoft.Extensions.AI;
using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Agents;

/// <summary>Records the telemetry of a tool invocation: a span and the duration.</summary>
internal static class ToolTelemetry
{
    private const string ExecuteToolOperation = "execute_tool";

    /// <summary>Starts the span of an invocation; null if there are no listeners.</summary>
    public static Activity? StartSpan(AIFunction function, FunctionToolCall call)
    {
        if (!Telemetry.Source.HasListeners())
            return null;
        TagList tags = CreateTags(function);
        tags.Add(TagNames.OperationName, ExecuteToolOperation);
        // Only these tags are available to samplers.
        Activity? span = Telemetry.Source.StartActivity(
            $"{ExecuteToolOperation} {function.Name}", ActivityKind.Internal, default(ActivityContext), tags);
        return span?.SetTag(TagNames.ToolDescription, function.Description is { Length: > 0 } description ? description : null)
            .SetTag(TagNames.ToolCallId, call.Id);
    }

    /// <summary>Ends the span of an invocation and records the duration.</summary>
    public static void EndSpan(Activity? span, AIFunction function, TimeSpan duration, Exception? failure)
    {
        if (span is null && !Telemetry.ToolDuration.Enabled)
            return;
        TagList tags = CreateTags(function);
        if (failure is not null)
        {
            string error = Telemetry.GetErrorName(failure);
            tags.Add(TagNames.ErrorType, error);
            span?.SetTag(TagNames.ErrorType, error).SetStatus(ActivityStatusCode.Error);
        }

        Telemetry.ToolDuration.Record(duration.TotalSeconds, tags);
        span?.Dispose();
    }

    private static TagList CreateTags(AIFunction function) =>
        new() { { TagNames.ToolName, function.Name }, { TagNames.ToolType, "function" } };
}
