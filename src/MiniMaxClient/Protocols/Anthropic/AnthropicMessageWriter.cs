using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Protocols.Anthropic;

/// <summary>Writes the messages of a conversation as turns of a Messages request.</summary>
internal static class AnthropicMessageWriter
{
    /// <summary>Writes the <c>messages</c> property.</summary>
    /// <param name="json">The writer of the request body.</param>
    /// <param name="messages">The messages.</param>
    /// <param name="fileSink">The sink behind <paramref name="json"/> that accepts file contents; null if there is none.</param>
    /// <param name="shouldUseStringContent">Whether text-only content is written as a string.</param>
    public static void Write(
        Utf8JsonWriter json, IReadOnlyList<ChatMessage> messages, IFileSink? fileSink, bool shouldUseStringContent = false)
    {
        json.WriteStartArray("messages"u8);
        for (int i = 0; i < messages.Count; i++)
        {
            switch (messages[i])
            {
                case UserMessage { Content: { Parts: null } content, CacheControl: null } when shouldUseStringContent:
                    WriteText(json, "user", content.Text);
                    break;
                case UserMessage user:
                    WriteUser(json, user, fileSink);
                    break;
                case AssistantMessage assistant when !HasBlocks(assistant):
                    break;
                case AssistantMessage assistant when shouldUseStringContent && IsTextOnly(assistant):
                    WriteText(json, "assistant", assistant.Text);
                    break;
                case AssistantMessage assistant:
                    WriteAssistant(json, assistant, fileSink);
                    break;
                case ToolMessage:
                    i = WriteToolResults(json, messages, i);
                    break;
            }
        }

        json.WriteEndArray();
    }

    /// <summary>
    /// Writes the consecutive tool messages from <paramref name="firstIndex"/> as one user turn; returns the last one's index.
    /// </summary>
    private static int WriteToolResults(Utf8JsonWriter json, IReadOnlyList<ChatMessage> messages, int firstIndex)
    {
        StartTurn(json, "user");
        int i = firstIndex;
        for (; i < messages.Count && messages[i] is ToolMessage tool; i++)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "tool_result");
            json.WriteString("tool_use_id"u8, tool.ToolCallId);
            json.WritePropertyName("content"u8);
            JsonText.WriteValue(json, tool.Content.Text);
            new ObjectWriter(json, tool.AdditionalPropertiesOrNull).Property("is_error"u8, tool.IsError ? true : null);
            WriteCacheControl(json, tool.CacheControl ?? FindLastMarker(tool.Content), tool);
            tool.WriteAdditionalProperties(json);
            json.WriteEndObject();
        }

        EndTurn(json);
        return i - 1;
    }

    // The content is written as one text, so that only a marker at its end can be sent.
    private static CacheControl? FindLastMarker(MessageContent content) =>
        content.Parts is { Count: > 0 } parts ? parts[parts.Count - 1].CacheControl : null;

    private static void WriteUser(Utf8JsonWriter json, UserMessage user, IFileSink? fileSink)
    {
        StartTurn(json, "user");
        WriteContentParts(json, [.. user.Content], user.CacheControl, fileSink);
        EndTurn(json);
    }

    /// <summary>Writes thinking, text and tool calls, in the order in which the model generates them.</summary>
    private static void WriteAssistant(Utf8JsonWriter json, AssistantMessage assistant, IFileSink? fileSink)
    {
        StartTurn(json, "assistant");
        WriteThinking(json, assistant);
        IReadOnlyList<ToolCall> calls = assistant.ToolCalls ?? [];
        CacheControl? textMarker = calls.Count == 0 ? assistant.CacheControl : null;
        if (assistant.Content?.Parts is { } parts)
            WriteContentParts(json, parts, textMarker, fileSink);
        else if (GetTextOrRefusal(assistant) is { } text)
            WriteText(json, text, textMarker);
        for (int i = 0; i < calls.Count; i++)
            WriteToolCall(json, i == calls.Count - 1 ? WithMarker(calls[i], assistant.CacheControl) : calls[i]);
        EndTurn(json);
    }

    /// <summary>Determines whether a message has content to write as blocks: a turn must not be empty.</summary>
    private static bool HasBlocks(AssistantMessage assistant) =>
        assistant.ToolCalls is { Count: > 0 } || HasThinking(assistant)
        || (assistant.Content?.Parts is { } parts ? parts.Count > 0 : GetTextOrRefusal(assistant) is not null);

    /// <summary>Determines whether a message has only text.</summary>
    private static bool IsTextOnly(AssistantMessage assistant) =>
        assistant is { ToolCalls: not { Count: > 0 }, Content.Parts: null, CacheControl: null } && !HasThinking(assistant)
        && !string.IsNullOrWhiteSpace(assistant.Text);

    private static bool HasThinking(AssistantMessage assistant) =>
        HasReasoningDetails(assistant) || assistant.Reasoning.Length > 0;

    private static bool HasReasoningDetails(AssistantMessage assistant) =>
        assistant.ReasoningDetails?.Any(CanWriteReasoningDetail) == true;

    private static bool CanWriteReasoningDetail(ReasoningDetail detail) =>
        detail.Data is not null || !string.IsNullOrEmpty(detail.Text) || !string.IsNullOrEmpty(detail.Signature);

    // The protocol rejects a block of only white space, which models generate after their reasoning.
    private static string? GetTextOrRefusal(AssistantMessage assistant) =>
        !string.IsNullOrWhiteSpace(assistant.Text) ? assistant.Text
        : !string.IsNullOrWhiteSpace(assistant.Refusal) ? assistant.Refusal
        : null;

    private static void WriteThinking(Utf8JsonWriter json, AssistantMessage assistant)
    {
        if (!HasReasoningDetails(assistant))
        {
            // Reasoning of another protocol has no signature. MiniMax does not check signatures, by measurement.
            if (assistant.Reasoning is { Length: > 0 } reasoning)
                WriteThinking(json, reasoning, "");
            return;
        }

        // Other details, such as summaries, have no Messages format.
        foreach (ReasoningDetail detail in assistant.ReasoningDetails!.Where(CanWriteReasoningDetail))
        {
            if (detail.Data is { } data)
            {
                json.WriteStartObject();
                json.WriteString("type"u8, "redacted_thinking");
                json.WriteString("data"u8, data);
                json.WriteEndObject();
            }
            else
            {
                WriteThinking(json, detail.Text ?? "", detail.Signature ?? "");
            }
        }
    }

    private static void WriteThinking(Utf8JsonWriter json, string thinking, string signature)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "thinking");
        json.WritePropertyName("thinking"u8);
        JsonText.WriteValue(json, thinking);
        json.WriteString("signature"u8, signature);
        json.WriteEndObject();
    }

    private static void WriteToolCall(Utf8JsonWriter json, ToolCall call)
    {
        if (call is not FunctionToolCall { Function: var function })
        {
            call.Write(json);
            return;
        }

        json.WriteStartObject();
        json.WriteString("type"u8, "tool_use");
        json.WriteString("id"u8, call.Id);
        json.WriteString("name"u8, function.Name);
        json.WritePropertyName("input"u8);
        // Written as bytes: a string with an unpaired surrogate would throw.
        json.WriteRawValue(Encoding.UTF8.GetBytes(string.IsNullOrWhiteSpace(function.Arguments) ? "{}" : function.Arguments));
        WriteCacheControl(json, call.CacheControl);
        json.WriteEndObject();
    }

    /// <summary>Writes the parts of a message; the last one has the marker of the message.</summary>
    private static void WriteContentParts(
        Utf8JsonWriter json, IReadOnlyList<ContentPart> parts, CacheControl? messageMarker, IFileSink? fileSink)
    {
        for (int i = 0; i < parts.Count; i++)
        {
            bool isMarked = messageMarker is not null && i == parts.Count - 1 && parts[i].CacheControl is null;
            WriteContentPart(json, isMarked ? parts[i] with { CacheControl = messageMarker } : parts[i], fileSink);
        }
    }

    private static ToolCall WithMarker(ToolCall call, CacheControl? messageMarker) =>
        messageMarker is null || call.CacheControl is not null ? call : call with { CacheControl = messageMarker };

    private static void WriteContentPart(Utf8JsonWriter json, ContentPart part, IFileSink? fileSink)
    {
        switch (part)
        {
            case TextPart text:
                WriteText(json, text.Text, text.CacheControl, text);
                break;
            case RefusalPart refusal:
                WriteText(json, refusal.Refusal, refusal.CacheControl);
                break;
            default:
                if (!AnthropicMediaWriter.TryWrite(json, part, fileSink))
                    part.Write(json, new(fileSink));
                break;
        }
    }

    private static void WriteText(Utf8JsonWriter json, string role, string text)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, role);
        json.WritePropertyName("content"u8);
        JsonText.WriteValue(json, text);
        json.WriteEndObject();
    }

    /// <summary>Writes a marker of the prompt cache, unless there is none or an additional property replaces it.</summary>
    public static void WriteCacheControl(Utf8JsonWriter json, CacheControl? marker, SchemaObject? block = null) =>
        new ObjectWriter(json, block?.AdditionalPropertiesOrNull).Property("cache_control"u8, marker);

    /// <summary>Writes a text block.</summary>
    public static void WriteText(
        Utf8JsonWriter json, string text, CacheControl? marker, SchemaObject? originalPart = null)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "text");
        json.WritePropertyName("text"u8);
        JsonText.WriteValue(json, text);
        WriteCacheControl(json, marker, originalPart);
        originalPart?.WriteAdditionalProperties(json);
        json.WriteEndObject();
    }

    private static void StartTurn(Utf8JsonWriter json, string role)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, role);
        json.WriteStartArray("content"u8);
    }

    private static void EndTurn(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
