using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Agents;

/// <summary>Converts the result of a tool to the message that the model receives.</summary>
/// <remarks>
/// A tool message is text: text is sent unchanged, JSON values as compact JSON, and images, audio and other content as a short
/// note such as <c>[image/png, 30000 bytes]</c>. Shared by tool runs and the <c>IChatClient</c> adapter.
/// </remarks>
internal sealed class ToolMessageBuilder
{
    private readonly StringBuilder _text = new();
    private bool _endsWithNote;
    private bool _hasErrors;
    private bool _hasNonErrors;

    private ToolMessageBuilder()
    {
    }

    /// <summary>Converts a result; sets <see cref="ToolMessage.IsError"/> for an error result.</summary>
    /// <param name="toolCallId">The id of the call.</param>
    /// <param name="result">The result.</param>
    /// <param name="options">The options for a result that is an object.</param>
    public static ToolMessage CreateToolMessage(string toolCallId, object? result, JsonSerializerOptions options)
    {
        var content = new ToolMessageBuilder();
        content.AddResult(result, options);
        return new()
        {
            ToolCallId = toolCallId,
            Content = content._text.ToString(),
            IsError = content is { _hasErrors: true, _hasNonErrors: false },
        };
    }

    /// <summary>Appends text to the preceding text.</summary>
    public void AddText(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return;
        _hasNonErrors = true;
        if (_endsWithNote)
            _text.Append('\n');
        _endsWithNote = false;
        _text.Append(text);
    }

    /// <summary>Adds a note about content that is not text, on a separate line.</summary>
    public void AddNote(string note)
    {
        _hasNonErrors = true;
        if (_text.Length > 0)
            _text.Append('\n');
        _endsWithNote = true;
        _text.Append('[').Append(Redaction.RedactExcerpt(note, secrets: null)).Append(']');
    }

    /// <summary>Adds a note with the media type and the size of content.</summary>
    public void AddNote(string? mediaType, long bytes) =>
        AddNote(FormattableString.Invariant($"{mediaType ?? "application/octet-stream"}, {bytes} bytes"));

    /// <summary>Marks the result as an error.</summary>
    public void MarkAsError()
    {
        _hasErrors = true;
        _hasNonErrors = false;
    }

    private void AddResult(object? result, JsonSerializerOptions options)
    {
        switch (result)
        {
            case null or JsonElement { ValueKind: JsonValueKind.Undefined }:
                _text.Append(ToolMessage.EmptyResult);
                break;
            case string text:
                _text.Append(text);
                break;
            case AIContent content:
                AddResult(content);
                break;
            case IEnumerable<AIContent> contents:
                foreach (AIContent content in contents)
                    AddResult(content);
                break;
            case byte[] bytes:
                AddNote(null, bytes.Length);
                break;
            case JsonElement element:
                AddResult(element);
                break;
            default:
                if (TrySerialize(result, options) is { } json)
                    AddResult(json);
                else
                    AddNote(result.GetType().Name);
                break;
        }
    }

    private void AddResult(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String)
            _text.Append(JsonText.ReadString(element));
        else if (SerializedContentReader.TryRead(element) is { } contents)
            AddResult(contents, AIJsonUtilities.DefaultOptions);
        else if (!McpToolResultConverter.TryAppendTo(element, this))
            _text.Append(JsonText.ToCompactJson(element));
    }

    private void AddResult(AIContent? content)
    {
        switch (content)
        {
            case null or UsageContent:
                break;
            case TextContent text:
                AddText(text.Text);
                break;
            case TextReasoningContent reasoning:
                AddText(reasoning.Text);
                break;
            case ErrorContent error:
                bool hasNonErrors = _hasNonErrors;
                AddText($"Error: {error.Message}");
                _hasErrors = true;
                _hasNonErrors = hasNonErrors;
                break;
            case DataContent data when data.HasTopLevelMediaType("text"):
                AddText(Encoding.UTF8.GetString(data.Data.ToArray()));
                break;
            case DataContent data:
                AddNote(data.MediaType, data.Data.Length);
                break;
            case UriContent { Uri.Scheme: "data" } uri:
                AddNote(uri.MediaType);
                break;
            case UriContent uri:
                AddNote($"{uri.MediaType}, {uri.Uri.OriginalString}");
                break;
            case HostedFileContent file:
                AddNote($"file {file.FileId}");
                break;
            default:
                AddNote(content.GetType().Name);
                break;
        }
    }

    private static JsonElement? TrySerialize(object value, JsonSerializerOptions options)
    {
        try
        {
            return value is SchemaObject known
                ? JsonElement.Parse(JsonText.WriteToBytes(known.Write))
                : JsonSerializer.SerializeToElement(value, options.GetTypeInfo(value.GetType()));
        }
        catch (Exception e) when (e is NotSupportedException or JsonException or InvalidOperationException or ArgumentException)
        {
            // A type that cannot be serialized, or a circular reference.
            return null;
        }
    }
}
