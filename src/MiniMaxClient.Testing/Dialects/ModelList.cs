using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace MiniMaxClient.Testing.Dialects;

/// <summary>
/// Writes lists of models in the formats of https://platform.minimax.io/docs/api-reference/models/openai/list-models and
/// https://platform.minimax.io/docs/api-reference/models/anthropic/list-models.
/// </summary>
internal static class ModelList
{
    public static void WriteOpenAI(Utf8JsonWriter writer, IEnumerable<string> models)
    {
        writer.WriteStartObject();
        writer.WriteString("object", "list");
        writer.WriteStartArray("data");
        foreach (string model in models)
        {
            writer.WriteStartObject();
            writer.WriteString("id", model);
            writer.WriteString("object", "model");
            writer.WriteNumber("created", GetCreationTime(model).ToUnixTimeSeconds());
            writer.WriteString("owned_by", "minimax");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Writes a page of the list, which <c>limit</c>, <c>after_id</c> and <c>before_id</c> of a query select.</summary>
    public static void WriteAnthropic(Utf8JsonWriter writer, IReadOnlyCollection<string> models, IQueryCollection query)
    {
        (string[] page, bool hasMore) = SelectPage([.. models], query);
        WriteAnthropic(writer, page, hasMore);
    }

    public static void WriteAnthropic(Utf8JsonWriter writer, IReadOnlyCollection<string> models, bool hasMore = false)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("data");
        foreach (string model in models)
        {
            writer.WriteStartObject();
            writer.WriteString("id", model);
            writer.WriteString(
                "created_at", GetCreationTime(model).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
            writer.WriteString("display_name", model);
            writer.WriteString("type", "model");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("first_id", models.FirstOrDefault());
        writer.WriteBoolean("has_more", hasMore);
        writer.WriteString("last_id", models.LastOrDefault());
        writer.WriteEndObject();
    }

    // The meaning is that of https://platform.claude.com/docs/en/api/models/list: the page after or before an id, and whether
    // more items follow in that direction. Ids that are not in the list are ignored.
    private static (string[] Page, bool HasMore) SelectPage(string[] models, IQueryCollection query)
    {
        bool isLimited = int.TryParse(query["limit"], CultureInfo.InvariantCulture, out int value) && value > 0;
        int limit = isLimited ? value : models.Length;
        int before = Array.IndexOf(models, query["before_id"].ToString());
        if (before >= 0)
            return (models[Math.Max(0, before - limit)..before], before > limit);
        int start = Array.IndexOf(models, query["after_id"].ToString()) + 1;
        int end = (int)Math.Min(models.Length, (long)start + limit);
        return (models[start..end], end < models.Length);
    }

    // The first three times are those of MiniMax's pages, the others are the models' release dates.
    private static DateTimeOffset GetCreationTime(string model) =>
        model.Replace("-highspeed", "", StringComparison.Ordinal) switch
        {
            "MiniMax-M3.1-Flash" => new(2026, 10, 18, 0, 0, 0, TimeSpan.Zero),
            "MiniMax-M3" => new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero),
            "MiniMax-M2.7" => new(2026, 3, 18, 2, 0, 0, TimeSpan.Zero),
            "MiniMax-M2.5" => new(2026, 2, 13, 2, 0, 0, TimeSpan.Zero),
            "MiniMax-M2.1" => new(2025, 12, 23, 0, 0, 0, TimeSpan.Zero),
            _ => new(2025, 10, 27, 0, 0, 0, TimeSpan.Zero),
        };
}
