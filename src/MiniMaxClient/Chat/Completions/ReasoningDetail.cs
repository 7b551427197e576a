using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A piece of the model's thinking in MiniMax's split form.</summary>
/// <remarks>
/// It appears with <see cref="ChatCompletionRequest.ReasoningSplit"/> and goes back with the message as it came.
/// </remarks>
[JsonConverter(typeof(MiniMaxJsonConverter<ReasoningDetail>))]
public sealed record ReasoningDetail : SchemaObject
{
    /// <summary>The kind of detail: <c>reasoning.text</c> in MiniMax's answers.</summary>
    public string? Type { get; init; }

    /// <summary>The id of the detail, such as <c>reasoning-text-1</c>.</summary>
    public string? Id { get; init; }

    /// <summary>The format of the detail: <c>MiniMax-response-v1</c> in MiniMax's answers.</summary>
    public string? Format { get; init; }

    /// <summary>The place of the detail among its message's details.</summary>
    public int? Index { get; init; }

    /// <summary>The thinking.</summary>
    public string? Text { get; init; }

    /// <summary>A summary of the reasoning, in details of the type <c>reasoning.summary</c> (OpenRouter).</summary>
    public string? Summary { get; init; }

    /// <summary>What proves to the provider that the thinking is its own.</summary>
    public string? Signature { get; init; }

    /// <summary>Thinking that only the provider can read.</summary>
    public string? Data { get; init; }

    /// <summary>Whether the detail has neither text nor anything that proves or replaces it.</summary>
    internal bool IsEmpty =>
        string.IsNullOrWhiteSpace(Text) && string.IsNullOrEmpty(Signature) && string.IsNullOrEmpty(Data) && Others is null;

    internal static ReasoningDetail? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        string? type = null, id = null, format = null, text = null, summary = null, signature = null, data = null;
        int? index = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.String(ref json, "type"u8, ref type)
                || rest.String(ref json, "id"u8, ref id)
                || rest.String(ref json, "format"u8, ref format)
                || rest.Int32(ref json, "index"u8, ref index)
                || rest.String(ref json, "text"u8, ref text)
                || rest.String(ref json, "summary"u8, ref summary)
                || rest.String(ref json, "signature"u8, ref signature)
                || rest.String(ref json, "data"u8, ref data)))
                rest.Keep(ref json);
        }

        return new ReasoningDetail
        {
            Type = type,
            Id = id,
            Format = format,
            Index = index,
            Text = text,
            Summary = summary,
            Signature = signature,
            Data = data,
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("type"u8, Type);
        json.Property("id"u8, Id);
        json.Property("format"u8, Format);
        json.Property("index"u8, Index);
        json.Property("text"u8, Text);
        json.Property("summary"u8, Summary);
        json.Property("signature"u8, Signature);
        json.Property("data"u8, Data);
    }
}
