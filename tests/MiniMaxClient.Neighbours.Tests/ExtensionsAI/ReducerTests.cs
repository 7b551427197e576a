namespace MiniMaxClient.Neighbours.Tests.ExtensionsAI;

/// <summary><c>UseChatReducer</c>: a shortened history is valid, no result without its call.</summary>
public sealed class ReducerTests
{
    private static readonly ChatOptions Options =
        new() { Tools = [AIFunctionFactory.Create((string city) => $"{city}: sun", "weather")] };

    public static MatrixTheoryData<string, bool> Ways => EmulatedChat.ProvidersAndModes;

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task MessageCountingReducer_AroundTheToolLoop_LeavesNoResultWithoutItsCall(string provider, bool stream)
    {
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(provider, Turns(3));
        using IChatClient chat = emulated.Chat.AsBuilder()
            .UseChatReducer(new MessageCountingChatReducer(2)).UseFunctionInvocation().Build();

        await ConverseAsync(chat, stream, turns: 3);

        Assert.Equal(6, emulated.Requests.Count);
        Assert.All(emulated.Requests, static request => request.AssertEveryResultHasItsCall());
        Assert.Equal("Be terse.", emulated.Requests[^1].System());
    }

    public static MatrixTheoryData<string, bool, LateSystemMessageHandling> SummarizingWays { get; } = new(
        Adapters.AllNames, [false, true], [LateSystemMessageHandling.MoveToFront, LateSystemMessageHandling.SendAsUser]);

    [Theory]
    [MemberData(nameof(SummarizingWays))]
    public async Task SummarizingReducer_AroundTheToolLoop_LeavesNoResultWithoutItsCall(
        string provider, bool stream, LateSystemMessageHandling handling)
    {
        // The reducer appends its prompt as a system message to the messages to summarize.
        ChatCompletionsClientOptions options = new() { LateSystemMessages = handling };
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(provider, MiniMaxModels.M2, options, static request =>
            !request.Json.TryGetProperty("tools", out _) ? Reply.Text("They spoke of Oslo.")
            : request.Messages()[^1].GetRawText().Contains(": sun", StringComparison.Ordinal) ? Reply.Text("Sunny.", thinking: "Read it.")
            : Reply.Text("", thinking: "Look it up.").WithToolCall("weather", """{"city":"Oslo"}"""));
        using IChatClient chat = emulated.Chat.AsBuilder()
            .UseChatReducer(new SummarizingChatReducer(emulated.Chat, targetCount: 1, threshold: 1)).UseFunctionInvocation().Build();

        await ConverseAsync(chat, stream, turns: 4);

        Assert.Contains(emulated.Requests, static request => request.Text.Contains("They spoke of Oslo.", StringComparison.Ordinal));
        Assert.All(emulated.Requests, static request => Assert.Equal(200, request.Status));
        Assert.All(emulated.Requests, static request => request.AssertEveryResultHasItsCall());
    }

    private static Reply[] Turns(int count) =>
    [
        .. Enumerable.Range(1, count).SelectMany(static turn => (Reply[])
        [
            Reply.Text("", thinking: "Look it up.").WithToolCall("weather", """{"city":"Oslo"}""", $"call_{turn}"),
            Reply.Text("Sunny.", thinking: "Read it."),
        ]),
    ];

    private static async Task ConverseAsync(IChatClient chat, bool stream, int turns)
    {
        List<AIMessage> history = [new(AIRole.System, "Be terse.")];
        for (int turn = 1; turn <= turns; turn++)
        {
            history.Add(EmulatedChat.CreateUserMessage($"Weather in Oslo on day {turn}?"));
            ChatResponse response = await EmulatedChat.GetResponseAsync(chat, stream, history, Options);
            Assert.Equal("Sunny.", response.Text);
            history.AddRange(response.Messages);
        }
    }
}
