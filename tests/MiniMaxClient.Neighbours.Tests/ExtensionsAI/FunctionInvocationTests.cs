namespace MiniMaxClient.Neighbours.Tests.ExtensionsAI;

/// <summary><c>UseFunctionInvocation</c>: it runs the same calls as <c>RunToolsAsync</c>.</summary>
public sealed class FunctionInvocationTests
{
    // dotnet.md, F2: the arguments of a response that the token limit cut.
    private const string CutArguments = "{\"dir\":\"/tmp/x\", \"for";

    public static MatrixTheoryData<string, bool> Ways => EmulatedChat.ProvidersAndModes;

    /// <summary>The Messages API has its arguments as an object, which only a stream can cut.</summary>
    public static TheoryData<string, bool> CutWays { get; } =
    [
        .. from provider in Adapters.AllNames
           from stream in (bool[])[false, true]
           where stream || !Adapters.UsesMessages(provider)
           select new TheoryDataRow<string, bool>(provider, stream),
    ];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Calls_OfOneResponse_RunAndTheirResultsAreSent(string provider, bool stream)
    {
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(
            provider,
            Reply.Text("", thinking: "Two calls.").WithToolCall("age_of", """{"name":"Elsa"}""", "call_1")
                .WithToolCall("age_of", """{"name":"Anna"}""", "call_2"),
            Reply.Text("Three years."));
        using IChatClient chat = Loop(emulated);
        ChatOptions options = new()
        {
            Tools = [AIFunctionFactory.Create((string name) => name == "Elsa" ? 21 : 18, "age_of")],
        };

        ChatResponse response = await EmulatedChat.GetResponseAsync(
            chat, stream, [EmulatedChat.CreateUserMessage("How much older is Elsa?")], options);

        Assert.Equal("Three years.", response.Text);
        RecordedRequest second = emulated.Requests[1];
        Assert.Equal([("call_1", "age_of"), ("call_2", "age_of")], second.ToolCalls().Select(static call => (call.Id, call.Name)));
        Assert.Equal(
            [("call_1", "21"), ("call_2", "18")], second.ToolResults().Select(static result => (result.Id, result.Text)));
        Assert.Contains("Two calls.", second.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(CutWays))]
    public async Task Call_WithTruncatedArguments_IsNotRunAndReported(string provider, bool stream)
    {
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(
            provider, Reply.ToolCall("wipe", CutArguments, "call_1").WithFinishReason("length"), Reply.Text("Sorry."));
        using IChatClient chat = Loop(emulated);
        List<string> wiped = [];
        ChatOptions options = new()
        {
            Tools = [AIFunctionFactory.Create((string dir = "/", bool force = false) => wiped.Add($"{dir} {force}"), "wipe")],
        };

        ChatResponse response = await EmulatedChat.GetResponseAsync(chat, stream, [EmulatedChat.CreateUserMessage("Clean up.")], options);

        Assert.Empty(wiped);
        Assert.Equal("Sorry.", response.Text);
        Assert.Equal(("call_1", "wipe"), emulated.Requests[1].ToolCalls().Select(static call => (call.Id, call.Name)).Single());
        Assert.StartsWith("Error: ", Assert.Single(emulated.Requests[1].ToolResults()).Text);
    }

    public static MatrixTheoryData<string, bool, bool> Decisions { get; } =
        new(["openai", "aimlapi", "modelslab", "anthropic"], [false, true], [false, true]);

    [Theory]
    [MemberData(nameof(Decisions))]
    public async Task Function_RequiresApproval_RunsOnlyIfApprovedAlsoWithAStoredHistory(
        string provider, bool stream, bool approved)
    {
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(
            provider, Reply.Text("", thinking: "Pay now.").WithToolCall("pay", """{"amount":7}""", "call_1"), Reply.Text("Done."));
        using IChatClient chat = Loop(emulated);
        List<int> paid = [];
        AIFunction pay = AIFunctionFactory.Create((int amount) => { paid.Add(amount); return "paid"; }, "pay");
        ChatOptions options = new() { Tools = [new ApprovalRequiredAIFunction(pay)] };
        List<AIMessage> history = [EmulatedChat.CreateUserMessage("Pay 7.")];

        ChatResponse first = await EmulatedChat.GetResponseAsync(chat, stream, history, options);
        history = EmulatedChat.RoundTripThroughJson([.. history, .. first.Messages]);
        ToolApprovalRequestContent approvalRequest =
            history.SelectMany(static message => message.Contents).OfType<ToolApprovalRequestContent>().Single();
        Assert.Empty(paid);
        Assert.Single(emulated.Requests);

        history.Add(new(AIRole.User, [approvalRequest.CreateResponse(approved, approved ? null : "Too much.")]));
        ChatResponse second = await EmulatedChat.GetResponseAsync(chat, stream, history, options);

        Assert.Equal("Done.", second.Text);
        Assert.Equal(approved ? [7] : [], paid);
        RecordedRequest sent = emulated.Requests[1];
        sent.AssertEveryResultHasItsCall();
        Assert.Equal("pay", Assert.Single(sent.ToolCalls()).Name);
        Assert.Contains(approved ? "paid" : "Too much.", Assert.Single(sent.ToolResults()).Text, StringComparison.Ordinal);
        Assert.Contains("Pay now.", sent.Text, StringComparison.Ordinal);
    }

    private static IChatClient Loop(EmulatedChat emulated) => emulated.Chat.AsBuilder().UseFunctionInvocation().Build();
}
