using System.Text.Json;

namespace MiniMaxClient.Testing.Answers;

/// <summary>What the body of a request in Anthropic's form asks for, read leniently.</summary>
internal readonly struct MessagesAsk(JsonElement body) : IAsk
{
    public string Model => body.Text("model") ?? "";
    public bool Streams => body.IsTrue("stream");
    public int? MaxTokens => body.Number("max_tokens");

    // MiniMax's page: on this protocol M3 thinks only when asked, the others always.
    public bool Thinks => Model != "MiniMax-M3" || body.Part("thinking")?.Text("type") == "adaptive";

    /// <summary>The text of the last user message that has some; tool results have none of the user's.</summary>
    public string Prompt => body.List("messages").Where(message => message.Text("role") == "user").Select(TextOf)
        .LastOrDefault(text => text.Length > 0) ?? "";

    /// <summary>The characters of the system prompt and of all messages together.</summary>
    public int PromptLength =>
        LengthOf(body.Part("system")) + body.List("messages").Sum(message => LengthOf(message.Part("content")));

    public (string Name, JsonElement? Schema)? ForcedCall
    {
        get
        {
            if (body.Part("tool_choice") is not { } choice || choice.Text("type") is not ("any" or "tool"))
                return null;
            bool isAny = choice.Text("type") == "any";
            foreach (JsonElement tool in body.List("tools"))
            {
                if (tool.Text("name") is { } name && (isAny || name == choice.Text("name")))
                    return (name, tool.Part("input_schema"));
            }

            return null;
        }
    }

    public (string Name, JsonElement? Schema)? OfferedCall
    {
        get
        {
            if (body.Part("tool_choice")?.Text("type") == "none" || HasResults(body.List("messages").LastOrDefault()))
                return null;
            JsonElement tool = body.List("tools").FirstOrDefault();
            return tool.Text("name") is { } name ? (name, tool.Part("input_schema")) : null;
        }
    }

    public JsonElement? AnswerSchema => null;

    private static bool HasResults(JsonElement message) =>
        message.List("content").Any(block => block.Text("type") == "tool_result");

    private static string TextOf(JsonElement message) =>
        message.Text("content") ?? string.Concat(message.List("content").Select(block => block.Text("text")));

    private static int LengthOf(JsonElement? content) => content switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString()!.Length,
        { ValueKind: JsonValueKind.Array } blocks => blocks.EnumerateArray().Sum(LengthOfBlock),
        _ => 0,
    };

    // Measured on MiniMax-M2.7: replayed thinking is taken out before the prompt is counted.
    private static int LengthOfBlock(JsonElement block) => block.Text("type") switch
    {
        "text" => block.Text("text")?.Length ?? 0,
        "tool_use" => (block.Text("name")?.Length ?? 0) + (block.Part("input")?.GetRawText().Length ?? 0),
        "tool_result" => LengthOf(block.Part("content")),
        _ => 0,
    };
}
