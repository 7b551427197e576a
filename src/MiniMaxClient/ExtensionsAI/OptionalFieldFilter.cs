using MiniMaxClient.Failover;
using MiniMaxClient.Providers;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Omits options that a provider does not support: in <c>ChatOptions</c> they are hints.</summary>
internal static class OptionalFieldFilter
{
    // Without token limits, which bound the cost, and tools. Structured output falls back to another mode.
    private static readonly string[] OptionalFieldNames =
    [
        "temperature", "top_p", "top_k", "stop", "seed", "presence_penalty", "frequency_penalty", "parallel_tool_calls",
        "reasoning_effort", "thinking",
    ];

    /// <summary>Removes the fields set by the options that a provider of the client does not support.</summary>
    /// <param name="request">The request.</param>
    /// <param name="baseRequest">The base request of the app, whose fields are kept.</param>
    /// <param name="client">The client of the request.</param>
    public static ChatCompletionRequest OmitUnsupportedFields(
        ChatCompletionRequest request, ChatCompletionRequest baseRequest, MiniMaxChatClient client)
    {
        foreach (ChatCompletionsClient provider in client.Client.GetProviderClients())
        {
            ModelCapabilities capabilities = provider.Adapter.GetCapabilities(request.Model);
            foreach (RequestField field in RequestField.All)
            {
                if (!OptionalFieldNames.Contains(field.Name) || !field.IsSet(request) || field.IsSet(baseRequest)
                    || IsSupported(field.Name, request, capabilities))
                    continue;
                request = field.RemoveFrom(request);
                provider.Warnings.ReportDroppedField(field.Name, request.Model);
            }
        }

        return request;
    }

    private static bool IsSupported(string field, ChatCompletionRequest request, ModelCapabilities capabilities)
    {
        // "none" can also be sent as thinking.
        if (field == "reasoning_effort")
            return capabilities.SupportsEffort(request.ReasoningEffort!.Value);
        if (!capabilities.SupportsField(field))
            return false;
        return field switch
        {
            "temperature" => IsInRange(field, request.Temperature, capabilities),
            "top_p" => IsInRange(field, request.TopP, capabilities),
            "top_k" => IsInRange(field, request.TopK, capabilities),
            "presence_penalty" => IsInRange(field, request.PresencePenalty, capabilities),
            "frequency_penalty" => IsInRange(field, request.FrequencyPenalty, capabilities),
            _ => true,
        };
    }

    /// <summary>Whether a provider supports a value, or no provider does, so that the client must report it as invalid.</summary>
    private static bool IsInRange(string field, double? value, ModelCapabilities capabilities) =>
        value is not { } number
        || !capabilities.Ranges.TryGetValue(field, out NumberRange? range)
        || range.Contains(number)
        || !ModelCapabilities.OpenAIRanges[field].Contains(number);
}
