using System.Text.Json;
using static MiniMaxClient.Testing.Contracts.Rule;

namespace MiniMaxClient.Testing.Contracts;

/// <summary>The request schemas of the hosts that publish fewer limits than AIML API does.</summary>
internal static class OpenAIContract
{
    private static readonly Rule Content = Either(Text, JsonValueKind.Array, List(AnyObject)).OrNull();
    private static readonly Rule Message = Open(Must("role", Text), May("content", Content), May("tool_calls", List(AnyObject)));

    // Strict hosts reject empty lists: "tools" at MiniMax itself (github.com/MiniMax-AI/MiniMax-M2.5 issue 24), "tool_calls"
    // at many (openai-node issue 1341); of "stop" it is assumed.
    private static readonly Rule StrictMessage =
        Open(Must("role", Text), May("content", Content), May("tool_calls", List(AnyObject, min: 1)));

    /// <summary>MiniMax, after https://platform.minimax.io/docs/api-reference/text-chat-openai.</summary>
    public static Rule MiniMax { get; } = Open(
        Must("model", Text),
        Must("messages", List(StrictMessage, min: 1)),
        May("stream", Flag.OrNull()),
        May("stream_options", Open(May("include_usage", Flag)).OrNull()),
        May("reasoning_split", Flag.OrNull()),
        May("max_tokens", Integer(1).OrNull()),
        May("max_completion_tokens", Integer(1, 524_288).OrNull()),
        May("temperature", Number(0, 2).OrNull()),
        May("top_p", Number(0, 1).OrNull()),
        May("n", Integer(1, 1).OrNull()),
        May("stop", Either(Text, JsonValueKind.Array, List(Text, min: 1)).OrNull()),
        May("tools", List(Open(Must("function", Open(May("name", Text), May("parameters", AnyObject)))), min: 1).OrNull()));

    /// <summary>ModelsLab, after https://docs.modelslab.com/llm-api; the model may be missing or be <c>model_id</c>.</summary>
    public static Rule ModelsLab { get; } = Open(
        Must("messages", List(Message, min: 1)),
        May("model", Text),
        May("model_id", Text),
        May("max_tokens", Integer(1).OrNull()),
        May("temperature", Number(0, 2).OrNull()),
        May("top_p", Number(0, 1).OrNull()),
        May("top_k", Integer(1).OrNull()),
        May("repetition_penalty", Number(0.1, 2).OrNull()),
        May("presence_penalty", Number(-2, 2).OrNull()),
        May("frequency_penalty", Number(-2, 2).OrNull()),
        May("stop", Either(Text, JsonValueKind.Array, List(Text, max: 4)).OrNull()),
        May("n", Integer(1, 10).OrNull()));
}
