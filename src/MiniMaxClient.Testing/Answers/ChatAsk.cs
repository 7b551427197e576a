using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Testing.Answers;

/// <summary>What the body of a chat completion request asks for, read leniently.</summary>
internal readonly struct ChatAsk(JsonElement body) : IAsk
{
    /// <summary>The key in the body, which ModelsLab takes.</summary>
    public string? Key => body.Text("key");

    public string? Model => body.Text("model");
    public string? ModelId => body.Text("model_id");

    // docs.modelslab.com: the skill pages of ModelsLab name the flag "streaming" and "stream" its alias.
    public bool Streams => body.IsTrue("stream") || body.IsTrue("streaming");

    public bool IncludesUsage => body.Part("stream_options") is { } options && options.IsTrue("include_usage");
    public bool SplitsReasoning => body.IsTrue("reasoning_split");
    public int? MaxTokens => body.Number("max_completion_tokens") ?? body.Number("max_tokens");

    // MiniMax's page: only M3 can be told not to think. Whether the resellers with ids of their own pass "thinking" on is
    // not known: theirs think.
    public bool Thinks => Model != "MiniMax-M3" || body.Part("thinking")?.Text("type") != "disabled";

    /// <summary>The text of the last user message.</summary>
    public string Prompt =>
        body.List("messages").Where(message => message.Text("role") == "user").Select(ContentOf).LastOrDefault() ?? "";

    /// <summary>The characters of all messages together.</summary>
    public int PromptLength => body.List("messages").Sum(message => ContentOf(message).Length);

    public (string Name, JsonElement? Schema)? ForcedCall
    {
        get
        {
            if (body.Part("tool_choice") is not { } choice)
                return null;
            bool isAny = choice.ValueKind == JsonValueKind.String && choice.ValueEquals("required");
            string? wanted = choice.Part("function")?.Text("name");
            if (!isAny && wanted is null)
                return null;
            foreach (JsonElement tool in body.List("tools"))
            {
                if (tool.Part("function") is { } function && function.Text("name") is { } name && (isAny || name == wanted))
                    return (name, function.Part("parameters"));
            }

            return null;
        }
    }

    public (string Name, JsonElement? Schema)? OfferedCall
    {
        get
        {
            if (body.Text("tool_choice") == "none" || body.List("messages").LastOrDefault().Text("role") != "user")
                return null;
            return body.List("tools").FirstOrDefault().Part("function") is { } function && function.Text("name") is { } name
                ? (name, function.Part("parameters"))
                : null;
        }
    }

    /// <summary>
    /// The schema that the answer must fit: for <c>json_object</c> one that a message has, else an empty one; null when text will
    /// do.
    /// </summary>
    public JsonElement? AnswerSchema
    {
        get
        {
            if (body.Part("response_format") is not { } format)
                return null;
            if (format.Part("json_schema")?.Part("schema") is { } schema)
                return schema;
            return format.Text("type") is "json_object" or "json_schema" ? SchemaInMessages ?? default(JsonElement) : null;
        }
    }

    private JsonElement? SchemaInMessages =>
        body.List("messages").Select(ContentOf).Select(SchemaIn).FirstOrDefault(static schema => schema is not null);

    private static JsonElement? SchemaIn(string text)
    {
        int start = text.IndexOf('{', StringComparison.Ordinal);
        if (start < 0)
            return null;
        try
        {
            var json = new Utf8JsonReader(Encoding.UTF8.GetBytes(text[start..]));
            return JsonElement.TryParseValue(ref json, out JsonElement? value) && value.Value.Part("properties") is not null
                ? value
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether a message tells the model of JSON.</summary>
    public bool TellsOfJson =>
        body.List("messages").Any(message => ContentOf(message).Contains("JSON", StringComparison.OrdinalIgnoreCase));

    private static string ContentOf(JsonElement message) =>
        message.Part("content") is { ValueKind: JsonValueKind.Array }
            ? string.Concat(message.List("content").Select(part => part.Text("text")))
            : message.Text("content") ?? "";
}
