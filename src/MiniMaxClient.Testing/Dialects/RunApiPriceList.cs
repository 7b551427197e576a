using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace MiniMaxClient.Testing.Dialects;

/// <summary>Writes RunAPI's price schedules with the properties of its SDKs (runapi-ai/core-sdk).</summary>
/// <remarks>
/// The price of M2.1 is that of its page, half of MiniMax's; the same factor is assumed for the other models. The service, the
/// action and the strategy are assumed, because no schedule of a text model was found.
/// </remarks>
internal static class RunApiPriceList
{
    private const string Service = "minimax";
    private const string Action = "chat_completions";

    public static void Write(Utf8JsonWriter writer, IEnumerable<string> models, IQueryCollection query, DateTimeOffset now)
    {
        writer.WriteStartObject();
        // The time of the prices: one per day, so that the entity tag does not change with each request.
        writer.WriteString("as_of", now.ToString("yyyy-MM-dd'T00:00:00.000000Z'", CultureInfo.InvariantCulture));
        writer.WriteStartArray("price_schedules");
        foreach (string model in models)
        {
            if (IsIncluded(query, "service", Service) && IsIncluded(query, "action", Action) && IsIncluded(query, "model", model))
                WriteSchedule(writer, model);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteSchedule(Utf8JsonWriter writer, string model)
    {
        int factor = model.EndsWith("-highspeed", StringComparison.Ordinal) ? 2 : 1;
        writer.WriteStartObject();
        writer.WriteString("service", Service);
        writer.WriteString("action", Action);
        writer.WriteString("model", model);
        writer.WriteString("pricing_status", "available");
        writer.WriteString("catalog_status", "active");
        writer.WriteString("currency", "USD");
        writer.WriteString("billing_unit", "per_1k_tokens");
        writer.WriteString("billing_strategy", "flat");
        writer.WriteNull("unit_price_cents");
        writer.WriteNumber("input_price_per_1m_cents", 15 * factor);
        writer.WriteNumber("output_price_per_1m_cents", 60 * factor);
        writer.WriteNull("cache_read_price_per_1m_cents");
        writer.WriteNull("cache_write_price_per_1m_cents");
        writer.WriteNull("cache_write_5m_price_per_1m_cents");
        writer.WriteNull("cache_write_1h_price_per_1m_cents");
        writer.WriteStartObject("billing_config");
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static bool IsIncluded(IQueryCollection query, string name, string value) =>
        query[name].ToString() is var filter && (filter.Length == 0 || filter == value);
}
