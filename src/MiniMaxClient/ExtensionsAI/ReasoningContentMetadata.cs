using System.Text.Json;
using Microsoft.Extensions.AI;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>How a piece of thinking came, noted on its content: the ecosystem's type has no place for it.</summary>
internal static class ReasoningContentMetadata
{
    public const string ReasoningContentField = "reasoning_content";
    public const string RawReasoningField = "reasoning";

    // The name of the wire's field; think tags have none.
    private const string FieldKey = "reasoning_field";
    private const string DetailKey = "reasoning_detail";
    private const string ThinkTagsField = "think";

    // What OpenRouter's form, and so this library, calls thinking that only the provider can read.
    private const string EncryptedDetailType = "reasoning.encrypted";

    /// <summary>Thinking from a field of its own or, without the name of one, from between tags.</summary>
    public static TextReasoningContent CreateContent(string text, string? field) =>
        new(text) { AdditionalProperties = new() { [FieldKey] = field ?? ThinkTagsField } };

    /// <summary>Thinking in MiniMax's split form or from a Messages block, with what proves it as protected data.</summary>
    public static TextReasoningContent CreateContent(string text, ReasoningDetail detail) => new(text)
    {
        ProtectedData = detail.Signature ?? detail.Data,
        AdditionalProperties = new()
        {
            [DetailKey] = CompactJsonSerializer.SerializeToElement(detail with { Text = null, Signature = null, Data = null }),
        },
    };

    /// <summary>The field that the thinking came in; null for tags, and for thinking of elsewhere.</summary>
    public static string? GetFieldName(TextReasoningContent content) =>
        content.AdditionalProperties?.TryGetValue(FieldKey, out object? value) == true
        && value?.ToString() is ReasoningContentField or RawReasoningField
            ? value.ToString()
            : null;

    /// <summary>The detail that the thinking came as, its text left out; null for thinking of another form.</summary>
    public static ReasoningDetail? GetDetail(TextReasoningContent content)
    {
        if (content.AdditionalProperties?.TryGetValue(DetailKey, out object? value) != true
            || value is not JsonElement { ValueKind: JsonValueKind.Object } element)
            return null;
        var reader = new Utf8JsonReader(JsonText.GetRawUtf8(element), WireFormat.ReaderOptions);
        reader.Read();
        return ReasoningDetail.Read(ref reader);
    }

    /// <summary>The detail with its text, and with its proof.</summary>
    public static ReasoningDetail WithTextAndProof(ReasoningDetail detail, string text, string? proof) =>
        detail.Type == EncryptedDetailType
        ? detail with { Text = text.Length > 0 ? text : null, Data = proof }
        : detail with { Text = text, Signature = proof };
}
