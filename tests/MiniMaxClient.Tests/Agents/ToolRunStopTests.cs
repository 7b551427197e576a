using Microsoft.Extensions.AI;
using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

/// <summary>The state of a run that stopped: nothing that was paid for or that ran is lost.</summary>
public sealed class ToolRunStopTests : ToolRunResumeTest
{
    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task MaxSteps_ReachedByACallThatNeedsApproval_AsksNobodyAndResumesWithAGreaterLimit(string protocol, bool streamed)
    {
        Emulator.Enqueue(Reply.ToolCall("pay", ToAda, "1"), Reply.Text("Done."));
        ToolRunResult stopped = await RunAsync(protocol, streamed, [Pay], new() { MaxSteps = 1 });
        var state = ToolRunState.FromJson(stopped.State!.ToJson());
        ToolCallDecision decision = Assert.Single(state.Approvals).Approve();

        ToolRunResult again = await ResumeAsync(state, [decision], protocol, streamed, options: new() { MaxSteps = 1 });
        ToolRunResult result = await ResumeAsync(
            ToolRunState.FromJson(again.State!.ToJson()), [decision], protocol, streamed, options: new() { MaxSteps = 2 });

        Assert.Equal((ToolRunStopReason.MaxSteps, ToolRunStopReason.MaxSteps), (stopped.StopReason, again.StopReason));
        Assert.Equal((ToolRunStopReason.Completed, "Done.", 2), (result.StopReason, result.Text, Emulator.Requests.Count));
        Assert.Null(result.State);
        Assert.Equal(["pay Ada"], Ran);
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task MaxSteps_SmallerAfterAResume_KeepsTheResultsOfTheCallsThatRan(string protocol, bool streamed)
    {
        ToolRunState state = await InterruptAfterFirstCallAsync(protocol, streamed);

        ToolRunResult result = await ResumeAsync(state, [], protocol, streamed, options: new() { MaxSteps = 1 });

        AssertFirstCallIsKept(result, ToolRunStopReason.MaxSteps);
        Emulator.Enqueue(Reply.Text("Done."));
        await ResumeAsync(result.State!, [], protocol, streamed);
        Assert.Equal(["look a", "look b"], Ran);
        Assert.Equal([("1", "42"), ("2", "42")], GetToolResults(1));
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task FunctionNowRequiresApproval_AfterAResume_KeepsTheResultsOfTheCallsThatRan(string protocol, bool streamed)
    {
        ToolRunState state = await InterruptAfterFirstCallAsync(protocol, streamed);

        ToolRunResult result = await ResumeAsync(
            state, [], protocol, streamed, tools: [new ApprovalRequiredAIFunction(Look)]);

        AssertFirstCallIsKept(result, ToolRunStopReason.ApprovalRequired);
        // The history with a result for each pending call is valid.
        Emulator.Enqueue(Reply.Text("Done."));
        ChatCompletionRequest next = Request with { Messages = [.. result.Messages, ChatMessage.Tool("2", "7")] };
        await CreateClient(protocol).CompleteAsync(next, Token);
        Assert.Equal([("1", "42"), ("2", "7")], GetToolResults(1));
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task SpendLimit_Reached_ResumesWithoutRunningACallAgain(string protocol, bool streamed)
    {
        var saved = new List<string>();
        ToolRunResult stopped = await ReachSpendLimitAsync(protocol, streamed, saved);

        Assert.Equal(ToolRunStopReason.SpendLimit, stopped.StopReason);
        Assert.Equal(saved[^1], stopped.State!.ToJson());
        Assert.Empty(stopped.PendingCalls);
        Emulator.Enqueue(Reply.Text("Done."));
        ToolRunResult result = await ResumeAsync(ToolRunState.FromJson(saved[^1]), [], protocol, streamed);

        Assert.Equal(("Done.", ToolRunStopReason.Completed), (result.Text, result.StopReason));
        Assert.Equal(["look a"], Ran);
        Assert.Equal([("1", "42")], GetToolResults(1));
        Assert.Equal(0.5m, result.Steps[0].Cost!.Value.Usd);
    }

    [Fact]
    public async Task SpendLimit_ReachedBeforeACorrectedResponse_ResumesWithTheCorrection()
    {
        ChatCompletionsClient limited = CreateClient(OpenAI, CreateLimit());
        Emulator.Enqueue(Reply.Text("four").WithUsage(400_000, 100_000), Reply.Text("4"));
        var options = new StructuredOutputOptions { MaxCorrections = 1 };
        ToolRunResult<int> stopped = await limited.RunToolsAsync<int>(Request, [Look], answerOptions: options, cancellationToken: Token);
        var state = ToolRunState.FromJson(stopped.Run.State!.ToJson());

        ToolRunResult<int> result = await CreateClient(OpenAI)
            .ResumeToolsAsync<int>(state, [], [Look], answerOptions: options, cancellationToken: Token);

        Assert.Equal((ToolRunStopReason.SpendLimit, false), (stopped.Run.StopReason, stopped.HasValue));
        Assert.Equal(4, result.Value);
        string[] roles = [.. GetSentMessages(1).EnumerateArray().Select(static message => message.GetProperty("role").GetString()!)];
        Assert.Equal(["assistant", "user"], roles[^2..]);
        Assert.Equal((1, 2), (state.StepCount, result.Run.Steps.Count));

        // The response that does not match is no final response: a smaller limit of requests stops the run again.
        ToolRunResult<int> capped = await CreateClient(OpenAI).ResumeToolsAsync<int>(
            state, [], [Look], new() { MaxSteps = 1 }, options, Token);
        Assert.Equal((ToolRunStopReason.MaxSteps, false), (capped.Run.StopReason, capped.HasValue));
        Assert.Equal(state.ToJson(), capped.Run.State!.ToJson());
        Assert.Equal(2, Emulator.Requests.Count);
    }

    [Fact]
    public async Task RequestTool_CalledBesideAnApproval_ContinuesWithAFunctionForIt()
    {
        ChatCompletionRequest request = Request with
        {
            Tools = [Tool.FromFunction("ask", "Asks.", Json.Element("""{"type":"object","properties":{}}"""))],
        };
        Emulator.Enqueue(Reply.ToolCall("pay", ToAda, "1").WithToolCall("ask", "{}", "2"), Reply.Text("Done."));
        ToolRunResult stopped = await RunAsync(OpenAI, false, [Pay], request: request);
        var state = ToolRunState.FromJson(stopped.State!.ToJson());
        ToolCallDecision decision = Assert.Single(state.Approvals).Approve();

        ToolRunResult again = await ResumeAsync(state, [decision], tools: [Pay]);
        ToolRunResult result = await ResumeAsync(
            again.State! with { Request = state.Request with { Tools = null } }, [decision],
            tools: [Pay, AIFunctionFactory.Create(static () => "yes", "ask")]);

        Assert.Equal((ToolRunStopReason.NonInvocableTool, 2), (again.StopReason, again.PendingCalls.Count));
        Assert.Equal("Done.", result.Text);
        Assert.Equal([("1", "paid"), ("2", "yes")], GetToolResults(1));
    }

    private static ChatCompletionsClientOptions CreateLimit()
    {
        var prices = new ModelPrices();
        prices.Set(MiniMaxModels.M2_1, new(1m, 1m));
        return new()
        {
            SpendLimit = new SpendLimit(0.5m, Timeout.InfiniteTimeSpan), Prices = prices, Resilience = ResilienceOptions.None,
        };
    }

    private static void AssertFirstCallIsKept(ToolRunResult result, ToolRunStopReason reason)
    {
        Assert.Equal(reason, result.StopReason);
        Assert.Equal("2", Assert.Single(result.PendingCalls).Id);
        Assert.Equal("42", Assert.Single(Assert.Single(result.Steps).Calls).Message.Content.Text);
        Assert.Equal("1", Assert.IsType<ToolMessage>(result.Messages[^1]).ToolCallId);
    }

    /// <summary>Starts a run of two calls that ends after the first one, and returns the last state that was saved.</summary>
    private async Task<ToolRunState> InterruptAfterFirstCallAsync(string protocol, bool streamed)
    {
        Emulator.Enqueue(Reply.ToolCall("look", """{"q":"a"}""", "1").WithToolCall("look", """{"q":"b"}""", "2"));
        var saved = new List<string>();
        await Assert.ThrowsAsync<IOException>(() => RunAsync(protocol, streamed, [Look], new()
        {
            SaveState = (state, _) =>
            {
                saved.Add(state.ToJson());
                return state.Calls[0].Result is null ? default : throw new IOException("Killed.");
            },
        }));
        Assert.Equal(["look a"], Ran);
        return ToolRunState.FromJson(saved[^1]);
    }

    private Task<ToolRunResult> ReachSpendLimitAsync(string protocol, bool streamed, List<string> saved)
    {
        Emulator.Enqueue(Reply.ToolCall("look", """{"q":"a"}""", "1").WithUsage(400_000, 100_000));
        return RunAsync(
            protocol,
            streamed,
            [Look],
            new()
            {
                SaveState = (state, _) =>
                {
                    saved.Add(state.ToJson());
                    return default;
                },
            },
            clientOptions: CreateLimit());
    }
}
