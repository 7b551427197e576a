using System.Text.Json;
using MiniMaxClient.Protocols;

namespace MiniMaxClient.Providers.RunApi;

/// <summary>Reads RunAPI's price schedules: <c>{"price_schedules":[…]}</c>.</summary>
/// <remarks>
/// The fields are those of RunAPI's SDKs for Go and JavaScript. Their documentation does not list the values of
/// <c>billing_unit</c>; a schedule whose unit does not name tokens is omitted, as are those with a price per call.
/// </remarks>
internal static class PriceScheduleReader
{
    private const decimal CentsPerDollar = 100m;
    private const decimal MaxCents = 1_000_000_000m;

    /// <exception cref="MiniMaxException">The body is an error, or has no price schedules.</exception>
    public static IReadOnlyDictionary<string, ModelPrice> Read(ReadOnlySpan<byte> body, ResponseContext context) =>
        AccountBodyReader.Read(body, context, "price schedules", static properties =>
            AccountBodyReader.GetObjects(properties, "price_schedules") is { } schedules ? ReadPrices(schedules) : null);

    private static Dictionary<string, ModelPrice> ReadPrices(IEnumerable<JsonElement> schedules)
    {
        var prices = new Dictionary<string, ModelPrice>(StringComparer.Ordinal);
        var ambiguous = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonElement schedule in schedules)
        {
            if (AccountBodyReader.GetText(schedule, "model") is not { Length: > 0 } model)
                continue;
            // A model can have a schedule for each action; which of them bills a chat request is not documented.
            ModelPrice? price = ReadPrice(schedule);
            if (price is null || (prices.TryGetValue(model, out ModelPrice? other) && other != price))
                ambiguous.Add(model);
            else
                prices[model] = price;
        }

        foreach (string model in ambiguous)
            prices.Remove(model);
        return prices;
    }

    /// <summary>Reads the price of a schedule; null if it is unknown.</summary>
    private static ModelPrice? ReadPrice(JsonElement schedule)
    {
        // A value of a wrong type is unknown, not missing.
        if (!IsTextOrMissing(schedule, "billing_unit")
            || !IsTextOrMissing(schedule, "pricing_status")
            || (!IsMissing(schedule, "unit_price_cents") && AccountBodyReader.GetAmount(schedule, "unit_price_cents") is null))
            return null;
        string unit = AccountBodyReader.GetText(schedule, "billing_unit") ?? "";
        if (!string.Equals(AccountBodyReader.GetText(schedule, "currency"), "USD", StringComparison.OrdinalIgnoreCase)
            || (unit.Length > 0 && !unit.Contains("token", StringComparison.OrdinalIgnoreCase))
            || AccountBodyReader.GetText(schedule, "pricing_status") is not (null or "available")
            || AccountBodyReader.GetAmount(schedule, "unit_price_cents") is not (null or 0))
            return null;
        decimal? write = new[]
        {
            ReadDollars(schedule, "cache_write_price_per_1m_cents"),
            ReadDollars(schedule, "cache_write_5m_price_per_1m_cents"),
            ReadDollars(schedule, "cache_write_1h_price_per_1m_cents"),
        }.Max();
        return ReadDollars(schedule, "input_price_per_1m_cents") is { } input
            && ReadDollars(schedule, "output_price_per_1m_cents") is { } output
                ? new(input, output)
                {
                    CachedInput = ReadDollars(schedule, "cache_read_price_per_1m_cents"),
                    CacheWriteInput = write,
                }
                : null;
    }

    private static bool IsMissing(JsonElement schedule, string name) =>
        JsonText.GetProperty(schedule, name).ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    private static bool IsTextOrMissing(JsonElement schedule, string name) =>
        IsMissing(schedule, name) || AccountBodyReader.GetText(schedule, name) is not null;

    private static decimal? ReadDollars(JsonElement schedule, string name) =>
        AccountBodyReader.GetAmount(schedule, name) is { } cents and >= 0 and <= MaxCents ? cents / CentsPerDollar : null;
}
