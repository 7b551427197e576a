// https://docs.aimlapi.com/api-references/text-models-llm/minimax, https://docs.modelslab.com/llm-api
using System.Buffers;
using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Protocols.OpenAI;

/// <summary>Writes the body of a chat completions call.</summary>
internal static class OpenAIRequestWriter
{
    private static readonly StreamOptions Usage = new() { IncludeUsage = true };

    public static void Write(IBufferWriter<byte> body, ChatCompletionRequest request, RequestForm form)
    {
        ChatCompletionRequest sent = request with
        {
            // Null is not written: the model is written first, under the provider's name of the field.
            Model = null!,
            MaxTokens = request.MaxTokens ?? (request.MaxCompletionTokens is null ? form.DefaultMaxTokens : null),
            StreamOptions = form.Stream ? request.StreamOptions ?? (form.AsksForUsage ? Usage : null) : null,
        };
        using var json = new Utf8JsonWriter(body, WireFormat.WriterOptions);
        var fields = new ObjectWriter(json, request.Others, new(body as IFileSink, IsOpenAIRequest: true, form.SendsNullContent));
        json.WriteStartObject();
        if (form.KeyInBody is { } key)
            fields.Property(Encoding.UTF8.GetBytes(form.KeyProperty!), key.Reveal());
        fields.Property(form.UsesModelId ? "model_id"u8 : "model"u8, form.Model);
        sent.WriteProperties(fields);
        fields.Property("stream"u8, form.Stream ? true : null);
        sent.WriteAdditionalProperties(json);
        json.WriteEndObject();
    }
}
