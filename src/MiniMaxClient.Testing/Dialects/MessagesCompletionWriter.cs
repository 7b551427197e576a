using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MiniMaxClient.Testing.Completions;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Dialects;

/// <summary>
/// Writes the bodies of the Messages API. The property order of MiniMax's bodies is that of the samples at
/// https://platform.minimax.io/docs/api-reference/text-chat-anthropic; for other hosts, that of
/// https://docs.modelslab.com/llm-api.
/// </summary>
internal sealed class MessagesCompletionWriter(bool isMiniMax, bool hasCache)
{
    /// <summary>Gets whether the bodies are MiniMax's own, with <c>base_resp</c>.</summary>
    public bool IsMiniMax => isMiniMax;

    /// <summary>Gets whether the messages have a prompt cache.</summary>
    public bool HasCache => hasCache;

    public void WriteMessage(Utf8JsonWriter writer, Completion completion)
    {
        WriteMetadata(writer, completion);
        if (isMiniMax)
            writer.WriteString("model", completion.Model);
        writer.WriteStartArray("content");
        foreach (ContentBlock block in ContentBlock.FromCompletion(completion))
            WriteBlock(writer, block);
        writer.WriteEndArray();
        if (isMiniMax)
        {
            WriteUsage(writer, completion.Tokens);
            writer.WriteString("stop_reason", GetStopReason(completion));
            MiniMaxCompletionWriter.WriteStatus(writer, 0, "");
            return;
        }

        writer.WriteString("model", completion.Model);
        writer.WriteString("stop_reason", GetStopReason(completion));
        WriteUsage(writer, completion.Tokens);
    }

    public void WriteMetadata(Utf8JsonWriter writer, Completion completion)
    {
        writer.WriteString("id", isMiniMax ? completion.Id : $"msg_{completion.Id}");
        writer.WriteString("type", "message");
        writer.WriteString("role", "assistant");
    }

    /// <summary>Creates an error body with HTTP status 200, analogous to <c>"choices":null</c> of MiniMax's OpenAI API.</summary>
    public static byte[] CreateInBandError(ReplyContent.InBandError error, EmulatedCall call) => Json.WriteObject(writer =>
    {
        writer.WriteString("id", call.Id);
        writer.WriteString("type", "message");
        writer.WriteString("role", "assistant");
        writer.WriteString("model", call.MessagesBody.Model);
        writer.WriteNull("content");
        WriteUsage(writer, new(0, 0, 0));
        writer.WriteNull("stop_reason");
        MiniMaxCompletionWriter.WriteStatus(writer, error.Code, error.Message);
    });

    // The samples have both cache counts even if they are zero. The input tokens exclude them.
    public static void WriteUsage(Utf8JsonWriter writer, TokenCounts tokens)
    {
        writer.WriteStartObject("usage");
        writer.WriteNumber("input_tokens", tokens.Prompt - tokens.CacheRead - tokens.CacheWritten);
        writer.WriteNumber("output_tokens", tokens.Completion);
        writer.WriteNumber("cache_creation_input_tokens", tokens.CacheWritten);
        writer.WriteNumber("cache_read_input_tokens", tokens.CacheRead);
        writer.WriteEndObject();
    }

    public static string GetStopReason(Completion completion) => completion.FinishReason switch
    {
        "stop" => "end_turn",
        "length" => "max_tokens",
        "tool_calls" => "tool_use",
        "content_filter" => "refusal",
        string other => other,
    };

    /// <summary>Creates a signature of 64 hexadecimal digits, the format of MiniMax's signatures; it is never verified.</summary>
    public static string CreateSignature(string thinking) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(thinking))).ToLowerInvariant();

    // In MiniMax's samples "type" is the last property of thinking and text blocks, and the first of tool blocks.
    private void WriteBlock(Utf8JsonWriter writer, ContentBlock block)
    {
        writer.WriteStartObject();
        switch (block)
        {
            case ContentBlock.Thinking thinking:
                writer.WriteString("thinking", thinking.Value);
                writer.WriteString("signature", CreateSignature(thinking.Value));
                writer.WriteString("type", "thinking");
                break;
            case ContentBlock.Text text when isMiniMax:
                writer.WriteString("text", text.Value);
                writer.WriteString("type", "text");
                break;
            case ContentBlock.Text text:
                writer.WriteString("type", "text");
                writer.WriteString("text", text.Value);
                break;
            case ContentBlock.Tool tool:
                writer.WriteString("type", "tool_use");
                writer.WriteString("id", tool.Call.Id);
                writer.WriteString("name", tool.Call.Name);
                writer.WritePropertyName("input");
                WriteToolInput(writer, tool.Call.ArgumentsJson);
                break;
        }

        writer.WriteEndObject();
    }

    // The input is an object; arguments of a reply that are not JSON are written as a string, so that they are not lost.
    private static void WriteToolInput(Utf8JsonWriter writer, string arguments)
    {
        try
        {
            // Raw, because an element with an unpaired surrogate cannot be written.
            writer.WriteRawValue(arguments.Length == 0 ? "{}" : arguments);
        }
        catch (JsonException)
        {
            writer.WriteStringValue(arguments);
        }
    }
}
