using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>What AIML API adds about the call.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<CompletionMeta>))]
public sealed record CompletionMeta : SchemaObject
{
    /// <summary>What the call cost.</summary>
    public MetaUsage? Usage { get; init; }

    internal static CompletionMeta? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        MetaUsage? usage = null;
        while (ObjectReader.Next(ref json))
        {
            if (!rest.Value(ref json, "usage"u8, ref usage, MetaUsage.Read))
                rest.Keep(ref json);
        }

        return new CompletionMeta
        {
            Usage = usage,
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("usage"u8, Usage);
    }
}
