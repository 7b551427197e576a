using System.Text.Json;

namespace MiniMaxClient.Testing.Completions;

/// <summary>Reads the body of a chat completion request leniently.</summary>
internal readonly struct ChatRequestBody(JsonElement body) : IRequestBody
{
    /// <summary>Gets the API key in the body, which ModelsLab accepts.</summary>
    public string? ApiKey => body.GetStringOrNull("key");

    public string? Model => body.GetStringOrNull("model");
    public string? ModelId => body.GetStringOrNull("model_id");

    // The skill pages of docs.modelslab.com name the flag "streaming", with "stream" as its alias.
    public bool IsStreaming => body.IsTrue("stream") || body.IsTrue("streaming");

    public bool ShouldIncludeUsage => body.GetPropertyOrNull("stream_options") is { } options && options.IsTrue("include_usage");
    public bool ShouldSplitReasoning => body.IsTrue("reasoning_split");
    public int? MaxTokens => body.GetInt32OrNull("max_completion_tokens") ?? body.GetInt32OrNull("max_tokens");

    public string? ReasoningEffort => body.GetStringOrNull("reasoning_effort");

    // https://platform.minimax.io/docs/api-reference/text-chat-openai: only M3 can disable thinking. It is not documented
    // whether resellers with their own model ids forward "thinking"; it is assumed that they do not.
    public bool IsThinkingEnabled =>
        Model != "MiniMax-M3" || body.GetPropertyOrNull("thinking")?.GetStringOrNull("type") != "disabled";

    /// <inheritdoc/>
    public string LastUserText =>
        body.EnumerateArrayOrEmpty("messages").Where(message => message.GetStringOrNull("role") == "user").Select(GetText)
            .LastOrDefault() ?? "";

    /// <inheritdoc/>
    public int PromptCharacters => body.EnumerateArrayOrEmpty("tools").Sum(CountToolCharacters)
        + body.EnumerateArrayOrEmpty("messages").Sum(message => GetText(message).Length);

    public (string Name, JsonElement? Schema)? ForcedTool
    {
        get
        {
            if (body.GetPropertyOrNull("tool_choice") is not { } choice)
                return null;
            bool isAny = choice.ValueKind == JsonValueKind.String && choice.ValueEquals("required");
            string? requiredName = choice.GetPropertyOrNull("function")?.GetStringOrNull("name");
            if (!isAny && requiredName is null)
                return null;
            foreach (JsonElement tool in body.EnumerateArrayOrEmpty("tools"))
            {
                if (tool.GetPropertyOrNull("function") is { } function && function.GetStringOrNull("name") is { } name
                    && (isAny || name == requiredName))
                {
                    return (name, function.GetPropertyOrNull("parameters"));
                }
            }

            return null;
        }
    }

    public (string Name, JsonElement? Schema)? OfferedTool
    {
        get
        {
            JsonElement lastMessage = body.EnumerateArrayOrEmpty("messages").LastOrDefault();
            if (body.GetStringOrNull("tool_choice") == "none" || lastMessage.GetStringOrNull("role") != "user")
                return null;
            return body.EnumerateArrayOrEmpty("tools").FirstOrDefault().GetPropertyOrNull("function") is { } function
                && function.GetStringOrNull("name") is { } name
                ? (name, function.GetPropertyOrNull("parameters"))
                : null;
        }
    }

    /// <inheritdoc/>
    /// <remarks>For <c>json_object</c>, the schema is searched in the messages.</remarks>
    public JsonElement? ResponseSchema
    {
        get
        {
            if (body.GetPropertyOrNull("response_format") is not { } format)
                return null;
            if (format.GetPropertyOrNull("json_schema")?.GetPropertyOrNull("schema") is { } schema)
                return schema;
            return format.GetStringOrNull("type") is "json_object" or "json_schema"
                ? SchemaInstruction.FindAny(body.EnumerateArrayOrEmpty("messages").Select(GetText)) ?? default(JsonElement)
                : null;
        }
    }

    /// <inheritdoc/>
    public JsonElement? InstructedSchema =>
        SchemaInstruction.FindInstructed(body.EnumerateArrayOrEmpty("messages").Select(GetText));

    /// <summary>Gets whether a message mentions JSON.</summary>
    public bool HasJsonInstruction =>
        body.EnumerateArrayOrEmpty("messages")
            .Any(message => GetText(message).Contains("JSON", StringComparison.OrdinalIgnoreCase));

    public static int CountToolCharacters(JsonElement tool) => tool.GetPropertyOrNull("function")?.GetRawText().Length ?? 0;

    public static string GetText(JsonElement message) =>
        message.GetPropertyOrNull("content") is { ValueKind: JsonValueKind.Array }
            ? string.Concat(message.EnumerateArrayOrEmpty("content").Select(part => part.GetStringOrNull("text")))
            : message.GetStringOrNull("content") ?? "";
}
