using System.Diagnostics;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Diagnostics;

/// <summary>Tests that model lists and token counts have the retries, spans and measurements of a completion.</summary>
public sealed class ListAndCountTelemetryTests
{
    private static readonly ChatCompletionRequest Request = new()
    {
        Model = MiniMaxModels.M2,
        Messages = [ChatMessage.User("Hi")],
        Options = new() { ClientRequestId = "mine-1", Headers = new Dictionary<string, string> { ["X-Mine"] = "1" } },
    };

    private readonly CancellationToken _token = TestTimeouts.Token;

    [Fact]
    public async Task CountTokensAsync_AfterARetry_HasASpanWithAttemptsAndRequestId()
    {
        await using var server = FaultServer.Start(
            ServerScript.Json(500, "{}", "x-request-id: req-1"),
            ServerScript.Json(200, """{"input_tokens":3}""", "x-request-id: req-2"));
        using ChatCompletionsClient client = Client(server);
        TelemetryRecorder recorder;
        using (recorder = new())
            Assert.Equal(3, (await client.CountTokensAsync(Request, _token)).InputTokens);

        Assert.Equal(
            $"""
            count_tokens MiniMax-M2 (Client, Unset)
            gen_ai.operation.name = count_tokens
            gen_ai.provider.name = own
            gen_ai.request.model = MiniMax-M2
            minimaxclient.attempts = 2
            minimaxclient.client_request.id = mine-1
            minimaxclient.request.id = req-2
            server.address = 127.0.0.1
            server.port = {server.BaseAddress.Port}
            """,
            TelemetryRecorder.FormatText(Assert.Single(recorder.Spans)));
        Assert.Single(recorder.Spans[0].Events);
        Assert.Single(recorder.GetMeasurements("gen_ai.client.operation.duration"));
        Assert.Equal(2, recorder.GetMeasurements("minimaxclient.client.attempt.duration").Count);
        Assert.All(server.Requests, static sent =>
            Assert.Equal(("mine-1", "1"), (sent.Headers["X-Client-Request-Id"], sent.Headers["X-Mine"])));
    }

    [Fact]
    public async Task ListModelsAsync_Failure_HasASpanWithTheError()
    {
        await using var server = FaultServer.Start(ServerScript.Json(401, """{"error":{"message":"no"}}""", "x-request-id: req-1"));
        using ChatCompletionsClient client = Client(server);
        TelemetryRecorder recorder;
        using (recorder = new())
            await Assert.ThrowsAsync<MiniMaxAuthenticationException>(() => client.ListModelsAsync(_token));

        Activity span = Assert.Single(recorder.Spans);
        Assert.Equal(("list_models", ActivityStatusCode.Error), (span.DisplayName, span.Status));
        Assert.Equal("list_models", span.GetTagItem("gen_ai.operation.name"));
        Assert.Equal(nameof(MiniMaxAuthenticationException), span.GetTagItem("error.type"));
        Assert.Null(span.GetTagItem("gen_ai.request.model"));
    }

    [Fact]
    public async Task GetBalanceAndListPrices_Success_HaveSpansOfTheirOwn()
    {
        await using var server = FaultServer.Start(
            ServerScript.Json(200, """{"balance_cents":5000}"""), ServerScript.Json(200, """{"price_schedules":[]}"""));
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, "runapi"));
        TelemetryRecorder recorder;
        using (recorder = new())
        {
            await client.GetBalanceAsync(_token);
            await client.ListPricesAsync(_token);
        }

        Assert.Equal(["get_balance", "list_prices"], recorder.Spans.Select(static span => span.DisplayName));
        Assert.All(recorder.Spans, static span => Assert.Equal("runapi", span.GetTagItem("gen_ai.provider.name")));
        Assert.Equal(2, recorder.GetMeasurements("gen_ai.client.operation.duration").Count);
    }

    private static ChatCompletionsClient Client(FaultServer server) => new(
        new AnthropicCompatibleAdapter("own", server.BaseAddress, "key-1"),
        new() { Resilience = new() { MaxRetryAttempts = 1, RetryDelay = TimeSpan.Zero } });
}
