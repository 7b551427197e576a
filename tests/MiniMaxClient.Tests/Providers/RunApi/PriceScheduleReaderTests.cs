using System.Text;
using MiniMaxClient.Providers.RunApi;

namespace MiniMaxClient.Tests.Providers.RunApi;

public sealed class PriceScheduleReaderTests
{
    private const string Prices = "\"input_price_per_1m_cents\":15,\"output_price_per_1m_cents\":60";

    [Fact]
    public void Read_Schedules_ArePricesInDollars()
    {
        IReadOnlyDictionary<string, ModelPrice> prices = Read(
            """
            {"model":"MiniMax-M2.1","pricing_status":"available","catalog_status":"active","currency":"USD","billing_unit":"token",
             "unit_price_cents":null,"input_price_per_1m_cents":15,"output_price_per_1m_cents":60,
             "cache_read_price_per_1m_cents":null},
            {"model":"MiniMax-M2.7","currency":"usd","input_price_per_1m_cents":"15.5","output_price_per_1m_cents":60,
             "cache_read_price_per_1m_cents":1.5,"cache_write_5m_price_per_1m_cents":18,"cache_write_1h_price_per_1m_cents":30}
            """);

        Assert.Equal(["MiniMax-M2.1", "MiniMax-M2.7"], prices.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(new ModelPrice(0.15m, 0.60m), prices["MiniMax-M2.1"]);
        Assert.Equal(
            new ModelPrice(0.155m, 0.60m) { CachedInput = 0.015m, CacheWriteInput = 0.30m }, prices["MiniMax-M2.7"]);
        Assert.Equal(
            0.000555m, prices["MiniMax-M2.1"].CalculateCost(new() { PromptTokens = 1_240, CompletionTokens = 615 }));
    }

    [Theory]
    [InlineData("\"currency\":\"USD\"," + Prices, true)]
    [InlineData("\"currency\":\"USD\",\"billing_unit\":\"1m_tokens\"," + Prices, true)]
    [InlineData("\"currency\":\"USD\",\"unit_price_cents\":0," + Prices, true)]
    // A price that is null is unknown, not zero.
    [InlineData("\"currency\":\"USD\",\"input_price_per_1m_cents\":null,\"output_price_per_1m_cents\":60", false)]
    [InlineData("\"currency\":\"USD\",\"input_price_per_1m_cents\":15,\"output_price_per_1m_cents\":null", false)]
    [InlineData("\"currency\":\"USD\",\"input_price_per_1m_cents\":15", false)]
    [InlineData("\"currency\":\"USD\",\"input_price_per_1m_cents\":-15,\"output_price_per_1m_cents\":60", false)]
    [InlineData("\"currency\":\"USD\",\"input_price_per_1m_cents\":\"?\",\"output_price_per_1m_cents\":60", false)]
    [InlineData("\"currency\":\"EUR\"," + Prices, false)]
    [InlineData("\"currency\":null," + Prices, false)]
    [InlineData(Prices, false)]
    [InlineData("\"currency\":\"USD\",\"billing_unit\":\"request\"," + Prices, false)]
    [InlineData("\"currency\":\"USD\",\"pricing_status\":\"pending\"," + Prices, false)]
    [InlineData("\"currency\":\"USD\",\"unit_price_cents\":1," + Prices, false)]
    [InlineData("\"currency\":\"USD\",\"unit_price_cents\":\"1/call\"," + Prices, false)]
    [InlineData("\"currency\":\"USD\",\"billing_unit\":{\"per\":\"call\"}," + Prices, false)]
    [InlineData("\"currency\":\"USD\",\"pricing_status\":0," + Prices, false)]
    [InlineData("\"currency\":\"USD\",\"pricing_status\":null,\"billing_unit\":null,\"unit_price_cents\":null," + Prices, true)]
    public void Read_UnknownPriceUnitOrCurrency_HasNoPrice(string properties, bool hasPrice) =>
        Assert.Equal(hasPrice, Read($$"""{"model":"m",{{properties}}}""").ContainsKey("m"));

    [Fact]
    public void Read_SchedulesOfOneModelDiffer_HasNoPrice()
    {
        string Schedule(string action, int output) =>
            $$"""{"model":"m","action":"{{action}}","currency":"USD","input_price_per_1m_cents":15,"output_price_per_1m_cents":{{output}}}""";

        Assert.Equal(0.60m, Read($"{Schedule("chat", 60)},{Schedule("messages", 60)}")["m"].Output);
        Assert.Empty(Read($"{Schedule("chat", 60)},{Schedule("messages", 61)},{Schedule("chat", 60)}"));
        // The known price may be that of another action.
        const string unknown = """{"model":"m","action":"chat","currency":"USD","input_price_per_1m_cents":null}""";
        Assert.Empty(Read($"{unknown},{Schedule("batch", 30)}"));
        Assert.Empty(Read($"{Schedule("batch", 30)},{unknown}"));
    }

    [Theory]
    [InlineData("{}", typeof(MiniMaxInvalidResponseException))]
    [InlineData("""{"price_schedules":null}""", typeof(MiniMaxInvalidResponseException))]
    [InlineData("""{"error":"Validation failed","errors":{"model":["is unknown"]}}""", typeof(MiniMaxServerException))]
    public void Read_NoSchedules_Throws(string body, Type type) =>
        Assert.IsType(type, Record.Exception(() => PriceScheduleReader.Read(Encoding.UTF8.GetBytes(body), new("runapi", null, 200))));

    [Fact]
    public void Read_NoModelOrNoObject_IsOmitted() => Assert.Empty(Read(
        $$"""7,null,{"model":null,"currency":"USD",{{Prices}}},{"model":"","currency":"USD",{{Prices}}}"""));

    private static IReadOnlyDictionary<string, ModelPrice> Read(string schedules) => PriceScheduleReader.Read(
        Encoding.UTF8.GetBytes($$"""{"as_of":"2026-11-30T12:00:00Z","price_schedules":[{{schedules}}]}"""),
        new("runapi", null, 200));
}
