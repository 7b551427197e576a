using System.Text.Json;
using MiniMaxClient.Testing.Answers;

namespace MiniMaxClient.Testing.Dialects;

/// <summary>
/// The bodies of MiniMax's OpenAI route, in its own property order, after
/// https://platform.minimax.io/docs/api-reference/text-chat-openai and the samples of AIML API, which passes them on.
/// </summary>
internal static class MiniMaxBody
{
    private const string Author = "MiniMax AI";

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
        writer.WriteString("name", Author);
        if (completion.Calls.Count > 0)
            WriteCalls(writer, completion.Calls);
        writer.WriteString("audio_content", "");
        if (completion.SplitsThinking && completion.Thinking is { } thinking)
            WriteThinking(writer, thinking);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
        WriteOrigin(writer, completion, "chat.completion");
        WriteUsage(writer, completion);
        WriteSensitivity(writer);
        WriteStatus(writer, 0, "");
    }

    public static IEnumerable<byte[]> Chunks(Completion completion, bool includesUsage, int chunkSize)
    {
        Delta[] deltas = [.. completion.Deltas(chunkSize)];
        for (int i = 0; i < deltas.Length; i++)
        {
            Delta delta = deltas[i];
            bool isLast = i == deltas.Length - 1;
            yield return Json.Object(writer =>
            {
                writer.WriteString("id", completion.Id);
                writer.WriteStartArray("choices");
                WriteChoice(writer, delta, isLast ? completion.FinishReason : null);
                writer.WriteEndArray();
                WriteOrigin(writer, completion, "chat.completion.chunk");
                writer.WriteNull("usage");
                WriteSensitivity(writer);
            });
        }

        if (includesUsage)
        {
            yield return Json.Object(writer =>
            {
                writer.WriteString("id", completion.Id);
                writer.WriteStartArray("choices");
                writer.WriteEndArray();
                WriteOrigin(writer, completion, "chat.completion.chunk");
                WriteUsage(writer, completion);
                WriteSensitivity(writer);
            });
        }
    }

    /// <summary>A business error, which comes with HTTP 200 and is the only chunk of a stream.</summary>
    public static byte[] InBandError(ReplyContent.InBandError error, string id, long created, string model, bool streams) =>
        Json.Object(writer =>
        {
            writer.WriteString("id", id);
            writer.WriteNull("choices");
            writer.WriteNumber("created", created);
            writer.WriteString("model", model);
            writer.WriteString("object", streams ? "chat.completion.chunk" : "chat.completion");
            writer.WriteStartObject("usage");
            writer.WriteNumber("total_tokens", 0);
            writer.WriteNumber("total_characters", 0);
            writer.WriteEndObject();
            WriteSensitivity(writer);
            WriteStatus(writer, error.Code, error.Message);
        });

    // Role, name and audio_content come in every chunk, finish_reason only in the last, which carries content too.
    private static void WriteChoice(Utf8JsonWriter writer, Delta delta, string? finishReason)
    {
        writer.WriteStartObject();
        if (finishReason is not null)
            writer.WriteString("finish_reason", finishReason);
        writer.WriteNumber("index", 0);
        writer.WriteStartObject("delta");
        writer.WriteString("content", delta is Delta.Content content ? content.Text : "");
        writer.WriteString("role", "assistant");
        writer.WriteString("name", Author);
        if (delta is Delta.Arguments arguments)
            WriteArguments(writer, arguments);
        writer.WriteString("audio_content", "");
        if (delta is Delta.Thinking thinking)
            WriteThinking(writer, thinking.Text);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteCalls(Utf8JsonWriter writer, IReadOnlyList<ToolUse> calls)
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

    private static void WriteArguments(Utf8JsonWriter writer, Delta.Arguments arguments)
    {
        writer.WriteStartArray("tool_calls");
        writer.WriteStartObject();
        if (arguments.Opened is { } opened)
        {
            writer.WriteString("id", opened.Id);
            writer.WriteString("type", "function");
        }

        writer.WriteStartObject("function");
        if (arguments.Opened is { Name: var name })
            writer.WriteString("name", name);
        writer.WriteString("arguments", arguments.Text);
        writer.WriteEndObject();
        writer.WriteNumber("index", arguments.Index);
        writer.WriteEndObject();
        writer.WriteEndArray();
    }

    private static void WriteThinking(Utf8JsonWriter writer, string text)
    {
        writer.WriteString("reasoning_content", text);
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

    private static void WriteOrigin(Utf8JsonWriter writer, Completion completion, string kind)
    {
        writer.WriteNumber("created", completion.Created);
        writer.WriteString("model", completion.Model);
        writer.WriteString("object", kind);
    }

    // The samples: M2-her has neither detail, M3 none of the completion, M2.1-highspeed none of the prompt.
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
            writer.WriteNumber("cached_tokens", 0);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteSensitivity(Utf8JsonWriter writer)
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
