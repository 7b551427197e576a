using System.Globalization;
using MiniMaxClient.Spending;

namespace MiniMaxClient.Tests.Spending;

/// <summary>Costs by the published prices of every provider, as computed by hand.</summary>
public sealed class MiniMaxListPricesTests
{
    private const string Standard = "standard";
    private const string Priority = "priority";

    /// <summary>Model, prompt tokens, of them read from and written to the cache, completion tokens, tier, and dollars.</summary>
    public static TheoryData<string, long, long, long, long, string, string> MiniMaxCosts { get; } = new()
    {
        // .15 and .60 per million; .015 read; 1.25 x .15 written.
        { MiniMaxModels.M3_1_Flash, 1_000_000, 0, 0, 0, Standard, "0.15" },
        { MiniMaxModels.M3_1_Flash, 0, 0, 0, 1_000_000, Standard, "0.60" },
        { MiniMaxModels.M3_1_Flash, 1_000_000, 1_000_000, 0, 0, Standard, "0.015" },
        { MiniMaxModels.M3_1_Flash, 1_000_000, 0, 1_000_000, 0, Standard, "0.1875" },
        // 0.000186 + 0.000369
        { MiniMaxModels.M3_1_Flash, 1_240, 0, 0, 615, Standard, "0.000555" },
        { MiniMaxModels.M3_1_Flash, 1_240, 0, 0, 615, Priority, "0.0008325" },
        // One price up to the whole context: 900,000 x .15
        { MiniMaxModels.M3_1_Flash, 900_000, 0, 0, 0, Standard, "0.135" },
        // .30 and 1.20 up to 512,000; .60 and 2.40 above; .06 and .12 read.
        { MiniMaxModels.M3, 512_000, 0, 0, 0, Standard, "0.1536" },
        { MiniMaxModels.M3, 512_000, 0, 0, 1_000, Standard, "0.1548" },
        // 512,001 x .60 = 0.3072006
        { MiniMaxModels.M3, 512_001, 0, 0, 0, Standard, "0.3072006" },
        // 0.3072006 + 1,000 x 2.40 = 0.0024
        { MiniMaxModels.M3, 512_001, 0, 0, 1_000, Standard, "0.3096006" },
        // 524,288 tokens, the other meaning of 512K, are in the higher tier: 524,288 x .60
        { MiniMaxModels.M3, 524_288, 0, 0, 0, Standard, "0.3145728" },
        // 100,000 x .60 + 500,000 x .12 = 0.06 + 0.06, and 1,000 x 2.40 = 0.0024
        { MiniMaxModels.M3, 600_000, 500_000, 0, 1_000, Standard, "0.1224" },
        { MiniMaxModels.M3, 600_000, 500_000, 0, 1_000, Priority, "0.1836" },
        // 100,000 x .30 + 400,000 x .06 = 0.03 + 0.024
        { MiniMaxModels.M3, 500_000, 400_000, 0, 0, Standard, "0.054" },
        // 10,000 x 1.25 x .30 = 0.00375; above 512,000: 590,000 x .60 + 10,000 x 1.25 x .60 = 0.354 + 0.0075
        { MiniMaxModels.M3, 10_000, 0, 10_000, 0, Standard, "0.00375" },
        { MiniMaxModels.M3, 600_000, 0, 10_000, 0, Standard, "0.3615" },
        // .30 and 1.20; .06 read; .375 written: 1,000 x .30 + 6,000 x .06 + 3,000 x .375 = 0.0003 + 0.00036 + 0.001125
        { MiniMaxModels.M2_7, 10_000, 6_000, 3_000, 0, Standard, "0.001785" },
        { MiniMaxModels.M2_7, 10_000, 6_000, 3_000, 1_000, Standard, "0.002985" },
        { MiniMaxModels.M2_7, 10_000, 6_000, 3_000, 1_000, Priority, "0.0044775" },
        // .60 and 2.40; .06 read; .375 written: 0.0006 + 0.00036 + 0.001125, and 0.0024
        { MiniMaxModels.M2_7_Highspeed, 10_000, 6_000, 3_000, 1_000, Standard, "0.004485" },
        // .30 and 1.20; .03 read; .375 written: 0.0003 + 0.00018 + 0.001125, and 0.0012
        { MiniMaxModels.M2_5, 10_000, 6_000, 3_000, 1_000, Standard, "0.002805" },
        // .60 and 2.40; .03 read; .375 written: 0.0006 + 0.00018 + 0.001125, and 0.0024
        { MiniMaxModels.M2_5_Highspeed, 10_000, 6_000, 3_000, 1_000, Standard, "0.004305" },
        { MiniMaxModels.M2_1, 10_000, 6_000, 3_000, 1_000, Standard, "0.002805" },
        { MiniMaxModels.M2_1_Highspeed, 10_000, 6_000, 3_000, 1_000, Standard, "0.004305" },
        { MiniMaxModels.M2, 10_000, 6_000, 3_000, 1_000, Standard, "0.002805" },
        { MiniMaxModels.M2, 10_000, 6_000, 3_000, 1_000, Priority, "0.0042075" },
        // .30 and 1.20 without a price of cached tokens: 0.003 + 0.0012
        { MiniMaxModels.M2_Her, 10_000, 6_000, 3_000, 1_000, Standard, "0.0042" },
        // The smallest call: 1 x .15 + 1 x .60 per million.
        { MiniMaxModels.M3_1_Flash, 1, 0, 0, 1, Standard, "0.00000075" },
    };

    [Theory]
    [MemberData(nameof(MiniMaxCosts))]
    public void All_MiniMaxUsage_HasThePublishedCost(
        string model, long prompt, long read, long written, long completion, string tier, string expected)
    {
        var usage = new Usage
        {
            PromptTokens = prompt,
            CompletionTokens = completion,
            PromptTokensDetails = new() { CachedTokens = read, CacheWriteTokens = written },
        };

        Assert.Equal(Parse(expected), MiniMaxListPrices.All[model].CalculateCost(usage, new ServiceTier(tier)));
    }

    [Fact]
    public void All_EveryCanonicalModelButM1_HasAPrice()
    {
        string[] models =
        [
            .. typeof(MiniMaxModels).GetFields().Where(static field => field.IsLiteral)
                .Select(static field => (string)field.GetRawConstantValue()!),
        ];

        Assert.Equal(
            models.Except([MiniMaxModels.M1]).Order(StringComparer.Ordinal),
            MiniMaxListPrices.All.Keys.Order(StringComparer.Ordinal));
        Assert.All(MiniMaxListPrices.All.Values, static price => Assert.True(price is { IsValid: true, PriorityFactor: 1.5m }));
        Assert.Equal(MiniMaxListPrices.Provider, new MiniMaxAdapter("test-key").Name);
    }

    /// <summary>Input and output per million, prompt and completion tokens, and dollars.</summary>
    public static TheoryData<string, decimal, decimal, long, long, string> ResellerCosts { get; } = new()
    {
        // RunAPI's M2.1: 1,240 x .15 + 615 x .60 = 0.000186 + 0.000369
        { "RunAPI M2.1", 0.15m, 0.60m, 1_240, 615, "0.000555" },
        { "RunAPI M2.1", 0.15m, 0.60m, 1, 1, "0.00000075" },
        // ModelsLab's M2: 1,240 x .255 + 615 x 1.00 = 0.0003162 + 0.000615
        { "ModelsLab M2", 0.255m, 1.00m, 1_240, 615, "0.0009312" },
        { "ModelsLab M2", 0.255m, 1.00m, 2_000, 1_000, "0.00151" },
        // AIML API, 1.3 times MiniMax's price: 50 x .39 + 617 x 1.56 = 0.0000195 + 0.00096252
        { "AIML M2.7", 0.39m, 1.56m, 50, 617, "0.00098202" },
        // 45 x .78 + 960 x 3.12 = 0.0000351 + 0.0029952
        { "AIML M2.1-highspeed", 0.78m, 3.12m, 45, 960, "0.0030303" },
        { "AIML M2-her", 0.39m, 1.56m, 1_000, 100, "0.000546" },
    };

    [Theory]
    [MemberData(nameof(ResellerCosts))]
    public void CalculateCost_ResellerPrice_HasThePublishedCost(
        string name, decimal input, decimal output, long prompt, long completion, string expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(
            Parse(expected),
            new ModelPrice(input, output).CalculateCost(new() { PromptTokens = prompt, CompletionTokens = completion }));
    }

    // Samples of AIML API's pages: one credit is half a micro-dollar, and the published price explains all but two of them.
    [Theory]
    [InlineData(MiniMaxModels.M2_7, 50, 617, 1965)]
    [InlineData(MiniMaxModels.M2_1_Highspeed, 45, 960, 6062)]
    public void CalculateCost_AimlApiSample_IsWithinTwoCredits(string model, long prompt, long completion, long credits)
    {
        ModelPrice list = MiniMaxListPrices.All[model];
        var price = new ModelPrice(list.Input * 1.3m, list.Output * 1.3m);

        decimal? expected = price.CalculateCost(new() { PromptTokens = prompt, CompletionTokens = completion });

        decimal reported = Cost.FromResponse(new() { Usage = new() { CreditsUsed = credits } }, null, null)!.Value.Usd;
        Assert.InRange(reported - expected!.Value, 0m, 0.000001m);
    }

    private static decimal Parse(string amount) => decimal.Parse(amount, CultureInfo.InvariantCulture);
}
