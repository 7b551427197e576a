using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

/// <summary>Runs that stop without a final response.</summary>
public sealed class ToolRunEndTests : ToolRunTest
{
    private int _count;

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task MaxSteps_Reached_StopsBeforeTheCallsOfTheLastResponse(string protocol, bool streamed)
    {
        Emulator.Enqueue([.. Enumerable.Range(0, 5).Select(static i => Reply.ToolCall("count", "{}", $"call_{i}"))]);

        ToolRunResult result = await RunAsync(protocol, streamed, [Count()], new() { MaxSteps = 3 });

        Assert.Equal((ToolRunStopReason.MaxSteps, 3, 2, 3), (result.StopReason, result.Steps.Count, _count, Emulator.Requests.Count));
        Assert.Empty(result.Steps[^1].Calls);
        AssistantMessage last = Assert.IsType<AssistantMessage>(result.Messages[^1]);
        Assert.Equal("call_2", last.ToolCalls!.Single().Id);
        Assert.Same(last, result.Completion.Message);
    }

    [Fact]
    public async Task MaxSteps_ByDefault_IsTwenty()
    {
        Emulator.Enqueue([.. Enumerable.Range(0, 25).Select(static _ => Reply.ToolCall("count", "{}"))]);
        ToolRunResult result = await RunAsync(OpenAI, streamed: false, [Count()]);
        Assert.Equal((ToolRunStopReason.MaxSteps, 20, 19), (result.StopReason, result.Steps.Count, _count));
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task StopWhen_ReturnsTrue_StopsAfterTheCalls(string protocol, bool streamed)
    {
        Emulator.Enqueue(
            Reply.ToolCall("count", "{}"), Reply.ToolCall("count", "{}").WithToolCall("count", "{}"), Reply.Text("And now?"));
        var callCounts = new List<int>();

        ToolRunResult result = await RunAsync(protocol, streamed, [Count()], new()
        {
            StopWhen = step =>
            {
                callCounts.Add(step.Calls.Count);
                return step.Calls.Count == 2;
            },
        });

        Assert.Equal((ToolRunStopReason.StopWhen, 2, 3), (result.StopReason, Emulator.Requests.Count, _count));
        Assert.Equal([1, 2], callCounts);
        ChatCompletionRequest next = Request with { Messages = [.. result.Messages, ChatMessage.User("Go on.")] };
        Assert.Equal("And now?", (await CreateClient(protocol).CompleteAsync(next, Token)).Text);
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task SpendLimit_ReachedDuringTheRun_StopsWithTheResponsesReceived(string protocol, bool streamed)
    {
        var prices = new ModelPrices();
        prices.Set(MiniMaxModels.M2_1, new(1m, 1m));
        var limit = new SpendLimit(0.32m, Timeout.InfiniteTimeSpan);
        ChatCompletionsClientOptions options = new() { SpendLimit = limit, Prices = prices, Resilience = ResilienceOptions.None };
        Emulator.Enqueue(
            Reply.ToolCall("count", "{}", "a").WithUsage(100_000, 10_000),
            Reply.ToolCall("count", "{}", "b").WithUsage(200_000, 10_000),
            Reply.Text("Never asked for."));

        ToolRunResult result = await RunAsync(protocol, streamed, [Count()], clientOptions: options);

        Assert.Equal((ToolRunStopReason.SpendLimit, 2, 2, 2), (result.StopReason, result.Steps.Count, _count, Emulator.Requests.Count));
        Assert.Equal(new Cost { Usd = 0.32m, Source = CostSource.Estimated }, result.Cost);
        Assert.Equal(0.32m, limit.Spent);
        Assert.Equal("b", Assert.IsType<ToolMessage>(result.Messages[^1]).ToolCallId);
        ChatCompletionRequest next = Request with { Messages = result.Messages };
        Assert.Equal("Never asked for.", (await CreateClient(protocol).CompleteAsync(next, Token)).Text);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task SpendLimit_ExceededDuringAStream_StopsWithTheResponsesBefore(string protocol)
    {
        var prices = new ModelPrices();
        prices.Set(MiniMaxModels.M2_1, new(0m, 1_000_000m));
        ChatCompletionsClientOptions options = new()
        {
            SpendLimit = new SpendLimit(100m, Timeout.InfiniteTimeSpan), Prices = prices, Resilience = ResilienceOptions.None,
        };
        Emulator.Enqueue(
            Reply.ToolCall("count", "{}").WithUsage(10, 10),
            Reply.Text(new string('x', 2000)).WithChunkSize(100).StallAfterEvents(15));
        ToolRunResult result = await RunAsync(protocol, streamed: true, [Count()], clientOptions: options);
        Assert.Equal((ToolRunStopReason.SpendLimit, 1), (result.StopReason, result.Steps.Count));
        Assert.IsType<ToolMessage>(result.Messages[^1]);
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task SpendLimit_ReachedBeforeTheFirstResponse_Throws(string protocol, bool streamed)
    {
        var limit = new SpendLimit(0.000001m, Timeout.InfiniteTimeSpan);
        var prices = new ModelPrices();
        prices.Set(MiniMaxModels.M2_1, new(1m, 1m));
        ChatCompletionsClientOptions options = new() { SpendLimit = limit, Prices = prices, Resilience = ResilienceOptions.None };
        Emulator.Enqueue(Reply.Text("Hi").WithUsage(10, 10));
        await CreateClient(protocol, options).CompleteAsync(Request, Token);
        await Assert.ThrowsAsync<MiniMaxBudgetException>(
            () => RunAsync(protocol, streamed, [Count()], clientOptions: options));
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task RequestTool_Called_StopsWithAllCallsPending(string protocol, bool streamed)
    {
        ChatCompletionRequest request = Request with
        {
            Tools = [Tool.FromFunction("ask", "Asks the user.", Json.Element("""{"type":"object","properties":{}}"""))],
        };
        Emulator.Enqueue(
            Reply.ToolCall("count", "{}"), Reply.ToolCall("count", "{}", "a").WithToolCall("ask", "{}", "b"), Reply.Text("Thanks."));

        ToolRunResult result = await RunAsync(protocol, streamed, [Count()], request: request);

        Assert.Equal((ToolRunStopReason.NonInvocableTool, 1), (result.StopReason, _count));
        Assert.Equal(["a", "b"], result.Completion.Message.ToolCalls!.Select(static call => call.Id));
        Assert.Equal(
            ["ask", "count"],
            Emulator.Requests[0].Json.GetProperty("tools").EnumerateArray().Select(static tool =>
                (tool.TryGetProperty("function", out JsonElement function) ? function : tool).GetProperty("name").GetString()));
        ChatCompletionRequest next = request with
        {
            Messages = [.. result.Messages, ChatMessage.Tool("a", "2"), ChatMessage.Tool("b", "Yes.")],
        };
        Assert.Equal("Thanks.", (await RunAsync(protocol, streamed, [Count()], request: next)).Text);
    }

    [Fact]
    public async Task CustomCall_Received_IsPendingForTheCaller()
    {
        const string Answer =
            """
            {"id":"1","choices":[{"message":{"role":"assistant","content":null,"tool_calls":[
            {"id":"c","type":"custom","custom":{"name":"sql","input":"select 1"}},
            {"id":"d","type":"function","function":{"name":"count","arguments":"{}"}}]},"finish_reason":"tool_calls"}]}
            """;
        Emulator.Enqueue(Reply.Raw(200, "application/json", Answer));
        ToolRunResult result = await RunAsync(OpenAI, streamed: false, [Count()]);
        Assert.Equal((ToolRunStopReason.NonInvocableTool, 0), (result.StopReason, _count));
        Assert.IsType<CustomToolCall>(result.Completion.Message.ToolCalls![0]);
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task ToolChoice_ForcedCall_AppliesToTheFirstResponse(string protocol, bool streamed)
    {
        foreach (ToolChoice choice in (ToolChoice[])[ToolChoice.Required, ToolChoice.ForFunction("count")])
        {
            int first = Emulator.Requests.Count;
            Emulator.Enqueue(Reply.ToolCall("count", "{}"), Reply.Text("1"));
            await RunAsync(protocol, streamed, [Count()], request: Request with { ToolChoice = choice });
            Assert.True(Emulator.Requests[first].Json.TryGetProperty("tool_choice", out _));
            Assert.False(Emulator.Requests[first + 1].Json.TryGetProperty("tool_choice", out _));
        }
    }

    [Fact]
    public async Task ToolChoice_NotForced_IsKept()
    {
        var client = new FakeClient([FakeClient.CreateToolCall("count"), FakeClient.CreateText("1")]);
        var some = new AllowedTools { Mode = "required", Tools = [new() { Type = "function", Function = new() { Name = "count" } }] };
        await client.RunToolsAsync(Request with { ToolChoice = ToolChoice.ForAllowedTools(some) }, [Count()], null, Token);
        Assert.Equal(["required", "auto"], client.Requests.Select(static sent => ((AllowedToolsChoice)sent.ToolChoice!).AllowedTools.Mode));
        Assert.Same(some.Tools, ((AllowedToolsChoice)client.Requests[1].ToolChoice!).AllowedTools.Tools);

        client = new FakeClient([FakeClient.CreateToolCall("count"), FakeClient.CreateText("1")]);
        await client.RunToolsAsync(Request with { ToolChoice = ToolChoice.Auto }, [Count()], null, Token);
        Assert.Equal(["auto", "auto"], client.Requests.Select(static sent => ((ModeToolChoice)sent.ToolChoice!).Mode));
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task Retry_WithinAStep_IsNotAStep(string protocol, bool streamed)
    {
        ChatCompletionsClientOptions options = new() { Resilience = new() { RetryDelay = TimeSpan.Zero, MaxRetryAttempts = 2 } };
        Emulator.Enqueue(
            Reply.Error(503, "Busy."), Reply.ToolCall("count", "{}"), Reply.Disconnect(), Reply.Error(500, "Busy."), Reply.Text("1"));
        ToolRunResult result = await RunAsync(protocol, streamed, [Count()], clientOptions: options);
        Assert.Equal((ToolRunStopReason.Completed, 2, 1, 5), (result.StopReason, result.Steps.Count, _count, Emulator.Requests.Count));
        Assert.Equal([2, 3], result.Steps.Select(static step => step.Completion.Call!.Attempts.Count));
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task Failure_OfTheProvider_Throws(string protocol, bool streamed)
    {
        Emulator.Enqueue(Reply.ToolCall("count", "{}"), Reply.Error(400, "No."));
        await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => RunAsync(protocol, streamed, [Count()]));
        Assert.Equal(1, _count);
    }

    private AIFunction Count() => AIFunctionFactory.Create(() => Interlocked.Increment(ref _count), "count");
}
