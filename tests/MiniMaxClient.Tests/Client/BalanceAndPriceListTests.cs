using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>Balances and price lists over a socket.</summary>
public sealed class BalanceAndPriceListTests : EmulatorTest
{
    private const string MiniMaxBody = """
        {"model_remains":[{"model_name":"general","start_time":1796000000000,"end_time":1796018000000,
          "current_interval_remaining_percent":41,"current_interval_status":1,"current_weekly_status":3}],
         "base_resp":{"status_code":0,"status_msg":"success"}}
        """;

    private readonly CancellationToken _token = TestTimeouts.Token;

    [Theory]
    [InlineData("minimax", null, null)]
    [InlineData("minimax, messages", null, null)]
    [InlineData("aimlapi", 100, "USD")]
    [InlineData("runapi", 100, "USD")]
    [InlineData("modelslab", 100, "USD")]
    [InlineData("modelslab, key in the body", 100, "USD")]
    public async Task GetBalanceAsync_Emulator_ReturnsItsAccount(string provider, int? amount, string? currency)
    {
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, provider));

        AccountBalance balance = await client.GetBalanceAsync(_token);

        Assert.Equal(((decimal?)amount, currency), (balance.Amount, balance.Currency));
        Assert.Equal(amount is null ? [100m, 100m] : [], balance.Windows.Select(static window => window.RemainingPercent!.Value));
    }

    [Theory]
    [InlineData("aimlapi", "minimax/minimax-m3", 0.39, 1.56)]
    [InlineData("runapi", "MiniMax-M3", 0.15, 0.60)]
    [InlineData("runapi, messages", "MiniMax-M3", 0.15, 0.60)]
    public async Task ListPricesAsync_Emulator_ReturnsItsPrices(string provider, string model, double input, double output)
    {
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, provider));

        IReadOnlyDictionary<string, ModelPrice> prices = await client.ListPricesAsync(_token);

        Assert.Equal(((decimal)input, (decimal)output), (prices[model].Input, prices[model].Output));
    }

    [Theory]
    [InlineData("minimax")]
    [InlineData("minimax, messages")]
    public async Task GetBalanceAsync_MiniMax_ReturnsWindowsOfThePlan(string provider)
    {
        await using var server = FaultServer.Start(ServerScript.Json(200, MiniMaxBody));
        using ChatCompletionsClient client = CreateClient(server, provider);

        AccountBalance balance = await client.GetBalanceAsync(_token);

        Assert.Null(balance.Amount);
        Assert.Equal(
            [(UsageWindowKind.FiveHours, 41m, false), (UsageWindowKind.Week, null, true)],
            balance.Windows.Select(static one => (one.Kind, one.RemainingPercent, one.IsUnlimitedOrExcluded)));
        AssertGet(server, "/v1/token_plan/remains");
    }

    [Theory]
    [InlineData("/anthropic", true)]
    [InlineData("/anthropic/v1/messages", true)]
    [InlineData("/v1", true)]
    [InlineData("/anthropic", false)]
    [InlineData("/v1/chat/completions", false)]
    public async Task GetBalanceAsync_MiniMaxWithPathInBaseAddress_IsBelowTheHost(string path, bool useMessages)
    {
        await using var server = FaultServer.Start(ServerScript.Json(200, MiniMaxBody));
        using var client = new ChatCompletionsClient(new MiniMaxAdapter(
            "test-key", new() { BaseAddress = new(server.BaseAddress, path), UseMessages = useMessages }));

        await client.GetBalanceAsync(_token);

        AssertGet(server, "/v1/token_plan/remains");
    }

    [Theory]
    [InlineData(MiniMaxRegion.Global, "https://api.minimax.io/v1/token_plan/remains")]
    [InlineData(MiniMaxRegion.China, "https://api.minimax.cn/v1/token_plan/remains")]
    public void WriteBalanceRequest_MiniMaxRegion_IsAtItsHost(MiniMaxRegion region, string expected)
    {
        var adapter = new MiniMaxAdapter("test-key", new() { Region = region, UseMessages = true });

        Assert.Equal(expected, adapter.WriteBalanceRequest(new System.Buffers.ArrayBufferWriter<byte>()).Uri.ToString());
    }

    [Theory]
    [InlineData("sk-api-0123456789", false, "/account/query_balance")]
    [InlineData("sk-api-0123456789", true, "/account/query_balance")]
    [InlineData("sk-cp-0123456789", false, "/v1/token_plan/remains")]
    public async Task GetBalanceAsync_MiniMaxKey_SelectsTheEndpoint(string key, bool useMessages, string path)
    {
        await using var server = FaultServer.Start(
            ServerScript.Json(200, """{"model_remains":[],"available_amount":"98.00","base_resp":{"status_code":0}}"""));
        using var client = new ChatCompletionsClient(
            new MiniMaxAdapter(key, new() { BaseAddress = server.BaseAddress, UseMessages = useMessages }));

        Assert.Equal(98m, (await client.GetBalanceAsync(_token)).Amount);

        Assert.Equal(path, Assert.Single(server.Requests).Path);
    }

    [Theory]
    [InlineData("sk-api-0123456789", "https://api.minimax.io/account/query_balance")]
    [InlineData("sk-cp-0123456789", "https://api.minimax.io/v1/token_plan/remains")]
    public void WriteBalanceRequest_MiniMaxWithSeveralKeys_IsThatOfPayAsYouGoIfAllKeysAre(string secondKey, string expected)
    {
        var adapter = new MiniMaxAdapter(new ApiKeySource("sk-api-9876543210", secondKey));

        Assert.Equal(expected, adapter.WriteBalanceRequest(new System.Buffers.ArrayBufferWriter<byte>()).Uri.ToString());
    }

    [Fact]
    public async Task GetBalanceAsync_AimlApi_ReturnsAmountAndCurrency()
    {
        await using var server = FaultServer.Start(
            ServerScript.Json(200, """{"current_balance":"123.45","currency":"USD","plan":"pro"}"""));
        using ChatCompletionsClient client = CreateClient(server, "aimlapi");

        AccountBalance balance = await client.GetBalanceAsync(_token);

        Assert.Equal((123.45m, "USD"), (balance.Amount, balance.Currency));
        Assert.Empty(balance.Windows);
        Assert.Equal(["plan"], balance.AdditionalProperties.Keys);
        AssertGet(server, "/v2/billing");
    }

    [Theory]
    [InlineData("runapi")]
    [InlineData("runapi, messages")]
    public async Task GetBalanceAsync_RunApi_ConvertsCentsToDollars(string provider)
    {
        await using var server = FaultServer.Start(ServerScript.Json(
            200,
            """{"balance_cents":5001,"paid_balance_cents":4000,"bonus_balance_cents":1001,"spent_cents_today":100,"spent_cents_total":2000}"""));
        using ChatCompletionsClient client = CreateClient(server, provider);

        AccountBalance balance = await client.GetBalanceAsync(_token);

        Assert.Equal((50.01m, "USD"), (balance.Amount, balance.Currency));
        Assert.Equal(1001, balance.AdditionalProperties["bonus_balance_cents"].GetInt32());
        Assert.Equal(4000, balance.AdditionalProperties["paid_balance_cents"].GetInt32());
        AssertGet(server, "/api/v1/me/balance");
    }

    [Theory]
    [InlineData("modelslab")]
    [InlineData("modelslab, key in the body")]
    [InlineData("modelslab, messages")]
    public async Task GetBalanceAsync_ModelsLab_SendsTheKeyInTheBody(string provider)
    {
        await using var server = FaultServer.Start(
            ServerScript.Json(200, """{"status":"success","data":{"balance":43.6,"currency":"USD"}}"""));
        using ChatCompletionsClient client = CreateClient(server, provider);

        AccountBalance balance = await client.GetBalanceAsync(_token);

        Assert.Equal((43.6m, "USD"), (balance.Amount, balance.Currency));
        FaultRequest sent = Assert.Single(server.Requests);
        Assert.Equal(("POST", "/api/wallet_balance"), (sent.Method, sent.Path));
        Assert.Equal("""{"key":"test-key"}""", sent.Text);
        Assert.Equal("application/json", sent.Headers["Content-Type"]);
    }

    [Fact]
    public async Task GetBalanceAsync_ModelsLabWithoutAuthentication_DoesNotSendTheKey()
    {
        await using var server = FaultServer.Start(ServerScript.Json(200, """{"status":"success","data":{"balance":1}}"""));
        using var client = new ChatCompletionsClient(new ModelsLabAdapter(
            "test-key", new() { BaseAddress = server.BaseAddress, Authentication = ProviderAuthentication.None }));

        await client.GetBalanceAsync(_token);

        FaultRequest sent = Assert.Single(server.Requests);
        Assert.Equal("{}", sent.Text);
        Assert.DoesNotContain(sent.Headers, static header => header.Value.Contains("test-key", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("minimax", 200, """{"base_resp":{"status_code":2062,"status_msg":"no active token plan"}}""", typeof(MiniMaxInsufficientCreditsException))]
    [InlineData("minimax", 200, """{"base_resp":{"status_code":1004,"status_msg":"login fail"}}""", typeof(MiniMaxAuthenticationException))]
    [InlineData("minimax", 200, "{}", typeof(MiniMaxInvalidResponseException))]
    [InlineData("aimlapi", 401, """{"message":"This request requires a valid API key.","statusCode":401}""", typeof(MiniMaxAuthenticationException))]
    [InlineData("aimlapi", 200, """{"currency":"USD"}""", typeof(MiniMaxInvalidResponseException))]
    [InlineData("runapi", 403, """{"error":{"message":"no","code":"permission"}}""", typeof(MiniMaxPermissionException))]
    [InlineData("runapi", 200, """{"balance_cents":null}""", typeof(MiniMaxInvalidResponseException))]
    [InlineData("modelslab", 200, """{"status":"error","message":"Invalid API key"}""", typeof(MiniMaxAuthenticationException))]
    [InlineData("modelslab", 200, """{"status":"success","data":null}""", typeof(MiniMaxInvalidResponseException))]
    public async Task GetBalanceAsync_Error_ThrowsTypedException(string provider, int status, string body, Type type)
    {
        await using var server = FaultServer.Start(ServerScript.Json(status, body));
        using ChatCompletionsClient client = CreateClient(server, provider);

        Assert.IsType(type, await Record.ExceptionAsync(() => client.GetBalanceAsync(_token)));
    }

    [Fact]
    public async Task GetBalanceAsync_TransientError_Retries()
    {
        await using var server = FaultServer.Start(
            ServerScript.Json(200, """{"status":"error","message":"server error, try again"}"""),
            ServerScript.Json(200, """{"status":"success","data":{"balance":1,"currency":"USD"}}"""));
        using ChatCompletionsClient client = CreateClient(
            server, "modelslab", new() { RetryDelay = TimeSpan.FromMilliseconds(1) });

        Assert.Equal(1m, (await client.GetBalanceAsync(_token)).Amount);

        Assert.Equal(["""{"key":"test-key"}""", """{"key":"test-key"}"""], server.Requests.Select(static sent => sent.Text));
    }

    [Fact]
    public async Task GetBalanceAsync_ServerQuotesTheBody_DoesNotShowTheKey()
    {
        const string Key = "sk-0123456789abcdef";
        await using var server = FaultServer.Start(
            (_, request) => ServerScript.Json(400, $$"""{"status":"error","message":"Bad body {{request.Text.Replace("\"", "\\\"")}}"}"""));
        using var client = new ChatCompletionsClient(
            Adapters.ForAddress(server.BaseAddress, "modelslab", Key), new ChatCompletionsClientOptions { Resilience = ResilienceOptions.None });

        var e = await Assert.ThrowsAnyAsync<MiniMaxException>(() => client.GetBalanceAsync(_token));

        Assert.Contains(Key, server.Requests[0].Text, StringComparison.Ordinal);
        Assert.Contains("Bad body", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Key[..8], e + e.ResponseExcerpt, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task GetBalanceAndListPrices_UnsupportedProvider_ThrowsAndSendsNothing(string provider)
    {
        await using var server = FaultServer.Start(ServerScript.Json(200, "{}"));
        using ChatCompletionsClient client = CreateClient(server, provider);

        var noBalance = await Assert.ThrowsAsync<NotSupportedException>(() => client.GetBalanceAsync(_token));
        var noPrices = await Assert.ThrowsAsync<NotSupportedException>(() => client.ListPricesAsync(_token));

        Assert.Equal($"{provider} has no balance endpoint.", noBalance.Message);
        Assert.Equal($"{provider} has no price list.", noPrices.Message);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task ListPricesAsync_RunApi_AreUsedForEstimates()
    {
        await using var server = FaultServer.Start(
            ServerScript.Json(
                200,
                """
                {"as_of":"2026-11-30T12:00:00Z","price_schedules":[
                  {"service":"minimax","action":"chat","model":"MiniMax-M2.1","pricing_status":"available","catalog_status":"active",
                   "currency":"USD","billing_unit":"token","billing_strategy":"usage","unit_price_cents":null,
                   "input_price_per_1m_cents":15,"output_price_per_1m_cents":60,"cache_read_price_per_1m_cents":null},
                  {"service":"minimax","action":"chat","model":"MiniMax-M3","pricing_status":"pending","currency":"USD",
                   "input_price_per_1m_cents":null,"output_price_per_1m_cents":null}]}
                """,
                "ETag: \"v1\""),
            ServerScript.Json(
                200, """{"choices":[{"index":0,"message":{"content":"Hi"}}],"usage":{"prompt_tokens":1240,"completion_tokens":615}}"""));
        using ChatCompletionsClient client = CreateClient(server, "runapi");

        IReadOnlyDictionary<string, ModelPrice> prices = await client.ListPricesAsync(_token);
        ChatCompletion completion = await client.CompleteAsync("Hi", MiniMaxModels.M2_1, _token);

        Assert.Equal(new ModelPrice(0.15m, 0.60m), Assert.Single(prices).Value);
        Assert.Equal(new Cost { Usd = 0.000555m, Source = CostSource.Estimated }, completion.Cost);
        Assert.Equal(("GET", "/api/v1/price_schedules"), (server.Requests[0].Method, server.Requests[0].Path));
    }

    [Fact]
    public async Task ListPricesAsync_AimlApi_AreThoseOfTheModelList()
    {
        await using var server = FaultServer.Start(ServerScript.Json(
            200,
            """
            {"object":"list","data":[
              {"id":"minimax/minimax-m3","aliases":["minimax/m3"],"pricing":{"kind":"fixed","currency":"USD","units":[
                {"unit":"input_tokens","price":0.39,"per":1000000},{"unit":"output_tokens","price":0.00156,"per":1000},
                {"unit":"cached_input_tokens","price":"0.078","per":"1000000"}]}},
              {"id":"minimax/video","pricing":{"kind":"variants","dimensions":["resolution"],
                "variants":[{"when":{"resolution":"720p"},"price":0.39,"unit":"second","per":1}]}},
              {"id":"minimax/other","pricing":null}]}
            """));
        using ChatCompletionsClient client = CreateClient(server, "aimlapi");

        IReadOnlyDictionary<string, ModelPrice> prices = await client.ListPricesAsync(_token);

        Assert.Equal(["minimax/m3", "minimax/minimax-m3"], prices.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(new ModelPrice(0.39m, 1.56m) { CachedInput = 0.078m }, prices["minimax/m3"]);
        AssertGet(server, "/v1/models?include=pricing");
    }

    [Fact]
    public async Task GetBalanceAndListPrices_DisposedClient_Throws()
    {
        var client = new ChatCompletionsClient(new RunApiAdapter("test-key"));
        client.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.GetBalanceAsync(_token));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.ListPricesAsync(_token));
    }

    private static void AssertGet(FaultServer server, string path)
    {
        FaultRequest sent = Assert.Single(server.Requests);
        Assert.Equal(("GET", path, "Bearer test-key"), (sent.Method, sent.Path, sent.Headers["Authorization"]));
        Assert.True(sent.Body.IsEmpty);
    }

    private static ChatCompletionsClient CreateClient(FaultServer server, string provider, ResilienceOptions? resilience = null) => new(
        Adapters.ForAddress(server.BaseAddress, provider),
        new ChatCompletionsClientOptions { Resilience = resilience ?? ResilienceOptions.None });
}
