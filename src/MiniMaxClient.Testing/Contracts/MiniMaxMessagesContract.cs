using System.Text.Json;
using MiniMaxClient.Testing.Completions;
using static MiniMaxClient.Testing.Contracts.JsonRule;

namespace MiniMaxClient.Testing.Contracts;

/// <summary>
/// The schemas and the rules of each model for the Messages API at MiniMax itself,
/// https://platform.minimax.io/docs/api-reference/text-chat-anthropic.
/// </summary>
/// <remarks>
/// Fields that the page does not have, such as <c>top_k</c> and <c>mcp_servers</c>, are ignored, and so is
/// <c>stop_sequences</c>.
/// </remarks>
internal static class MiniMaxMessagesContract
{
    private static readonly Field[] MediaFields =
    [
        Optional("detail", OneOf("low", "default", "high")),
        Optional("max_long_side_pixel", Integer(1)),
    ];

    private static readonly JsonRule TextBlock = OpenObject(Required("text", AnyString));
    private static readonly JsonRule ImageBlock = CreateMediaBlock(MediaFields);
    private static readonly JsonRule VideoBlock = CreateMediaBlock([.. MediaFields, Optional("fps", Number(0.2, 5))]);

    // The page has the type mid_conv_system without its fields.
    private static readonly JsonRule UserBlock = Discriminated("type",
        ("text", TextBlock),
        ("image", ImageBlock),
        ("video", VideoBlock),
        ("mid_conv_system", AnyObject),
        ("tool_result", OpenObject(
            Required("tool_use_id", AnyString),
            Optional("content", StringOrArray(Discriminated("type", ("text", TextBlock), ("image", ImageBlock)))),
            Optional("is_error", AnyBoolean))));

    private static readonly JsonRule UserMessage = OpenObject(Required("content", StringOrArray(UserBlock)));
    private static readonly JsonRule AssistantMessage =
        OpenObject(Required("content", StringOrArray(MessagesContract.AssistantBlock)));

    private static readonly Field[] PromptFields =
    [
        Required("model", AnyString),
        Required("messages", List(Discriminated("role",
            ("user", UserMessage),
            ("assistant", AssistantMessage),
            ("user_system", UserMessage),
            ("group", UserMessage),
            ("sample_message_user", UserMessage),
            ("sample_message_ai", AssistantMessage)), min: 1)),
        Optional("system", StringOrArray(Discriminated("type", ("text", TextBlock)))),
        Optional("tools", List(OpenObject(
            Required("name", AnyString), Optional("description", AnyString), Required("input_schema", AnyObject)))),
        Optional("tool_choice", Discriminated("type", ("auto", AnyObject), ("none", AnyObject))),
        // The schema lacks "enabled". The server accepted it for M3 (hermes-agent issue 42560, June 2026), which is assumed here.
        Optional("thinking", Discriminated("type", ("adaptive", AnyObject), ("disabled", AnyObject), ("enabled", AnyObject))),
    ];

    /// <summary>Gets the rule for a request that creates a message.</summary>
    public static JsonRule CreateMessage { get; } = OpenObject(
    [
        .. PromptFields,
        Optional("max_tokens", Integer(1)),
        Optional("stream", AnyBoolean),
        Optional("temperature", Number(0, 2)),
        Optional("top_p", Number(0, 1)),
        Optional("service_tier", OneOf("standard", "priority")),
        Optional("metadata", OpenObject(Optional("user_id", AnyString.OrNull()))),
    ]);

    /// <summary>Gets the rule for a request that counts tokens.</summary>
    public static JsonRule CountTokens { get; } = OpenObject(PromptFields);

    /// <summary>Returns the error with which MiniMax rejects an unsupported block or field of the model, or null.</summary>
    public static ReplyContent.Error? ValidateForModel(JsonElement body, MiniMaxModel model)
    {
        // The example of the page, which has no error code.
        if (MediaRules.ValidateMessagesContent(body, model) is { } content)
            return new(400, content);
        if (body.GetPropertyOrNull("output_config") is not { ValueKind: not JsonValueKind.Null } config)
            return null;
        // 9router issue 817, for M2.7; assumed for the other models of M2.
        if (!model.AcceptsOutputConfig)
            return new(400, "invalid params", "2013");
        return model.HasEffort && config.GetPropertyOrNull("effort") is { } effort
            && OneOf([.. MiniMaxModel.Efforts]).Validate(effort, "output_config.effort") is { } problem
                ? new(400, $"invalid params, {problem}", "2013")
                : null;
    }

    private static JsonRule CreateMediaBlock(Field[] fields) => OpenObject(Required("source", Discriminated("type",
        ("url", OpenObject([Required("url", AnyString), .. fields])),
        ("base64", OpenObject([Required("media_type", AnyString), Required("data", AnyString), .. fields])))));

    private static JsonRule StringOrArray(JsonRule block) => ByValueKind(AnyString, JsonValueKind.Array, List(block));
}
