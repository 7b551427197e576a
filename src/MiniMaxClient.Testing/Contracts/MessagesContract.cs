using System.Text.Json;
using static MiniMaxClient.Testing.Contracts.JsonRule;

namespace MiniMaxClient.Testing.Contracts;

/// <summary>The request schemas of the Messages API, https://platform.claude.com/docs/en/api/messages.</summary>
/// <remarks>The objects are open, because compatible hosts ignore unknown fields.</remarks>
internal static class MessagesContract
{
    private static readonly JsonRule TextBlock = OpenObject(Required("text", AnyString));
    private static readonly JsonRule MediaBlock = OpenObject(Required("source", OpenObject(Required("type", AnyString))));

    private static readonly JsonRule ToolResultContent =
        StringOrArray(Discriminated("type", ("text", TextBlock), ("image", MediaBlock)));

    // MiniMax also accepts video, which Anthropic does not.
    private static readonly JsonRule UserBlock = Discriminated("type",
        ("text", TextBlock),
        ("image", MediaBlock),
        ("document", MediaBlock),
        ("video", MediaBlock),
        ("tool_result", OpenObject(
            Required("tool_use_id", AnyString), Optional("content", ToolResultContent), Optional("is_error", AnyBoolean))));

    // Anthropic requires a signature; MiniMax accepts thinking without one (hermes-agent issue 76865).
    public static JsonRule AssistantBlock { get; } = Discriminated("type",
        ("text", TextBlock),
        ("thinking", OpenObject(Required("thinking", AnyString), Optional("signature", AnyString.OrNull()))),
        ("redacted_thinking", OpenObject(Required("data", AnyString))),
        ("tool_use", OpenObject(Required("id", AnyString), Required("name", AnyString), Required("input", AnyObject))));

    private static readonly JsonRule Message = Discriminated("role",
        ("user", OpenObject(Required("content", StringOrArray(UserBlock)))),
        ("assistant", OpenObject(Required("content", StringOrArray(AssistantBlock)))));

    private static readonly Field[] PromptFields =
    [
        Required("model", AnyString),
        Required("messages", List(Message, min: 1)),
        Optional("system", StringOrArray(Discriminated("type", ("text", TextBlock)))),
        Optional("tools", List(OpenObject(
            Required("name", AnyString), Optional("description", AnyString), Required("input_schema", AnyObject)))),
        Optional("tool_choice", Discriminated("type",
            ("auto", AnyObject),
            ("any", AnyObject),
            ("tool", OpenObject(Required("name", AnyString))),
            ("none", AnyObject))),
        Optional("thinking", Discriminated("type",
            ("enabled", OpenObject(Required("budget_tokens", Integer(1024)))),
            ("adaptive", AnyObject),
            ("disabled", AnyObject))),
    ];

    /// <summary>Gets the rule for a request that creates a message.</summary>
    public static JsonRule CreateMessage { get; } = OpenObject(
    [
        .. PromptFields,
        Required("max_tokens", Integer(1)),
        Optional("stream", AnyBoolean),
        Optional("temperature", Number(0, 1)),
        Optional("top_p", Number(0, 1)),
        Optional("top_k", Integer(0)),
        Optional("stop_sequences", List(AnyString)),
        Optional("metadata", OpenObject(Optional("user_id", AnyString.OrNull()))),
    ]);

    /// <summary>Gets the rule for a request that counts tokens.</summary>
    public static JsonRule CountTokens { get; } = OpenObject(PromptFields);

    private static JsonRule StringOrArray(JsonRule block) => ByValueKind(AnyString, JsonValueKind.Array, List(block));
}
