// https://docs.anthropic.com/en/api/messages, https://docs.modelslab.com/llm-api
using System.Buffers;
using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Protocols.Anthropic;

/// <summary>Writes a chat completions request as the body of a Messages request.</summary>
internal static class AnthropicRequestWriter
{
    private static readonly JsonElement EmptyParameters = JsonElement.Parse("""{"type":"object","properties":{}}""");

    public static void Write(IBufferWriter<byte> body, ChatCompletionRequest request, RequestWriterOptions options)
    {
        using var json = new Utf8JsonWriter(body, JsonSettings.WriterOptions);
        var fields = new ObjectWriter(json, request.AdditionalPropertiesOrNull);
        json.WriteStartObject();
        if (options.BodyApiKey is { } key)
            fields.Property(Encoding.UTF8.GetBytes(options.ApiKeyPropertyName!), key.Reveal());
        fields.Property("model"u8, options.Model);
        fields.Property("max_tokens"u8, request.MaxTokens ?? request.MaxCompletionTokens ?? options.DefaultMaxTokens);
        if (ShouldWriteField(request, "system"))
            WriteSystem(json, request.Messages);
        AnthropicMessageWriter.Write(json, request.Messages, body as IFileSink, options.ShouldSendStringContent);
        fields.Property("temperature"u8, request.Temperature);
        fields.Property("top_p"u8, request.TopP);
        fields.Property("top_k"u8, request.TopK);
        fields.Property("stop_sequences"u8, request.Stop);
        fields.Property("thinking"u8, request.Thinking);
        if (request.ReasoningEffort is { } effort)
        {
            json.WriteStartObject("output_config"u8);
            json.WriteString("effort"u8, effort.Value);
            json.WriteEndObject();
        }

        fields.Property("service_tier"u8, request.ServiceTier?.Value);
        if (request.User is { } user && ShouldWriteField(request, "metadata"))
        {
            json.WriteStartObject("metadata"u8);
            json.WriteString("user_id"u8, user);
            json.WriteEndObject();
        }

        if (ShouldWriteField(request, "tools"))
            WriteTools(json, request.Tools);
        if (ShouldWriteField(request, "tool_choice"))
            WriteToolChoice(json, request);
        fields.Property("stream"u8, options.IsStreaming ? true : null);
        request.WriteAdditionalProperties(json);
        json.WriteEndObject();
    }

    /// <summary>Writes the body of a token count request: the properties that count as prompt tokens.</summary>
    public static void WriteTokenCountRequest(
        IBufferWriter<byte> body, ChatCompletionRequest request, RequestWriterOptions options)
    {
        using var json = new Utf8JsonWriter(body, JsonSettings.WriterOptions);
        json.WriteStartObject();
        json.WriteString("model"u8, options.Model);
        WriteSystem(json, request.Messages);
        AnthropicMessageWriter.Write(json, request.Messages, body as IFileSink, options.ShouldSendStringContent);
        WriteTools(json, request.Tools);
        WriteToolChoice(json, request);
        json.WriteEndObject();
    }

    /// <summary>Determines whether to write a field: an additional property of the same name replaces it.</summary>
    private static bool ShouldWriteField(ChatCompletionRequest request, string name) =>
        !request.AdditionalProperties.ContainsKey(name);

    /// <summary>Writes the system and developer messages as <c>system</c>: the protocol has no roles for them.</summary>
    private static void WriteSystem(Utf8JsonWriter json, IReadOnlyList<ChatMessage> messages)
    {
        TextPart[] instructions = [.. messages.SelectMany(GetInstructions)];
        if (instructions.Length == 0)
            return;
        if (instructions.All(static one => one.CacheControl is null))
        {
            json.WritePropertyName("system"u8);
            JsonText.WriteValue(json, string.Join("\n\n", instructions.Select(static one => one.Text)));
            return;
        }

        json.WriteStartArray("system"u8);
        foreach (TextPart instruction in instructions)
            AnthropicMessageWriter.WriteText(json, instruction.Text, instruction.CacheControl);
        json.WriteEndArray();
    }

    /// <summary>Gets the text of a system or developer message: one part, or several if one of them has a marker.</summary>
    private static IEnumerable<TextPart> GetInstructions(ChatMessage message)
    {
        MessageContent? content = (message as SystemMessage)?.Content ?? (message as DeveloperMessage)?.Content;
        if (content is null || content.Text.Length == 0)
            return [];
        if (content.Parts?.Any(static part => part.CacheControl is not null) != true)
            return [new() { Text = content.Text, CacheControl = message.CacheControl }];
        TextPart[] parts = [.. content.OfType<TextPart>().Where(static part => part.Text.Length > 0)];
        parts[parts.Length - 1] = parts[parts.Length - 1] with
        {
            CacheControl = parts[parts.Length - 1].CacheControl ?? message.CacheControl,
        };
        return parts;
    }

    private static void WriteTools(Utf8JsonWriter json, IReadOnlyList<Tool>? tools)
    {
        if (tools is null)
            return;
        json.WriteStartArray("tools"u8);
        foreach (Tool tool in tools)
        {
            if (tool is FunctionTool { Function: var function })
                WriteFunction(json, function, tool.CacheControl);
            else
                tool.Write(json);
        }

        json.WriteEndArray();
    }

    private static void WriteFunction(Utf8JsonWriter json, FunctionDefinition function, CacheControl? marker)
    {
        json.WriteStartObject();
        var fields = new ObjectWriter(json, function.AdditionalPropertiesOrNull);
        fields.Property("name"u8, function.Name);
        fields.Property("description"u8, function.Description);
        fields.Property("input_schema"u8, function.Parameters ?? EmptyParameters);
        fields.Property("cache_control"u8, marker);
        function.WriteAdditionalProperties(json);
        json.WriteEndObject();
    }

    private static void WriteToolChoice(Utf8JsonWriter json, ChatCompletionRequest request)
    {
        if (request is { ToolChoice: null, ParallelToolCalls: null })
            return;
        json.WriteStartObject("tool_choice"u8);
        json.WriteString("type"u8, request.ToolChoice switch
        {
            FunctionToolChoice => "tool",
            ModeToolChoice { Mode: "required" } => "any",
            { Type: var type } => type,
            null => "auto",
        });
        if (request.ToolChoice is FunctionToolChoice { Function.Name: var name })
            json.WriteString("name"u8, name);
        request.ToolChoice?.WriteAdditionalProperties(json);
        if (request.ParallelToolCalls is { } parallel && request.ToolChoice?.Type != "none")
            json.WriteBoolean("disable_parallel_tool_use"u8, !parallel);
        json.WriteEndObject();
    }
}
