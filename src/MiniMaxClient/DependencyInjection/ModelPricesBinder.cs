using Microsoft.Extensions.Configuration;

namespace MiniMaxClient.DependencyInjection;

/// <summary>Binds the prices of a configuration section and collects all problems.</summary>
internal static class ModelPricesBinder
{
    private const string ListPricesKey = nameof(ModelPrices.AddMiniMaxListPrices);

    /// <summary>Adds the prices to those of the client.</summary>
    /// <param name="section">The section with a price for each model.</param>
    /// <param name="options">The options.</param>
    public static void Bind(IConfigurationSection section, MiniMaxClientOptions options)
    {
        var reader = new SectionReader(section, section.Key, options.AddBindingProblem);
        // A copy, because each provider of a failover client begins with the prices of all.
        ModelPrices prices = options.Client.Prices.Copy();
        if (reader.ReadBoolean(ListPricesKey) == true)
            prices.AddMiniMaxListPrices();
        foreach ((string model, SectionReader entry) in reader.ReadSections())
        {
            if (ReadPrice(entry) is not { } price)
                continue;
            if (price.IsValid)
                prices.Set(model, price);
            else
                options.AddBindingProblem($"{entry.Path} has a negative amount, or a factor that is not above zero.");
        }

        options.Client = options.Client with { Prices = prices };
    }

    private static ModelPrice? ReadPrice(SectionReader reader)
    {
        decimal? input = reader.ReadDecimal(nameof(ModelPrice.Input), isRequired: true);
        decimal? output = reader.ReadDecimal(nameof(ModelPrice.Output), isRequired: true);
        decimal? cachedInput = reader.ReadDecimal(nameof(ModelPrice.CachedInput));
        decimal? cacheWriteInput = reader.ReadDecimal(nameof(ModelPrice.CacheWriteInput));
        decimal? priorityFactor = reader.ReadDecimal(nameof(ModelPrice.PriorityFactor));
        PriceTier?[] tiers =
        [
            .. reader.ReadSection(nameof(ModelPrice.Tiers))?.ReadSections().Select(static tier => ReadTier(tier.Reader)) ?? [],
        ];
        reader.ReportUnknownKeys();
        return input is null || output is null || tiers.Contains(null) ? null : new(input.Value, output.Value)
        {
            CachedInput = cachedInput,
            CacheWriteInput = cacheWriteInput,
            PriorityFactor = priorityFactor ?? 1m,
            Tiers = tiers!,
        };
    }

    private static PriceTier? ReadTier(SectionReader reader)
    {
        long? threshold = reader.ReadInt64(nameof(PriceTier.AbovePromptTokens), isRequired: true);
        decimal? input = reader.ReadDecimal(nameof(PriceTier.Input), isRequired: true);
        decimal? output = reader.ReadDecimal(nameof(PriceTier.Output), isRequired: true);
        decimal? cachedInput = reader.ReadDecimal(nameof(PriceTier.CachedInput));
        decimal? cacheWriteInput = reader.ReadDecimal(nameof(PriceTier.CacheWriteInput));
        reader.ReportUnknownKeys();
        return threshold is null || input is null || output is null ? null : new()
        {
            AbovePromptTokens = threshold.Value,
            Input = input.Value,
            Output = output.Value,
            CachedInput = cachedInput,
            CacheWriteInput = cacheWriteInput,
        };
    }
}
