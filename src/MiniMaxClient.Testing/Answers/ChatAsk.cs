using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Testing.Answers;

/// <summary>What the body of a chat completion request asks for, read leniently.</summary>
internal readonly struct ChatAsk(JsonElement body)
{
    /// <summary>The key in the body, which ModelsLab takes.</summary>
    public string? Key => Text("key");

    public string? Model => Text("model");
    public string? ModelId => Text("model_id");

    // docs.modelslab.com: the skill pages of ModelsLab name the flag "streaming" and "stream" its alias.
    public bool Streams => IsTrue("stream") || IsTrue("streaming");

    public bool IncludesUsage => TryGet("stream_options", out JsonElement options)
        && Part(options, "include_usage") is { ValueKind: JsonValueKind.True };

    public bool SplitsReasoning => IsTrue("reasoning_split");
    public int? MaxTokens => Number("max_completion_tokens") ?? Number("max_tokens");

    /// <summary>The text of the last user message.</summary>
    public string Prompt => Messages.Where(message => Text(message, "role") == "user").Select(ContentOf).LastOrDefault() ?? "";

    /// <summary>The characters of all messages together.</summary>
    public int PromptLength => Messages.Sum(message => ContentOf(message).Length);

    /// <summary>The function that the model must call, as its entry in <c>tools</c>, or null when it is free not to.</summary>
    public JsonElement? ForcedFunction
    {
        get
        {
            if (!TryGet("tools", out JsonElement tools) || tools.ValueKind != JsonValueKind.Array
                || !TryGet("tool_choice", out JsonElement choice))
                return null;
            IEnumerable<JsonElement?> functions = tools.EnumerateArray().Select(tool => Part(tool, "function"))
                .Where(function => function is { } one && Text(one, "name") is not null);
            if (choice.ValueKind == JsonValueKind.String && choice.ValueEquals("required"))
                return functions.FirstOrDefault();
            string? name = Part(choice, "function") is { } named ? Text(named, "name") : null;
            return name is null ? null : functions.FirstOrDefault(function => Text(function!.Value, "name") == name);
        }
    }

    /// <summary>The schema that the answer must fit: an empty one for <c>json_object</c>, null when text will do.</summary>
    public JsonElement? AnswerSchema
    {
        get
        {
            if (!TryGet("response_format", out JsonElement format))
                return null;
            if (Part(format, "json_schema") is { } wrapper && Part(wrapper, "schema") is { } schema)
                return schema;
            return Text(format, "type") is "json_object" or "json_schema" ? default(JsonElement) : null;
        }
    }

    private IEnumerable<JsonElement> Messages =>
        TryGet("messages", out JsonElement all) && all.ValueKind == JsonValueKind.Array ? all.EnumerateArray() : [];

    private static string ContentOf(JsonElement message)
    {
        if (Part(message, "content") is not { ValueKind: JsonValueKind.Array } content)
            return Text(message, "content") ?? "";
        StringBuilder text = new();
        foreach (JsonElement part in content.EnumerateArray())
            text.Append(Text(part, "text"));
        return text.ToString();
    }

    private bool TryGet(string name, out JsonElement value)
    {
        value = default;
        return body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out value);
    }

    private string? Text(string name) => Text(body, name);
    private bool IsTrue(string name) => TryGet(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;

    private int? Number(string name) =>
        TryGet(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number
            ? (int)Math.Clamp(value.GetDouble(), 0, int.MaxValue)
            : null;

    private static JsonElement? Part(JsonElement owner, string name) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(name, out JsonElement value) ? value : null;

    private static string? Text(JsonElement owner, string name) =>
        Part(owner, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
