using MiniMaxClient.Providers;

namespace MiniMaxClient.Agents;

/// <summary>Which form of a typed answer a client's provider takes.</summary>
internal static class TypedAnswerForms
{
    /// <summary>The best form that all providers of a client take; of one that nothing is known of, telling the model.</summary>
    public static TypedAnswerForm Of(IChatCompletionsClient client, ChatCompletionRequest request)
    {
        ModelCapabilities[] all = [.. Providers(client).Select(provider => provider.GetCapabilities(request.Model ?? ""))];
        if (all.Length == 0)
            return TypedAnswerForm.Instruction;
        if (request.ResponseFormat is null && all.All(static takes =>
            Takes(takes, "response_format") && takes.ResponseFormats?.Contains("json_schema") != false))
            return TypedAnswerForm.ResponseFormat;
        return request.ToolChoice is null && all.All(static takes => Takes(takes, "tools") && Takes(takes, "tool_choice"))
            ? TypedAnswerForm.ToolCall
            : TypedAnswerForm.Instruction;
    }

    private static IEnumerable<IProviderAdapter> Providers(IChatCompletionsClient client) => client switch
    {
        ChatCompletionsClient one => [one.Adapter],
        FailoverChatCompletionsClient several => several.Clients.SelectMany(Providers),
        _ => [],
    };

    private static bool Takes(ModelCapabilities takes, string field) => takes.Fields?.Contains(field) != false;
}
