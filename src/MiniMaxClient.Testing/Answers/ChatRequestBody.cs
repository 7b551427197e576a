using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Testing.Answers;

/// <summary>What the body of a chat completion request asks for, read leniently.</summary>
internal readonly struct ChatRequestBody(JsonElement body) : IRequestBody
{
    /// <summary>The key in the body, which ModelsLab takes.</summary>
    public string? ApiKey => body.GetStringOrNull("key");

    public string? Model => body.GetStringOrNull("model");
    public string? ModelId => body.GetStringOrNull("model_id");

    // docs.modelslab.com: the skill pages of ModelsLab name the flag "streaming" and "stream" its alias.
    public bool IsStreaming => body.IsTrue("stream") || body.IsTrue("streaming");

    public bool ShouldIncludeUsage => body.GetPropertyOrNull("stream_options") is { } options && options.IsTrue("include_usage");
    public bool ShouldSplitReasoning => body.IsTrue("reasoning_split");
    public int? MaxTokens => body.GetInt32OrNull("max_completion_tokens") ?? body.GetInt32OrNull("max_tokens");

    // MiniMax's page: only M3 can be told not to think. Whether the resellers with ids of their own pass "thinking" on is
    // not known: theirs think.
    public bool IsThinkingEnabled =>
        Model != "MiniMax-M3" || body.GetPropertyOrNull("thinking")?.GetStringOrNull("type") != "disabled";

    /// <summary>The text of the last user message.</summary>
    public string LastUserText =>
        body.EnumerateArrayOrEmpty("messages").Where(message => message.GetStringOrNull("role") == "user").Select(GetText)
            .LastOrDefault() ?? "";

    /// <summary>The characters of all messages together.</summary>
    public int PromptCharacters => body.EnumerateArrayOrEmpty("messages").Sum(message => GetText(message).Length);

    public (string Name, JsonElement? Schema)? ForcedTool
    {
        get
        {
            if (body.GetPropertyOrNull("tool_choice") is not { } choice)
                return null;
            bool isAny = choice.ValueKind == JsonValueKind.String && choice.ValueEquals("required");
            string? wanted = choice.GetPropertyOrNull("function")?.GetStringOrNull("name");
            if (!isAny && wanted is null)
                return null;
            foreach (JsonElement tool in body.EnumerateArrayOrEmpty("tools"))
            {
                if (tool.GetPropertyOrNull("function") is { } function && function.GetStringOrNull("name") is { } name
                    && (isAny || name == wanted))
                    return (name, function.GetPropertyOrNull("parameters"));
            }

            return null;
        }
    }

    public (string Name, JsonElement? Schema)? OfferedTool
    {
        get
        {
            if (body.GetStringOrNull("tool_choice") == "none"
                || body.EnumerateArrayOrEmpty("messages").LastOrDefault().GetStringOrNull("role") != "user")
                return null;
            return body.EnumerateArrayOrEmpty("tools").FirstOrDefault().GetPropertyOrNull("function") is { } function
                && function.GetStringOrNull("name") is { } name
                ? (name, function.GetPropertyOrNull("parameters"))
                : null;
        }
    }

    /// <summary>
    /// The schema that the answer must fit: for <c>json_object</c> one that a message has, else an empty one; null when text will
    /// do.
    /// </summary>
    public JsonElement? ResponseSchema
    {
        get
        {
            if (body.GetPropertyOrNull("response_format") is not { } format)
                return null;
            if (format.GetPropertyOrNull("json_schema")?.GetPropertyOrNull("schema") is { } schema)
                return schema;
            return format.GetStringOrNull("type") is "json_object" or "json_schema" ? SchemaFromMessages
                ?? default(JsonElement) : null;
        }
    }

    private JsonElement? SchemaFromMessages =>
        body.EnumerateArrayOrEmpty("messages").Select(GetText).Select(FindSchema)
            .FirstOrDefault(static schema => schema is not null);

    private static JsonElement? FindSchema(string text)
    {
        int start = text.IndexOf('{', StringComparison.Ordinal);
        if (start < 0)
            return null;
        try
        {
            var json = new Utf8JsonReader(Encoding.UTF8.GetBytes(text[start..]));
            return JsonElement.TryParseValue(ref json, out JsonElement? value)
                && value.Value.GetPropertyOrNull("properties") is not null
                ? value
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether a message tells the model of JSON.</summary>
    public bool HasJsonInstruction =>
        body.EnumerateArrayOrEmpty("messages")
            .Any(message => GetText(message).Contains("JSON", StringComparison.OrdinalIgnoreCase));

    private static string GetText(JsonElement message) =>
        message.GetPropertyOrNull("content") is { ValueKind: JsonValueKind.Array }
            ? string.Concat(message.EnumerateArrayOrEmpty("content").Select(part => part.GetStringOrNull("text")))
            : message.GetStringOrNull("content") ?? "";
}
