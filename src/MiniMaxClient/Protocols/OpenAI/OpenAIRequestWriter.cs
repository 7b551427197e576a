// https://docs.aimlapi.com/api-references/text-models-llm/minimax, https://docs.modelslab.com/llm-api
using System.Buffers;
using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Protocols.OpenAI;

/// <summary>Writes the body of a chat completions request.</summary>
internal static class OpenAIRequestWriter
{
    private static readonly StreamOptions IncludeUsageOptions = new() { IncludeUsage = true };

    public static void Write(IBufferWriter<byte> body, ChatCompletionRequest request, RequestWriterOptions options)
    {
        ChatCompletionRequest sent = request with
        {
            // Null is not written: the model is written first, under the provider's property name.
            Model = null!,
            MaxTokens = request.MaxTokens ?? (request.MaxCompletionTokens is null ? options.DefaultMaxTokens : null),
            StreamOptions = options.IsStreaming
                ? request.StreamOptions ?? (options.ShouldIncludeUsage ? IncludeUsageOptions : null)
                : null,
        };
        using var json = new Utf8JsonWriter(body, JsonSettings.WriterOptions);
        var fields = new ObjectWriter(
            json,
            request.AdditionalPropertiesOrNull,
            new(body as IFileSink, IsOpenAIRequest: true, options.ShouldSendNullContent));
        json.WriteStartObject();
        if (options.BodyApiKey is { } key)
            fields.Property(Encoding.UTF8.GetBytes(options.ApiKeyPropertyName!), key.Reveal());
        fields.Property(options.ShouldUseModelIdProperty ? "model_id"u8 : "model"u8, options.Model);
        sent.WriteProperties(fields);
        fields.Property("stream"u8, options.IsStreaming ? true : null);
        sent.WriteAdditionalProperties(json);
        json.WriteEndObject();
    }
}
