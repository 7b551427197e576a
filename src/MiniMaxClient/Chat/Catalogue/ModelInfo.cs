using System.Text.Json.Serialization;

namespace MiniMaxClient;

/// <summary>A model of a provider's model list, in any of the supported list formats.</summary>
[GeneratedJson]
public sealed partial record ModelInfo : SchemaObject
{
    /// <summary>The model id to use in requests.</summary>
    public required string Id { get; init; }

    /// <summary>Alternative ids that the provider accepts for the model (AIML API).</summary>
    public IReadOnlyList<string>? Aliases { get; init; }

    /// <summary>The object type: <c>model</c> in the OpenAI format.</summary>
    public string? Object { get; init; }

    /// <summary>The type of the endpoint that serves the model, or <c>model</c> in the Anthropic format.</summary>
    public string? Type { get; init; }

    /// <summary>The release time, in seconds since 1970-01-01 UTC (OpenAI format).</summary>
    public long? Created { get; init; }

    /// <summary>The release time, as RFC 3339 (Anthropic format).</summary>
    public string? CreatedAt { get; init; }

    /// <summary>The owner of the model (OpenAI format).</summary>
    public string? OwnedBy { get; init; }

    /// <summary>The display name of the model (Anthropic format).</summary>
    public string? DisplayName { get; init; }

    /// <summary>The details of the model (AIML API).</summary>
    public ModelDetails? Info { get; init; }

    /// <summary>The tags of the model (AIML API).</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>The features of the model, in the older list of AIML API.</summary>
    public IReadOnlyList<string>? Features { get; init; }

    /// <summary>The paths of the endpoints that serve the model, in the older list of AIML API.</summary>
    public IReadOnlyList<string>? Endpoints { get; init; }

    /// <summary>The pricing of the model (AIML API).</summary>
    public ModelPricing? Pricing { get; init; }

    /// <summary>The price of the model's tokens, or null if the list has none in a supported form.</summary>
    public ModelPrice? Price => Pricing?.ToPrice();

    /// <summary>Gets the prices of a model list by id and alias, without the models whose price is unknown.</summary>
    internal static IReadOnlyDictionary<string, ModelPrice> GetPrices(IEnumerable<ModelInfo> models)
    {
        var prices = new Dictionary<string, ModelPrice?>(StringComparer.Ordinal);
        foreach (ModelInfo model in models)
        {
            ModelPrice? price = model.Price;
            // Two entries of one id or alias with different prices leave its price unknown.
            foreach (string id in (model.Aliases ?? []).Append(model.Id))
                prices[id] = prices.TryGetValue(id, out ModelPrice? other) && other != price ? null : price;
        }

        return prices.Where(static entry => entry.Value is not null)
            .ToDictionary(static entry => entry.Key, static entry => entry.Value!, StringComparer.Ordinal);
    }
}

/// <summary>The details of a model on AIML API.</summary>
[GeneratedJson]
public sealed partial record ModelDetails : SchemaObject
{
    /// <summary>The name of the model, such as <c>MiniMax-M2.7</c>.</summary>
    public string? Name { get; init; }

    /// <summary>The developer of the model.</summary>
    public string? Developer { get; init; }

    /// <summary>The description of the model and its uses.</summary>
    public string? Description { get; init; }

    /// <summary>The size of the context, in tokens: prompt and completion together.</summary>
    [JsonPropertyName("contextLength")]
    public long? ContextLength { get; init; }

    /// <summary>The maximum number of completion tokens.</summary>
    [JsonPropertyName("maxTokens")]
    public long? MaxTokens { get; init; }

    /// <summary>The address of the model's documentation page.</summary>
    public string? DocsUrl { get; init; }
}

/// <summary>The pricing of a model, in the format of AIML API.</summary>
[GeneratedJson]
public sealed partial record ModelPricing : SchemaObject
{
    /// <summary>The currency: <c>USD</c>.</summary>
    public string? Currency { get; init; }

    /// <summary>The kind of pricing: <c>fixed</c>, <c>variants</c> (depends on the request) or <c>variable</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>The rates.</summary>
    public IReadOnlyList<PricingUnit>? Units { get; init; }

    /// <summary>
    /// Converts the pricing to a price of tokens; null if it is not fixed, not in US dollars, or has unknown or repeated units.
    /// </summary>
    internal ModelPrice? ToPrice()
    {
        // https://docs.aimlapi.com/api-references/service-endpoints/models-catalogue: "Prices are in USD", with a sample that has
        // no currency.
        if (Kind != "fixed" || Currency is not (null or "USD") || Units?.All(static rate => rate.IsTokenRate) != true)
            return null;
        Dictionary<string, decimal> rates = [];
        foreach (PricingUnit rate in Units)
        {
            if (rates.ContainsKey(rate.TokenKind!))
                return null;
            rates[rate.TokenKind!] = rate.RatePerMillion;
        }

        return rates.TryGetValue(PricingUnit.Input, out decimal input)
            && rates.TryGetValue(PricingUnit.Output, out decimal output)
                ? new(input, output)
                {
                    CachedInput = rates.TryGetValue(PricingUnit.CachedInput, out decimal cachedInput) ? cachedInput : null,
                    CacheWriteInput = rates.TryGetValue(PricingUnit.CacheWriteInput, out decimal writeInput) ? writeInput : null,
                }
                : null;
    }
}

/// <summary>A rate of a model's pricing.</summary>
[GeneratedJson]
public sealed partial record PricingUnit : SchemaObject
{
    internal const string Input = "input_tokens";
    internal const string Output = "output_tokens";
    internal const string CachedInput = "cached_input_tokens";
    internal const string CacheWriteInput = "cache_write_input_tokens";

    private const decimal Million = 1_000_000m;

    /// <summary>The unit that is counted, such as <c>token</c>.</summary>
    /// <remarks>
    /// The values of this property, <see cref="Content"/> and <see cref="Origin"/> are those that two readers of the live list
    /// expect (models.dev, can1357/oh-my-pi, September 2026); the schema does not define them.
    /// </remarks>
    public string? Name { get; init; }

    /// <summary>The modality of the tokens, such as <c>text</c>.</summary>
    public string? Content { get; init; }

    /// <summary>The origin of the tokens: <c>provided</c>, <c>generated</c>, <c>cached</c> or <c>cache_write</c>.</summary>
    public string? Origin { get; init; }

    /// <summary>The unit and its origin in one word, such as <c>input_tokens</c>; an earlier, inferred form.</summary>
    public string? Unit { get; init; }

    /// <summary>The price of <see cref="Per"/> units, or null if it depends on the request.</summary>
    public decimal? Price { get; init; }

    /// <summary>The number of units that the price applies to. Prices are comparable only in relation to it.</summary>
    public decimal? Per { get; init; }

    /// <summary>Gets the kind of the tokens; null if the unit is not known to be tokens of text.</summary>
    internal string? TokenKind => (Unit, Name, Content, Origin) switch
    {
        (Input or Output or CachedInput or CacheWriteInput, null, null, null) => Unit,
        (null, "token", null or "text", "provided") => Input,
        (null, "token", null or "text", "generated") => Output,
        (null, "token", null or "text", "cached") => CachedInput,
        (null, "token", null or "text", "cache_write") => CacheWriteInput,
        _ => null,
    };

    /// <summary>Gets whether the rate is a price of tokens that can be converted to one per million.</summary>
    internal bool IsTokenRate =>
        TokenKind is not null && this is { Price: >= 0 and <= decimal.MaxValue / Million, Per: >= 1 };

    /// <summary>Gets the price per million units.</summary>
    internal decimal RatePerMillion => Price!.Value * Million / Per!.Value;
}
