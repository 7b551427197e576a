using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace MiniMaxClient.Testing.Dialects;

/// <summary>
/// Writes AIML API's lists of models, whose schema is
/// https://github.com/aimlapi/api-docs/blob/main/docs/service-endpoints/models-catalogue.json.
/// </summary>
internal sealed class AimlApiModelList(IReadOnlyCollection<string> models, Func<string, string> getName)
{
    private const string ChatType = "openai/chat-completions";
    private const int TokensPerPrice = 1_000_000;
    private const string Capability = "function_calling";
    private const string TextModality = "text";

    // Inferred: the schema states that dated ids have undated aliases, but not which. Chat completions accept only the ids, so
    // that a test detects a client that guesses an alias.
    private static readonly Dictionary<string, string> Aliases = new()
    {
        ["minimax/m2-5-20260218"] = "minimax/m2-5",
        ["minimax/m2-5-highspeed-20260218"] = "minimax/m2-5-highspeed",
        ["minimax/m2-7-20260402"] = "minimax/m2-7",
    };

    // Computed from six samples: $0.39 and $1.56 per million input and output tokens, and twice that for highspeed models. That
    // is 1.3 times MiniMax's price; the price of M3.1-Flash is inferred from this factor.
    public static (decimal Input, decimal Output) GetPrices(string name) => name switch
    {
        "MiniMax-M3.1-Flash" => (0.195m, 0.78m),
        _ when name.EndsWith("-highspeed", StringComparison.Ordinal) => (0.78m, 3.12m),
        _ => (0.39m, 1.56m),
    };

    public void WriteModels(Utf8JsonWriter writer, IQueryCollection query)
    {
        string[] ids = GetQueryValues(query, "id");
        string[] types = GetQueryValues(query, "type");
        string[] capabilities = GetQueryValues(query, "capabilities");
        string[] modalities = GetQueryValues(query, "modalities");
        string[] inputs = GetQueryValues(query, "input_modalities");
        string[] outputs = GetQueryValues(query, "output_modalities");
        string[] include = GetQueryValues(query, "include");
        bool includesAll = query["details"].ToString() is "true" or "1" || include.Contains("all") || include.Contains("details");
        writer.WriteStartObject();
        writer.WriteString("object", "list");
        writer.WriteStartArray("data");
        foreach (string model in models)
        {
            ModelFacts facts = GetFacts(getName(model));
            if (IsIncluded(ids, [model, Aliases.GetValueOrDefault(model, model)]) && IsIncluded(types, [ChatType])
                && IsIncluded(capabilities, [Capability]) && IsIncluded(modalities, [.. facts.Inputs, TextModality])
                && IsIncluded(inputs, facts.Inputs) && IsIncluded(outputs, [TextModality]))
                WriteModel(writer, model, section => includesAll || include.Contains(section));
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Writes the older list, an array without an envelope.</summary>
    public void WriteLegacyModels(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (string model in models)
        {
            string name = getName(model);
            writer.WriteStartObject();
            writer.WriteString("id", model);
            writer.WriteString("type", "chat-completion");
            writer.WriteStartObject("info");
            writer.WriteString("name", name);
            writer.WriteString("developer", "MiniMax");
            writer.WriteString("description", "");
            writer.WriteNumber("contextLength", GetFacts(name).ContextLength);
            writer.WriteNumber("maxTokens", 65_536);
            writer.WriteString("url", "https://aimlapi.com/models");
            writer.WriteString("docs_url", "https://docs.aimlapi.com/api-references/text-models-llm/minimax");
            writer.WriteEndObject();
            WriteList(writer, "features", "openai/chat-completion");
            WriteList(writer, "endpoints", "/v1/chat/completions");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void WriteModel(Utf8JsonWriter writer, string model, Func<string, bool> includes)
    {
        string name = getName(model);
        writer.WriteStartObject();
        writer.WriteString("id", model);
        if (Aliases.TryGetValue(model, out string? alias))
            WriteList(writer, "aliases", alias);
        else
            writer.WriteNull("aliases");
        writer.WriteString("type", ChatType);
        writer.WriteStartObject("info");
        writer.WriteString("name", name);
        writer.WriteString("developer", "MiniMax");
        ModelFacts facts = GetFacts(name);
        writer.WriteNumber("contextLength", facts.ContextLength);
        if (facts.OutputMax is { } outputMax)
            writer.WriteNumber("outputMax", outputMax);
        writer.WriteEndObject();
        WriteList(writer, "tags");
        if (includes("pricing"))
            WritePricing(writer, name);
        if (includes("modalities"))
            WriteModalities(writer, facts);
        if (includes("capabilities"))
            WriteList(writer, "capabilities", Capability);
        writer.WriteEndObject();
    }

    // The schema has kind and units, with the price and the per of each. Two readers of the live list agree on the other fields
    // of a unit: name, content and origin, which is provided, generated or cached (models.dev, can1357/oh-my-pi, September 2026).
    private static void WritePricing(Utf8JsonWriter writer, string name)
    {
        (decimal input, decimal output) = GetPrices(name);
        writer.WriteStartObject("pricing");
        writer.WriteString("currency", "USD");
        writer.WriteString("kind", "fixed");
        writer.WriteStartArray("units");
        foreach ((string origin, decimal price) in new[] { ("provided", input), ("generated", output) })
        {
            writer.WriteStartObject();
            writer.WriteString("name", "token");
            writer.WriteString("content", TextModality);
            writer.WriteString("origin", origin);
            writer.WriteNumber("price", price);
            writer.WriteNumber("per", TokensPerPrice);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteModalities(Utf8JsonWriter writer, ModelFacts facts)
    {
        writer.WriteStartObject("modalities");
        WriteList(writer, "input", facts.Inputs);
        WriteList(writer, "output", TextModality);
        writer.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter writer, string name, params string[] values)
    {
        writer.WriteStartArray(name);
        foreach (string value in values)
            writer.WriteStringValue(value);
        writer.WriteEndArray();
    }

    // A comma means "or"; several parameters mean "and".
    private static bool IsIncluded(string[] filter, string[] values) => filter.Length == 0 || filter.Intersect(values).Any();

    // The numbers are those of MiniMax's models; the list's own are not published. The schema of M3 has no images.
    private static ModelFacts GetFacts(string name) => name switch
    {
        "MiniMax-M3.1-Flash" => new(1_000_000, 524_288, [TextModality, "image", "video"]),
        "MiniMax-M3" => new(1_000_000, 524_288, [TextModality]),
        "MiniMax-M1" => new(1_000_000, null, [TextModality]),
        "M2-her" => new(65_536, 2_048, [TextModality]),
        _ => new(204_800, 204_800, [TextModality]),
    };

    private static string[] GetQueryValues(IQueryCollection query, string name) =>
        query[name].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private sealed record ModelFacts(int ContextLength, int? OutputMax, string[] Inputs);
}
