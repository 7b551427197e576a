using System.Text.Json;
using Microsoft.Extensions.AI;

namespace MiniMaxClient.ExtensionsAI;

/// <summary>The wire format of reasoning, stored in the additional properties of its content.</summary>
internal static class ReasoningContentMetadata
{
    public const string ReasoningContentField = "reasoning_content";
    public const string RawReasoningField = "reasoning";

    // The value is the name of the wire's field, or ThinkTagsField.
    private const string FieldKey = "reasoning_field";
    private const string DetailKey = "reasoning_detail";
    private const string ThinkTagsField = "think";

    // OpenRouter's type for encrypted reasoning; this library uses the same type.
    private const string EncryptedDetailType = "reasoning.encrypted";

    /// <summary>Creates the content for reasoning in a field, or in think tags if the field is null.</summary>
    public static TextReasoningContent CreateContent(string text, string? field) =>
        new(text) { AdditionalProperties = new() { [FieldKey] = field ?? ThinkTagsField } };

    /// <summary>Creates the content for reasoning details or a Messages block, with the signature as protected data.</summary>
    public static TextReasoningContent CreateContent(string text, ReasoningDetail detail) => new(text)
    {
        ProtectedData = detail.Signature ?? detail.Data,
        AdditionalProperties = new()
        {
            [DetailKey] = CompactJsonSerializer.SerializeToElement(detail with { Text = null, Signature = null, Data = null }),
        },
    };

    /// <summary>Gets the field of the reasoning; null for think tags and for reasoning of other clients.</summary>
    public static string? GetFieldName(TextReasoningContent content) =>
        content.AdditionalProperties?.TryGetValue(FieldKey, out object? value) == true
        && value?.ToString() is ReasoningContentField or RawReasoningField
            ? value.ToString()
            : null;

    /// <summary>Gets the reasoning detail without its text; null for reasoning in another format.</summary>
    public static ReasoningDetail? GetDetail(TextReasoningContent content)
    {
        if (content.AdditionalProperties?.TryGetValue(DetailKey, out object? value) != true
            || value is not JsonElement { ValueKind: JsonValueKind.Object } element)
            return null;
        var reader = new Utf8JsonReader(JsonText.GetRawUtf8(element), JsonSettings.ReaderOptions);
        reader.Read();
        return ReasoningDetail.Read(ref reader);
    }

    /// <summary>Restores the text and the signature of a detail.</summary>
    public static ReasoningDetail WithTextAndProof(ReasoningDetail detail, string text, string? proof) =>
        detail.Type == EncryptedDetailType
        ? detail with { Text = text.Length > 0 ? text : null, Data = proof }
        : detail with { Text = text, Signature = proof };
}
