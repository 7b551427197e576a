using System.Text.Json;
using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A model that a provider offers, in whichever form its list has.</summary>
[JsonConverter(typeof(MiniMaxJsonConverter<ModelInfo>))]
public sealed record ModelInfo : SchemaObject
{
    /// <summary>The id to be asked for.</summary>
    public required string Id { get; init; }

    /// <summary>Further ids that the provider takes for it; AIML API.</summary>
    public IReadOnlyList<string>? Aliases { get; init; }

    /// <summary>The kind of object: <c>model</c> in the OpenAI style.</summary>
    public string? Object { get; init; }

    /// <summary>The kind of endpoint that serves it, or <c>model</c> in the Anthropic style.</summary>
    public string? Type { get; init; }

    /// <summary>When it came out, in seconds since 1970; the OpenAI style.</summary>
    public long? Created { get; init; }

    /// <summary>When it came out, as RFC 3339; the Anthropic style.</summary>
    public string? CreatedAt { get; init; }

    /// <summary>Whose it is; the OpenAI style.</summary>
    public string? OwnedBy { get; init; }

    /// <summary>Its name for people; the Anthropic style.</summary>
    public string? DisplayName { get; init; }

    /// <summary>What AIML API says about it.</summary>
    public ModelDetails? Info { get; init; }

    /// <summary>AIML API's tags.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>What it can do, in AIML API's older list.</summary>
    public IReadOnlyList<string>? Features { get; init; }

    /// <summary>The paths that serve it, in AIML API's older list.</summary>
    public IReadOnlyList<string>? Endpoints { get; init; }

    /// <summary>What it costs; AIML API.</summary>
    public ModelPricing? Pricing { get; init; }

    /// <summary>The price of its tokens, where the list tells it in a form that is understood; else null.</summary>
    public ModelPrice? Price => Pricing?.ToPrice();

    internal static ModelInfo? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
            return null;
        var rest = default(ObjectReader);
        string? id = null, objectName = null, type = null, createdAt = null, ownedBy = null, displayName = null;
        IReadOnlyList<string>? aliases = null, tags = null, features = null, endpoints = null;
        long? created = null;
        ModelDetails? info = null;
        ModelPricing? pricing = null;
        while (ObjectReader.Next(ref json))
        {
            if (!(rest.String(ref json, "id"u8, ref id)
                || rest.Value(ref json, "aliases"u8, ref aliases, JsonLists.Strings)
                || rest.String(ref json, "object"u8, ref objectName)
                || rest.String(ref json, "type"u8, ref type)
                || rest.Int64(ref json, "created"u8, ref created)
                || rest.String(ref json, "created_at"u8, ref createdAt)
                || rest.String(ref json, "owned_by"u8, ref ownedBy)
                || rest.String(ref json, "display_name"u8, ref displayName)
                || rest.Value(ref json, "info"u8, ref info, ModelDetails.Read)
                || rest.Value(ref json, "tags"u8, ref tags, JsonLists.Strings)
                || rest.Value(ref json, "features"u8, ref features, JsonLists.Strings)
                || rest.Value(ref json, "endpoints"u8, ref endpoints, JsonLists.Strings)
                || rest.Value(ref json, "pricing"u8, ref pricing, ModelPricing.Read)))
                rest.Keep(ref json);
        }

        return new ModelInfo
        {
            Id = id ?? "",
            Aliases = aliases,
            Object = objectName,
            Type = type,
            Created = created,
            CreatedAt = createdAt,
            OwnedBy = ownedBy,
            DisplayName = displayName,
            Info = info,
            Tags = tags,
            Features = features,
            Endpoints = endpoints,
            Pricing = pricing,
            AdditionalProperties = rest.Kept,
        };
    }

    private protected override void WriteProperties(ObjectWriter json)
    {
        json.Property("id"u8, Id);
        json.Property("aliases"u8, Aliases);
        json.Property("object"u8, Object);
        json.Property("type"u8, Type);
        json.Property("created"u8, Created);
        json.Property("created_at"u8, CreatedAt);
        json.Property("owned_by"u8, OwnedBy);
        json.Property("display_name"u8, DisplayName);
        json.Property("info"u8, Info);
        json.Property("tags"u8, Tags);
        json.Property("features"u8, Features);
        json.Property("endpoints"u8, Endpoints);
        json.Property("pricing"u8, Pricing);
    }
}
