using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Providers;

public sealed class ToolCallHistoryValidatorTests
{
    private static readonly UserMessage Question = ChatMessage.User("How warm is it?");

    public static TheoryData<string, string, ChatMessage[]> InvalidHistories { get; } = new()
    {
        { "$.messages[1].tool_call_id", "not the id of a call without a result", [Question, ChatMessage.Tool("call_1", "12")] },
        {
            "$.messages[2].tool_call_id", "not the id of a call without a result",
            [Question, Calls("call_1"), ChatMessage.Tool("call_2", "12")]
        },
        {
            "$.messages[3].tool_call_id", "not the id of a call without a result",
            [Question, Calls("call_1"), ChatMessage.Tool("call_1", "12"), ChatMessage.Tool("call_1", "13")]
        },
        {
            "$.messages[3].tool_call_id", "not the id of a call without a result",
            [Question, Calls("call_1"), ChatMessage.User("Well?"), ChatMessage.Tool("call_1", "12")]
        },
        { "$.messages[1].tool_calls[0]", "for which there is no tool message", [Question, Calls("call_1")] },
        {
            "$.messages[1].tool_calls[0]", "for which there is no tool message",
            [Question, Calls("call_1"), ChatMessage.User("Well?")]
        },
        {
            "$.messages[1].tool_calls[1]", "for which there is no tool message",
            [Question, Calls("call_1", "call_2"), ChatMessage.Tool("call_1", "12"), ChatMessage.User("And?")]
        },
        {
            "$.messages[1].tool_calls[1].id", "also the id of another call",
            [Question, Calls("call_1", "call_1"), ChatMessage.Tool("call_1", "12")]
        },
        { "$.messages[1].tool_calls[0].id", "is empty", [Question, Calls("")] },
        { "$.messages[1].tool_calls[0].id", "is empty", [Question, Calls("  ")] },
        { "$.messages[1].tool_calls[0].function.arguments", "is not valid JSON", [Question, Call("call_1", "{\"a\":")] },
        { "$.messages[1].tool_calls[0].function.arguments", "is not valid JSON", [Question, Call("call_1", "{} {}")] },
        { "$.messages[1].tool_calls[0].function.arguments", "is not valid JSON", [Question, Call("call_1", "city=Paris")] },
    };

    [Theory]
    [MemberData(nameof(InvalidHistories))]
    public async Task History_InvalidToolCalls_IsRejectedWithItsPath(string path, string message, ChatMessage[] messages)
    {
        using var handler = new StubHandler(static () => new StringContent("{}"));
        using var http = new HttpClient(handler);
        using var client = new ChatCompletionsClient(new AimlApiAdapter("key-1"), http);

        var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(
            () => client.CompleteAsync(Request(messages), TestTimeouts.Token));

        RequestProblem problem = Assert.Single(e.Problems, problem => problem.Path == path);
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.Empty(handler.Requests);
    }

    [Fact]
    public async Task History_ParallelCallsInAnyOrder_IsSentByEveryAdapter()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: TestTimeouts.Token);
        ChatCompletionRequest request = Request(
            Question,
            Calls("call_1", "call_2"),
            ChatMessage.Tool("call_2", "12"),
            ChatMessage.Tool("call_1", "Paris"),
            ChatMessage.Assistant("It is 12 degrees in Paris."),
            ChatMessage.User("And tomorrow?"),
            Calls("call_1"),
            ChatMessage.Tool("call_1", "14"));
        foreach (string provider in Adapters.AllNames)
        {
            emulator.Enqueue(Reply.Text("14 degrees."));
            using var client = new ChatCompletionsClient(Adapters.ForEmulator(emulator, provider));
            Assert.Equal("14 degrees.", (await client.CompleteAsync(request, TestTimeouts.Token)).Text);
        }

        Assert.Equal(Adapters.AllNames.Length, emulator.Requests.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData(null)]
    public async Task Arguments_Empty_AreSentAsEmptyObjectAndNotModified(string? arguments)
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: TestTimeouts.Token);
        AssistantMessage message = Call("call_1", arguments!);
        ChatCompletionRequest request = Request(Question, message, ChatMessage.Tool("call_1", "12"));
        foreach (string provider in Adapters.Names)
        {
            using var client = new ChatCompletionsClient(Adapters.ForEmulator(emulator, provider));
            await client.CompleteAsync(request, TestTimeouts.Token);
        }

        Assert.Equal(Adapters.Names.Length, emulator.Requests.Count);
        Assert.All(emulator.Requests, static sent => Assert.Equal(
            "{}",
            sent.Json.GetProperty("messages")[1].GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments")
                .GetString()));
        Assert.Same(message, request.Messages[1]);
        Assert.Equal(arguments, ((FunctionToolCall)message.ToolCalls![0]).Function.Arguments);
    }

    private static ChatCompletionRequest Request(params ChatMessage[] messages) =>
        new() { Model = MiniMaxModels.M2, Messages = messages };

    private static AssistantMessage Call(string id, string arguments) => new()
    {
        ToolCalls = [new FunctionToolCall { Id = id, Function = new() { Name = "weather", Arguments = arguments } }],
    };

    private static AssistantMessage Calls(params string[] ids) => new()
    {
        ToolCalls = [.. ids.SelectMany(static id => Call(id, """{"city":"Paris"}""").ToolCalls!)],
    };
}
