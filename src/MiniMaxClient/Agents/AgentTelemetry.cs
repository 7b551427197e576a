using System.Diagnostics;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Failover;

namespace MiniMaxClient.Agents;

/// <summary>Records the telemetry of a tool run: a span around its requests and tool calls, and measurements.</summary>
internal sealed class AgentTelemetry
{
    private const string InvokeAgentOperation = "invoke_agent";

    private readonly TagList _tags;
    private readonly Activity? _span;

    private AgentTelemetry(IChatCompletionsClient client, ChatCompletionRequest request, string? agentName)
    {
        string model = request.Model;
        _tags = new() { { TagNames.OperationName, InvokeAgentOperation } };
        if (!string.IsNullOrEmpty(agentName))
            _tags.Add(TagNames.AgentName, agentName);
        ChatCompletionsClient[] clients = [.. client.GetProviderClients()];
        if (clients.Length == 1)
        {
            _tags.Add(TagNames.ProviderName, clients[0].Adapter.Name);
            model = clients[0].Adapter.MapModel(clients[0].Options.ResolveModel(request));
        }

        // Several clients can have several default models.
        if (!string.IsNullOrEmpty(model))
            _tags.Add(TagNames.RequestModel, model);
        if (Telemetry.Source.HasListeners())
        {
            string name = string.IsNullOrEmpty(agentName) ? InvokeAgentOperation : $"{InvokeAgentOperation} {agentName}";
            _span = Telemetry.Source.StartActivity(name, ActivityKind.Internal, default(ActivityContext), _tags);
        }
    }

    /// <summary>Starts the telemetry of a run; returns null without listeners.</summary>
    /// <param name="client">The client.</param>
    /// <param name="request">The first request.</param>
    /// <param name="agentName">The name of the agent; null for none.</param>
    public static AgentTelemetry? StartIfEnabled(
        IChatCompletionsClient client, ChatCompletionRequest request, string? agentName) =>
        Telemetry.Source.HasListeners() || Telemetry.AgentDuration.Enabled || Telemetry.AgentInferenceCalls.Enabled
            || Telemetry.AgentToolCalls.Enabled
            ? new(client, request, agentName)
            : null;

    /// <summary>Makes the span current, until the async method that calls this one returns.</summary>
    public void MakeCurrent()
    {
        if (_span is not null)
            Activity.Current = _span;
    }

    /// <summary>Ends the span and records the measurements.</summary>
    /// <param name="duration">The duration of the run.</param>
    /// <param name="requestCount">The number of requests.</param>
    /// <param name="toolCallCount">The number of tool calls.</param>
    /// <param name="failure">The exception that ended the run; null if there is none.</param>
    public void End(TimeSpan duration, int requestCount, int toolCallCount, Exception? failure)
    {
        TagList tags = _tags;
        if (failure is not null)
        {
            string error = Telemetry.GetErrorName(failure);
            tags.Add(TagNames.ErrorType, error);
            _span?.SetTag(TagNames.ErrorType, error).SetStatus(ActivityStatusCode.Error);
        }

        Telemetry.AgentDuration.Record(duration.TotalSeconds, tags);
        Telemetry.AgentInferenceCalls.Record(requestCount, tags);
        Telemetry.AgentToolCalls.Record(toolCallCount, tags);
        _span?.Dispose();
    }
}
