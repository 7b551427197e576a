using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>What a call cost on AIML API.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<MetaUsage>))]
public sealed record MetaUsage : SchemaObject
{
    /// <summary>AIML API's credits; 2,000,000 of them are one US dollar.</summary>
    public decimal? CreditsUsed { get; init; }

    /// <summary>US dollars; bodies before April 2026 lack it.</summary>
    public decimal? UsdSpent { get; init; }

    internal static MetaUsage? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        decimal? creditsUsed = null, usdSpent = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.Amount(ref json, "credits_used"u8, ref creditsUsed)
                || rest.Amount(ref json, "usd_spent"u8, ref usdSpent)))
                rest.Keep(ref json);
        }

        return new MetaUsage
        {
            CreditsUsed = creditsUsed,
            UsdSpent = usdSpent,
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("credits_used"u8, CreditsUsed);
        json.Property("usd_spent"u8, UsdSpent);
    }
}
