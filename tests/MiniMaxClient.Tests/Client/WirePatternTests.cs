using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Resilience;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>The patterns of tests at the wire. CONTRIBUTING.md contains each of these regions.</summary>
public sealed class WirePatternTests
{
    #region bytes
    [Fact]
    public async Task CompleteAsync_ReasoningInThinkTags_IsSeparateFromText()
    {
        await using var server = FaultServer.Start(ServerScript.Json(
            200, """{"choices":[{"message":{"role":"assistant","content":"<think>\nHm.\n</think>\n\n42"}}]}"""));
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, "openai"));

        ChatCompletion completion = await client.CompleteAsync("Hi", MiniMaxModels.M2, TestTimeouts.Token);

        Assert.Equal("""{"model":"MiniMax-M2","messages":[{"role":"user","content":"Hi"}]}""", server.Requests[0].Text);
        Assert.Equal(("42", "Hm."), (completion.Text, completion.Reasoning));
    }
    #endregion

    #region deliveries
    [Fact]
    public Task StreamAsync_ThinkTagSplitAcrossChunks_IsSeparateFromText() => DeliveryMatrix.ForEachAsync(
        """
        data: {"choices":[{"index":0,"delta":{"content":"<think>\nHm.\n</th"}}]}

        data: {"choices":[{"index":0,"delta":{"content":"ink>\n\n42"},"finish_reason":"stop"}]}

        data: [DONE]


        """,
        static async delivery =>
        {
            using var http = new HttpClient(new StubHandler(() => new StreamContent(delivery.Open())));
            using var client = new ChatCompletionsClient(Adapters.ForAddress(new("https://localhost"), "openai"), http);

            ChatCompletion completion = await client.StreamAsync("Hi", MiniMaxModels.M2).ToCompletionAsync(TestTimeouts.Token);

            Assert.Equal(("42", "Hm."), (completion.Text, completion.Reasoning));
        });
    #endregion

    #region clock
    [Fact]
    public async Task StreamAsync_NoDataWithinIdleTimeout_ThrowsTimeoutException()
    {
        var clock = new ManualClock();
        await using var server = FaultServer.Start(ServerScript.StreamHead()
            .Send("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"4\"}}]}\n\n")
            .WaitForClientClose());
        using var body = new ResponseReadObserver(new SocketsHttpHandler());
        using var http = new HttpClient(body) { Timeout = Timeout.InfiniteTimeSpan };
        var options = new ChatCompletionsClientOptions { IdleTimeout = TimeSpan.FromSeconds(30), TimeProvider = clock };
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, "openai"), http, options);
        Task waiting = body.WhenReadPendingAfter(static received => received.EndsWith("\n\n", StringComparison.Ordinal));

        Task<ChatCompletion> call = client.StreamAsync("Hi", MiniMaxModels.M2, TestTimeouts.Token)
            .ToCompletionAsync(TestTimeouts.Token);
        await waiting.WaitAsync(TestTimeouts.Token);
        clock.Advance(TimeSpan.FromSeconds(30));

        var e = await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => call);
        Assert.Equal(("4", TimeoutKind.Idle), (e.Partial!.Text, e.Kind));
    }
    #endregion
}
