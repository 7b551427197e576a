namespace MiniMaxClient.Spending;

/// <summary>Provides MiniMax's list prices of 30 November 2026.</summary>
/// <remarks>
/// The sources are <c>vercel.com/ai-gateway/models/minimax-m3.1-flash</c> for M3.1-Flash, <c>dev.to/aiwave</c> (2026-09-11) for
/// M3, and <c>docs.litellm.ai/docs/providers/minimax</c> for the others; MiniMax's own price page was not available. The
/// factor of priority is in MiniMax's schemas of chat completions and Messages. MiniMax's page of explicit caching has 1.25 times
/// the price of input for tokens written to the cache; M3.1-Flash and M3 have no published price of their own.
/// </remarks>
internal static class MiniMaxListPrices
{
    /// <summary>The name of the provider that charges the prices.</summary>
    public const string Provider = "minimax";

    private const decimal PriorityFactor = 1.5m;

    /// <summary>Gets the prices by canonical id.</summary>
    public static IReadOnlyDictionary<string, ModelPrice> All => field ??= new Dictionary<string, ModelPrice>
    {
        [MiniMaxModels.M3_1_Flash] = new(0.15m, 0.60m)
        {
            CachedInput = 0.015m,
            CacheWriteInput = 0.1875m,
            PriorityFactor = PriorityFactor,
        },
        [MiniMaxModels.M3] = new(0.30m, 1.20m)
        {
            CachedInput = 0.06m,
            CacheWriteInput = 0.375m,
            Tiers =
            [
                new()
                {
                    // Published as "512K": 512,000 or 524,288.
                    AbovePromptTokens = 512_000,
                    Input = 0.60m,
                    Output = 2.40m,
                    CachedInput = 0.12m,
                    CacheWriteInput = 0.75m,
                },
            ],
            PriorityFactor = PriorityFactor,
        },
        [MiniMaxModels.M2_7] = CreateM2Price(0.30m, 1.20m, 0.06m),
        [MiniMaxModels.M2_7_Highspeed] = CreateM2Price(0.60m, 2.40m, 0.06m),
        [MiniMaxModels.M2_5] = CreateM2Price(0.30m, 1.20m, 0.03m),
        [MiniMaxModels.M2_5_Highspeed] = CreateM2Price(0.60m, 2.40m, 0.03m),
        [MiniMaxModels.M2_1] = CreateM2Price(0.30m, 1.20m, 0.03m),
        [MiniMaxModels.M2_1_Highspeed] = CreateM2Price(0.60m, 2.40m, 0.03m),
        [MiniMaxModels.M2] = CreateM2Price(0.30m, 1.20m, 0.03m),
        [MiniMaxModels.M2_Her] = new(0.30m, 1.20m) { PriorityFactor = PriorityFactor },
    };

    private static ModelPrice CreateM2Price(decimal input, decimal output, decimal cachedInput) => new(input, output)
    {
        CachedInput = cachedInput,
        CacheWriteInput = 0.375m,
        PriorityFactor = PriorityFactor,
    };
}
