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
        TagList tags = Tags(function);
        tags.Add(Tag.OperationName, Operation);
        // A sampler sees no others.
        Activity? span = Telemetry.Source.StartActivity(
            $"{Operation} {function.Name}", ActivityKind.Internal, default(ActivityContext), tags);
        return span?.SetTag(Tag.ToolDescription, function.Description is { Length: > 0 } description ? description : null)
            .SetTag(Tag.ToolCallId, call.Id);
    }

    /// <summary>Ends the span of a run and measures it.</summary>
    public static void End(Activity? span, AIFunction function, TimeSpan duration, Exception? failure)
    {
        if (span is null && !Telemetry.ToolDuration.Enabled)
            return;
        TagList tags = Tags(function);
        if (failure is not null)
        {
            string error = Telemetry.NameOf(failure);
            tags.Add(Tag.ErrorType, error);
            span?.SetTag(Tag.ErrorType, error).SetStatus(ActivityStatusCode.Error);
        }

        Telemetry.ToolDuration.Record(duration.TotalSeconds, tags);
        span?.Dispose();
    }

    private static TagList Tags(AIFunction function) => new() { { Tag.ToolName, function.Name }, { Tag.ToolType, "function" } };
}
