using System.Text.Json;

namespace MiniMaxClient.Providers;

/// <summary>Adapts a valid request without loss to what providers accept, before an adapter writes it.</summary>
/// <remarks>
/// It runs for every request, whether the application, the tool loop or the <c>IChatClient</c> adapter creates it. The caller's
/// request is not modified; a request that requires no change is returned as it is.
/// </remarks>
internal static class RequestNormalizer
{
    private static readonly JsonElement EmptyParametersSchema = JsonElement.Parse("""{"type":"object","properties":{}}""");

    /// <summary>Converts settings to the equivalent ones that the model has; runs before the validation.</summary>
    /// <param name="request">The request.</param>
    /// <param name="capabilities">The capabilities of the model at the provider.</param>
    /// <param name="mappedModel">The provider's own id of the model.</param>
    public static ChatCompletionRequest NormalizeSettings(
        ChatCompletionRequest request, ModelCapabilities capabilities, string mappedModel)
    {
        request = NormalizeReasoning(request, capabilities, mappedModel);

        // Without tools a model calls none.
        return request.ToolChoice is ModeToolChoice { Mode: "none" } && capabilities.ToolChoices?.Contains("none") == false
            ? request with { Tools = null, ToolChoice = null, ParallelToolCalls = null }
            : request;
    }

    /// <summary>
    /// Converts <see cref="ReasoningEffort.None"/> to <see cref="Thinking.Disabled"/> for a model that has this switch, and
    /// removes it for a model that does not reason.
    /// </summary>
    private static ChatCompletionRequest NormalizeReasoning(
        ChatCompletionRequest request, ModelCapabilities capabilities, string mappedModel)
    {
        if (request.ReasoningEffort != ReasoningEffort.None || request.Thinking is not (null or { Type: "disabled" }))
            return request;
        if (ModelName.IsWithoutReasoning(mappedModel))
            return request with { ReasoningEffort = null };
        return capabilities.CanDisableThinking
            ? request with { ReasoningEffort = null, Thinking = request.Thinking ?? Thinking.Disabled }
            : request;
    }

    /// <param name="request">A request without problems for <see cref="RequestValidator"/>.</param>
    /// <param name="capabilities">The capabilities of the model at the provider.</param>
    /// <param name="rules">The rules for the messages.</param>
    /// <param name="lateHandling">How system messages after other messages are handled.</param>
    public static ChatCompletionRequest NormalizeRequest(
        ChatCompletionRequest request, ModelCapabilities capabilities, MessageRules rules, LateSystemMessageHandling lateHandling)
    {
        request = RemoveEmptyLists(request);
        if (request.Tools?.Any(HasNoParameters) == true)
            request = request with { Tools = [.. request.Tools.Select(AddEmptyParameters)] };
        IReadOnlyList<ChatMessage> messages = new MessageNormalizer(capabilities, rules).NormalizeMessages(request.Messages);
        if (rules.SystemMessages != SystemMessagePlacement.Anywhere)
            messages = SystemMessageMerger.MergeMessages(messages, lateHandling);
        messages = MessageNameNormalizer.NormalizeNames(messages);
        return ReferenceEquals(messages, request.Messages) ? request : request with { Messages = messages };
    }

    /// <summary>Removes empty lists, which hosts reject: "empty array" (vllm#39780, MiniMax-M2.5#24).</summary>
    private static ChatCompletionRequest RemoveEmptyLists(ChatCompletionRequest request)
    {
        if (request.Stop is { Count: 0 })
            request = request with { Stop = null };
        if (request.LogitBias is { Count: 0 })
            request = request with { LogitBias = null };
        if (request.Prediction is { Content.Parts.Count: 0 })
            request = request with { Prediction = null };
        if (request.Tools is not { Count: 0 })
            return request;

        // OpenAI rejects the settings of tools in a request without tools.
        bool hasTools = request.AdditionalProperties.ContainsKey("tools");
        return request with
        {
            Tools = null,
            ToolChoice = !hasTools && request.ToolChoice is ModeToolChoice { Mode: "auto" or "none" } ? null : request.ToolChoice,
            ParallelToolCalls = hasTools ? request.ParallelToolCalls : null,
        };
    }

    // MiniMax rejects a function without parameters: "function parameters is empty (2013)" (qwen-code#11834).
    private static bool HasNoParameters(Tool tool) =>
        tool is FunctionTool { Function: { } function } && IsEmptySchema(function.Parameters)
        && !function.AdditionalProperties.ContainsKey("parameters");

    private static bool IsEmptySchema(JsonElement? parameters) => parameters switch
    {
        null or { ValueKind: JsonValueKind.Null } => true,
        { ValueKind: JsonValueKind.Object } element => !element.EnumerateObject().Any(),
        _ => false,
    };

    private static Tool AddEmptyParameters(Tool tool) => HasNoParameters(tool)
        ? (FunctionTool)tool with { Function = ((FunctionTool)tool).Function with { Parameters = EmptyParametersSchema } }
        : tool;
}
