using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Agents;

/// <summary>Converts the result of a tool to the message that the model receives.</summary>
/// <remarks>
/// A tool message is text: texts are sent as they are, JSON values as compact JSON, and images, audio and other content as a
/// short note such as <c>[image/png, 30000 bytes]</c>. Tool runs and the <c>IChatClient</c> adapter share it.
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

    /// <summary>Converts a result; <see cref="ToolMessage.IsError"/> is set where the result says that the tool failed.</summary>
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

    /// <summary>Adds text; it continues the text before it.</summary>
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

    /// <summary>Adds a note on content that is not text, on a line of its own.</summary>
    public void AddNote(string note)
    {
        _hasNonErrors = true;
        if (_text.Length > 0)
            _text.Append('\n');
        _endsWithNote = true;
        _text.Append('[').Append(Redaction.RedactExcerpt(note, secrets: null)).Append(']');
    }

    /// <summary>Adds a note on content of a media type and a size.</summary>
    public void AddNote(string? mediaType, long bytes) =>
        AddNote(FormattableString.Invariant($"{mediaType ?? "application/octet-stream"}, {bytes} bytes"));

    /// <summary>Marks the whole result as that of a tool that failed.</summary>
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
                bool hasOthers = _hasNonErrors;
                AddText($"Error: {error.Message}");
                _hasErrors = true;
                _hasNonErrors = hasOthers;
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
            // A type that has no JSON form, or an object that contains itself.
            return null;
        }
    }
}
