using System.Text.Json;
using MiniMaxClient.Testing.Completions;
using static MiniMaxClient.Testing.Contracts.JsonRule;

namespace MiniMaxClient.Testing.Contracts;

/// <summary>
/// The schema and the rules of each model for chat completions at MiniMax itself,
/// https://platform.minimax.io/docs/api-reference/text-chat-openai.
/// </summary>
/// <remarks>
/// <c>stop</c>, <c>n</c>, <c>parallel_tool_calls</c>, <c>logprobs</c>, <c>logit_bias</c>, <c>response_format</c> and the
/// penalties are ignored, whatever their values.
/// </remarks>
internal static class MiniMaxChatContract
{
    /// <summary>Gets the schema that is the same for all models.</summary>
    public static JsonRule Schema { get; } = OpenObject(
    [
        .. OpenAIContract.MiniMaxFields,
        Required("messages", List(CreateMessageRule(), min: 1)),
        Optional("max_completion_tokens", Integer(1).OrNull()),
        Optional("service_tier", OneOf("standard", "priority").OrNull()),
    ]);

    /// <summary>Returns the first violation of the model's rules, or null.</summary>
    public static string? ValidateForModel(JsonElement body, MiniMaxModel model) =>
        MediaRules.ValidateChatContent(body, model)
        ?? ValidateThinking(body, model)
        ?? ValidateEffort(body, model)
        ?? ValidateReasoningSplit(body, model)
        ?? ValidateToolChoice(body, model)
        ?? ValidateToolTypes(body)
        ?? ValidateMaxTokens(body, model);

    private static JsonRule CreateMessageRule()
    {
        Field[] media =
        [
            Required("url", AnyString),
            Optional("detail", OneOf("low", "default", "high")),
            Optional("max_long_side_pixel", Integer(1)),
        ];
        JsonRule part = Discriminated("type",
            ("text", OpenObject(Required("text", AnyString))),
            ("image_url", OpenObject(Required("image_url", OpenObject(media)))),
            ("video_url", OpenObject(Required("video_url", OpenObject([.. media, Optional("fps", Number(0.2, 5))])))));
        return OpenObject(
            Required("role", AnyString),
            Optional("content", ByValueKind(AnyString, JsonValueKind.Array, List(part)).OrNull()),
            Optional("tool_calls", List(AnyObject, min: 1)));
    }

    // The message for an unknown type is that of cherry-studio issue 16431, for M3. M3.1-Flash rejects "disabled" (measured by
    // AIHubMix on 2026-10-19); the text of that message is assumed.
    private static string? ValidateThinking(JsonElement body, MiniMaxModel model)
    {
        if (body.GetPropertyOrNull("thinking") is not { ValueKind: not JsonValueKind.Null } thinking)
            return null;
        string type = thinking.GetStringOrNull("type") ?? "";
        if (type is not ("adaptive" or "disabled"))
            return $"invalid thinking.type: \"{type}\" (allowed: adaptive, disabled)";
        return type == "disabled" && model.HasEffort ? $"{model.Id} requires adaptive thinking" : null;
    }

    // "none" is assumed to be rejected: a digest of MiniMax's pages of 2026-10-03 says 400, and AIHubMix measured 200.
    private static string? ValidateEffort(JsonElement body, MiniMaxModel model) =>
        model.HasEffort && body.GetPropertyOrNull("reasoning_effort") is { ValueKind: not JsonValueKind.Null } effort
            ? OneOf([.. MiniMaxModel.Efforts]).Validate(effort, "reasoning_effort")
            : null;

    // MiniMax's guide says that the value may only be true for M3.1-Flash; that false is an error is assumed.
    private static string? ValidateReasoningSplit(JsonElement body, MiniMaxModel model) =>
        model.AlwaysSeparatesReasoning && body.GetPropertyOrNull("reasoning_split") is { ValueKind: JsonValueKind.False }
            ? $"reasoning_split of {model.Id} must be true"
            : null;

    private static string? ValidateToolChoice(JsonElement body, MiniMaxModel model)
    {
        if (body.GetPropertyOrNull("tool_choice") is not { ValueKind: not JsonValueKind.Null } choice
            || model.ChatToolChoices is not { } allowed)
            return null;
        return choice.ValueKind == JsonValueKind.String && allowed.Contains(choice.GetString()!)
            ? null
            : $"invalid tool_choice (allowed: {string.Join(", ", allowed)})";
    }

    // 9router issue 2509, for a missing and for another type.
    private static string? ValidateToolTypes(JsonElement body) => body.EnumerateArrayOrEmpty("tools")
        .Select(tool => tool.GetStringOrNull("type"))
        .Where(type => type != "function")
        .Select(type => $"invalid tool type: {type}")
        .FirstOrDefault();

    private static string? ValidateMaxTokens(JsonElement body, MiniMaxModel model) =>
        body.GetPropertyOrNull("max_completion_tokens") is { ValueKind: JsonValueKind.Number } tokens
            ? Integer(1, model.MaxOutputTokens).Validate(tokens, "max_completion_tokens")
            : null;
}
