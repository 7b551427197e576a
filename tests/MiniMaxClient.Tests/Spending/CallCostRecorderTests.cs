using MiniMaxClient.Providers;
using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Spending;

/// <summary>Tests of unknown and estimated costs under a spend limit.</summary>
public sealed class CallCostRecorderTests
{
    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly ManualClock _clock = new();
    private readonly ModelPrices _prices = new();

    public static TheoryData<bool> Modes { get; } = [false, true];

    [Theory]
    [InlineData("runapi", false)]
    [InlineData("runapi", true)]
    [InlineData("modelslab", false)]
    [InlineData("openai", true)]
    [InlineData("anthropic", false)]
    public async Task Call_CostWillBeUnknown_ThrowsBeforeSending(string provider, bool stream)
    {
        await using var server = FaultServer.Start(ServerScript.Json(200, CreateBody("{}")));
        using ChatCompletionsClient client = CreateClient(server, provider, CreateLimit(5m));

        var e = await Assert.ThrowsAsync<MiniMaxBudgetException>(() => client.CompletePromptAsync(stream, Request, _token));

        Assert.Empty(server.Requests);
        Assert.Equal(
            $"The call to {provider} was rejected before it was sent, because the spend limit requires a known cost: {provider} does "
            + "not report the cost, and ChatCompletionsClientOptions.Prices has no price for 'MiniMax-M2.1'. Set the price, or set "
            + "SpendLimit.UnknownCost to UnknownCost.Warn to send such calls uncounted.",
            e.Message);
        Assert.Equal((provider, 5m, 0m, null), (e.Provider, e.Limit, e.Spent, e.RetryAfter));
        Assert.False(e.IsTransient);
    }

    [Theory]
    [InlineData("runapi", true, UnknownCost.Reject)]
    [InlineData("runapi", false, UnknownCost.Warn)]
    [InlineData("aimlapi", false, UnknownCost.Reject)]
    public async Task CompleteAsync_CostExpectedOrNotRequired_IsSent(string provider, bool hasPrice, UnknownCost unknown)
    {
        if (hasPrice)
            _prices.Set(MiniMaxModels.M2_1, new(1m, 1m));
        await using var server = FaultServer.Start(ServerScript.Json(200, CreateBody("{}")));
        using ChatCompletionsClient client = CreateClient(server, provider, CreateLimit(5m, unknown));

        Assert.Equal("12345678", (await client.CompleteAsync(Request, _token)).Text);
    }

    [Fact]
    public async Task CompleteAsync_AdapterReportsCosts_IsSent()
    {
        await using var server = FaultServer.Start(ServerScript.Json(200, CreateBody("{}", """{"usd_spent":0.25}""")));
        SpendLimit limit = CreateLimit(5m);
        using var client = new ChatCompletionsClient(new ReportingAdapter(server.BaseAddress), CreateOptions(limit));

        await client.CompleteAsync(Request, _token);

        Assert.Equal(0.25m, limit.Spent);
    }

    // MiniMax reports the usage of a request whose response it filters.
    [Theory]
    [InlineData(false, """{"choices":null,"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5},"base_resp":{"status_code":1027,"status_msg":"output new_sensitive"}}""")]
    [InlineData(true, """{"choices":null,"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5},"base_resp":{"status_code":1027,"status_msg":"output new_sensitive"}}""")]
    public async Task Call_ErrorWithUsage_ChargesTheUsage(bool stream, string body)
    {
        _prices.Set(MiniMaxModels.M2_1, new(1_000_000m, 1_000_000m));
        SpendLimit limit = CreateLimit(100m);
        await using var server = FaultServer.Start(stream ? ServerScript.Stream(body) : ServerScript.Json(200, body));
        using ChatCompletionsClient client = CreateClient(server, "minimax", limit);

        await Assert.ThrowsAsync<MiniMaxContentFilteredException>(() => client.CompletePromptAsync(stream, Request, _token));

        Assert.Equal(5m, limit.Spent);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_FailedAttemptWithUsage_ChargesBothAttempts(bool stream)
    {
        const string Busy = """{"choices":null,"usage":{"prompt_tokens":3,"completion_tokens":0},"base_resp":{"status_code":1002,"status_msg":"busy"}}""";
        const string Good = """{"choices":[{"index":0,"message":{"content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":4,"completion_tokens":1}}""";
        const string GoodChunk = """{"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":4,"completion_tokens":1}}""";
        _prices.Set(MiniMaxModels.M2_1, new(1_000_000m, 1_000_000m));
        SpendLimit limit = CreateLimit(100m);
        await using var server = FaultServer.Start((i, _) =>
            stream ? ServerScript.Stream(i == 0 ? Busy : GoodChunk) : ServerScript.Json(200, i == 0 ? Busy : Good));
        ChatCompletionsClientOptions options = CreateOptions(limit) with
        {
            Resilience = new() { MaxRetryAttempts = 1, RetryDelay = TimeSpan.FromMilliseconds(1), CircuitBreaker = null },
            TimeProvider = TimeProvider.System,
        };
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, "minimax"), options);

        Assert.Equal("Hi", (await client.CompletePromptAsync(stream, Request, _token)).Text);

        Assert.Equal(8m, limit.Spent);
    }

    // Eight characters are two completion tokens.
    [Fact]
    public async Task StreamAsync_UsageWithoutCompletionTokens_ChargesItsPromptTokens()
    {
        _prices.Set(MiniMaxModels.M2_1, new(1m, 1_000_000m));
        SpendLimit limit = CreateLimit(100m);
        await using var server = FaultServer.Start(ServerScript.Stream(
            """{"choices":[{"index":0,"delta":{"content":"12345678"},"finish_reason":"stop"}]}""",
            """{"choices":[],"usage":{"prompt_tokens":5000000,"completion_tokens":0}}"""));
        using ChatCompletionsClient client = CreateClient(server, "openai", limit);

        await client.CompletePromptAsync(stream: true, Request, _token);

        Assert.Equal(7m, limit.Spent);
    }

    [Fact]
    public async Task StreamAsync_ErrorWithUsageAfterText_ReplacesTheEstimate()
    {
        _prices.Set(MiniMaxModels.M2_1, new(1_000_000m, 1_000_000m));
        SpendLimit limit = CreateLimit(10_000m);
        await using var server = FaultServer.Start(ServerScript.Stream(
            """{"choices":[{"index":0,"delta":{"content":"Hi"}}]}""",
            """{"choices":[],"usage":{"prompt_tokens":3000,"completion_tokens":2000},"base_resp":{"status_code":1027,"status_msg":"output new_sensitive"}}"""));
        using ChatCompletionsClient client = CreateClient(server, "minimax", limit);

        await Assert.ThrowsAsync<MiniMaxContentFilteredException>(() => client.CompletePromptAsync(stream: true, Request, _token));

        Assert.Equal(5000m, limit.Spent);
    }

    [Fact]
    public async Task CompleteAsync_FailedAttemptExceedsTheLimit_IsNotRetried()
    {
        const string Busy = """{"choices":null,"usage":{"prompt_tokens":30,"completion_tokens":0},"base_resp":{"status_code":1002,"status_msg":"busy"}}""";
        _prices.Set(MiniMaxModels.M2_1, new(1_000_000m, 1_000_000m));
        SpendLimit limit = CreateLimit(10m);
        await using var server = FaultServer.Start(ServerScript.Json(200, Busy));
        ChatCompletionsClientOptions options = CreateOptions(limit) with
        {
            Resilience = new() { MaxRetryAttempts = 5, RetryDelay = TimeSpan.FromMilliseconds(1), CircuitBreaker = null },
            TimeProvider = TimeProvider.System,
        };
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, "minimax"), options);

        await Assert.ThrowsAsync<MiniMaxBudgetException>(() => client.CompleteAsync(Request, _token));

        Assert.Single(server.Requests);
        Assert.Equal(30m, limit.Spent);
    }

    // At one dollar per token, the 8 characters of the response cost 2 dollars; the prompt costs nothing.
    [Theory]
    [InlineData("null", "2")]
    [InlineData("{}", "2")]
    [InlineData("[]", "2")]
    [InlineData("7", "2")]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":"many"}""", "2")]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":null}""", "2")]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":0}""", "2")]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":-7}""", "2")]
    [InlineData("""{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}""", "2")]
    [InlineData("""{"prompt_tokens":"many","completion_tokens":7}""", "7")]
    [InlineData("""{"prompt_tokens":10,"completion_tokens":7}""", "7")]
    public async Task CompleteAsync_UsageMissing_IsEstimatedFromTheText(string usage, string spent)
    {
        _prices.Set(MiniMaxModels.M2_1, new(0m, 1_000_000m));
        SpendLimit limit = CreateLimit(100m);
        await using var server = FaultServer.Start(ServerScript.Json(200, CreateBody(usage)));
        using ChatCompletionsClient client = CreateClient(server, "runapi", limit);

        await client.CompleteAsync(Request, _token);

        Assert.Equal(spent, limit.Spent.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task CompleteAsync_PromptTokensMissing_AreEstimatedFromTheRequest()
    {
        _prices.Set(MiniMaxModels.M2_1, new(1_000_000m, 0m));
        SpendLimit limit = CreateLimit(1000m);
        await using var server = FaultServer.Start(ServerScript.Json(200, CreateBody("""{"completion_tokens":7}""")));
        using ChatCompletionsClient client = CreateClient(server, "runapi", limit);

        await client.CompleteAsync(Request, _token);

        Assert.Equal(server.Requests[0].Body.Length / 4, limit.Spent);
    }

    // The first usage is an early one, as Anthropic sends it; the last one is missing or invalid.
    [Theory]
    [InlineData("", "2")]
    [InlineData(""","usage":null""", "2")]
    [InlineData(""","usage":{"prompt_tokens":10,"completion_tokens":"many"}""", "2")]
    [InlineData(""","usage":{"prompt_tokens":"many","completion_tokens":7}""", "7")]
    [InlineData(""","usage":{"prompt_tokens":10,"completion_tokens":7}""", "7")]
    public Task StreamAsync_FinalUsageMissing_IsEstimatedFromTheText(string usage, string spent) => DeliveryMatrix.ForEachAsync(
        $$$"""
        data: {"choices":[{"index":0,"delta":{"role":"assistant"}}],"usage":{"prompt_tokens":10,"completion_tokens":1}}

        data: {"choices":[{"index":0,"delta":{"content":"12345678"}}]}

        data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]{{{usage}}}}

        data: [DONE]


        """,
        async delivery =>
        {
            _prices.Set(MiniMaxModels.M2_1, new(0m, 1_000_000m));
            SpendLimit limit = CreateLimit(100m);
            using var http = new HttpClient(new StubHandler(() => new StreamContent(delivery.Open())));
            using var client = new ChatCompletionsClient(
                Adapters.ForAddress(new("https://localhost"), "runapi"), http, CreateOptions(limit));

            await client.StreamAsync(Request, _token).ToCompletionAsync(_token);

            Assert.Equal(spent, limit.Spent.ToString(System.Globalization.CultureInfo.InvariantCulture));
        });

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"usd_spent":"free"}""")]
    [InlineData("""{"usd_spent":-0.5}""")]
    [InlineData("""{"usd_spent":null,"credits_used":[1]}""")]
    public async Task CompleteAsync_CostNotReported_RejectsFurtherCallsOfTheWindow(string meta)
    {
        SpendLimit limit = CreateLimit(5m);
        await using var server = FaultServer.Start(ServerScript.Json(200, CreateBody("""{"prompt_tokens":7,"completion_tokens":1}""", meta)));
        using ChatCompletionsClient client = CreateClient(server, "aimlapi", limit);
        await client.CompleteAsync(Request, _token);
        _clock.Advance(TimeSpan.FromMinutes(20));

        var e = await Assert.ThrowsAsync<MiniMaxBudgetException>(() => client.CompleteAsync(Request, _token));

        Assert.Contains(
            "a response from aimlapi in this window did not report the cost, and ChatCompletionsClientOptions.Prices has no price for "
            + "'MiniMax-M2.1'",
            e.Message,
            StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromMinutes(40), e.RetryAfter);
        Assert.Single(server.Requests);
        _clock.Advance(TimeSpan.FromMinutes(40));
        await client.CompleteAsync(Request, _token);
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData("""{"usd_spent":-0.5}""")]
    [InlineData("""{"usd_spent":"free"}""")]
    public async Task CompleteAsync_InvalidCost_IsEstimatedFromThePrice(string meta)
    {
        _prices.Set(MiniMaxModels.M2_1, new(0m, 1_000_000m));
        SpendLimit limit = CreateLimit(100m);
        await using var server = FaultServer.Start(ServerScript.Json(200, CreateBody("""{"prompt_tokens":7,"completion_tokens":3}""", meta)));
        using ChatCompletionsClient client = CreateClient(server, "aimlapi", limit);

        await client.CompleteAsync(Request, _token);

        Assert.Equal(3m, limit.Spent);
    }

    [Theory]
    [InlineData(UnknownCost.Reject)]
    [InlineData(UnknownCost.Warn)]
    public async Task StreamAsync_AbandonedBeforeItsCost_RejectsFurtherCallsUnlessWarn(UnknownCost unknown)
    {
        SpendLimit limit = CreateLimit(5m, unknown);
        await using var server = FaultServer.Start(
            ServerScript.StreamHead().Send("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"1234\"}}]}\n\n").WaitForClientClose(),
            ServerScript.Json(200, CreateBody("{}", """{"usd_spent":1}""")));
        using ChatCompletionsClient client = CreateClient(server, "aimlapi", limit);
        await foreach (ChatCompletionChunk chunk in client.StreamAsync(Request, _token))
            break;

        if (unknown == UnknownCost.Warn)
            await client.CompleteAsync(Request, _token);
        else
            await Assert.ThrowsAsync<MiniMaxBudgetException>(() => client.CompleteAsync(Request, _token));

        Assert.Equal(unknown == UnknownCost.Warn ? 2 : 1, server.Requests.Count);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_FailsWithoutAPrice_DoesNotRejectFurtherCalls(bool stream)
    {
        SpendLimit limit = CreateLimit(5m);
        await using var server = FaultServer.Start(
            ServerScript.Json(500, "{}"), ServerScript.Json(200, CreateBody("{}", """{"usd_spent":1}""")));
        using ChatCompletionsClient client = CreateClient(server, "aimlapi", limit);
        await Assert.ThrowsAsync<MiniMaxServerException>(() => client.CompletePromptAsync(stream, Request, _token));

        await client.CompleteAsync(Request, _token);

        Assert.Equal(1m, limit.Spent);
    }

    // AIML API and RunAPI state that failed calls are not charged.
    [Theory]
    [InlineData("runapi", false, "0")]
    [InlineData("runapi", true, "0")]
    [InlineData("runapi, messages", false, "0")]
    [InlineData("aimlapi", false, "0")]
    [InlineData("aimlapi", true, "0")]
    [InlineData("minimax", false, "5")]
    [InlineData("minimax", true, "5")]
    [InlineData("modelslab", false, "5")]
    public async Task Call_ErrorWithUsage_IsChargedUnlessTheProviderDoesNotChargeFailures(
        string provider, bool stream, string spent)
    {
        const string Body = """{"choices":null,"usage":{"prompt_tokens":3,"completion_tokens":2},"base_resp":{"status_code":1027,"status_msg":"output new_sensitive"}}""";
        _prices.Set(MiniMaxModels.M2, new(1_000_000m, 1_000_000m));
        SpendLimit limit = CreateLimit(100m);
        await using var server = FaultServer.Start(stream ? ServerScript.Stream(Body) : ServerScript.Json(200, Body));
        using ChatCompletionsClient client = CreateClient(server, provider, limit);

        await Assert.ThrowsAnyAsync<MiniMaxException>(
            () => client.CompletePromptAsync(stream, Request with { Model = MiniMaxModels.M2 }, _token));

        Assert.Equal(spent, limit.Spent.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    // The 8 characters of the first chunk cost 2 dollars; the prompt costs nothing.
    [Theory]
    [InlineData("runapi", "{}", "{}", "0")]
    [InlineData("runapi", """{"prompt_tokens":3,"completion_tokens":7}""", "{}", "0")]
    [InlineData("aimlapi", "{}", """{"usd_spent":0.25}""", "0.25")]
    [InlineData("aimlapi", """{"prompt_tokens":3,"completion_tokens":7}""", """{"credits_used":500000}""", "0.25")]
    [InlineData("minimax", "{}", "{}", "2")]
    [InlineData("minimax", """{"prompt_tokens":3,"completion_tokens":7}""", "{}", "7")]
    public async Task StreamAsync_ErrorAfterText_ChargesOnlyAReportedAmountWhereFailuresAreFree(
        string provider, string usage, string meta, string spent)
    {
        _prices.Set(MiniMaxModels.M2_1, new(0m, 1_000_000m));
        SpendLimit limit = CreateLimit(100m);
        await using var server = FaultServer.Start(ServerScript.Stream(
            TextEvent,
            $$$"""data: {"choices":[],"usage":{{{usage}}},"meta":{"usage":{{{meta}}}},"base_resp":{"status_code":1013,"status_msg":"internal error"}}""" + "\n\n"));
        using ChatCompletionsClient client = CreateClient(server, provider, limit);

        await Assert.ThrowsAsync<MiniMaxServerException>(() => client.CompletePromptAsync(stream: true, Request, _token));

        Assert.Equal(spent, limit.Spent.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task CompleteAsync_ErrorWithReportedAmount_IsChargedWhereFailuresAreFree()
    {
        SpendLimit limit = CreateLimit(100m);
        await using var server = FaultServer.Start(ServerScript.Json(
            200,
            """{"choices":null,"usage":{"prompt_tokens":3,"completion_tokens":2},"meta":{"usage":{"usd_spent":0.5}},"base_resp":{"status_code":1027,"status_msg":"output new_sensitive"}}"""));
        using ChatCompletionsClient client = CreateClient(server, "aimlapi", limit);

        await Assert.ThrowsAsync<MiniMaxContentFilteredException>(() => client.CompleteAsync(Request, _token));

        Assert.Equal(0.5m, limit.Spent);
    }

    // The client ends the stream, so the provider may complete and charge it.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task StreamAsync_AbandonedOrCanceled_IsChargedWhereFailuresAreFree(bool cancel)
    {
        _prices.Set(MiniMaxModels.M2_1, new(0m, 1_000_000m));
        SpendLimit limit = CreateLimit(100m);
        await using var server = FaultServer.Start(ServerScript.StreamHead()
            .Send(TextEvent).WaitForClientClose());
        using ChatCompletionsClient client = CreateClient(server, "runapi", limit);
        using var source = CancellationTokenSource.CreateLinkedTokenSource(_token);

        Exception? failure = await Record.ExceptionAsync(async () =>
        {
            await foreach (ChatCompletionChunk chunk in client.StreamAsync(Request, source.Token))
            {
                if (!cancel)
                    break;
                await source.CancelAsync();
            }
        });

        Assert.Equal(cancel, failure is OperationCanceledException);
        Assert.Equal(2m, limit.Spent);
    }

    [Fact]
    public async Task StreamAsync_ConnectionLostAfterText_IsChargedWhereFailuresAreFree()
    {
        _prices.Set(MiniMaxModels.M2_1, new(0m, 1_000_000m));
        SpendLimit limit = CreateLimit(100m);
        await using var server = FaultServer.Start(ServerScript.Stream(TextEvent));
        using ChatCompletionsClient client = CreateClient(server, "runapi", limit);

        await Assert.ThrowsAsync<MiniMaxStreamInterruptedException>(
            () => client.CompletePromptAsync(stream: true, Request, _token));

        Assert.Equal(2m, limit.Spent);
    }

    [Fact]
    public async Task StreamAsync_LimitExceeded_IsChargedWhereFailuresAreFree()
    {
        _prices.Set(MiniMaxModels.M2_1, new(0m, 1_000_000m));
        SpendLimit limit = CreateLimit(1m);
        await using var server = FaultServer.Start(ServerScript.StreamHead()
            .Send(TextEvent).WaitForClientClose());
        using ChatCompletionsClient client = CreateClient(server, "runapi", limit);

        await Assert.ThrowsAsync<MiniMaxBudgetException>(() => client.CompletePromptAsync(stream: true, Request, _token));

        Assert.Equal(2m, limit.Spent);
    }

    // 10 prompt tokens cost 10 dollars and the 8 characters of the text 2; priority costs 1.5 times as much.
    [Theory]
    [InlineData(false, "", "12")]
    [InlineData(true, "", "18")]
    [InlineData(true, ""","service_tier":"priority" """, "18")]
    [InlineData(true, ""","service_tier":"auto" """, "18")]
    [InlineData(true, ""","service_tier":"standard" """, "12")]
    [InlineData(false, ""","service_tier":"priority" """, "18")]
    public async Task Call_ServiceTier_IsThatOfTheResponseOrElseOfTheRequest(bool isPriority, string tier, string spent)
    {
        const string Usage = """{"prompt_tokens":10,"completion_tokens":2}""";
        _prices.Set(MiniMaxModels.M2_1, new(1_000_000m, 1_000_000m) { PriorityFactor = 1.5m });
        await using var server = FaultServer.Start(
            ServerScript.Json(200, $$$"""{"choices":[{"index":0,"message":{"content":"12345678"},"finish_reason":"stop"}],"usage":{{{Usage}}}{{{tier}}}}"""),
            ServerScript.Stream(
                $$$"""data: {"choices":[{"index":0,"delta":{"content":"12345678"}}]{{{tier}}}}""" + "\n\n",
                $$"""data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{{Usage}}}""" + "\n\n",
                "data: [DONE]\n\n"));
        ChatCompletionRequest request = Request with { ServiceTier = isPriority ? ServiceTier.Priority : null };
        foreach (bool stream in (bool[])[false, true])
        {
            SpendLimit limit = CreateLimit(100m);
            using ChatCompletionsClient client = CreateClient(server, "minimax", limit);

            ChatCompletion completion = await client.CompletePromptAsync(stream, request, _token);

            Assert.Equal(decimal.Parse(spent, System.Globalization.CultureInfo.InvariantCulture), limit.Spent);
            Assert.Equal(limit.Spent, completion.Cost!.Value.Usd);
        }

        Assert.Equal(
            [isPriority, isPriority], server.Requests.Select(static sent => sent.Text.Contains("\"priority\"", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task StreamAsync_PriorityAbandoned_IsEstimatedWithItsFactor()
    {
        _prices.Set(MiniMaxModels.M2_1, new(0m, 1_000_000m) { PriorityFactor = 1.5m });
        SpendLimit limit = CreateLimit(100m);
        await using var server = FaultServer.Start(ServerScript.StreamHead()
            .Send(TextEvent).WaitForClientClose());
        using ChatCompletionsClient client = CreateClient(server, "minimax", limit);

        await foreach (ChatCompletionChunk chunk in client.StreamAsync(Request with { ServiceTier = ServiceTier.Priority }, _token))
        {
            Assert.Equal(3m, limit.Spent);
            break;
        }

        Assert.Equal(3m, limit.Spent);
    }

    private const string TextEvent = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"12345678\"}}]}\n\n";

    private static ChatCompletionRequest Request { get; } =
        new() { Model = MiniMaxModels.M2_1, Messages = [ChatMessage.User("Hi")], MaxTokens = 100 };

    private static string CreateBody(string usage, string meta = "{}") => $$$"""
        {"choices":[{"index":0,"message":{"role":"assistant","content":"12345678"},"finish_reason":"stop"}],
         "usage":{{{usage}}},"meta":{"usage":{{{meta}}}}}
        """;

    private SpendLimit CreateLimit(decimal usd, UnknownCost unknown = UnknownCost.Reject) =>
        new(usd, TimeSpan.FromHours(1), _clock) { UnknownCost = unknown };

    private ChatCompletionsClientOptions CreateOptions(SpendLimit limit) =>
        new() { SpendLimit = limit, Prices = _prices, TimeProvider = _clock, Resilience = ResilienceOptions.None };

    private ChatCompletionsClient CreateClient(FaultServer server, string provider, SpendLimit limit) =>
        new(Adapters.ForAddress(server.BaseAddress, provider), CreateOptions(limit));

    private sealed class ReportingAdapter(Uri address) : OpenAICompatibleAdapter("house", address, "test-key")
    {
        public override ModelCapabilities GetCapabilities(string model) => base.GetCapabilities(model) with { ReportsCost = true };
    }
}
