using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MiniMaxClient.Testing.Answers;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Dialects;

/// <summary>
/// The answers of the Messages API. MiniMax's have the property order of the samples at
/// https://platform.minimax.io/docs/api-reference/text-chat-anthropic, the others that of
/// https://docs.modelslab.com/llm-api.
/// </summary>
internal sealed class MessagesCompletionWriter(bool isMiniMax)
{
    /// <summary>Whether the host passes on MiniMax's own bodies, with <c>base_resp</c>.</summary>
    public bool IsMiniMax => isMiniMax;

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
            WriteUsage(writer, completion.Tokens.Prompt, completion.Tokens.Completion);
            writer.WriteString("stop_reason", GetStopReason(completion));
            MiniMaxCompletionWriter.WriteStatus(writer, 0, "");
            return;
        }

        writer.WriteString("model", completion.Model);
        writer.WriteString("stop_reason", GetStopReason(completion));
        WriteUsage(writer, completion.Tokens.Prompt, completion.Tokens.Completion);
    }

    public void WriteMetadata(Utf8JsonWriter writer, Completion completion)
    {
        writer.WriteString("id", isMiniMax ? completion.Id : $"msg_{completion.Id}");
        writer.WriteString("type", "message");
        writer.WriteString("role", "assistant");
    }

    /// <summary>A business error under HTTP 200, by analogy with the <c>"choices":null</c> of MiniMax's OpenAI route.</summary>
    public static byte[] CreateInBandError(ReplyContent.InBandError error, Call call) => Json.WriteObject(writer =>
    {
        writer.WriteString("id", call.Id);
        writer.WriteString("type", "message");
        writer.WriteString("role", "assistant");
        writer.WriteString("model", call.MessagesAsk.Model);
        writer.WriteNull("content");
        WriteUsage(writer, 0, 0);
        writer.WriteNull("stop_reason");
        MiniMaxCompletionWriter.WriteStatus(writer, error.Code, error.Message);
    });

    // Nothing is ever cached here; the samples name both counts also where they are zero.
    public static void WriteUsage(Utf8JsonWriter writer, int input, int output)
    {
        writer.WriteStartObject("usage");
        writer.WriteNumber("input_tokens", input);
        writer.WriteNumber("output_tokens", output);
        writer.WriteNumber("cache_creation_input_tokens", 0);
        writer.WriteNumber("cache_read_input_tokens", 0);
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

    /// <summary>64 hexadecimal digits, as MiniMax's signatures are; nobody checks them.</summary>
    public static string CreateSignature(string thinking) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(thinking))).ToLowerInvariant();

    // In MiniMax's samples "type" ends a thinking block and a text block, and opens one of a tool.
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

    // An input is an object; what a test scripts that is no JSON at all goes as a string, so that it is not lost.
    private static void WriteToolInput(Utf8JsonWriter writer, string arguments)
    {
        try
        {
            // As it is: an element with half of a surrogate pair in it cannot be written.
            writer.WriteRawValue(arguments.Length == 0 ? "{}" : arguments);
        }
        catch (JsonException)
        {
            writer.WriteStringValue(arguments);
        }
    }
}
