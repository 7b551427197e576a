using MiniMaxClient.Failover;
using MiniMaxClient.Diagnostics;
using MiniMaxClient.Providers;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>Leaves out portable options that a provider does not support: in <c>ChatOptions</c> they are hints.</summary>
internal static class OptionalFieldFilter
{
    // Not the limits on tokens, which bound the cost, and not tools. Structured output has forms to fall back to.
    private static readonly string[] OptionalFieldNames =
    [
        "temperature", "top_p", "top_k", "stop", "seed", "presence_penalty", "frequency_penalty", "parallel_tool_calls",
        "reasoning_effort", "thinking",
    ];

    /// <summary>The request without the fields of the options that one of its providers does not support.</summary>
    /// <param name="request">The request.</param>
    /// <param name="baseRequest">The request that the app gave to start from, whose fields are no hints.</param>
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
                Log.FieldDropped(client.Logger, provider.Adapter.Name, field.Name, request.Model);
            }
        }

        return request;
    }

    private static bool IsSupported(string field, ChatCompletionRequest request, ModelCapabilities capabilities)
    {
        if (capabilities.Fields?.Contains(field) == false)
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

    /// <summary>Whether a provider takes a value, or no provider does, so that the value is a mistake to report.</summary>
    private static bool IsInRange(string field, double? value, ModelCapabilities capabilities) =>
        value is not { } given || !capabilities.Ranges.TryGetValue(field, out NumberRange? range) || range.Contains(given)
        || !ModelCapabilities.OpenAIRanges[field].Contains(given);
}
