using System.Text.Json;
using System.Text.Json.Nodes;
using MiniMaxClient.Testing;

namespace MiniMaxClient.Tests.Agents;

/// <summary>Attacks on a paused run: a call runs only if exactly that call was shown and approved.</summary>
public sealed class PendingStepTests : ToolRunResumeTest
{
    [Theory]
    [InlineData("name", """{"to":"Ada"}""", """{"to":"Ada"}""", "look")]
    [InlineData("other arguments", """{"to":"Ada"}""", """{"to":"Eve"}""", "pay")]
    [InlineData("reformatted arguments", """{"to":"Ada"}""", """{ "to": "Ada" }""", "pay")]
    [InlineData("escaped arguments", """{"to":"Ada"}""", """{"to":"\u0041da"}""", "pay")]
    [InlineData("duplicate keys", """{"to":"Ada"}""", """{"to":"Ada","to":"Eve"}""", "pay")]
    [InlineData("another normal form", "{\"to\":\"Zo\u00EB\"}", "{\"to\":\"Zoe\u0308\"}", "pay")]
    [InlineData("an invisible character", """{"to":"Ada"}""", "{\"to\":\"Ada\u200B\"}", "pay")]
    public async Task StateEditedAfterItWasShown_Call_IsNotRun(string edit, string shown, string arguments, string name)
    {
        ToolRunState state = await PauseAsync(first: Reply.ToolCall("pay", shown, "1"));
        ToolCallDecision decision = state.Approvals[0].Approve();
        Emulator.Enqueue(Reply.Text("Done."));

        ToolRunState edited = Edit(state, call =>
        {
            call["function"]!["arguments"] = arguments;
            call["function"]!["name"] = name;
        });
        ToolRunResult result = await ResumeAsync(edited, [decision]);

        Assert.True(Ran.Count == 0, edit);
        Assert.Equal(1, result.FailedCalls);
    }

    [Fact]
    public async Task StateEditedAfterItWasShown_IdOfTheCall_IsNotRun()
    {
        ToolRunState state = await PauseAsync();
        Emulator.Enqueue(Reply.Text("Done."));

        await ResumeAsync(Edit(state, static call => call["id"] = "2"), [state.Approvals[0].Approve()]);

        Assert.Empty(Ran);
        Assert.Equal(
            [("2", "Error: the call was not approved: the decision is about another name or other arguments")], GetToolResults(1));
    }

    [Fact]
    public async Task StateEditedAfterItWasShown_AddedCall_NeedsItsOwnApproval()
    {
        ToolRunState state = await PauseAsync();
        JsonNode json = JsonNode.Parse(state.ToJson())!;
        JsonNode step = json["steps"]![0]!;
        JsonArray calls = step["response"]!["choices"]![0]!["message"]!["tool_calls"]!.AsArray();
        JsonNode added = calls[0]!.DeepClone();
        added["id"] = "2";
        calls.Add(added);
        step["calls"]!.AsArray().Add(JsonNode.Parse("""{"approval":null,"may_have_run":false,"result":null}"""));
        var edited = ToolRunState.FromJson(json.ToJsonString());

        ToolRunResult result = await ResumeAsync(edited, [state.Approvals[0].Approve()]);

        Assert.Equal(ToolRunStopReason.ApprovalRequired, result.StopReason);
        Assert.Empty(Ran);
        Assert.Equal(["1", "2"], result.State!.Approvals.Select(static one => one.Call.Id));
    }

    [Fact]
    public async Task StateEditedAfterItWasShown_ApprovalRemoved_IsRequestedAgain()
    {
        ToolRunState state = await PauseAsync();
        JsonNode json = JsonNode.Parse(state.ToJson())!;
        json["steps"]![0]!["calls"]![0]!["approval"] = null;
        var edited = ToolRunState.FromJson(json.ToJsonString());

        await Assert.ThrowsAsync<ArgumentException>(() => ResumeAsync(edited, [state.Approvals[0].Approve()]));
        ToolRunResult result = await ResumeAsync(edited, []);

        Assert.Equal(ToolRunStopReason.ApprovalRequired, result.StopReason);
        Assert.Empty(Ran);
    }

    [Fact]
    public async Task StateEditedAfterItWasShown_MessagesRemoved_RunsOnlyWhatWasApproved()
    {
        ToolRunState state = await PauseAsync();
        JsonNode json = JsonNode.Parse(state.ToJson())!;
        json["request"]!["messages"]!.AsArray().RemoveAt(0);
        Emulator.Enqueue(Reply.Text("Done."));

        await ResumeAsync(ToolRunState.FromJson(json.ToJsonString()), [state.Approvals[0].Approve()]);

        Assert.Equal(["pay Ada"], Ran);
    }

    [Fact]
    public async Task NoDecision_Call_IsDenied()
    {
        ToolRunState state = await PauseAsync();
        Emulator.Enqueue(Reply.Text("Done."));

        ToolRunResult result = await ResumeAsync(state, []);

        Assert.Empty(Ran);
        Assert.Equal(ToolCallOutcome.Denied, result.Steps[0].Calls[0].Outcome);
        Assert.Equal([("1", "Error: the call was not approved.")], GetToolResults(1));
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task RunHadApprove_ResumedWithoutItAndWithoutDecision_CallIsDenied(string protocol, bool streamed)
    {
        string? saved = null;
        Emulator.Enqueue(Reply.ToolCall("look", """{"q":"x"}""", "1"), Reply.Text("Done."));
        await Assert.ThrowsAsync<IOException>(() => RunAsync(protocol, streamed, [Look], new()
        {
            Approve = static (_, _) => throw new IOException("Killed."),
            SaveState = (current, _) =>
            {
                saved = current.ToJson();
                return default;
            },
        }));
        var state = ToolRunState.FromJson(saved!);

        ToolRunResult result = await ResumeAsync(state, [], protocol, streamed);

        Assert.Equal(("1", false), (Assert.Single(state.Approvals).Call.Id, state.Approvals[0].MayHaveRun));
        Assert.Empty(Ran);
        Assert.Equal(ToolCallOutcome.Denied, result.Steps[0].Calls[0].Outcome);
        Emulator.Enqueue(Reply.Text("Done."), Reply.Text("Done."));
        await ResumeAsync(state, [state.Approvals[0].Approve()], protocol, streamed);
        await ResumeAsync(state, [], protocol, streamed, options: new() { Approve = static (_, _) => new(ToolApproval.Approved) });
        Assert.Equal(["look x", "look x"], Ran);
    }

    [Fact]
    public async Task DecisionOfAnotherRun_ForTheSameCall_ThrowsAndNothingRuns()
    {
        ToolRunState other = await PauseAsync();
        ToolRunState state = await PauseAsync();

        ArgumentException e = await Assert.ThrowsAsync<ArgumentException>(
            "decisions", () => ResumeAsync(state, [other.Approvals[0].Approve()]));

        Assert.Contains("from another state, or was used", e.Message, StringComparison.Ordinal);
        Assert.Empty(Ran);
        Assert.Equal(2, Emulator.Requests.Count);
    }

    [Fact]
    public async Task TwoDecisions_AboutOneCall_ThrowAndNothingRuns()
    {
        ToolRunState state = await PauseAsync();
        ToolApprovalRequest asked = state.Approvals[0];

        await Assert.ThrowsAsync<ArgumentException>("decisions", () => ResumeAsync(state, [asked.Deny(), asked.Approve()]));
        await Assert.ThrowsAsync<ArgumentException>("decisions", () => ResumeAsync(state, [null!]));

        Assert.Empty(Ran);
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task DuplicateCallIds_InOneResponse_OneApprovalRunsOneCall(string protocol, bool streamed)
    {
        ToolRunState state = await PauseAsync(
            protocol, streamed, Reply.ToolCall("pay", ToAda, "1").WithToolCall("pay", ToAda, "1"));
        Emulator.Enqueue(Reply.Text("Done."));

        ToolRunResult result = await ResumeAsync(state, [state.Approvals[1].Approve()], protocol, streamed);

        Assert.Equal(2, state.Approvals.Select(static one => one.Id).Distinct().Count());
        Assert.Equal(["pay Ada"], Ran);
        Assert.Equal(
            [ToolCallOutcome.Denied, ToolCallOutcome.Succeeded], result.Steps[0].Calls.Select(static call => call.Outcome));
    }

    [Fact]
    public async Task UsedDecision_ForALaterState_ThrowsAndNothingRuns()
    {
        ToolRunState state = await PauseAsync();
        ToolCallDecision decision = state.Approvals[0].Approve();
        var saved = new List<string>();
        Emulator.Enqueue(Reply.Text("Done."));
        await ResumeAsync(state, [decision], options: new()
        {
            SaveState = (current, _) =>
            {
                saved.Add(current.ToJson());
                return default;
            },
        });
        Ran.Clear();

        // Before the call the approval is unused; from its start on it is used.
        foreach (string json in saved.Skip(1))
            await Assert.ThrowsAsync<ArgumentException>(() => ResumeAsync(ToolRunState.FromJson(json), [decision]));

        Assert.Equal(3, saved.Count);
        Assert.Empty(Ran);
    }

    [Fact]
    public async Task Decision_StoredAsJson_IsTheSame()
    {
        ToolRunState state = await PauseAsync(first: Reply.ToolCall("pay", """{"to":"Zoë 😀 <\"&"}""", "1"));
        Emulator.Enqueue(Reply.Text("Done."));
        string json = JsonSerializer.Serialize(state.Approvals[0].Approve());

        await ResumeAsync(state, [JsonSerializer.Deserialize<ToolCallDecision>(json)!]);

        Assert.Equal(["pay Zoë 😀 <\"&"], Ran);
    }

    private static ToolRunState Edit(ToolRunState state, Action<JsonNode> edit)
    {
        JsonNode json = JsonNode.Parse(state.ToJson())!;
        edit(json["steps"]![0]!["response"]!["choices"]![0]!["message"]!["tool_calls"]![0]!);
        return ToolRunState.FromJson(json.ToJsonString());
    }
}
