using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Providers;

public sealed class SystemMessageMergerTests
{
    private static readonly ChatMessage[] LateMessages =
        [ChatMessage.User("x"), ChatMessage.Assistant("y"), ChatMessage.System("summary"), ChatMessage.User("z")];

    public static TheoryData<string> Chat { get; } = SentRequest.OpenAIStyle;

    public static TheoryData<string, string> ModelsWithRules { get; } = new()
    {
        { "aimlapi", "minimax/m9" }, { "runapi", "any" }, { "modelslab", "any" }, { "modelslab, messages", "any" },
        { "anthropic", "any" }, { "openai", MiniMaxModels.M2 }, { "openai", "minimax/m2-1" }, { "openai", "minimax-minimax-m2" },
        { "openai", "MiniMax/MiniMax-M3.1-Flash" }, { "openai", "m2-HER" }, { "openai", "vendor/m2-her-20260101" },
        { "openai", "MiniMaxAI/MiniMax-M2" },
    };

    [Theory]
    [MemberData(nameof(Chat))]
    public async Task LeadingMessages_MiniMaxModel_AreMergedWithBlankLine(string provider) => Assert.Equal(
        """[{"role":"system","content":"A\n\nB"},{"role":"user","content":"x"}]""",
        await SentRequest.MessagesAsync(
            provider, MiniMaxModels.M2, [ChatMessage.System("A"), ChatMessage.System("B"), ChatMessage.User("x")]));

    [Fact]
    public async Task LeadingMessages_ContentParts_AreKept() => Assert.Equal(
        """[{"role":"system","content":[{"type":"text","text":"A"},{"type":"text","text":"B"},{"type":"text","text":"C"}]},{"role":"user","content":"x"}]""",
        await SentRequest.MessagesAsync(
            "openai",
            MiniMaxModels.M2,
            [ChatMessage.System("A"), ChatMessage.System(["B", "C"]), ChatMessage.User("x")]));

    [Fact]
    public async Task LeadingMessages_SystemAndDeveloper_BecomeSystemMessage() => Assert.Equal(
        """[{"role":"system","content":"A\n\nB"},{"role":"user","content":"x"}]""",
        await SentRequest.MessagesAsync(
            "runapi", MiniMaxModels.M2, [ChatMessage.Developer("A"), ChatMessage.System("B"), ChatMessage.User("x")]));

    [Fact]
    public async Task Messages_HostWithoutRules_AreUnchanged() => Assert.Equal(
        """[{"role":"system","content":"A"},{"role":"system","content":""},{"role":"user","content":""},{"role":"system","content":"B"}]""",
        await SentRequest.MessagesAsync(
            "openai",
            SentRequest.OtherModel,
            [ChatMessage.System("A"), ChatMessage.System(""), ChatMessage.User(""), ChatMessage.System("B")]));

    [Fact]
    public async Task Messages_RulesOfAdapter_AreApplied()
    {
        string sent = "";
        using var handler = new StubHandler(static () => new StringContent(
            """{"id":"1","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}]}"""));
        using var http = new HttpClient(handler);
        using var client = new ChatCompletionsClient(new LenientAdapter(), http);

        await client.CompleteAsync(new() { Model = MiniMaxModels.M2, Messages = LateMessages }, TestTimeouts.Token);
        sent = Json.Element(Assert.Single(handler.Requests)).GetProperty("messages")[2].GetRawText();

        Assert.Equal("""{"role":"system","content":"summary"}""", sent);
    }

    [Theory]
    [MemberData(nameof(ModelsWithRules))]
    public async Task LateMessage_DefaultHandling_IsRejected(string provider, string model)
    {
        RequestProblem problem = Assert.Single(await SentRequest.RejectAsync(provider, model, LateMessages));

        Assert.Equal("$.messages[2].role", problem.Path);
        Assert.Contains("is 'system' after other messages", problem.Message, StringComparison.Ordinal);
        Assert.Contains("LateSystemMessages", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LateMessage_Developer_IsRejected() => Assert.Equal(
        ["$.messages[1].role", "$.messages[2].role"],
        (await SentRequest.RejectAsync(
            "openai", MiniMaxModels.M2, ChatMessage.User("x"), ChatMessage.Developer("a"), ChatMessage.System("b")))
        .Select(static problem => problem.Path));

    [Theory]
    [MemberData(nameof(Chat))]
    public async Task LateMessage_MoveToFront_IsMergedIntoTheFirst(string provider) => Assert.Equal(
        """[{"role":"system","content":"A\n\nsummary"},{"role":"user","content":"x"},{"role":"assistant","content":"y"},{"role":"user","content":"z"}]""",
        await SentRequest.MessagesAsync(
            provider, MiniMaxModels.M2, [ChatMessage.System("A"), .. LateMessages], LateSystemMessageHandling.MoveToFront));

    [Fact]
    public async Task LateMessage_MoveToFrontAnthropicStyle_IsInTheSystemField()
    {
        var sent = await SentRequest.SendAsync(
            "anthropic", new() { Model = SentRequest.OtherModel, Messages = LateMessages }, LateSystemMessageHandling.MoveToFront);

        Assert.Contains("\"system\":\"summary\",\"messages\":[{\"role\":\"user\"", sent.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Chat))]
    public async Task LateMessage_SendAsUser_KeepsItsPositionWithTags(string provider) => Assert.Equal(
        """[{"role":"user","content":"x"},{"role":"assistant","content":"y"},{"role":"user","content":"<instructions>\nsummary\n</instructions>"},{"role":"user","content":"z"}]""",
        await SentRequest.MessagesAsync(provider, MiniMaxModels.M2, LateMessages, LateSystemMessageHandling.SendAsUser));

    [Fact]
    public async Task LateMessage_SendAsUserAnthropicStyle_IsAUserMessage() => Assert.Equal(
        """[{"role":"user","content":[{"type":"text","text":"x"}]},{"role":"user","content":[{"type":"text","text":"<instructions>\n"},{"type":"text","text":"a"},{"type":"text","text":"\n</instructions>"}]}]""",
        await SentRequest.MessagesAsync(
            "anthropic",
            SentRequest.OtherModel,
            [ChatMessage.User("x"), ChatMessage.System(["a"])],
            LateSystemMessageHandling.SendAsUser));

    [Fact]
    public async Task LateMessage_BetweenCallAndResult_IsMoved() => Assert.Equal(
        """[{"role":"system","content":"a"},{"role":"user","content":"x"},{"role":"assistant","tool_calls":[{"id":"t1","type":"function","function":{"name":"f","arguments":"{}"}}],"content":null},{"role":"tool","tool_call_id":"t1","content":"r"}]""",
        await SentRequest.MessagesAsync(
            "openai",
            MiniMaxModels.M2,
            [ChatMessage.User("x"), SentRequest.Call("{}"), ChatMessage.System("a"), ChatMessage.Tool("t1", "r")],
            LateSystemMessageHandling.MoveToFront));

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task EmptyMessage_AnyPosition_IsOmitted(string provider)
    {
        var sent = await SentRequest.SendAsync(provider, new()
        {
            Model = MiniMaxModels.M2,
            Messages = [ChatMessage.System(""), ChatMessage.User("x"), ChatMessage.System([" ", ""]), ChatMessage.User("y")],
        });

        Assert.DoesNotContain("system", sent.Text, StringComparison.Ordinal);
        Assert.Equal(2, sent.Json.GetProperty("messages").GetArrayLength());
    }

    [Fact]
    public async Task Message_AfterEmptyAssistantMessage_IsTheFirst() => Assert.Equal(
        """[{"role":"system","content":"a"},{"role":"user","content":"x"}]""",
        await SentRequest.MessagesAsync(
            "openai", MiniMaxModels.M2, [ChatMessage.Assistant(""), ChatMessage.System("a"), ChatMessage.User("x")]));

    [Theory]
    [InlineData("anthropic")]
    [InlineData("modelslab, messages")]
    public async Task SystemMessages_NoOtherMessageAnthropicStyle_AreRejected(string provider)
    {
        RequestProblem problem = Assert.Single(await SentRequest.RejectAsync(
            provider, SentRequest.OtherModel, ChatMessage.System("s"), ChatMessage.Assistant("")));

        Assert.Equal("$.messages", problem.Path);
        Assert.Contains("at least one other message is required", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TokenCount_LateMessage_AppliesTheSameOption()
    {
        await using Faults.FaultServer server = Faults.FaultServer.Start(Faults.ServerScript.Json(200, """{"input_tokens":3}"""));
        using var client = new ChatCompletionsClient(
            Adapters.ForAddress(server.BaseAddress, "anthropic"), new() { LateSystemMessages = LateSystemMessageHandling.MoveToFront });

        await client.CountTokensAsync(new() { Model = SentRequest.OtherModel, Messages = LateMessages }, TestTimeouts.Token);

        Assert.Contains("\"system\":\"summary\"", Assert.Single(server.Requests).Text, StringComparison.Ordinal);
    }

    private sealed class LenientAdapter() : OpenAICompatibleAdapter("lenient", "http://localhost/v1", null)
    {
        public override ModelCapabilities GetCapabilities(string model) =>
            base.GetCapabilities(model) with { MessageRules = new() { Source = "the host's own template" } };
    }
}
