namespace MiniMaxClient.Providers;

/// <summary>Finds the portable options that a provider does not support: in <c>ChatOptions</c> they are hints.</summary>
internal static class OptionalFieldFilter
{
    // Without token limits, which bound the cost, and tools. Structured output falls back to another mode.
    private static readonly string[] OptionalFieldNames =
    [
        "temperature", "top_p", "top_k", "stop", "seed", "presence_penalty", "frequency_penalty", "parallel_tool_calls",
        "reasoning_effort",
    ];

    /// <summary>Marks the fields that portable options set; each provider omits those that it does not support.</summary>
    /// <param name="request">The request.</param>
    /// <param name="baseRequest">The base request of the app, whose fields are kept.</param>
    public static ChatCompletionRequest MarkOptionalFields(ChatCompletionRequest request, ChatCompletionRequest baseRequest)
    {
        string[] names =
        [
            .. OptionalFieldNames.Where(
                name => RequestField.IsSet(name, request) && !RequestField.IsSet(name, baseRequest)),
        ];
        return names.Length == 0
            ? request
            : request with { Options = (request.Options ?? new()) with { OptionalFields = names } };
    }

    /// <summary>Gets the marked fields that the provider does not support for the model.</summary>
    public static IEnumerable<RequestField> GetUnsupportedFields(
        ChatCompletionRequest request, ModelCapabilities capabilities) =>
        request.Options?.OptionalFields is not { } names
            ? []
            : RequestField.All.Where(
                field => names.Contains(field.Name) && field.IsSet(request) && !IsSupported(field.Name, request, capabilities));

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
