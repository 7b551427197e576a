using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Diagnostics;

/// <summary>Serializes the messages of a call to attributes of the OpenTelemetry GenAI semantic conventions.</summary>
/// <remarks>
/// The format is that of the JSON schemas <c>gen-ai-input-messages.json</c> and <c>gen-ai-output-messages.json</c>. An image,
/// a video or a file that is given as bytes is recorded by its media type and its length only.
/// </remarks>
internal static class TelemetryContentSerializer
{
    public static string SerializeInputMessages(IReadOnlyList<ChatMessage> messages) => SerializeArray(json =>
    {
        foreach (ChatMessage message in messages)
            WriteMessage(json, message, null);
    });

    public static string SerializeOutputMessages(ChatCompletion completion, bool hasFinishReasons) => SerializeArray(json =>
    {
        foreach (ChatChoice choice in completion.Choices)
            WriteMessage(json, choice.Message, hasFinishReasons ? choice.FinishReason?.Value ?? "" : null);
    });

    public static string SerializeTools(IReadOnlyList<Tool> tools) => SerializeArray(json =>
    {
        foreach (Tool tool in tools)
        {
            if (tool is FunctionTool { Function: var function })
                WriteFunction(json, function);
            else
                WritePart(json, tool.Type);
        }
    });

    private static string SerializeArray(Action<Utf8JsonWriter> writeItems) =>
        Encoding.UTF8.GetString(JsonText.WriteToBytes(json =>
        {
            json.WriteStartArray();
            writeItems(json);
            json.WriteEndArray();
        }));

    private static void WriteFunction(Utf8JsonWriter json, FunctionDefinition function)
    {
        json.WriteStartObject();
        WriteProperty(json, "type", "function");
        WriteProperty(json, "name", function.Name);
        if (function.Description is not null)
            WriteProperty(json, "description", function.Description);
        if (function.Parameters is { } parameters)
        {
            json.WritePropertyName("parameters");
            JsonText.WriteValue(json, parameters);
        }

        json.WriteEndObject();
    }

    private static void WriteMessage(Utf8JsonWriter json, ChatMessage message, string? finishReason)
    {
        json.WriteStartObject();
        WriteProperty(json, "role", message.Role == ChatRole.Developer ? "system" : message.Role.Value);
        if (message.Name is { } name)
            WriteProperty(json, "name", name);
        json.WriteStartArray("parts");
        WriteParts(json, message);
        json.WriteEndArray();
        if (finishReason is not null)
            WriteProperty(json, "finish_reason", finishReason == FinishReason.ToolCalls.Value ? "tool_call" : finishReason);
        json.WriteEndObject();
    }

    private static void WriteParts(Utf8JsonWriter json, ChatMessage message)
    {
        switch (message)
        {
            case SystemMessage { Content: var content }:
                WriteContent(json, content);
                break;
            case DeveloperMessage { Content: var content }:
                WriteContent(json, content);
                break;
            case UserMessage { Content: var content }:
                WriteContent(json, content);
                break;
            case ToolMessage tool:
                WritePart(json, "tool_call_response", ("id", tool.ToolCallId), ("response", tool.Content.Text));
                break;
            case AssistantMessage assistant:
                WriteAssistantParts(json, assistant);
                break;
        }
    }

    private static void WriteAssistantParts(Utf8JsonWriter json, AssistantMessage message)
    {
        if (message.Reasoning is { Length: > 0 } reasoning)
            WritePart(json, "reasoning", ("content", reasoning));
        if ((message.Text is { Length: > 0 } text ? text : message.Refusal) is { Length: > 0 } content)
            WritePart(json, "text", ("content", content));
        foreach (ToolCall call in message.ToolCalls ?? [])
        {
            (string name, string arguments) = call switch
            {
                FunctionToolCall { Function: var function } => (function.Name, function.Arguments),
                CustomToolCall { Custom: var custom } => (custom.Name, custom.Input),
                _ => (call.Type, ""),
            };
            // As a string, even if it is JSON: the arguments of the model may be incomplete and are recorded unchanged.
            WritePart(json, "tool_call", ("id", call.Id), ("name", name), ("arguments", arguments));
        }
    }

    private static void WriteContent(Utf8JsonWriter json, MessageContent content)
    {
        if (content.Parts is null)
            WritePart(json, "text", ("content", content.Text));
        foreach (ContentPart part in content.Parts ?? [])
        {
            switch (part)
            {
                case TextPart { Text: var text }:
                    WritePart(json, "text", ("content", text));
                    break;
                case RefusalPart { Refusal: var text }:
                    WritePart(json, "text", ("content", text));
                    break;
                case ImagePart { ImageUrl: var image }:
                    WriteMedia(json, "image", image);
                    break;
                case VideoPart { VideoUrl: var video }:
                    WriteMedia(json, "video", video);
                    break;
                case FilePart { File.FileId: { } id }:
                    WritePart(json, "file", ("modality", "document"), ("file_id", id));
                    break;
                case FilePart { File: var file }:
                    WriteOmittedPart(json, "document", file.MediaType, file.FileData?.Length ?? file.Bytes.Length);
                    break;
                default:
                    WritePart(json, part.Type);
                    break;
            }
        }
    }

    private static void WriteMedia(Utf8JsonWriter json, string modality, MediaUrl media)
    {
        if (media.Url is not { } url)
            WriteOmittedPart(json, modality, media.MediaType, media.Bytes.Length);
        else if (url.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
            WriteOmittedPart(json, modality, url.Substring(5, Math.Max(0, url.IndexOfAny([';', ',']) - 5)), url.Length);
        else
            WritePart(json, "uri", ("modality", modality), ("uri", url));
    }

    private static void WriteOmittedPart(Utf8JsonWriter json, string modality, string? mediaType, int length)
    {
        json.WriteStartObject();
        WriteProperty(json, "type", "omitted");
        WriteProperty(json, "modality", modality);
        WriteProperty(json, "mime_type", mediaType);
        json.WriteNumber("length", length);
        json.WriteEndObject();
    }

    private static void WritePart(Utf8JsonWriter json, string type, params ReadOnlySpan<(string Key, string Value)> properties)
    {
        json.WriteStartObject();
        WriteProperty(json, "type", type);
        foreach ((string key, string value) in properties)
            WriteProperty(json, key, value);
        json.WriteEndObject();
    }

    // Encoded to UTF-8 first: the writer throws on an unpaired surrogate, which a model may generate. A value that is null in
    // spite of its type must not fail here.
    private static void WriteProperty(Utf8JsonWriter json, string key, string? value) =>
        json.WriteString(key, Encoding.UTF8.GetBytes(value ?? ""));
}
