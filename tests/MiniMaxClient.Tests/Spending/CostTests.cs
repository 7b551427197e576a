using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Failover;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Spending;

/// <summary>Tests of the cost of a response and its source.</summary>
public sealed class CostTests : EmulatorTest
{
    [Theory]
    [InlineData("""{"credits_used":6062,"usd_spent":0.003031}""", null, null, "0.003031", CostSource.Reported)]
    [InlineData("""{"credits_used":6062}""", null, null, "0.003031", CostSource.Credits)]
    [InlineData("""{}""", "0.003031", "1", "0.003031", CostSource.Reported)]
    [InlineData("""{}""", null, "6062", "0.003031", CostSource.Credits)]
    [InlineData("""{"credits_used":6062}""", "0.003031", null, "0.003031", CostSource.Reported)]
    [InlineData("""{}""", "much", null, null, default(CostSource))]
    public async Task Cost_AimlApi_IsReadFromTheMostReliableSource(
        string usage, string? usdHeader, string? creditsHeader, string? usd, CostSource source)
    {
        string body = $$$"""
            {"id":"1","choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}],"meta":{"usage":{{{usage}}}}}
            """;
        Reply reply = Reply.Raw(200, "application/json", body);
        reply = usdHeader is null ? reply : reply.WithHeader("x-aimlapi-usd-spent", usdHeader);
        reply = creditsHeader is null ? reply : reply.WithHeader("x-aimlapi-credits-used", creditsHeader);
        Emulator.Enqueue(reply);
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "aimlapi"));
        ChatCompletion completion = await client.CompleteAsync("Hi", MiniMaxModels.M2, Token);
        Cost? expected = usd is null
            ? null
            : new() { Usd = decimal.Parse(usd, System.Globalization.CultureInfo.InvariantCulture), Source = source };
        Assert.Equal(expected, completion.Cost);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Cost_PriceSet_IsEstimatedForBothModes(bool stream)
    {
        var prices = new ModelPrices();
        prices.Set(MiniMaxModels.M2_1, new(0.15m, 0.60m));
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "runapi"), new() { Prices = prices });
        Emulator.Enqueue(Reply.Text("Hi").WithUsage(1_000_000, 500_000));
        ChatCompletion completion = stream
            ? await client.StreamAsync("Hi", MiniMaxModels.M2_1, Token).ToCompletionAsync(Token)
            : await client.CompleteAsync("Hi", MiniMaxModels.M2_1, Token);
        Assert.Equal(new Cost { Usd = 0.45m, Source = CostSource.Estimated }, completion.Cost);
        Assert.Equal("0.45 USD (estimated)", completion.Cost.ToString());
    }

    [Theory]
    [InlineData("runapi", MiniMaxModels.M2_1, false, 0.15, 0.60, "0.000555")]
    [InlineData("runapi", MiniMaxModels.M2_7, true, 0.010, 0.010, "0.01855")]
    [InlineData("runapi", MiniMaxModels.M2_7_Highspeed, true, 0.020, 0.020, "0.0371")]
    [InlineData("modelslab", MiniMaxModels.M2, false, 0.255, 1.00, "0.0009312")]
    public async Task Cost_PriceInTheUnitOfTheProvider_IsExactForBothModes(
        string provider, string model, bool isPerThousand, double input, double output, string usd)
    {
        const string Usage = """{"prompt_tokens":1240,"completion_tokens":615,"total_tokens":1855}""";
        ModelPrice price = isPerThousand
            ? ModelPrice.PerThousandTokens((decimal)input, (decimal)output)
            : ModelPrice.PerMillionTokens((decimal)input, (decimal)output);
        var prices = new ModelPrices();
        prices.Set(model, price);
        Emulator.Enqueue(
            Reply.Raw(200, "application/json", $$"""{"choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":{{Usage}}}"""),
            Reply.Raw(
                200,
                "text/event-stream",
                $$"""data: {"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}],"usage":{{Usage}}}""" + "\n\ndata: [DONE]\n\n"));
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, provider), new() { Prices = prices });

        ChatCompletion complete = await client.CompleteAsync("Hi", model, Token);
        ChatCompletion streamed = await client.StreamAsync("Hi", model, Token).ToCompletionAsync(Token);

        var expected = new Cost
        {
            Usd = decimal.Parse(usd, System.Globalization.CultureInfo.InvariantCulture), Source = CostSource.Estimated,
        };
        Assert.Equal((expected, expected), (complete.Cost, streamed.Cost));
    }

    [Fact]
    public async Task Cost_NeitherCostNorPrice_IsNull()
    {
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "runapi"));
        Assert.Null((await client.CompleteAsync("Hi", MiniMaxModels.M2, Token)).Cost);
    }

    [Fact]
    public void CalculateCost_CachedPromptTokens_UsesTheirPrice()
    {
        var usage = new Usage { PromptTokens = 1000, CompletionTokens = 10, PromptTokensDetails = new() { CachedTokens = 600 } };
        Assert.Equal(
            ((400 * 0.30m) + (600 * 0.03m) + (10 * 1.20m)) / 1_000_000,
            new ModelPrice { Input = 0.30m, Output = 1.20m, CachedInput = 0.03m }.CalculateCost(usage));
        Assert.Equal(((1000 * 0.30m) + (10 * 1.20m)) / 1_000_000, new ModelPrice(0.30m, 1.20m).CalculateCost(usage));
        Assert.Null(new ModelPrice(1, 1).CalculateCost(new Usage { TotalTokens = 5 }));
    }

    [Fact]
    public void UsageSum_MissingCounts_AddsTheKnownCounts()
    {
        var first = new Usage { PromptTokens = 3, TotalTokens = 5, CompletionTokensDetails = new() { ReasoningTokens = 2 } };
        var second = new Usage { PromptTokens = 4, CompletionTokens = 6, CompletionTokensDetails = new() { ReasoningTokens = 1 } };
        Usage sum = first + second;
        Assert.Equal((7, 6, 5), (sum.PromptTokens, sum.CompletionTokens, sum.TotalTokens));
        Assert.Equal(3, sum.CompletionTokensDetails!.ReasoningTokens);
        Assert.Null(sum.PromptTokensDetails);
        Assert.Null(sum.TotalCharacters);
    }

    [Fact]
    public void CostSum_TwoSources_HasTheLessReliableSource() => Assert.Equal(
        new Cost { Usd = 3m, Source = CostSource.Estimated },
        new Cost { Usd = 1m, Source = CostSource.Reported } + new Cost { Usd = 2m, Source = CostSource.Estimated });

    [Fact]
    public void Cost_DefaultValue_HasAnUnknownSource()
    {
        var reported = new Cost { Usd = 1m, Source = CostSource.Reported };

        Assert.Equal(CostSource.Unknown, default(Cost).Source);
        Assert.Equal("0 USD (unknown)", default(Cost).ToString());
        Assert.Equal(new Cost { Usd = 1m }, default(Cost) + reported);
        Assert.Equal(new Cost { Usd = 1m }, reported + default(Cost));
        Assert.Equal(
            [CostSource.Unknown, CostSource.Estimated, CostSource.Credits, CostSource.Reported], Enum.GetValues<CostSource>());
    }

    [Theory]
    [InlineData("length", "<think>\nStill thinking", true)]
    [InlineData("length", "<think>\nDone\n</think>\n\n", true)]
    [InlineData("length", "<think>\nDone\n</think>\n\nThe", false)]
    [InlineData("stop", "<think>\nStill thinking", false)]
    public async Task IsReasoningTruncated_WithoutVisibleText_IsTrue(string finishReason, string content, bool expected)
    {
        string json = System.Text.Json.JsonSerializer.Serialize(content);
        Emulator.Enqueue(Reply.Raw(200, "application/json",
            $$"""{"choices":[{"message":{"content":{{json}}},"finish_reason":"{{finishReason}}"}]}"""));
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "openai"));
        Assert.Equal(expected, (await client.CompleteAsync("Hi", MiniMaxModels.M2, Token)).IsReasoningTruncated);
    }

    [Fact]
    public void CostSum_BeyondTheRangeOfDecimal_IsTheMaximumOrMinimum()
    {
        var huge = new Cost { Usd = decimal.MaxValue, Source = CostSource.Credits };
        var debt = new Cost { Usd = decimal.MinValue, Source = CostSource.Reported };

        Assert.Equal(huge, huge + new Cost { Usd = 1, Source = CostSource.Reported });
        Assert.Equal(debt, debt + new Cost { Usd = -1, Source = CostSource.Reported });
        Assert.Equal(
            new Cost { Usd = 0, Source = CostSource.Credits },
            new Cost { Usd = 5, Source = CostSource.Credits } + new Cost { Usd = -5, Source = CostSource.Reported });
    }

    [Fact]
    public void CalculateCost_BeyondTheRangeOfDecimal_ReturnsTheMaximum() => Assert.Equal(
        decimal.MaxValue,
        new ModelPrice(decimal.MaxValue, 1).CalculateCost(new Usage { PromptTokens = long.MaxValue, CompletionTokens = 1 }));
}
