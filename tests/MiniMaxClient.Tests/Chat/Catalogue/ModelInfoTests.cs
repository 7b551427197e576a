using System.Text.Json;

namespace MiniMaxClient.Tests.Chat.Catalogue;

public sealed class ModelInfoTests
{
    private const string Units =
        """[{"unit":"input_tokens","price":0.3,"per":1000000},{"unit":"output_tokens","price":1.2,"per":1000000}]""";

    [Fact]
    public void Price_FixedPricing_IsPerMillionTokens()
    {
        ModelInfo model = Read(
            """
            {"kind":"fixed","currency":"USD","units":[{"unit":"input_tokens","price":0.0003,"per":1000},
             {"unit":"output_tokens","price":1.2,"per":1000000},{"unit":"cached_input_tokens","price":0.03,"per":1000000}]}
            """);

        Assert.Equal(new ModelPrice(0.3m, 1.2m) { CachedInput = 0.03m }, model.Price);
    }

    // The names of units that two readers of the live list expect.
    [Fact]
    public void Price_UnitsByNameContentAndOrigin_IsPerMillionTokens()
    {
        ModelInfo model = Read(
            """
            {"kind":"fixed","units":[{"name":"token","content":"text","origin":"provided","price":0.39,"per":1000000},
             {"name":"token","content":"text","origin":"generated","price":0.00156,"per":1000},
             {"name":"token","content":"text","origin":"cached","price":0.078,"per":1000000},
             {"name":"token","content":"text","origin":"cache_write","price":0.4875,"per":1000000}]}
            """);

        Assert.Equal(new ModelPrice(0.39m, 1.56m) { CachedInput = 0.078m, CacheWriteInput = 0.4875m }, model.Price);
    }

    [Fact]
    public void GetPrices_TwoPricesForOneAlias_LeaveItUnknown()
    {
        ModelInfo first = Read($$"""{"kind":"fixed","units":{{Units}}}""") with { Id = "a", Aliases = ["x"] };
        ModelInfo second = Read($$"""{"kind":"fixed","units":{{Units.Replace("1.2", "1.3", StringComparison.Ordinal)}}}""") with
        {
            Id = "b", Aliases = ["x"],
        };

        Assert.Equal(["a", "b"], ModelInfo.GetPrices([first, second]).Keys.Order());
    }

    [Theory]
    [InlineData("""{"kind":"fixed","units":[{"name":"token","origin":"provided","price":1,"per":1},{"name":"token","origin":"generated","price":1,"per":1}]}""", true)]
    [InlineData("""{"kind":"fixed","units":[{"name":"token","origin":"provided","price":1,"per":1},{"name":"second","origin":"generated","price":1,"per":1}]}""", false)]
    [InlineData("""{"kind":"fixed","units":[{"name":"token","origin":"provided","price":1,"per":1},{"name":"token","origin":"generated","price":1,"per":1},{"name":"token","content":"image","origin":"provided","price":1,"per":1}]}""", false)]
    [InlineData("""{"kind":"fixed","units":[{"name":"token","origin":"provided","price":1,"per":1},{"name":"token","origin":"other","price":1,"per":1}]}""", false)]
    [InlineData("""{"kind":"fixed","units":[{"name":"token","origin":"provided","price":1,"per":1},{"unit":"input_tokens","price":1,"per":1},{"name":"token","origin":"generated","price":1,"per":1}]}""", false)]
    [InlineData("""{"kind":"fixed","units":UNITS}""", true)]
    [InlineData("""{"kind":"fixed","currency":"EUR","units":UNITS}""", false)]
    [InlineData("""{"kind":"variable","currency":"USD","units":UNITS}""", false)]
    [InlineData("""{"currency":"USD","units":UNITS}""", false)]
    [InlineData("""{"kind":"fixed","currency":"USD","units":UNITS,"dimensions":[],"variants":[]}""", true)]
    [InlineData("""{"kind":"fixed","currency":"credits","units":UNITS}""", false)]
    [InlineData("""{"kind":"fixed","currency":"USD"}""", false)]
    [InlineData("""{"kind":"fixed","currency":"USD","units":[]}""", false)]
    [InlineData("""{"kind":"variants","currency":"USD","dimensions":["prompt"],"variants":[{"when":{"prompt":"short"},"price":0.39,"unit":"input_tokens","per":1000000}]}""", false)]
    [InlineData("""{"kind":"variants","currency":"USD","units":UNITS}""", false)]
    [InlineData("""{"kind":"fixed","units":[{"unit":"second","price":0.39,"per":1}]}""", false)]
    [InlineData("""{"kind":"fixed","units":[{"unit":"input_tokens","price":1,"per":1},{"unit":"output_tokens","price":1,"per":1},{"unit":"request","price":1,"per":1}]}""", false)]
    [InlineData("""{"kind":"fixed","units":[{"unit":"input_tokens","price":1,"per":1},{"unit":"input_tokens","price":2,"per":1},{"unit":"output_tokens","price":1,"per":1}]}""", false)]
    [InlineData("""{"kind":"fixed","units":[{"unit":"input_tokens","price":-1,"per":1},{"unit":"output_tokens","price":1,"per":1}]}""", false)]
    [InlineData("""{"kind":"fixed","units":[{"unit":"input_tokens","price":null,"per":1},{"unit":"output_tokens","price":1,"per":1}]}""", false)]
    [InlineData("""{"kind":"fixed","units":[{"unit":"input_tokens","price":1,"per":1},{"unit":"output_tokens","price":1,"per":1},{"unit":"cached_input_tokens","price":null,"per":1}]}""", false)]
    [InlineData("""{"kind":"fixed","units":[{"unit":"input_tokens","price":1},{"unit":"output_tokens","price":1,"per":1}]}""", false)]
    [InlineData("""{"kind":"fixed","units":[{"unit":"input_tokens","price":0.3,"per":1000000}]}""", false)]
    [InlineData("""{"kind":"fixed","units":[{"unit":"input_tokens","price":1,"per":0},{"unit":"output_tokens","price":1,"per":1}]}""", false)]
    public void Price_Pricing_ReturnsPriceIfItIsFixedAndInDollars(string pricing, bool hasPrice) =>
        Assert.Equal(hasPrice, Read(pricing.Replace("UNITS", Units, StringComparison.Ordinal)).Price is not null);

    [Fact]
    public void GetPrices_Models_HasEachIdAndAliasWithAPrice()
    {
        ModelInfo priced = Read($$"""{"kind":"fixed","units":{{Units}}}""") with { Id = "a", Aliases = ["b"] };

        IReadOnlyDictionary<string, ModelPrice> prices =
            ModelInfo.GetPrices([priced, new() { Id = "c" }, Read("""{"kind":"variable"}""") with { Id = "d" }]);

        Assert.Equal(["a", "b"], prices.Keys.Order(StringComparer.Ordinal));
        Assert.All(prices.Values, static price => Assert.Equal(new ModelPrice(0.3m, 1.2m), price));
    }

    [Fact]
    public void Price_NoPricing_IsNull() => Assert.Null(new ModelInfo { Id = "m" }.Price);

    private static ModelInfo Read(string pricing) => JsonSerializer.Deserialize<ModelInfo>($$"""{"id":"m","pricing":{{pricing}}}""")!;
}
