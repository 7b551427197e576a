using Microsoft.Extensions.AI;
using MiniMaxClient.Testing;

namespace MiniMaxClient.Tests.Agents;

/// <summary>The states that are saved around the calls, and the runs that are resumed from them.</summary>
public sealed class ToolCallSchedulerTests : ToolRunResumeTest
{
    private readonly List<string> _saved = [];

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task SaveState_IsCalledAfterTheResponseBeforeEachStartAndAfterEachResult(string protocol, bool streamed)
    {
        Emulator.Enqueue(
            Reply.ToolCall("look", """{"q":"a"}""", "1").WithToolCall("nothing", "{}", "2").WithToolCall("look", """{"q":"b"}""", "3"),
            Reply.Text("Done."));

        await RunAsync(protocol, streamed, [Look], new() { SaveState = Save });

        // After the response; then start and result of both calls. The second call is invalid when the response is received.
        Assert.Equal(
            ["not started, result, not started", "may have run, result, not started", "result, result, not started",
             "result, result, may have run", "result, result, result"],
            _saved.Select(Describe));
    }

    [Fact]
    public async Task SaveState_RunStopsForAnApproval_SavesTheStateOfTheResult()
    {
        Emulator.Enqueue(Reply.ToolCall("pay", ToAda, "1"));

        ToolRunResult paused = await RunAsync(OpenAI, false, [Pay], new() { SaveState = Save });

        Assert.Equal(paused.State!.ToJson(), Assert.Single(_saved));
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task SaveState_Throws_EndsTheRunBeforeTheCallRuns(string protocol, bool streamed)
    {
        ToolRunState state = await PauseAsync(protocol, streamed);
        Emulator.Enqueue(Reply.Text("Done."));

        await Assert.ThrowsAsync<IOException>(() => ResumeAsync(
            state, [state.Approvals[0].Approve()], protocol, streamed, options: new()
            {
                SaveState = (current, _) => current.Approvals is [{ MayHaveRun: true }] ? throw new IOException("The disk is full.") : default,
            }));

        Assert.Empty(Ran);
        Assert.Single(Emulator.Requests);
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task Resume_FromEverySavedState_RunsNoCallTwiceWithoutANewApproval(string protocol, bool streamed)
    {
        ToolRunState state = await PauseAsync(
            protocol, streamed, Reply.ToolCall("pay", ToAda, "1").WithToolCall("look", """{"q":"x"}""", "2"));
        Emulator.Enqueue(Reply.Text("Done."));
        await ResumeAsync(state, [state.Approvals[0].Approve()], protocol, streamed, options: new() { SaveState = Save });
        var outcomes = new List<string>();
        foreach (string json in _saved)
        {
            var interrupted = ToolRunState.FromJson(json);
            Ran.Clear();
            Emulator.Enqueue(Reply.Text("Done."));
            ToolRunResult result = await ResumeAsync(interrupted, [], protocol, streamed);
            Assert.Equal(ToolRunStopReason.Completed, result.StopReason);
            outcomes.Add($"{Describe(json)}: {string.Join(", ", Ran)}");
        }

        // Without a decision, a call that needs an approval does not run; one that needs none runs unless it was started.
        Assert.Equal(
            ["approval, not started: look x", "may have run, not started: look x", "result, not started: look x",
             "result, may have run: ", "result, result: "],
            outcomes);
    }

    [Fact]
    public async Task Resume_CallMayHaveRun_RunsWithANewApprovalOnly()
    {
        ToolRunState state = await PauseAsync();
        await Assert.ThrowsAsync<IOException>(() => ResumeAsync(state, [state.Approvals[0].Approve()], options: new()
        {
            SaveState = (current, token) => Ran.Count > 0 ? throw new IOException("Killed.") : Save(current, token),
        }));
        var interrupted = ToolRunState.FromJson(_saved[^1]);
        ToolApprovalRequest asked = Assert.Single(interrupted.Approvals);
        Emulator.Enqueue(Reply.Text("Done."), Reply.Text("Done."));

        // The delegate does not see that the call may have run, so it is not asked.
        await ResumeAsync(interrupted, [], options: new() { Approve = static (_, _) => new(ToolApproval.Approved) });
        Assert.Equal(["pay Ada"], Ran);
        await ResumeAsync(interrupted, [asked.Approve()]);

        Assert.True(asked.MayHaveRun);
        Assert.NotEqual(state.Approvals[0].Id, asked.Id);
        Assert.Equal(["pay Ada", "pay Ada"], Ran);
        Assert.Equal(
            [("1", "Error: the call was not approved: the run was interrupted, and the call may have run already")], GetToolResults(1));
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task Resume_CallMayHaveRunAndIsDeniedOrInvalid_TellsTheModelThatItMayHaveRun(string protocol, bool streamed)
    {
        ToolRunState state = await PauseAsync(protocol, streamed);
        await Assert.ThrowsAsync<IOException>(() => ResumeAsync(state, [state.Approvals[0].Approve()], protocol, streamed, options: new()
        {
            SaveState = (current, token) => Ran.Count > 0 ? throw new IOException("Killed.") : Save(current, token),
        }));
        var interrupted = ToolRunState.FromJson(_saved[^1]);
        ToolApprovalRequest asked = Assert.Single(interrupted.Approvals);
        Emulator.Enqueue(Reply.Text("Done."), Reply.Text("Done."), Reply.Text("Done."));

        await ResumeAsync(interrupted, [asked.Deny("not twice")], protocol, streamed);
        await ResumeAsync(interrupted, [asked.Approve() with { Arguments = "{}" }], protocol, streamed);
        await ResumeAsync(interrupted, [asked.Approve()], protocol, streamed, tools: [Look]);

        const string Interruption = "the run was interrupted, and the call may have run already";
        Assert.Equal(["pay Ada"], Ran);
        Assert.Equal(
            [$"Error: the call was not approved: not twice; {Interruption}",
             $"Error: the call was not approved: the decision is about another name or other arguments; {Interruption}",
             $"Error: there is no tool 'pay'. The tools are: look. Note: {Interruption}."],
            Enumerable.Range(1, 3).Select(request => GetToolResults(request).Single().Text));
    }

    [Fact]
    public async Task SaveState_ParallelCalls_IsNeverCalledConcurrently()
    {
        int started = 0;
        var bothStarted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int saving = 0;
        Emulator.Enqueue(
            Reply.ToolCall("wait", "{}", "1").WithToolCall("wait", "{}", "2").WithToolCall("wait", "{}", "3").WithToolCall("wait", "{}", "4"),
            Reply.Text("Done."));
        AIFunction wait = AIFunctionFactory.Create(
            async () =>
            {
                if (Interlocked.Increment(ref started) == 2)
                    bothStarted.SetResult();
                await bothStarted.Task.WaitAsync(Token);
            },
            "wait");

        await RunAsync(OpenAI, false, [wait], new()
        {
            MaxParallelCalls = 2,
            SaveState = async (state, token) =>
            {
                Assert.Equal(1, Interlocked.Increment(ref saving));
                await Task.Yield();
                await Save(state, token);
                Interlocked.Decrement(ref saving);
            },
        });

        Assert.Equal(9, _saved.Count);
        Assert.Equal("may have run, may have run, not started, not started", Describe(_saved[2]));
        Assert.Equal("result, result, result, result", Describe(_saved[^1]));
    }

    private static string Describe(string json) => string.Join(", ", ToolRunState.FromJson(json).Calls.Select(static call =>
        call.Result is not null ? "result" : call.MayHaveRun ? "may have run" : call.ApprovalId is not null ? "approval" : "not started"));

    private ValueTask Save(ToolRunState state, CancellationToken cancellationToken)
    {
        _saved.Add(state.ToJson());
        return default;
    }
}
