using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>MiniMax's own status, which stands in the body whatever the HTTP status says.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<BaseResponse>))]
public sealed record BaseResponse : SchemaObject
{
    /// <summary>0 for success; else one of MiniMax's error codes.</summary>
    public int? StatusCode { get; init; }

    /// <summary>What went wrong; empty for success.</summary>
    public string? StatusMessage { get; init; }

    /// <summary>Whether the status is an error: a code other than 0, also one of another JSON type than a number.</summary>
    internal bool IsError => StatusCode is not (null or 0)
        || (AdditionalProperties.TryGetValue("status_code", out JsonElement code)
            && JsonText.Raw(code) is not ("\"0\"" or "\"\""));

    internal static BaseResponse? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        int? statusCode = null;
        string? statusMessage = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.Int32(ref json, "status_code"u8, ref statusCode)
                || rest.String(ref json, "status_msg"u8, ref statusMessage)))
                rest.Keep(ref json);
        }

        return new BaseResponse
        {
            StatusCode = statusCode,
            StatusMessage = statusMessage,
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("status_code"u8, StatusCode);
        json.Property("status_msg"u8, StatusMessage);
    }
}
