using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Diagnostics;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

/// <summary>Runs that another process continues.</summary>
public sealed class ToolRunResumeTests : ToolRunResumeTest
{
    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task Resume_Approved_RunsEveryCallAndContinues(string protocol, bool streamed)
    {
        ToolRunState state = await PauseAsync(
            protocol, streamed, Reply.Text("", "Look first.").WithToolCall("look", """{"q":"x"}""", "1").WithToolCall("pay", ToAda, "2"));
        Emulator.Enqueue(Reply.Text("Done."));
        ToolApprovalRequest asked = Assert.Single(state.Approvals);

        ToolRunResult result = await ResumeAsync(state, [asked.Approve()], protocol, streamed);

        Assert.Equal(("2", "pay", ToAda, false), (asked.Call.Id, asked.Call.Function.Name, asked.Call.Function.Arguments, asked.MayHaveRun));
        Assert.Equal(["look x", "pay Ada"], Ran);
        Assert.Equal([("1", "42"), ("2", "paid")], GetToolResults(1));
        Assert.Equal((ToolRunStopReason.Completed, "Done.", 2, 0), (result.StopReason, result.Text, result.Steps.Count, result.FailedCalls));
        Assert.Null(result.State);
        Assert.Equal(["look", "pay"], result.Steps[0].Calls.Select(static call => call.Call.Function.Name));
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task Resume_SecondApprovalInALaterStep_StopsAgain(string protocol, bool streamed)
    {
        ToolRunState first = await PauseAsync(protocol, streamed);
        Emulator.Enqueue(Reply.ToolCall("look", """{"q":"y"}""", "2"), Reply.ToolCall("pay", """{"to":"Bob"}""", "3"));
        ToolRunResult paused = await ResumeAsync(first, [first.Approvals[0].Approve()], protocol, streamed);
        var second = ToolRunState.FromJson(paused.State!.ToJson());
        Emulator.Enqueue(Reply.Text("Done."));

        ToolRunResult result = await ResumeAsync(second, [second.Approvals[0].Deny("too much")], protocol, streamed);

        Assert.Equal(["pay Ada", "look y"], Ran);
        Assert.Equal((1, 3), (first.StepCount, second.StepCount));
        Assert.Equal(
            [("1", "paid"), ("2", "42"), ("3", "Error: the call was not approved: too much")], GetToolResults(3));
        Assert.Equal(ToolCallOutcome.Denied, result.Steps[2].Calls[0].Outcome);
        Assert.Equal(4, result.Steps.Count);
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task Resume_UsageAndCost_AreThoseOfTheWholeRun(string protocol, bool streamed)
    {
        var prices = new ModelPrices();
        prices.Set(MiniMaxModels.M2_1, new(1m, 1m));
        ChatCompletionsClientOptions options = new() { Prices = prices, Resilience = ResilienceOptions.None };
        Emulator.Enqueue(
            Reply.ToolCall("look", """{"q":"x"}""", "1").WithUsage(100_000, 10_000),
            Reply.ToolCall("pay", ToAda, "2").WithUsage(200_000, 10_000),
            Reply.Text("Done.").WithUsage(300_000, 10_000));
        ToolRunResult paused = await RunAsync(protocol, streamed, [Look, Pay], clientOptions: options);
        var state = ToolRunState.FromJson(paused.State!.ToJson());

        ToolRunResult result = await CreateClient(protocol, options)
            .ResumeToolsAsync(state, [state.Approvals[0].Approve()], [Look, Pay], cancellationToken: Token);

        var soFar = new Cost { Usd = 0.32m, Source = CostSource.Estimated };
        Assert.Equal((soFar, 320_000L), (state.Cost!.Value, state.Usage!.TotalTokens!.Value));
        Assert.Equal((soFar, 320_000L), (paused.Cost!.Value, paused.Usage!.TotalTokens!.Value));
        Assert.Equal((0.63m, 630_000L), (result.Cost!.Value.Usd, result.Usage!.TotalTokens!.Value));
    }

    [Theory]
    [InlineData(2, ToolRunStopReason.MaxSteps)]
    [InlineData(3, ToolRunStopReason.Completed)]
    public async Task Resume_MaxSteps_CountsTheWholeRun(int maxSteps, ToolRunStopReason reason)
    {
        ToolRunState state = await PauseAsync();
        Emulator.Enqueue(Reply.ToolCall("look", """{"q":"y"}""", "2"), Reply.Text("Done."));

        ToolRunResult result = await ResumeAsync(state, [state.Approvals[0].Approve()], options: new() { MaxSteps = maxSteps });

        Assert.Equal((reason, maxSteps), (result.StopReason, Emulator.Requests.Count));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Resume_ThinkingWithSignature_IsSentBackUnchanged(bool streamed)
    {
        ToolRunState state = await PauseAsync(
            Messages, streamed, Reply.Text("Wait.", "Pay Ada?").WithToolCall("pay", ToAda, "a").WithChunkSize(3));
        Emulator.Enqueue(Reply.Text("Done."));
        string signature = state.Completion.Message.ReasoningDetails!.Single().Signature!;

        await ResumeAsync(state, [state.Approvals[0].Approve()], Messages, streamed);

        Assert.Equal(64, signature.Length);
        Json.AssertEqual(
            $$$"""
            [{"type":"thinking","thinking":"Pay Ada?","signature":"{{{signature}}}"},
             {"type":"text","text":"Wait."},
             {"type":"tool_use","id":"a","name":"pay","input":{"to":"Ada"}}]
            """,
            GetSentMessages(1)[1].GetProperty("content").GetRawText());
    }

    [Fact]
    public async Task Resume_RequestOnTheWire_HasTheSettingsTheResponseAndTheResult()
    {
        await using var server = FaultServer.Start(
            ServerScript.Json(200, """
                {"id":"r1","choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","content":"","reasoning_content":"Hm.","vendor":{"kept":1},
                "tool_calls":[{"id":"1","type":"function","function":{"name":"pay","arguments":"{\"to\" : \"Zoë 😀\"}"}}]}}]}
                """),
            ServerScript.Json(200, """{"choices":[{"message":{"role":"assistant","content":"Done."},"finish_reason":"stop"}]}"""));
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, "openai"));
        ChatCompletionRequest request = Request with
        {
            Temperature = 0.5, ToolChoice = ToolChoice.Required, Options = new() { Headers = new Dictionary<string, string> { ["X-Secret"] = "s-1" } },
        };
        ToolRunResult paused = await client.RunToolsAsync(request, [Pay], cancellationToken: Token);
        string json = paused.State!.ToJson();
        var state = ToolRunState.FromJson(json);

        ToolRunResult result = await client.ResumeToolsAsync(
            state, [state.Approvals[0].Approve()], [Pay], cancellationToken: Token);

        Assert.Equal(("Done.", "pay Zoë 😀"), (result.Text, Ran.Single()));
        Assert.DoesNotContain("s-1", json, StringComparison.Ordinal);
        using var sent = JsonDocument.Parse(server.Requests[1].Text);
        Json.AssertEqual(
            """
            [{"role":"system","content":"Be terse."},{"role":"user","content":"Go."},
             {"role":"assistant","content":null,"reasoning_content":"Hm.","vendor":{"kept":1},
              "tool_calls":[{"id":"1","type":"function","function":{"name":"pay","arguments":"{\"to\" : \"Zoë 😀\"}"}}]},
             {"role":"tool","tool_call_id":"1","content":"paid"}]
            """,
            sent.RootElement.GetProperty("messages").GetRawText());
        Assert.Equal((0.5, 4096), (sent.RootElement.GetProperty("temperature").GetDouble(), sent.RootElement.GetProperty("max_tokens").GetInt32()));
        Assert.False(sent.RootElement.TryGetProperty("tool_choice", out _), "A forced call applies to the first response.");
        Assert.Equal(1, sent.RootElement.GetProperty("tools").GetArrayLength());
        Assert.False(server.Requests[1].Headers.ContainsKey("X-Secret"));
    }

    [Fact]
    public Task StreamResumed_AnyDelivery_RunsTheCallOnceAndSendsTheSameHistory() => DeliveryMatrix.ForEachAsync(
        """
        data: {"choices":[{"index":0,"delta":{"content":"Do"}}]}

        data: {"choices":[{"index":0,"delta":{"content":"ne."},"finish_reason":"stop"}]}

        data: [DONE]


        """,
        async delivery =>
        {
            var paused = new FakeClient([FakeClient.CreateToolCall("pay", ToAda, "1")]);
            ToolRunState state = (await paused.RunToolsAsync(Request, [Pay], cancellationToken: Token)).State!;
            using var http = new HttpClient(new StubHandler(() => new StreamContent(delivery.Open())));
            using var client = new ChatCompletionsClient(Adapters.ForAddress(new("https://localhost"), "openai"), http);
            Ran.Clear();
            var events = new List<ToolRunEvent>();

            await foreach (ToolRunEvent runEvent in client.StreamResumedToolsAsync(
                ToolRunState.FromJson(state.ToJson()), [state.Approvals[0].Approve()], [Pay], cancellationToken: Token))
                events.Add(runEvent);

            Assert.Equal(["pay Ada"], Ran);
            Assert.Equal([typeof(ToolCallStarted), typeof(ToolCallCompleted)], events.Take(2).Select(static one => one.GetType()));
            Assert.Equal(2, events[^1].Step);
            Assert.Equal("Done.", Assert.IsType<ToolRunCompleted>(events[^1]).Result.Text);
        });

    [Fact]
    public async Task StreamResumed_EnumeratedTwice_RunsTheCallOnce()
    {
        ToolRunState state = await PauseAsync();
        Emulator.Enqueue(Reply.Text("Done."), Reply.Text("Again."));
        IAsyncEnumerable<ToolRunEvent> run =
            CreateClient(OpenAI).StreamResumedToolsAsync(state, [state.Approvals[0].Approve()], [Pay], cancellationToken: Token);

        await foreach (ToolRunEvent _ in run)
        {
        }

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await run.GetAsyncEnumerator(Token).MoveNextAsync());
        Assert.Equal(["pay Ada"], Ran);
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task Resume_FunctionIsGone_ReportsItToTheModel(string protocol, bool streamed)
    {
        ToolRunState state = await PauseAsync(protocol, streamed);
        Emulator.Enqueue(Reply.Text("Done."));

        ToolRunResult result = await ResumeAsync(state, [state.Approvals[0].Approve()], protocol, streamed, tools: [Look]);

        Assert.Empty(Ran);
        Assert.Equal(ToolCallOutcome.UnknownTool, result.Steps[0].Calls[0].Outcome);
    }

    [Fact]
    public async Task Resume_SchemaChanged_ReportsTheArgumentsToTheModel()
    {
        ToolRunState state = await PauseAsync();
        Emulator.Enqueue(Reply.Text("Done."));
        var changed = new ApprovalRequiredAIFunction(AIFunctionFactory.Create((int account) => Ran.Add($"{account}"), "pay"));

        ToolRunResult result = await ResumeAsync(state, [state.Approvals[0].Approve()], tools: [changed]);

        Assert.Empty(Ran);
        Assert.Equal(ToolCallOutcome.InvalidArguments, result.Steps[0].Calls[0].Outcome);
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task Resume_FunctionNowRequiresApproval_StopsAgainBeforeAnyCall(string protocol, bool streamed)
    {
        ToolRunState state = await PauseAsync(
            protocol, streamed, Reply.ToolCall("pay", ToAda, "1").WithToolCall("look", """{"q":"x"}""", "2"));
        ToolCallDecision pay = state.Approvals[0].Approve();
        AIFunction[] stricter = [new ApprovalRequiredAIFunction(Look), Pay];

        ToolRunResult again = await ResumeAsync(state, [pay], protocol, streamed, stricter);
        var second = ToolRunState.FromJson(again.State!.ToJson());

        Assert.Equal(ToolRunStopReason.ApprovalRequired, again.StopReason);
        Assert.Empty(Ran);
        Assert.Equal(["1", "2"], second.Approvals.Select(static one => one.Call.Id));
        Emulator.Enqueue(Reply.Text("Done."));
        await ResumeAsync(second, [pay, second.Approvals[1].Approve()], protocol, streamed, stricter);
        Assert.Equal(["pay Ada", "look x"], Ran);
    }

    [Fact]
    public async Task Resume_InvalidCallBesideAnApproval_KeepsItsResult()
    {
        ToolRunState state = await PauseAsync(first: Reply.ToolCall("look", "{\"cut", "1").WithToolCall("pay", ToAda, "2"));
        Emulator.Enqueue(Reply.Text("Done."));

        await ResumeAsync(state, [state.Approvals[0].Approve()]);

        Assert.True(state.Calls[0].Result!.Message.IsError);
        Assert.Equal(["pay Ada"], Ran);
        Assert.Equal("Error: the arguments are not a JSON object.", GetToolResults(1)[0].Text);
    }

    [Fact]
    public async Task Resume_Approve_DecidesAboutCallsWithoutADecision()
    {
        ToolRunState state = await PauseAsync(first: Reply.ToolCall("pay", ToAda, "1")
            .WithToolCall("pay", """{"to":"Bob"}""", "2").WithToolCall("look", """{"q":"x"}""", "3"));
        Emulator.Enqueue(Reply.Text("Done."));
        var asked = new List<string>();

        await ResumeAsync(state, [state.Approvals[0].Deny("no")], options: new()
        {
            Approve = (call, _) =>
            {
                asked.Add(call.Id);
                return new(call.Id == "2" ? ToolApproval.Approved : ToolApproval.Denied("not this"));
            },
        });

        Assert.Equal(["2", "3"], asked);
        Assert.Equal(["pay Bob"], Ran);
        Assert.Equal(
            [("1", "Error: the call was not approved: no"), ("2", "paid"), ("3", "Error: the call was not approved: not this")],
            GetToolResults(1));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Resume_Telemetry_IsASpanWithTheRequestsAndCallsOfThisProcess(bool streamed)
    {
        ToolRunState state = await PauseAsync();
        Emulator.Enqueue(Reply.Text("Done."));
        using var recorder = new TelemetryRecorder();

        await ResumeAsync(state, [state.Approvals[0].Approve()], OpenAI, streamed, options: new() { AgentName = "payer" });

        Assert.Equal(
            ["execute_tool pay", "chat MiniMax-M2.1", "invoke_agent payer"], recorder.Spans.Select(static span => span.DisplayName));
        Assert.Equal(1, Assert.Single(recorder.GetMeasurements("gen_ai.invoke_agent.inference_calls")).Value);
        Assert.Equal(1, Assert.Single(recorder.GetMeasurements("gen_ai.invoke_agent.tool_calls")).Value);
    }

    [Fact]
    public async Task Resume_NullArgument_Throws()
    {
        ToolRunState state = await PauseAsync();
        ChatCompletionsClient client = CreateClient(OpenAI);

        await Assert.ThrowsAsync<ArgumentNullException>("state", () => client.ResumeToolsAsync(null!, [], [], cancellationToken: Token));
        await Assert.ThrowsAsync<ArgumentNullException>("decisions", () => client.ResumeToolsAsync(state, null!, [], cancellationToken: Token));
        await Assert.ThrowsAsync<ArgumentNullException>("tools", () => client.ResumeToolsAsync(state, [], null!, cancellationToken: Token));
        Assert.Throws<ArgumentNullException>("state", () => client.StreamResumedToolsAsync(null!, [], [], cancellationToken: Token));
        await Assert.ThrowsAsync<ArgumentException>(
            "options", () => client.ResumeToolsAsync(state, [], [], new() { MaxSteps = 0 }, Token));
    }
}
