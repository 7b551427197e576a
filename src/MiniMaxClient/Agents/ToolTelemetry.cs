using System.Diagnostics;
using Microsoft.Extensions.AI;
using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Agents;

/// <summary>What the run of a tool tells: a span, and how long it took.</summary>
internal static class ToolTelemetry
{
    private const string Operation = "execute_tool";

    /// <summary>Starts the span of a run; null where nobody listens.</summary>
    public static Activity? Start(AIFunction function, FunctionToolCall call)
    {
        if (!Telemetry.Source.HasListeners())
            return null;
        Activity? span = Telemetry.Source.StartActivity($"{Operation} {function.Name}");
        return span?.SetTag(Tag.OperationName, Operation)
            .SetTag(Tag.ToolName, function.Name)
            .SetTag(Tag.ToolType, "function")
            .SetTag(Tag.ToolDescription, function.Description is { Length: > 0 } description ? description : null)
            .SetTag(Tag.ToolCallId, call.Id);
    }

    /// <summary>Ends the span of a run and measures it.</summary>
    public static void End(Activity? span, AIFunction function, TimeSpan duration, Exception? failure)
    {
        if (span is null && !Telemetry.ToolDuration.Enabled)
            return;
        var tags = new TagList { { Tag.OperationName, Operation }, { Tag.ToolName, function.Name } };
        if (failure is not null)
        {
            string error = Telemetry.NameOf(failure);
            tags.Add(Tag.ErrorType, error);
            span?.SetTag(Tag.ErrorType, error).SetStatus(ActivityStatusCode.Error);
        }

        Telemetry.ToolDuration.Record(duration.TotalSeconds, tags);
        span?.Dispose();
    }
}
