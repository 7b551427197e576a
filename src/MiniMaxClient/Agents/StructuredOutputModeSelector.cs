
namespace MiniMaxClient.Agents;

/// <summary>Selects the mode of structured output by the capabilities of the client's providers.</summary>
internal static class StructuredOutputModeSelector
{
    /// <summary>
    /// Selects the first mode that all providers of a client support: <c>json_schema</c>, <c>json_object</c>, a forced tool call,
    /// an instruction; if the providers are unknown, an instruction.
    /// </summary>
    /// <param name="client">The client.</param>
    /// <param name="request">
    /// The request. A tool call is forced only if the request has no tools, because those could not be called.
    /// </param>
    /// <param name="hasSchema">Whether there is a schema; otherwise any JSON object is accepted.</param>
    /// <param name="isObject">Whether the output can be requested as an object.</param>
    public static StructuredOutputMode SelectMode(
        IChatCompletionsClient client, ChatCompletionRequest request, bool hasSchema = true, bool isObject = true)
    {
        if (GetProviders(client) is not { } providers)
            return StructuredOutputMode.Instruction;
        ModelCapabilities[] all =
        [
            .. providers.Select(provider => provider.Adapter.GetCapabilities(provider.Options.ResolveModel(request))),
        ];
        if (hasSchema && request.ResponseFormat is null && all.All(static one => SupportsFormat(one, "json_schema")))
            return StructuredOutputMode.ResponseFormat;
        if (isObject && request.ResponseFormat is null && all.All(static one => SupportsFormat(one, "json_object")))
            return StructuredOutputMode.JsonObject;
        bool canForce = hasSchema && isObject && request.Tools is not { Count: > 0 } && request.ToolChoice is null;
        return canForce && providers.All(provider => SupportsForcedCall(provider.Adapter, provider.Options.ResolveModel(request)))
            ? StructuredOutputMode.ToolCall
            : StructuredOutputMode.Instruction;
    }

    /// <summary>The clients of the providers that may respond; null if one is unknown.</summary>
    private static IReadOnlyList<ChatCompletionsClient>? GetProviders(IChatCompletionsClient client)
    {
        if (client is ChatCompletionsClient single)
            return [single];
        if (client is not FailoverChatCompletionsClient failover)
            return null;
        IReadOnlyList<ChatCompletionsClient>?[] all = [.. failover.Clients.Select(GetProviders)];
        return all.Contains(null) ? null : [.. all.SelectMany(static clients => clients!)];
    }

    // A model that ignores the field responds with text.
    private static bool SupportsFormat(ModelCapabilities capabilities, string format) =>
        capabilities.SupportsField("response_format") && !capabilities.IgnoredFields.Contains("response_format")
        && capabilities.ResponseFormats?.Contains(format) != false;

    // MiniMax rejects a forced call or lacks it in its schemas, so that a reseller's schema alone does not promise it.
    private static bool SupportsForcedCall(IProviderAdapter provider, string model)
    {
        ModelCapabilities capabilities = provider.GetCapabilities(model);
        return capabilities.SupportsField("tools") && capabilities.SupportsField("tool_choice") && capabilities.MaxTools > 0
            && (capabilities.ToolChoices?.Contains("function")
                ?? !(MiniMaxModels.IsMiniMaxModel(model) || MiniMaxModels.IsMiniMaxModel(provider.MapModel(model))));
    }
}
