using Microsoft.Extensions.AI;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

public sealed class ToolRunStateTests : ToolRunResumeTest
{
    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task FromJson_OfAState_IsTheSameState(string protocol, bool streamed)
    {
        Emulator.Enqueue(
            Reply.Text("Wait.", "Look.").WithToolCall("look", """{"q":"x"}""", "1").WithToolCall("look", "{\"cut", "2"),
            Reply.Text("", "Pay.").WithToolCall("pay", ToAda, "3"));
        ToolRunResult paused = await RunAsync(protocol, streamed, [Look, Pay]);

        string json = paused.State!.ToJson();
        var state = ToolRunState.FromJson(json);

        Json.AssertEqual(json, state.ToJson());
        Assert.Equal((2, "3", "Pay."), (state.StepCount, state.Approvals.Single().Call.Id, state.Completion.Reasoning));
        Assert.Equal(paused.State.Approvals.Single().Id, state.Approvals.Single().Id);
        Assert.Equal(paused.Usage!.TotalTokens, state.Usage!.TotalTokens);
    }

    [Fact]
    public async Task ToJson_RequestOptionsAndKey_AreNotInIt()
    {
        Emulator.Enqueue(Reply.ToolCall("pay", ToAda, "1"));
        ChatCompletionRequest request = Request with
        {
            Options = new() { ClientRequestId = "secret-1", Headers = new Dictionary<string, string> { ["X-A"] = "secret-2" } },
        };

        ToolRunState state = (await RunAsync(OpenAI, false, [Pay], request: request)).State!;

        Assert.Same(request.Options, state.Request.Options);
        Assert.DoesNotContain("secret", state.ToJson(), StringComparison.Ordinal);
        Assert.DoesNotContain(Emulator.ApiKey, state.ToJson(), StringComparison.Ordinal);
        Assert.Null(ToolRunState.FromJson(state.ToJson()).Request.Options);
    }

    [Fact]
    public async Task Request_WithOptions_IsUsedByTheResumedRun()
    {
        ToolRunState state = await PauseAsync();
        Emulator.Enqueue(Reply.Text("Done."));

        await ResumeAsync(
            state with { Request = state.Request with { Options = new() { ClientRequestId = "resumed-1" } } },
            [state.Approvals[0].Approve()]);

        Assert.Equal("resumed-1", Emulator.Requests[1].Headers["X-Client-Request-Id"]);
        Assert.Equal(["pay Ada"], Ran);
    }

    [Fact]
    public async Task FromJson_HugeState_IsReadAndResumed()
    {
        string text = string.Concat(Enumerable.Repeat("Zoë 😀 \"<\\\n", 400_000));
        var client = new FakeClient([FakeClient.CreateToolCall("pay", ToAda, "1"), FakeClient.CreateText("Done.")]);
        ToolRunState state = (await client.RunToolsAsync(
            Request with { Messages = [ChatMessage.User(text)] }, [Pay], cancellationToken: Token)).State!;

        var restored = ToolRunState.FromJson(state.ToJson());
        ToolRunResult result = await client.ResumeToolsAsync(
            restored, [restored.Approvals[0].Approve()], [Pay], cancellationToken: Token);

        Assert.Equal("Done.", result.Text);
        Assert.Equal(text, Assert.IsType<UserMessage>(client.Requests[1].Messages[0]).Content.Text);
    }

    [Fact]
    public async Task FromJson_UnpairedSurrogate_DoesNotRunTheCallThatWasShownWithIt()
    {
        var client = new FakeClient([FakeClient.CreateToolCall("pay", "{\"to\":\"A\ud83d\"}", "1"), FakeClient.CreateText("Done.")]);
        ToolRunState state = (await client.RunToolsAsync(Request, [Pay], cancellationToken: Token)).State!;

        await client.ResumeToolsAsync(
            ToolRunState.FromJson(state.ToJson()), [state.Approvals[0].Approve()], [Pay], cancellationToken: Token);

        Assert.Empty(Ran);
    }

    [Fact]
    public async Task ToString_HasNoConversation()
    {
        string text = (await PauseAsync()).ToString();

        Assert.Equal("Tool run after 1 request; approvals needed: 1", text);
    }

    [Fact]
    public async Task State_OfARunThatWasNotPaused_IsNull()
    {
        Emulator.Enqueue(Reply.ToolCall("look", """{"q":"x"}"""), Reply.Text("Done."));

        Assert.Null((await RunAsync(OpenAI, false, [Look])).State);
        Assert.Throws<ArgumentNullException>("json", () => ToolRunState.FromJson(null!));
    }
}
