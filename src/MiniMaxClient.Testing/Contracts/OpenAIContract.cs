using System.Text.Json;
using static MiniMaxClient.Testing.Contracts.JsonRule;

namespace MiniMaxClient.Testing.Contracts;

/// <summary>The request schemas of MiniMax and ModelsLab, which publish fewer limits than AIML API.</summary>
internal static class OpenAIContract
{
    private static readonly JsonRule Content = ByValueKind(AnyString, JsonValueKind.Array, List(AnyObject)).OrNull();
    private static readonly JsonRule Message =
        OpenObject(Required("role", AnyString), Optional("content", Content), Optional("tool_calls", List(AnyObject)));

    // Strict hosts reject empty lists: MiniMax rejects "tools" (github.com/MiniMax-AI/MiniMax-M2.5 issue 24), and many hosts
    // reject "tool_calls" (openai-node issue 1341); for "stop" it is assumed.
    private static readonly JsonRule StrictMessage =
        OpenObject(Required("role", AnyString), Optional("content", Content), Optional("tool_calls", List(AnyObject, min: 1)));

    /// <summary>Gets the fields of MiniMax's chat completions without the messages.</summary>
    public static IReadOnlyList<Field> MiniMaxFields { get; } =
    [
        Required("model", AnyString),
        Optional("stream", AnyBoolean.OrNull()),
        Optional("stream_options", OpenObject(Optional("include_usage", AnyBoolean)).OrNull()),
        Optional("reasoning_split", AnyBoolean.OrNull()),
        Optional("max_tokens", Integer(1).OrNull()),
        Optional("temperature", Number(0, 2).OrNull()),
        Optional("top_p", Number(0, 1).OrNull()),
        Optional("tools", List(OpenObject(
            Required("function", OpenObject(Optional("name", AnyString), Optional("parameters", AnyObject)))), min: 1).OrNull()),
    ];

    /// <summary>
    /// Gets the rule of a host that forwards to MiniMax, https://platform.minimax.io/docs/api-reference/text-chat-openai.
    /// </summary>
    public static JsonRule MiniMax { get; } = OpenObject(
    [
        .. MiniMaxFields,
        Required("messages", List(StrictMessage, min: 1)),
        Optional("max_completion_tokens", Integer(1, 524_288).OrNull()),
        Optional("n", Integer(1, 1).OrNull()),
        Optional("stop", ByValueKind(AnyString, JsonValueKind.Array, List(AnyString, min: 1)).OrNull()),
    ]);

    /// <summary>Gets the rule of ModelsLab, https://docs.modelslab.com/llm-api; it also reads <c>model_id</c>.</summary>
    public static JsonRule ModelsLab { get; } = OpenObject(
        Required("messages", List(Message, min: 1)),
        Optional("model", AnyString),
        Optional("model_id", AnyString),
        Optional("max_tokens", Integer(1).OrNull()),
        Optional("temperature", Number(0, 2).OrNull()),
        Optional("top_p", Number(0, 1).OrNull()),
        Optional("top_k", Integer(1).OrNull()),
        Optional("repetition_penalty", Number(0.1, 2).OrNull()),
        Optional("presence_penalty", Number(-2, 2).OrNull()),
        Optional("frequency_penalty", Number(-2, 2).OrNull()),
        Optional("stop", ByValueKind(AnyString, JsonValueKind.Array, List(AnyString, max: 4)).OrNull()),
        Optional("n", Integer(1, 10).OrNull()));
}
