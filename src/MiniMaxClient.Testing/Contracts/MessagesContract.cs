using System.Text.Json;
using static MiniMaxClient.Testing.Contracts.Rule;

namespace MiniMaxClient.Testing.Contracts;

/// <summary>The request schemas of the Messages API, after https://platform.claude.com/docs/en/api/messages.</summary>
/// <remarks>The objects are open, since the hosts that imitate the API ignore what they do not know.</remarks>
internal static class MessagesContract
{
    private static readonly Rule Prose = Open(Must("text", Text));
    private static readonly Rule Media = Open(Must("source", Open(Must("type", Text))));

    private static readonly Rule ResultContent = TextOr(Tagged("type", ("text", Prose), ("image", Media)));

    // MiniMax takes video too, which Anthropic does not.
    private static readonly Rule UserBlock = Tagged("type",
        ("text", Prose),
        ("image", Media),
        ("document", Media),
        ("video", Media),
        ("tool_result", Open(Must("tool_use_id", Text), May("content", ResultContent), May("is_error", Flag))));

    // Anthropic demands a signature; MiniMax was seen to accept thinking without one (hermes-agent issue 76865).
    private static readonly Rule AssistantBlock = Tagged("type",
        ("text", Prose),
        ("thinking", Open(Must("thinking", Text), May("signature", Text.OrNull()))),
        ("redacted_thinking", Open(Must("data", Text))),
        ("tool_use", Open(Must("id", Text), Must("name", Text), Must("input", AnyObject))));

    private static readonly Rule Message = Tagged("role",
        ("user", Open(Must("content", TextOr(UserBlock)))),
        ("assistant", Open(Must("content", TextOr(AssistantBlock)))));

    private static readonly Field[] Prompt =
    [
        Must("model", Text),
        Must("messages", List(Message, min: 1)),
        May("system", TextOr(Tagged("type", ("text", Prose)))),
        May("tools", List(Open(Must("name", Text), May("description", Text), Must("input_schema", AnyObject)))),
        May("tool_choice", Tagged("type",
            ("auto", AnyObject), ("any", AnyObject), ("tool", Open(Must("name", Text))), ("none", AnyObject))),
        May("thinking", Tagged("type",
            ("enabled", Open(Must("budget_tokens", Integer(1024)))), ("adaptive", AnyObject), ("disabled", AnyObject))),
    ];

    /// <summary>A request for an answer.</summary>
    public static Rule Create { get; } = Open(
    [
        .. Prompt,
        Must("max_tokens", Integer(1)),
        May("stream", Flag),
        May("temperature", Number(0, 1)),
        May("top_p", Number(0, 1)),
        May("top_k", Integer(0)),
        May("stop_sequences", List(Text)),
        May("metadata", Open(May("user_id", Text.OrNull()))),
    ]);

    /// <summary>A request for the count of its tokens.</summary>
    public static Rule Count { get; } = Open(Prompt);

    private static Rule TextOr(Rule block) => Either(Text, JsonValueKind.Array, List(block));
}
