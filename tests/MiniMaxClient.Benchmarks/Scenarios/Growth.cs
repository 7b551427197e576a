using MiniMaxClient.Benchmarks.Bodies;
using MiniMaxClient.Benchmarks.Contenders;
using MiniMaxClient.Benchmarks.Memory;
using MiniMaxClient.Benchmarks.Results;

namespace MiniMaxClient.Benchmarks.Scenarios;

/// <summary>The ratio of the allocations of this library for 2n and for n items: 2 if the cost is linear.</summary>
internal sealed class Growth : IScenario
{
    private static readonly Uri Address = new("http://127.0.0.1:1/v1/chat/completions");

    private static readonly (Figure Figure, Func<int, (PreparedResponse Response, ChatCompletionRequest Request)> Create)[] Cases =
    [
        (CreateMetric("chunks with new unknown properties"), static n => (ScalingResponses.UnknownProperties(n), CreateRequest())),
        (CreateMetric("deltas of one call's arguments"), static n => (ScalingResponses.ToolArguments(n), CreateRequest())),
        (CreateMetric("deltas of reasoning details"), static n => (ScalingResponses.ReasoningDetails(n), CreateRequest())),
        (CreateMetric("messages of a history"), static n => (NonStreamingResponses.Create(WireProtocol.ChatCompletions), CreateRequest(CreateMessages(n)))),
        (CreateMetric("tool calls of a history"), static n => (NonStreamingResponses.Create(WireProtocol.ChatCompletions), CreateRequest(CreateToolCalls(n)))),
    ];

    public static IEnumerable<Figure> Figures => Cases.Select(static one => one.Figure);

    public IReadOnlyList<string> Names => ["growth"];

    public async Task RunAsync(Sizes sizes, Report report)
    {
        if (!sizes.Entrants.Contains(Competitor.Ours))
            return;
        foreach ((Figure figure, Func<int, (PreparedResponse Response, ChatCompletionRequest Request)> create) in Cases)
        {
            double once = await MeasureAsync(create(sizes.GrowthCount));
            double twice = await MeasureAsync(create(sizes.GrowthCount * 2));
            report.Add(figure, Competitor.Ours, [twice / once]);
        }
    }

    private static async Task<double> MeasureAsync((PreparedResponse Response, ChatCompletionRequest Request) call)
    {
        using var http = new HttpClient(new PreparedHandler(call.Response));
        using var client = new ChatCompletionsClient(new OpenAICompatibleAdapter("bench", Address, "key"), http);

        // The first call fills the pools of buffers.
        await CallAsync();
        return (await InterleavedRuns.MeasureAsync(CallAsync, TimeSpan.Zero)).Bytes;

        async Task CallAsync()
        {
            ChatCompletion completion = call.Response.Chunks > 0
                ? await client.StreamAsync(call.Request).ToCompletionAsync()
                : await client.CompleteAsync(call.Request);
            int arguments = completion.Choices[0].Message.ToolCalls?.OfType<FunctionToolCall>()
                .Sum(static one => one.Function!.Arguments.Length) ?? 0;
            Competitor.Ours.Verify(call.Response, completion.Text.Length + (completion.Reasoning?.Length ?? 0) + arguments);
        }
    }

    private static Figure CreateMetric(string what) => new($"growth by {what}", "bytes at 2n to bytes at n");

    private static ChatCompletionRequest CreateRequest(params ChatMessage[] history) => new()
    {
        Model = Prompt.Model,
        MaxTokens = Prompt.MaxTokens,
        Messages = [.. history, ChatMessage.User(Prompt.Question.Turns[0])],
    };

    private static ChatMessage[] CreateMessages(int count) =>
    [
        .. Enumerable.Range(0, count).Select(static i =>
            i % 2 == 0 ? (ChatMessage)ChatMessage.User(SampleWords.GetChunk(i)) : ChatMessage.Assistant(SampleWords.GetChunk(i))),
    ];

    private static ChatMessage[] CreateToolCalls(int count) =>
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
        .. Enumerable.Range(0, count).Select(static i => ChatMessage.Tool($"call_{i}", SampleWords.GetChunk(i))),
    ];
}
