namespace MiniMaxClient.Testing.Tests;

/// <summary>Tests balances over HTTP.</summary>
public sealed class EmulatorAccountTests : IAsyncLifetime
{
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(
        new()
        {
            TimeProvider = new ManualClock(),
            Account = new() { Balance = 43.605m, IntervalRemainingPercent = 41, WeeklyRemainingPercent = 77 },
        },
        Wire.Token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [InlineData("/minimax/v1/token_plan/remains", """{"model_remains":[{"model_name":"general","start_time":1767312000000,"end_time":1767330000000,"remains_time":6955000,"current_interval_total_count":0,"current_interval_usage_count":0,"current_interval_remaining_percent":41,"current_interval_status":1,"weekly_start_time":1767225600000,"weekly_end_time":1767830400000,"weekly_remains_time":507355000,"current_weekly_remaining_percent":77,"current_weekly_status":1}],"base_resp":{"status_code":0,"status_msg":"success"}}""")]
    [InlineData("/minimax/account/query_balance", """{"available_amount":"43.61","cash_balance":"43.61","voucher_balance":"0.00","credit_balance":"0.00","owed_amount":"0.00","balance_alert_switch":false,"balance_alert_threshold":"","base_resp":{"status_code":0,"status_msg":"success"}}""")]
    [InlineData("/aimlapi/v2/billing", """{"current_balance":43.605,"currency":"USD"}""")]
    [InlineData("/runapi/api/v1/me/balance", """{"balance_cents":4360,"paid_balance_cents":4360,"bonus_balance_cents":0,"spent_cents_today":0,"spent_cents_total":0}""")]
    public async Task Balance_Get_EqualsTheDocumentedBody(string path, string expected)
    {
        using HttpResponseMessage response = await GetAsync(path, "test-key");
        using HttpResponseMessage rejected = await GetAsync(path, "wrong");

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(expected, await response.TextAsync());
        Assert.Equal(401, (int)rejected.StatusCode);
    }

    [Fact]
    public async Task Balance_OfModelsLab_HasTheKeyInTheBody()
    {
        Uri root = new(_emulator.BaseAddress, "/modelslab");
        using HttpResponseMessage response =
            await Wire.SendAsync(Wire.Request(root, """{"key":"test-key"}""", key: null, "/api/wallet_balance"));
        using HttpResponseMessage rejected = await Wire.SendAsync(Wire.Request(root, "{}", "test-key", "/api/wallet_balance"));

        Assert.Equal("""{"status":"success","data":{"balance":43.605,"currency":"USD"}}""", await response.TextAsync());
        Assert.Equal(401, (int)rejected.StatusCode);
        Assert.Equal("""{"status":"error","message":"Invalid API key"}""", await rejected.TextAsync());
        Assert.Equal([0, null], _emulator.Requests.Select(static request => request.KeyIndex));
    }

    [Fact]
    public async Task Balance_RunApi_AcceptsBothKeyHeaders()
    {
        using HttpResponseMessage response =
            await Wire.GetAsync(_emulator.BaseAddress + "runapi/api/v1/me/balance", ("x-api-key", "test-key"));

        Assert.Equal(200, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("/minimax/account/query_balance", "\"available_amount\":\"0.00\"")]
    [InlineData("/aimlapi/v2/billing", "\"current_balance\":0,")]
    [InlineData("/runapi/api/v1/me/balance", "\"balance_cents\":0,")]
    public async Task Balance_OfAKeyOutOfCredits_IsZero(string path, string expected)
    {
        _emulator.SetKeyState("test-key", EmulatorKeyState.OutOfCredits);

        using HttpResponseMessage response = await GetAsync(path, "test-key");

        Assert.Contains(expected, await response.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Balance_QueuedError_IsReturned()
    {
        _emulator.Enqueue(Reply.Error(503, "Busy"));

        using HttpResponseMessage response = await GetAsync("/aimlapi/v2/billing", "test-key");

        Assert.Equal(503, (int)response.StatusCode);
    }

    [Theory]
    [InlineData(-1, 0, 0)]
    [InlineData(0, 101, 0)]
    [InlineData(0, -1, 0)]
    [InlineData(0, 0, 101)]
    [InlineData(0, 0, -1)]
    public async Task StartAsync_AccountOutOfRange_ThrowsArgumentOutOfRangeException(int balance, int interval, int weekly) =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => MiniMaxEmulator.StartAsync(
            new() { Account = new() { Balance = balance, IntervalRemainingPercent = interval, WeeklyRemainingPercent = weekly } },
            Wire.Token));

    private Task<HttpResponseMessage> GetAsync(string path, string key) =>
        Wire.GetAsync(new Uri(_emulator.BaseAddress, path).ToString(), ("Authorization", $"Bearer {key}"));
}
