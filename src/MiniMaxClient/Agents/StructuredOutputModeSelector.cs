
namespace MiniMaxClient.Agents;

/// <summary>Selects the form of structured output by the capabilities of the client's providers.</summary>
internal static class StructuredOutputModeSelector
{
    /// <summary>
    /// The best form that all providers of a client support: <c>json_schema</c>, <c>json_object</c>, a forced tool call, an
    /// instruction; of providers that are not known, an instruction.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="request">
    /// The request. A tool is forced only where it has none, since that would keep those from being called.
    /// </param>
    /// <param name="hasSchema">Whether there is a schema; otherwise any JSON object will do.</param>
    /// <param name="isObject">Whether the output can be asked for as an object.</param>
    public static StructuredOutputMode SelectMode(
        IChatCompletionsClient client, ChatCompletionRequest request, bool hasSchema = true, bool isObject = true)
    {
        if (GetProviders(client) is not { } providers)
            return StructuredOutputMode.Instruction;
        ModelCapabilities[] all = [.. providers.Select(provider => provider.GetCapabilities(request.Model ?? ""))];
        if (hasSchema && request.ResponseFormat is null && all.All(static one => SupportsFormat(one, "json_schema")))
            return StructuredOutputMode.ResponseFormat;
        if (isObject && request.ResponseFormat is null && all.All(static one => SupportsFormat(one, "json_object")))
            return StructuredOutputMode.JsonObject;
        bool canForce = hasSchema && isObject && request.Tools is not { Count: > 0 } && request.ToolChoice is null;
        return canForce && all.All(SupportsForcedCall) ? StructuredOutputMode.ToolCall : StructuredOutputMode.Instruction;
    }

    /// <summary>The providers that may respond; null where one is not known.</summary>
    private static IReadOnlyList<IProviderAdapter>? GetProviders(IChatCompletionsClient client)
    {
        if (client is ChatCompletionsClient one)
            return [one.Adapter];
        if (client is not FailoverChatCompletionsClient several)
            return null;
        IReadOnlyList<IProviderAdapter>?[] all = [.. several.Clients.Select(GetProviders)];
        return all.Contains(null) ? null : [.. all.SelectMany(static some => some!)];
    }

    private static bool SupportsFormat(ModelCapabilities capabilities, string format) =>
        Supports(capabilities, "response_format") && capabilities.ResponseFormats?.Contains(format) != false;

    private static bool SupportsForcedCall(ModelCapabilities capabilities) =>
        Supports(capabilities, "tools") && Supports(capabilities, "tool_choice") && capabilities.MaxTools > 0;

    private static bool Supports(ModelCapabilities capabilities, string field) => capabilities.Fields?.Contains(field) != false;
}
