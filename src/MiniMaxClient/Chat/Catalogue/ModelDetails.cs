using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>What AIML API says about a model.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<ModelDetails>))]
public sealed record ModelDetails : SchemaObject
{
    /// <summary>Its name, such as <c>MiniMax-M2.7</c>.</summary>
    public string? Name { get; init; }

    /// <summary>Who made it.</summary>
    public string? Developer { get; init; }

    /// <summary>What it is good for.</summary>
    public string? Description { get; init; }

    /// <summary>The tokens of prompt and answer together.</summary>
    public long? ContextLength { get; init; }

    /// <summary>The tokens of an answer.</summary>
    public long? MaxTokens { get; init; }

    /// <summary>Its page in the documentation.</summary>
    public string? DocsUrl { get; init; }

    internal static ModelDetails? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        string? name = null, developer = null, description = null, docsUrl = null;
        long? contextLength = null, maxTokens = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.String(ref json, "name"u8, ref name)
                || rest.String(ref json, "developer"u8, ref developer)
                || rest.String(ref json, "description"u8, ref description)
                || rest.Int64(ref json, "contextLength"u8, ref contextLength)
                || rest.Int64(ref json, "maxTokens"u8, ref maxTokens)
                || rest.String(ref json, "docs_url"u8, ref docsUrl)))
                rest.Keep(ref json);
        }

        return new ModelDetails
        {
            Name = name,
            Developer = developer,
            Description = description,
            ContextLength = contextLength,
            MaxTokens = maxTokens,
            DocsUrl = docsUrl,
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("name"u8, Name);
        json.Property("developer"u8, Developer);
        json.Property("description"u8, Description);
        json.Property("contextLength"u8, ContextLength);
        json.Property("maxTokens"u8, MaxTokens);
        json.Property("docs_url"u8, DocsUrl);
    }
}
