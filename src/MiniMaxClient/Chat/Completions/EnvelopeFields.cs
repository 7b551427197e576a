using System.Text.Json;

namespace MiniMaxClient;

/// <summary>The fields of a <see cref="ChatCompletionEnvelope"/>.</summary>
/// <remarks>Filled while JSON is read, and never changed afterwards: the chunks of a stream share one.</remarks>
internal sealed record EnvelopeFields
{
    public static readonly EnvelopeFields None = new();

    public string? Id;
    public long? Created;
    public string? Model;
    public string? Object;
    public Usage? Usage;
    public string? ServiceTier;
    public string? SystemFingerprint;
    public bool? InputSensitive;
    public bool? OutputSensitive;
    public int? InputSensitiveType;
    public int? OutputSensitiveType;
    public int? OutputSensitiveInt;
    public BaseResponse? BaseResp;
    public CompletionMeta? Meta;

    /// <summary>Takes the property that the reader stands on, if it is one of these.</summary>
    public bool TryTake(ref ObjectReader rest, ref Utf8JsonReader json) =>
        rest.String(ref json, "id"u8, ref Id)
        || rest.Int64(ref json, "created"u8, ref Created)
        || rest.String(ref json, "model"u8, ref Model)
        || rest.String(ref json, "object"u8, ref Object)
        || rest.Value(ref json, "usage"u8, ref Usage, MiniMaxClient.Usage.Read)
        || rest.String(ref json, "service_tier"u8, ref ServiceTier)
        || rest.String(ref json, "system_fingerprint"u8, ref SystemFingerprint)
        || rest.Boolean(ref json, "input_sensitive"u8, ref InputSensitive)
        || rest.Boolean(ref json, "output_sensitive"u8, ref OutputSensitive)
        || rest.Int32(ref json, "input_sensitive_type"u8, ref InputSensitiveType)
        || rest.Int32(ref json, "output_sensitive_type"u8, ref OutputSensitiveType)
        || rest.Int32(ref json, "output_sensitive_int"u8, ref OutputSensitiveInt)
        || rest.Value(ref json, "base_resp"u8, ref BaseResp, BaseResponse.Read)
        || rest.Value(ref json, "meta"u8, ref Meta, CompletionMeta.Read);

    /// <summary>Writes all but the id, which stands before the choices.</summary>
    public void Write(ObjectWriter json)
    {
        json.Property("created"u8, Created);
        json.Property("model"u8, Model);
        json.Property("object"u8, Object);
        json.Property("usage"u8, Usage);
        json.Property("service_tier"u8, ServiceTier);
        json.Property("system_fingerprint"u8, SystemFingerprint);
        json.Property("input_sensitive"u8, InputSensitive);
        json.Property("output_sensitive"u8, OutputSensitive);
        json.Property("input_sensitive_type"u8, InputSensitiveType);
        json.Property("output_sensitive_type"u8, OutputSensitiveType);
        json.Property("output_sensitive_int"u8, OutputSensitiveInt);
        json.Property("base_resp"u8, BaseResp);
        json.Property("meta"u8, Meta);
    }
}
