using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Client;

/// <summary>The messages of a call in the form of OpenTelemetry's attributes, recorded only on request.</summary>
/// <remarks>
/// The form is that of the JSON schemas <c>gen-ai-input-messages.json</c> and <c>gen-ai-output-messages.json</c>. An image or a
/// file that is given as bytes is recorded by its kind and its length.
/// </remarks>
internal static class ContentJson
{
    /// <summary>Writes the messages of a request.</summary>
    public static string Input(IReadOnlyList<ChatMessage> messages) => Write(json =>
    {
        foreach (ChatMessage message in messages)
            Message(json, message, null);
    });

    /// <summary>Writes the choices of a response.</summary>
    public static string Output(ChatCompletion answer) => Write(json =>
    {
        foreach (ChatChoice choice in answer.Choices)
            Message(json, choice.Message, choice.FinishReason?.Value ?? "");
    });

    private static string Write(Action<Utf8JsonWriter> writeAll) => Encoding.UTF8.GetString(JsonText.Bytes(json =>
    {
        json.WriteStartArray();
        writeAll(json);
        json.WriteEndArray();
    }));

    private static void Message(Utf8JsonWriter json, ChatMessage message, string? finishReason)
    {
        json.WriteStartObject();
        Property(json, "role", message.Role == ChatRole.Developer ? "system" : message.Role.Value);
        if (message.Name is { } name)
            Property(json, "name", name);
        json.WriteStartArray("parts");
        Parts(json, message);
        json.WriteEndArray();
        if (finishReason is not null)
            Property(json, "finish_reason", finishReason == FinishReason.ToolCalls.Value ? "tool_call" : finishReason);
        json.WriteEndObject();
    }

    private static void Parts(Utf8JsonWriter json, ChatMessage message)
    {
        switch (message)
        {
            case SystemMessage { Content: var content }:
                Content(json, content);
                break;
            case DeveloperMessage { Content: var content }:
                Content(json, content);
                break;
            case UserMessage { Content: var content }:
                Content(json, content);
                break;
            case ToolMessage tool:
                Part(json, "tool_call_response", ("id", tool.ToolCallId), ("response", tool.Content.Text));
                break;
            case AssistantMessage answer:
                Answer(json, answer);
                break;
        }
    }

    private static void Answer(Utf8JsonWriter json, AssistantMessage answer)
    {
        if (answer.Reasoning is { Length: > 0 } reasoning)
            Part(json, "reasoning", ("content", reasoning));
        if ((answer.Text is { Length: > 0 } text ? text : answer.Refusal) is { Length: > 0 } said)
            Part(json, "text", ("content", said));
        foreach (ToolCall call in answer.ToolCalls ?? [])
        {
            (string name, string arguments) = call switch
            {
                FunctionToolCall { Function: var function } => (function.Name, function.Arguments),
                CustomToolCall { Custom: var custom } => (custom.Name, custom.Input),
                _ => (call.Type, ""),
            };
            // As text even where it is JSON: the model's arguments may be cut, and are not changed here.
            Part(json, "tool_call", ("id", call.Id), ("name", name), ("arguments", arguments));
        }
    }

    private static void Content(Utf8JsonWriter json, MessageContent content)
    {
        if (content.Parts is null)
            Part(json, "text", ("content", content.Text));
        foreach (ContentPart part in content.Parts ?? [])
        {
            switch (part)
            {
                case TextPart { Text: var text }:
                    Part(json, "text", ("content", text));
                    break;
                case RefusalPart { Refusal: var text }:
                    Part(json, "text", ("content", text));
                    break;
                case ImagePart { ImageUrl.Url: var url } when !url.StartsWith("data:", StringComparison.OrdinalIgnoreCase):
                    Part(json, "uri", ("modality", "image"), ("uri", url));
                    break;
                case ImagePart { ImageUrl.Url: var url }:
                    Omitted(json, "image", url.Substring(5, Math.Max(0, url.IndexOfAny([';', ',']) - 5)), url.Length);
                    break;
                case FilePart { File.FileId: { } id }:
                    Part(json, "file", ("modality", "document"), ("file_id", id));
                    break;
                case FilePart { File: var file }:
                    Omitted(json, "document", file.MediaType, file.FileData?.Length ?? file.Bytes.Length);
                    break;
                default:
                    Part(json, part.Type);
                    break;
            }
        }
    }

    private static void Omitted(Utf8JsonWriter json, string modality, string mediaType, int length)
    {
        json.WriteStartObject();
        Property(json, "type", "omitted");
        Property(json, "modality", modality);
        Property(json, "mime_type", mediaType);
        json.WriteNumber("length", length);
        json.WriteEndObject();
    }

    private static void Part(Utf8JsonWriter json, string type, params ReadOnlySpan<(string Key, string Value)> properties)
    {
        json.WriteStartObject();
        Property(json, "type", type);
        foreach ((string key, string value) in properties)
            Property(json, key, value);
        json.WriteEndObject();
    }

    // By way of UTF-8: the writer throws on half of a surrogate pair, which a model may write. A value that is null against its
    // type must not fail here.
    private static void Property(Utf8JsonWriter json, string key, string? value) =>
        json.WriteString(key, Encoding.UTF8.GetBytes(value ?? ""));
}
