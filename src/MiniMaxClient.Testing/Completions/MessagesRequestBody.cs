using System.Text.Json;

namespace MiniMaxClient.Testing.Completions;

/// <summary>Reads the body of a request of the Messages API leniently.</summary>
internal readonly struct MessagesRequestBody(JsonElement body) : IRequestBody
{
    public string Model => body.GetStringOrNull("model") ?? "";
    public bool IsStreaming => body.IsTrue("stream");
    public int? MaxTokens => body.GetInt32OrNull("max_tokens");

    public string? Effort => body.GetPropertyOrNull("output_config")?.GetStringOrNull("effort");

    private string? ThinkingType => body.GetPropertyOrNull("thinking")?.GetStringOrNull("type");

    /// <summary>Determines whether the completion has thinking, which only M3 can disable.</summary>
    /// <param name="isOnByDefault">Whether M3 thinks if the request does not say so.</param>
    public bool IsThinkingEnabled(bool isOnByDefault) =>
        Model != "MiniMax-M3" || (isOnByDefault ? ThinkingType != "disabled" : ThinkingType is "adaptive" or "enabled");

    /// <inheritdoc/>
    /// <remarks>Messages without text, such as tool results, are ignored.</remarks>
    public string LastUserText =>
        body.EnumerateArrayOrEmpty("messages").Where(message => message.GetStringOrNull("role") == "user").Select(GetText)
            .LastOrDefault(text => text.Length > 0) ?? "";

    /// <inheritdoc/>
    public int PromptCharacters => body.EnumerateArrayOrEmpty("tools").Sum(CountToolCharacters)
        + CountCharacters(body.GetPropertyOrNull("system"))
        + body.EnumerateArrayOrEmpty("messages").Sum(message => CountCharacters(message.GetPropertyOrNull("content")));

    public (string Name, JsonElement? Schema)? ForcedTool
    {
        get
        {
            if (body.GetPropertyOrNull("tool_choice") is not { } choice
                || choice.GetStringOrNull("type") is not ("any" or "tool"))
                return null;
            bool isAny = choice.GetStringOrNull("type") == "any";
            foreach (JsonElement tool in body.EnumerateArrayOrEmpty("tools"))
            {
                if (tool.GetStringOrNull("name") is { } name && (isAny || name == choice.GetStringOrNull("name")))
                    return (name, tool.GetPropertyOrNull("input_schema"));
            }

            return null;
        }
    }

    public (string Name, JsonElement? Schema)? OfferedTool
    {
        get
        {
            if (body.GetPropertyOrNull("tool_choice")?.GetStringOrNull("type") == "none"
                || HasToolResults(body.EnumerateArrayOrEmpty("messages").LastOrDefault()))
                return null;
            JsonElement tool = body.EnumerateArrayOrEmpty("tools").FirstOrDefault();
            return tool.GetStringOrNull("name") is { } name ? (name, tool.GetPropertyOrNull("input_schema")) : null;
        }
    }

    public JsonElement? ResponseSchema => null;

    /// <inheritdoc/>
    public JsonElement? InstructedSchema => SchemaInstruction.FindInstructed(
        body.EnumerateArrayOrEmpty("messages").Select(GetText).Prepend(SystemText));

    private string SystemText => body.GetStringOrNull("system")
        ?? string.Concat(body.EnumerateArrayOrEmpty("system").Select(block => block.GetStringOrNull("text")));

    private static bool HasToolResults(JsonElement message) =>
        message.EnumerateArrayOrEmpty("content").Any(block => block.GetStringOrNull("type") == "tool_result");

    private static string GetText(JsonElement message) =>
        message.GetStringOrNull("content")
            ?? string.Concat(message.EnumerateArrayOrEmpty("content").Select(block => block.GetStringOrNull("text")));

    private static int CountCharacters(JsonElement? content) => content switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString()!.Length,
        { ValueKind: JsonValueKind.Array } blocks => blocks.EnumerateArray().Sum(CountBlockCharacters),
        _ => 0,
    };

    public static int CountToolCharacters(JsonElement tool) => (tool.GetStringOrNull("name")?.Length ?? 0)
        + (tool.GetStringOrNull("description")?.Length ?? 0) + (tool.GetPropertyOrNull("input_schema")?.GetRawText().Length ?? 0);

    // Measured on MiniMax-M2.7: replayed thinking is not counted.
    public static int CountBlockCharacters(JsonElement block) => block.GetStringOrNull("type") switch
    {
        "text" => block.GetStringOrNull("text")?.Length ?? 0,
        "tool_use" => (block.GetStringOrNull("name")?.Length ?? 0) + (block.GetPropertyOrNull("input")?.GetRawText().Length ?? 0),
        "tool_result" => CountCharacters(block.GetPropertyOrNull("content")),
        _ => 0,
    };
}
