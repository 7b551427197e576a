using MiniMaxClient.Providers;

namespace MiniMaxClient.Agents;

/// <summary>Which form of a typed answer a client's provider takes.</summary>
internal static class TypedAnswerForms
{
    /// <summary>The best form that all providers of a client take; of one that nothing is known of, telling the model.</summary>
    public static TypedAnswerForm Of(IChatCompletionsClient client, ChatCompletionRequest request)
    {
        if (Providers(client) is not { } providers)
            return TypedAnswerForm.Instruction;
        ModelCapabilities[] all = [.. providers.Select(provider => provider.GetCapabilities(request.Model ?? ""))];
        if (request.ResponseFormat is null && all.All(TakesSchema))
            return TypedAnswerForm.ResponseFormat;
        int tools = (request.Tools?.Count ?? 0) + 1;
        return request.ToolChoice is null && all.All(takes => TakesChoice(takes, tools))
            ? TypedAnswerForm.ToolCall
            : TypedAnswerForm.Instruction;
    }

    /// <summary>The providers that may answer; null where one is not known.</summary>
    private static IReadOnlyList<IProviderAdapter>? Providers(IChatCompletionsClient client)
    {
        if (client is ChatCompletionsClient one)
            return [one.Adapter];
        if (client is not FailoverChatCompletionsClient several)
            return null;
        IReadOnlyList<IProviderAdapter>?[] all = [.. several.Clients.Select(Providers)];
        return all.Contains(null) ? null : [.. all.SelectMany(static some => some!)];
    }

    private static bool TakesSchema(ModelCapabilities takes) =>
        Takes(takes, "response_format") && takes.ResponseFormats?.Contains("json_schema") != false;

    private static bool TakesChoice(ModelCapabilities takes, int tools) =>
        Takes(takes, "tools") && Takes(takes, "tool_choice") && tools <= takes.MaxTools;

    private static bool Takes(ModelCapabilities takes, string field) => takes.Fields?.Contains(field) != false;
}
