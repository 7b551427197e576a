using MiniMaxClient.Benchmarks.Bodies;
using MiniMaxClient.Benchmarks.Contenders;
using MiniMaxClient.Benchmarks.Memory;
using MiniMaxClient.Benchmarks.Results;

namespace MiniMaxClient.Benchmarks.Scenarios;

/// <summary>What this library allocates for 2n of something, over what it allocates for n: 2 where the cost is linear.</summary>
internal sealed class Growth : IScenario
{
    private static readonly Uri Address = new("http://127.0.0.1:1/v1/chat/completions");

    private static readonly (Figure Figure, Func<int, (Answer Answer, ChatCompletionRequest Request)> Create)[] Cases =
    [
        (FigureOf("chunks with new unknown properties"), static n => (GrowingAnswers.UnknownProperties(n), Request())),
        (FigureOf("deltas of one call's arguments"), static n => (GrowingAnswers.ToolArguments(n), Request())),
        (FigureOf("deltas of reasoning details"), static n => (GrowingAnswers.ReasoningDetails(n), Request())),
        (FigureOf("messages of a history"), static n => (PlainAnswers.Create(Grammar.ChatCompletions), Request(Messages(n)))),
        (FigureOf("tool calls of a history"), static n => (PlainAnswers.Create(Grammar.ChatCompletions), Request(Calls(n)))),
    ];

    public static IEnumerable<Figure> Figures => Cases.Select(static one => one.Figure);

    public IReadOnlyList<string> Names => ["growth"];

    public async Task RunAsync(Sizes sizes, Report report)
    {
        if (!sizes.Entrants.Contains(Entrant.Ours))
            return;
        foreach ((Figure figure, Func<int, (Answer Answer, ChatCompletionRequest Request)> create) in Cases)
        {
            double once = await MeasureAsync(create(sizes.GrowthCount));
            double twice = await MeasureAsync(create(sizes.GrowthCount * 2));
            report.Add(figure, Entrant.Ours, [twice / once]);
        }
    }

    private static async Task<double> MeasureAsync((Answer Answer, ChatCompletionRequest Request) call)
    {
        using var http = new HttpClient(new PreparedHandler(call.Answer));
        using var client = new ChatCompletionsClient(new OpenAICompatibleAdapter("bench", Address, "key"), http);

        // The first call fills the pools of buffers.
        await CallAsync();
        return (await Turns.MeasureAsync(CallAsync, TimeSpan.Zero)).Bytes;

        async Task CallAsync()
        {
            ChatCompletion completion = call.Answer.Chunks > 0
                ? await client.StreamAsync(call.Request).ToCompletionAsync()
                : await client.CompleteAsync(call.Request);
            int arguments = completion.Choices[0].Message.ToolCalls?.OfType<FunctionToolCall>()
                .Sum(static one => one.Function!.Arguments.Length) ?? 0;
            Entrant.Ours.Verify(call.Answer, completion.Text.Length + (completion.Reasoning?.Length ?? 0) + arguments);
        }
    }

    private static Figure FigureOf(string what) => new($"growth by {what}", "bytes at 2n to bytes at n");

    private static ChatCompletionRequest Request(params ChatMessage[] history) => new()
    {
        Model = Prompt.Model,
        MaxTokens = Prompt.MaxTokens,
        Messages = [.. history, ChatMessage.User(Prompt.Question.Turns[0])],
    };

    private static ChatMessage[] Messages(int count) =>
    [
        .. Enumerable.Range(0, count).Select(static i =>
            i % 2 == 0 ? (ChatMessage)ChatMessage.User(Words.Piece(i)) : ChatMessage.Assistant(Words.Piece(i))),
    ];

    private static ChatMessage[] Calls(int count) =>
    [
        ChatMessage.User("Look."),
        new AssistantMessage
        {
            ToolCalls =
            [
                .. Enumerable.Range(0, count).Select(static i =>
                    new FunctionToolCall { Id = $"call_{i}", Function = new() { Name = "look", Arguments = "{}" } }),
            ],
        },
        .. Enumerable.Range(0, count).Select(static i => ChatMessage.Tool($"call_{i}", Words.Piece(i))),
    ];
}
