using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Failover;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Spending;

public sealed class ModelPricesTests : EmulatorTest
{
    [Fact]
    public async Task Find_ListedPrice_IsUsedUntilAnotherIsSet()
    {
        var prices = new ModelPrices();
        using (var listing = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "aimlapi"), new() { Prices = prices }))
            await listing.ListModelsAsync(Token);
        Assert.Equal(new ModelPrice(0.39m, 1.56m), prices.Find("minimax/m2-7"));

        const string Body = """
            {"choices":[{"message":{"content":"Hi"}}],"usage":{"prompt_tokens":100000,"completion_tokens":0}}
            """;
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "aimlapi"), new() { Prices = prices });
        Emulator.Enqueue(Reply.Raw(200, "application/json", Body), Reply.Raw(200, "application/json", Body));
        ChatCompletion listed = await client.CompleteAsync("Hi", MiniMaxModels.M2_7, Token);
        prices.Set("minimax/m2-7-20260402", new(1m, 1m));
        ChatCompletion registered = await client.CompleteAsync("Hi", MiniMaxModels.M2_7, Token);

        Assert.Equal(new Cost { Usd = 0.039m, Source = CostSource.Estimated }, listed.Cost);
        Assert.Equal(new Cost { Usd = 0.1m, Source = CostSource.Estimated }, registered.Cost);
    }

    [Fact]
    public void Find_UnknownModel_ReturnsNull()
    {
        var prices = new ModelPrices();
        prices.Set("m", new(1m, 2m));

        Assert.Null(prices.Find("M"));
        Assert.Null(prices.Find("other"));
    }

    [Fact]
    public void AddListedPrices_ModelWithAliases_AddsThePriceForEachId()
    {
        var prices = new ModelPrices();

        prices.AddListedPrices([CreateModel("a", "b"), new() { Id = "c" }]);

        Assert.Equal(new ModelPrice(1m, 2m), prices.Find("a"));
        Assert.Equal(new ModelPrice(1m, 2m), prices.Find("b"));
        Assert.Null(prices.Find("c"));
    }

    [Fact]
    public void AddListedPrices_PriceAlreadySet_KeepsThePriceThatWasSet()
    {
        var prices = new ModelPrices();
        prices.Set("a", new(5m, 5m));

        prices.AddListedPrices([CreateModel("a")]);

        Assert.Equal(new ModelPrice(5m, 5m), prices.Find("a"));
    }

    [Fact]
    public void SetAndFind_NullArgument_Throws()
    {
        var prices = new ModelPrices();
        Assert.Throws<ArgumentNullException>("model", () => prices.Set(null!, new(1m, 1m)));
        Assert.Throws<ArgumentNullException>("price", () => prices.Set("m", null!));
        Assert.Throws<ArgumentNullException>("model", () => prices.Find(null!));
    }

    /// <summary>Creates a listed model with a price of 1 and 2 dollars per million tokens.</summary>
    private static ModelInfo CreateModel(string id, params string[] aliases) => new()
    {
        Id = id,
        Aliases = aliases,
        Pricing = new()
        {
            Kind = "fixed",
            Units =
            [
                new() { Unit = "input_tokens", Price = 1m, Per = 1_000_000m },
                new() { Unit = "output_tokens", Price = 2m, Per = 1_000_000m },
            ],
        },
    };
}
