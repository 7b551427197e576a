using System.Text.Json;
using MiniMaxClient.Testing.Completions;

namespace MiniMaxClient.Testing.Dialects;

/// <summary>
/// Writes the bodies of MiniMax's OpenAI-compatible API with the property order of
/// https://platform.minimax.io/docs/api-reference/text-chat-openai and the samples of AIML API, which forwards them.
/// </summary>
internal static class MiniMaxCompletionWriter
{
    private const string AuthorName = "MiniMax AI";

    public static void WriteCompletion(Utf8JsonWriter writer, Completion completion)
    {
        writer.WriteString("id", completion.Id);
        writer.WriteStartArray("choices");
        writer.WriteStartObject();
        writer.WriteString("finish_reason", completion.FinishReason);
        writer.WriteNumber("index", 0);
        writer.WriteStartObject("message");
        writer.WriteString("content", completion.Content);
        writer.WriteString("role", "assistant");
        writer.WriteString("name", AuthorName);
        if (completion.ToolCalls.Count > 0)
            WriteToolCalls(writer, completion.ToolCalls);
        writer.WriteString("audio_content", "");
        if (completion.IsThinkingSeparate && completion.Thinking is { } thinking)
            WriteReasoning(writer, thinking, completion.HasReasoningDetails);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
        WriteMetadata(writer, completion, "chat.completion");
        WriteUsage(writer, completion);
        WriteSensitiveFlags(writer);
        WriteStatus(writer, 0, "");
    }

    public static IEnumerable<byte[]> WriteChunks(Completion completion, bool shouldIncludeUsage, int chunkSize)
    {
        CompletionDelta[] deltas = [.. completion.SplitIntoDeltas(chunkSize)];
        for (int i = 0; i < deltas.Length; i++)
        {
            CompletionDelta delta = deltas[i];
            bool isLast = i == deltas.Length - 1;
            yield return Json.WriteObject(writer =>
            {
                writer.WriteString("id", completion.Id);
                writer.WriteStartArray("choices");
                WriteChoice(writer, delta, isLast ? completion.FinishReason : null, completion.HasReasoningDetails);
                writer.WriteEndArray();
                WriteMetadata(writer, completion, "chat.completion.chunk");
                writer.WriteNull("usage");
                WriteSensitiveFlags(writer);
            });
        }

        if (shouldIncludeUsage)
        {
            yield return Json.WriteObject(writer =>
            {
                writer.WriteString("id", completion.Id);
                writer.WriteStartArray("choices");
                writer.WriteEndArray();
                WriteMetadata(writer, completion, "chat.completion.chunk");
                WriteUsage(writer, completion);
                WriteSensitiveFlags(writer);
            });
        }
    }

    /// <summary>Creates an error body with HTTP status 200; it is the only chunk of a stream.</summary>
    public static byte[] CreateInBandError(
        ReplyContent.InBandError error, string id, long created, string model, bool isStreaming) =>
        Json.WriteObject(writer =>
        {
            writer.WriteString("id", id);
            writer.WriteNull("choices");
            writer.WriteNumber("created", created);
            writer.WriteString("model", model);
            writer.WriteString("object", isStreaming ? "chat.completion.chunk" : "chat.completion");
            writer.WriteStartObject("usage");
            writer.WriteNumber("total_tokens", 0);
            writer.WriteNumber("total_characters", 0);
            writer.WriteEndObject();
            WriteSensitiveFlags(writer);
            WriteStatus(writer, error.Code, error.Message);
        });

    // Every chunk has role, name and audio_content; only the last has finish_reason, together with content.
    private static void WriteChoice(Utf8JsonWriter writer, CompletionDelta delta, string? finishReason, bool hasDetails)
    {
        writer.WriteStartObject();
        if (finishReason is not null)
            writer.WriteString("finish_reason", finishReason);
        writer.WriteNumber("index", 0);
        writer.WriteStartObject("delta");
        writer.WriteString("content", delta is CompletionDelta.Content content ? content.Text : "");
        writer.WriteString("role", "assistant");
        writer.WriteString("name", AuthorName);
        if (delta is CompletionDelta.Arguments arguments)
            WriteToolCallDelta(writer, arguments);
        writer.WriteString("audio_content", "");
        if (delta is CompletionDelta.Thinking thinking)
            WriteReasoning(writer, thinking.Text, hasDetails);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteToolCalls(Utf8JsonWriter writer, IReadOnlyList<ToolUse> calls)
    {
        writer.WriteStartArray("tool_calls");
        for (int i = 0; i < calls.Count; i++)
        {
            writer.WriteStartObject();
            writer.WriteString("id", calls[i].Id);
            writer.WriteString("type", "function");
            writer.WriteStartObject("function");
            writer.WriteString("name", calls[i].Name);
            writer.WriteString("arguments", calls[i].ArgumentsJson);
            writer.WriteEndObject();
            writer.WriteNumber("index", i);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteToolCallDelta(Utf8JsonWriter writer, CompletionDelta.Arguments arguments)
    {
        writer.WriteStartArray("tool_calls");
        writer.WriteStartObject();
        if (arguments.StartedCall is { } started)
        {
            writer.WriteString("id", started.Id);
            writer.WriteString("type", "function");
        }

        writer.WriteStartObject("function");
        if (arguments.StartedCall is { Name: var name })
            writer.WriteString("name", name);
        writer.WriteString("arguments", arguments.Text);
        writer.WriteEndObject();
        writer.WriteNumber("index", arguments.Index);
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    // MiniMax's guide: M3.1-Flash sends reasoning_content in any case; reasoning_split adds the details.
    private static void WriteReasoning(Utf8JsonWriter writer, string text, bool hasDetails)
    {
        writer.WriteString("reasoning_content", text);
        if (!hasDetails)
            return;
        writer.WriteStartArray("reasoning_details");
        writer.WriteStartObject();
        writer.WriteString("type", "reasoning.text");
        writer.WriteString("id", "reasoning-text-1");
        writer.WriteString("format", "MiniMax-response-v1");
        writer.WriteNumber("index", 0);
        writer.WriteString("text", text);
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static void WriteMetadata(Utf8JsonWriter writer, Completion completion, string kind)
    {
        writer.WriteNumber("created", completion.Created);
        writer.WriteString("model", completion.Model);
        writer.WriteString("object", kind);
    }

    // In the samples M2-her has no token details, M3 none of the completion and M2.1-highspeed none of the prompt.
    private static void WriteUsage(Utf8JsonWriter writer, Completion completion)
    {
        writer.WriteStartObject("usage");
        writer.WriteNumber("total_tokens", completion.Tokens.Total);
        writer.WriteNumber("total_characters", 0);
        writer.WriteNumber("prompt_tokens", completion.Tokens.Prompt);
        writer.WriteNumber("completion_tokens", completion.Tokens.Completion);
        if (completion.Model is not ("M2-her" or "MiniMax-M3"))
        {
            writer.WriteStartObject("completion_tokens_details");
            writer.WriteNumber("reasoning_tokens", completion.Tokens.Reasoning);
            writer.WriteEndObject();
        }

        if (completion.Model is not ("M2-her" or "MiniMax-M2.1-highspeed"))
        {
            writer.WriteStartObject("prompt_tokens_details");
            writer.WriteNumber("cached_tokens", completion.Tokens.CacheRead);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteSensitiveFlags(Utf8JsonWriter writer)
    {
        writer.WriteBoolean("input_sensitive", false);
        writer.WriteBoolean("output_sensitive", false);
        writer.WriteNumber("input_sensitive_type", 0);
        writer.WriteNumber("output_sensitive_type", 0);
        writer.WriteNumber("output_sensitive_int", 0);
    }

    public static void WriteStatus(Utf8JsonWriter writer, int code, string message)
    {
        writer.WriteStartObject("base_resp");
        writer.WriteNumber("status_code", code);
        writer.WriteString("status_msg", message);
        writer.WriteEndObject();
    }
}
