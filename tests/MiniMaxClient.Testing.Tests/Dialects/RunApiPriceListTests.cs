using System.Text.Json;

namespace MiniMaxClient.Testing.Tests.Dialects;

public sealed class RunApiPriceListTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private MiniMaxEmulator _emulator = null!;

    private string Address => _emulator.BaseAddress + "runapi/api/v1/price_schedules";

    public async ValueTask InitializeAsync() =>
        _emulator = await MiniMaxEmulator.StartAsync(new() { TimeProvider = _clock }, Wire.Token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Fact]
    public async Task Write_WithoutApiKey_HasTheProperties()
    {
        using HttpResponseMessage response =
            await Wire.GetAsync(Address + "?service=minimax&action=chat_completions&model=MiniMax-M2.1");

        Assert.Equal(
            """{"as_of":"2026-01-02T00:00:00.000000Z","price_schedules":[{"service":"minimax","action":"chat_completions","model":"MiniMax-M2.1","pricing_status":"available","catalog_status":"active","currency":"USD","billing_unit":"per_1k_tokens","billing_strategy":"flat","unit_price_cents":null,"input_price_per_1m_cents":15,"output_price_per_1m_cents":60,"cache_read_price_per_1m_cents":null,"cache_write_price_per_1m_cents":null,"cache_write_5m_price_per_1m_cents":null,"cache_write_1h_price_per_1m_cents":null,"billing_config":{}}]}""",
            await response.TextAsync());
    }

    [Theory]
    [InlineData("", 7)]
    [InlineData("?service=minimax", 7)]
    [InlineData("?service=kling", 0)]
    [InlineData("?action=text_to_video", 0)]
    [InlineData("?model=MiniMax-M2.7-highspeed", 1)]
    [InlineData("?model=MiniMax-M9", 0)]
    public async Task Write_Filter_SelectsSchedules(string query, int count)
    {
        using HttpResponseMessage response = await Wire.GetAsync(Address + query);
        JsonElement list = (await response.JsonAsync()).GetProperty("price_schedules");

        Assert.Equal(count, list.GetArrayLength());
        if (query.EndsWith("highspeed", StringComparison.Ordinal))
            Assert.Equal(30, list[0].GetProperty("input_price_per_1m_cents").GetInt32());
    }

    [Fact]
    public async Task Write_KnownETag_Is304UntilThePricesAreThoseOfAnotherDay()
    {
        using HttpResponseMessage first = await Wire.GetAsync(Address);
        _clock.Advance(TimeSpan.FromHours(1));
        using HttpResponseMessage same = await Wire.GetAsync(Address, ("If-None-Match", first.Header("ETag")));
        _clock.Advance(TimeSpan.FromDays(1));
        using HttpResponseMessage later = await Wire.GetAsync(Address, ("If-None-Match", first.Header("ETag")));

        Assert.Equal([200, 304, 200], new[] { first, same, later }.Select(static response => (int)response.StatusCode));
    }
}
