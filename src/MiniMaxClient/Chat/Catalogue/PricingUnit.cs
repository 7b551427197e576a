using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A rate.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<PricingUnit>))]
public sealed record PricingUnit : SchemaObject
{
    /// <summary>What is counted, such as <c>input_tokens</c>; inferred, the schema leaves it open.</summary>
    public string? Unit { get; init; }

    /// <summary>The charge for <see cref="Per"/> of them; null where it depends on the request.</summary>
    public decimal? Price { get; init; }

    /// <summary>How many the price is for; never compare prices without it.</summary>
    public decimal? Per { get; init; }

    internal static PricingUnit? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        string? unit = null;
        decimal? price = null, per = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.String(ref json, "unit"u8, ref unit)
                || rest.Amount(ref json, "price"u8, ref price)
                || rest.Amount(ref json, "per"u8, ref per)))
                rest.Keep(ref json);
        }

        return new PricingUnit
        {
            Unit = unit,
            Price = price,
            Per = per,
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("unit"u8, Unit);
        json.Property("price"u8, Price);
        json.Property("per"u8, Per);
    }
}
