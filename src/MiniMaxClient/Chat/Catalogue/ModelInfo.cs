using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A model that a provider offers, in whichever form its list has.</summary>
[GeneratedJson]
public sealed partial record ModelInfo : SchemaObject
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
}

/// <summary>What AIML API says about a model.</summary>
[GeneratedJson]
public sealed partial record ModelDetails : SchemaObject
{
    /// <summary>Its name, such as <c>MiniMax-M2.7</c>.</summary>
    public string? Name { get; init; }

    /// <summary>Who made it.</summary>
    public string? Developer { get; init; }

    /// <summary>What it is good for.</summary>
    public string? Description { get; init; }

    /// <summary>The tokens of prompt and answer together.</summary>
    [JsonPropertyName("contextLength")]
    public long? ContextLength { get; init; }

    /// <summary>The tokens of an answer.</summary>
    [JsonPropertyName("maxTokens")]
    public long? MaxTokens { get; init; }

    /// <summary>Its page in the documentation.</summary>
    public string? DocsUrl { get; init; }
}

/// <summary>What a model costs, in AIML API's form.</summary>
[GeneratedJson]
public sealed partial record ModelPricing : SchemaObject
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
}

/// <summary>A rate.</summary>
[GeneratedJson]
public sealed partial record PricingUnit : SchemaObject
{
    /// <summary>What is counted, such as <c>input_tokens</c>; inferred, the schema leaves it open.</summary>
    public string? Unit { get; init; }

    /// <summary>The charge for <see cref="Per"/> of them; null where it depends on the request.</summary>
    public decimal? Price { get; init; }

    /// <summary>How many the price is for; never compare prices without it.</summary>
    public decimal? Per { get; init; }
}
