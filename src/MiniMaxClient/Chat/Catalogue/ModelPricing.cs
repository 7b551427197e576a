using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>What a model costs, in AIML API's form.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<ModelPricing>))]
public sealed record ModelPricing : SchemaObject
{
    /// <summary>The currency: <c>USD</c>.</summary>
    public string? Currency { get; init; }

    /// <summary><c>fixed</c>, <c>variants</c> (it depends on the request) or <c>variable</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>The rates.</summary>
    public IReadOnlyList<PricingUnit>? Units { get; init; }

    /// <summary>The price of tokens; null where it is not fixed, not in US dollars, or of units that are not known.</summary>
    internal ModelPrice? ToPrice()
    {
        if (Kind != "fixed" || Currency is not (null or "USD"))
            return null;
        return Rate("input_tokens") is { } input && Rate("output_tokens") is { } output
            ? new(input, output, Rate("cached_input_tokens"))
            : null;
    }

    /// <summary>The rate for a million.</summary>
    private decimal? Rate(string unit) =>
        Units?.FirstOrDefault(rate => rate.Unit == unit) is { Price: { } price, Per: > 0 and var per }
            && price <= decimal.MaxValue / 1_000_000m
            ? price * 1_000_000m / per
            : null;

    internal static ModelPricing? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        string? currency = null, kind = null;
        IReadOnlyList<PricingUnit>? units = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.String(ref json, "currency"u8, ref currency)
                || rest.String(ref json, "kind"u8, ref kind)
                || rest.Array(ref json, "units"u8, ref units, PricingUnit.Read)))
                rest.Keep(ref json);
        }

        return new ModelPricing
        {
            Currency = currency,
            Kind = kind,
            Units = units,
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("currency"u8, Currency);
        json.Property("kind"u8, Kind);
        json.Property("units"u8, Units);
    }
}
