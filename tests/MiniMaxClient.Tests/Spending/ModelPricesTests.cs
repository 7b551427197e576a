using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Failover;
using MiniMaxClient.Tests.Faults;
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

        prices.AddListedPrices("aimlapi", ModelInfo.GetPrices([CreateModel("a", "b"), new() { Id = "c" }]));

        Assert.Equal(new ModelPrice(1m, 2m), prices.Find("a"));
        Assert.Equal(new ModelPrice(1m, 2m), prices.Find("b"));
        Assert.Null(prices.Find("c"));
    }

    [Fact]
    public void AddListedPrices_LaterListWithoutAModel_RemovesItsPriceAtThatProviderOnly()
    {
        var prices = new ModelPrices();
        prices.AddListedPrices("runapi", new Dictionary<string, ModelPrice> { ["a"] = new(1m, 1m), ["b"] = new(1m, 1m) });
        prices.AddListedPrices("minimax", new Dictionary<string, ModelPrice> { ["a"] = new(2m, 2m) });

        prices.AddListedPrices("runapi", new Dictionary<string, ModelPrice> { ["b"] = new(3m, 3m) });

        Assert.Null(prices.Find("a", "runapi"));
        Assert.Equal(new ModelPrice(3m, 3m), prices.Find("b", "runapi"));
        Assert.Equal(new ModelPrice(2m, 2m), prices.Find("a", "minimax"));
    }

    [Fact]
    public void AddListedPrices_PriceAlreadySet_KeepsThePriceThatWasSet()
    {
        var prices = new ModelPrices();
        prices.Set("a", new(5m, 5m));

        prices.AddListedPrices("aimlapi", ModelInfo.GetPrices([CreateModel("a")]));

        Assert.Equal(new ModelPrice(5m, 5m), prices.Find("a"));
    }

    [Fact]
    public void Find_ListedByTwoProviders_IsThatOfTheProviderOrElseTheHigher()
    {
        var prices = new ModelPrices();
        prices.AddListedPrices("minimax", new Dictionary<string, ModelPrice> { [MiniMaxModels.M2_1] = new(0.30m, 1.20m) });
        prices.AddListedPrices("runapi", new Dictionary<string, ModelPrice> { [MiniMaxModels.M2_1] = new(0.15m, 0.60m) });

        Assert.Equal(new ModelPrice(0.30m, 1.20m), prices.Find(MiniMaxModels.M2_1, "minimax"));
        Assert.Equal(new ModelPrice(0.15m, 0.60m), prices.Find(MiniMaxModels.M2_1, "runapi"));
        Assert.Null(prices.Find(MiniMaxModels.M2_1, "modelslab"));
        Assert.Equal(new ModelPrice(0.30m, 1.20m), prices.Find(MiniMaxModels.M2_1));
        prices.Set(MiniMaxModels.M2_1, new(9m, 9m));
        Assert.Equal(new ModelPrice(9m, 9m), prices.Find(MiniMaxModels.M2_1, "modelslab"));
        Assert.Equal(new ModelPrice(9m, 9m), prices.Find(MiniMaxModels.M2_1, "runapi"));
    }

    [Fact]
    public async Task AddMiniMaxListPrices_TwoProvidersShareThem_ArePricesOfMiniMaxOnly()
    {
        var prices = new ModelPrices();
        prices.AddMiniMaxListPrices();
        const string Body = """
            {"choices":[{"message":{"content":"Hi"}}],"usage":{"prompt_tokens":600000,"completion_tokens":1000,
             "prompt_tokens_details":{"cached_tokens":500000}}}
            """;
        Emulator.Enqueue(Reply.Raw(200, "application/json", Body), Reply.Raw(200, "application/json", Body));
        using var miniMax = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "minimax"), new() { Prices = prices });
        using var runApi = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "runapi"), new() { Prices = prices });

        ChatCompletion atMiniMax = await miniMax.CompleteAsync("Hi", MiniMaxModels.M3, Token);
        ChatCompletion atRunApi = await runApi.CompleteAsync("Hi", MiniMaxModels.M3, Token);

        Assert.Equal(new Cost { Usd = 0.1224m, Source = CostSource.Estimated }, atMiniMax.Cost);
        Assert.Null(atRunApi.Cost);
    }

    // 1,000 x .30 + 6,000 x .06 + 3,000 x .375 + 1,000 x 1.20 per million; 1.5 times as much with priority. The usage of
    // message_start is MiniMax's, and wrong.
    [Theory]
    [InlineData(false, "0.002985")]
    [InlineData(true, "0.0044775")]
    public async Task AddMiniMaxListPrices_MessagesWithCache_HasTheSameCostInBothModes(bool isPriority, string expected)
    {
        const string Usage = """
            {"input_tokens":1000,"output_tokens":1000,"cache_creation_input_tokens":3000,"cache_read_input_tokens":6000}
            """;
        var prices = new ModelPrices();
        prices.AddMiniMaxListPrices();
        var limit = new SpendLimit(1m, TimeSpan.FromHours(1));
        await using var server = FaultServer.Start(
            ServerScript.Json(
                200,
                $$"""{"id":"1","type":"message","role":"assistant","content":[{"type":"text","text":"Hi"}],"stop_reason":"end_turn","usage":{{Usage}}}"""),
            ServerScript.Stream(
                """
                event: message_start
                data: {"type":"message_start","message":{"id":"1","role":"assistant","content":[],"usage":{"input_tokens":0,"output_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":10000}}}

                event: content_block_start
                data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

                event: content_block_delta
                data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}

                event: content_block_stop
                data: {"type":"content_block_stop","index":0}

                event: message_delta
                data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":
                """.TrimEnd() + Usage.Trim() + "}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"));
        using var client = new ChatCompletionsClient(
            Adapters.ForAddress(server.BaseAddress, "minimax, messages"), new ChatCompletionsClientOptions { Prices = prices, SpendLimit = limit });
        var request = new ChatCompletionRequest
        {
            Model = MiniMaxModels.M2_7,
            Messages = [ChatMessage.User("Hi")],
            ServiceTier = isPriority ? ServiceTier.Priority : null,
        };

        ChatCompletion complete = await client.CompleteAsync(request, Token);
        ChatCompletion streamed = await client.StreamAsync(request, Token).ToCompletionAsync(Token);

        decimal usd = decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal((usd, usd), (complete.Cost!.Value.Usd, streamed.Cost!.Value.Usd));
        Assert.Equal(2 * usd, limit.Spent);
    }

    [Fact]
    public void Set_InvalidPrice_Throws()
    {
        var prices = new ModelPrices();

        Assert.Throws<ArgumentException>("price", () => prices.Set("m", new(-1m, 1m)));
        Assert.Throws<ArgumentException>("price", () => prices.Set("m", new(1m, 1m) { PriorityFactor = 0m }));
        Assert.Null(prices.Find("m"));
    }

    [Fact]
    public void SetAndFind_NullArgument_Throws()
    {
        var prices = new ModelPrices();
        Assert.Throws<ArgumentNullException>("model", () => prices.Set(null!, new(1m, 1m)));
        Assert.Throws<ArgumentNullException>("price", () => prices.Set("m", null!));
        Assert.Throws<ArgumentNullException>("model", () => prices.Find(null!));
        Assert.Throws<ArgumentNullException>("model", () => prices.Find(null!, "runapi"));
        Assert.Throws<ArgumentNullException>("provider", () => prices.Find("m", null!));
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

    [Fact]
    public void Indexer_SetAndGet_AreSetAndFind()
    {
        var price = new ModelPrice(1, 2);
        var prices = new ModelPrices { ["m"] = price };

        Assert.Same(price, prices["m"]);
        Assert.Same(price, prices.Find("m"));
        Assert.Equal("There is no price for the model 'other'.", Assert.Throws<KeyNotFoundException>(() => prices["other"]).Message);
        Assert.Throws<ArgumentNullException>("price", () => prices["m"] = null!);
        Assert.Throws<ArgumentNullException>("model", () => prices[null!] = price);
    }
}
