// https://docs.aimlapi.com/api-references/text-models-llm/minimax, https://docs.modelslab.com/llm-api
using System.Buffers;
using System.Text.Json;

namespace MiniMaxClient.Protocols.OpenAI;

/// <summary>Writes the body of a chat completions call.</summary>
internal static class OpenAIRequestWriter
{
    private static readonly StreamOptions Usage = new() { IncludeUsage = true };

    public static void Write(IBufferWriter<byte> body, ChatCompletionRequest request, RequestForm form)
    {
        ChatCompletionRequest sent = request with { Model = form.Model };
        if (form.Stream && form.AsksForUsage && request.StreamOptions is null)
            sent = sent with { StreamOptions = Usage };
        if (!form.Stream)
            sent = sent with { StreamOptions = null };
        if (request.MaxTokens is null && request.MaxCompletionTokens is null)
            sent = sent with { MaxTokens = form.DefaultMaxTokens };

        using var json = new Utf8JsonWriter(body, WireFormat.WriterOptions);
        json.WriteStartObject();
        if (form.KeyInBody is { } key)
            json.WriteString("key"u8, key.Reveal());
        sent.WriteFields(json, form.KeyInBody is null ? "model"u8 : "model_id"u8);
        if (form.Stream)
            json.WriteBoolean("stream"u8, true);
        sent.WriteAdditionalProperties(json);
        json.WriteEndObject();
    }
}
