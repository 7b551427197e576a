using System.Diagnostics;
using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Client;

/// <summary>Sets the tags of a chat request on the span of its call.</summary>
internal static class RequestSpanTags
{
    /// <summary>Sets the tags; messages and tool definitions only if sensitive data is enabled.</summary>
    /// <param name="span">The span.</param>
    /// <param name="request">The request.</param>
    /// <param name="isStream">Whether the response is streamed.</param>
    /// <param name="state">The client.</param>
    public static void Set(Activity span, ChatCompletionRequest request, bool isStream, ClientState state)
    {
        if (isStream)
            span.SetTag(TagNames.RequestStream, true);
        if (request.N is not (null or 1))
            span.SetTag(TagNames.RequestChoiceCount, request.N);
        if (request.ResponseFormat is { } format)
            span.SetTag(TagNames.OutputType, format.Type == "text" ? "text" : "json");
        if (request.ReasoningEffort is { } effort && state.Adapter.GetCapabilities(request.Model).SendsEffort(effort))
            span.SetTag(TagNames.RequestReasoningLevel, effort.Value);
        span.SetTag(TagNames.RequestSeed, request.Seed);
        span.SetTag(TagNames.RequestTopK, request.TopK);
        span.SetTag(TagNames.RequestTopP, request.TopP);
        span.SetTag(TagNames.RequestTemperature, request.Temperature);
        span.SetTag(TagNames.RequestFrequencyPenalty, request.FrequencyPenalty);
        span.SetTag(TagNames.RequestPresencePenalty, request.PresencePenalty);
        span.SetTag(TagNames.RequestMaxTokens, request.MaxCompletionTokens ?? request.MaxTokens);
        span.SetTag(TagNames.RequestStopSequences, request.Stop?.ToArray());
        if (!state.Options.EnableSensitiveData)
            return;
        span.SetTag(TagNames.InputMessages, TelemetryContentSerializer.SerializeInputMessages(request.Messages));
        if (request.Tools is { Count: > 0 } tools)
            span.SetTag(TagNames.ToolDefinitions, TelemetryContentSerializer.SerializeTools(tools));
    }
}
