using Microsoft.Extensions.DependencyInjection;

namespace MiniMaxClient.Tests.DependencyInjection;

public sealed class ModelPricesBinderTests
{
    [Fact]
    public void Bind_Section_SetsEveryMember()
    {
        MiniMaxClientOptions options = BoundOptions.FromJson("""
            {
              "Prices": {
                "MiniMax-M3": {
                  "Input": 0.30, "output": "1.20", "CachedInput": 0.06, "CacheWriteInput": 0.375, "PriorityFactor": 1.5,
                  "Tiers": [
                    {
                      "AbovePromptTokens": 512000, "Input": 0.60, "Output": 2.40, "CachedInput": 0.12, "CacheWriteInput": 0.75
                    }
                  ]
                },
                "vendor/own": { "Input": 0, "Output": 1e-2, "Tiers": [] }
              }
            }
            """);

        Assert.Empty(options.BindingProblems);
        Assert.Equal(
            new ModelPrice(0.30m, 1.20m)
            {
                CachedInput = 0.06m,
                CacheWriteInput = 0.375m,
                PriorityFactor = 1.5m,
                Tiers =
                [
                    new() { AbovePromptTokens = 512_000, Input = 0.60m, Output = 2.40m, CachedInput = 0.12m, CacheWriteInput = 0.75m },
                ],
            },
            options.Client.Prices.Find(MiniMaxModels.M3));
        Assert.Equal(new ModelPrice(0m, 0.01m), options.Client.Prices.Find("vendor/own"));
        Assert.Null(options.Client.Prices.Find(MiniMaxModels.M2, "minimax"));
    }

    [Fact]
    public void Bind_AddMiniMaxListPrices_AddsThemForMiniMax()
    {
        MiniMaxClientOptions options = BoundOptions.FromJson(
            """{ "Prices": { "AddMiniMaxListPrices": true, "MiniMax-M3": { "Input": 9, "Output": 9 } } }""");

        Assert.Empty(options.BindingProblems);
        Assert.Equal(0.15m, options.Client.Prices.Find(MiniMaxModels.M3_1_Flash, "minimax")!.Input);
        Assert.Null(options.Client.Prices.Find(MiniMaxModels.M3_1_Flash, "runapi"));
        Assert.Equal(9m, options.Client.Prices.Find(MiniMaxModels.M3, "minimax")!.Input);
    }

    [Fact]
    public void Bind_InvalidSection_ReportsEveryProblem()
    {
        MiniMaxClientOptions options = BoundOptions.FromJson("""
            {
              "Prices": {
                "AddMiniMaxListPrices": "perhaps",
                "AddListPrices": true,
                "a": { "Input": "x", "CachedInput": "y", "Outptu": 1 },
                "b": { "Input": 1, "Output": -1 },
                "c": { "Input": 1, "Output": 1, "PriorityFactor": 0 },
                "d": { "Input": 1, "Output": 1, "Tiers": [ { "Input": 1, "Output": 1, "Above": 5 }, 7 ] }
              }
            }
            """);

        Assert.Equal(
            [
                "Prices:AddMiniMaxListPrices is 'perhaps'; it must be true or false.",
                "Prices:a:Input is 'x'; it must be a number.",
                "Prices:a:Output is missing; it must be a number.",
                "Prices:a:CachedInput is 'y'; it must be a number.",
                "Prices:a:Outptu is not a known setting.",
                "Prices:AddListPrices has a value; it must have child entries.",
                "Prices:b has a negative amount, or a factor that is not above zero.",
                "Prices:c has a negative amount, or a factor that is not above zero.",
                "Prices:d:Tiers:0:AbovePromptTokens is missing; it must be an integer.",
                "Prices:d:Tiers:0:Above is not a known setting.",
                "Prices:d:Tiers:1 has a value; it must have child entries.",
            ],
            options.BindingProblems);
    }

    [Fact]
    public void Bind_PricesOfOneProvider_DoNotChangeThoseOfTheOthers()
    {
        MiniMaxClientOptions options = BoundOptions.FromJson("""
            {
              "Prices": { "m": { "Input": 1, "Output": 1 }, "n": { "Input": 1, "Output": 1 } },
              "Providers": [
                { "Provider": "RunApi", "Prices": { "m": { "Input": 2, "Output": 2 } } },
                { "Provider": "AimlApi" }
              ]
            }
            """);

        Assert.Empty(options.BindingProblems);
        ModelPrices[] prices = [.. options.CreateFailoverProviders().Select(static provider => provider.Client.Prices)];
        Assert.Equal([2m, 1m], prices.Select(static one => one.Find("m")!.Input));
        Assert.Equal([1m, 1m], prices.Select(static one => one.Find("n")!.Input));
    }

    [Fact]
    public void Bind_SharedPricesOfCode_AreNotChanged()
    {
        var shared = new ModelPrices();
        shared.Set("m", new(1m, 1m));
        var options = new MiniMaxClientOptions { Client = new() { Prices = shared } };
        MiniMaxClient.DependencyInjection.MiniMaxClientOptionsBinder.Bind(
            BoundOptions.CreateSection("""{ "Prices": { "n": { "Input": 2, "Output": 2 } } }"""), options);

        Assert.Null(shared.Find("n"));
        Assert.Equal((1m, 2m), (options.Client.Prices.Find("m")!.Input, options.Client.Prices.Find("n")!.Input));
    }
}
