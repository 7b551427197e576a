using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Failover;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Spending;

/// <summary>Tests of the costs that running streams charge, and of the streams that the limit stops.</summary>
public sealed class SpendLimitStreamTests : EmulatorTest
{
    // At four characters per token and one dollar per token, each event of the streams below costs one dollar.
    private const string FiveDollars = "1111222233334444555";

    private readonly TaskCompletionSource _release = new();
    private readonly ManualClock _clock = new();
    private readonly ModelPrices _prices = new();

    public SpendLimitStreamTests() => _prices.Set(MiniMaxModels.M2_1, new(0m, 1_000_000m));

    [Fact]
    public async Task StreamAsync_LimitExceeded_StopsTheStream()
    {
        SpendLimit limit = CreateLimit(2.5m);
        using ChatCompletionsClient client = CreateClient(limit);
        Emulator.Enqueue(Reply.Text(FiveDollars).WithChunkSize(4).HoldAfterEvents(3, _release.Task));
        Task<ChatCompletion> call = client.CompletePromptAsync(stream: true, EmulatedClient.CreateRequest(), Token);

        var e = await Assert.ThrowsAsync<MiniMaxBudgetException>(() => call.WaitAsync(Token));

        Assert.Equal((2.5m, 3m, TimeSpan.FromHours(1)), (e.Limit, e.Spent, e.RetryAfter));
        Assert.Equal("111122223333", e.Partial!.Text);
        Assert.Equal("The call to runapi was stopped because the spend limit is exceeded: 3 USD of 2.5 USD are spent.", e.Message);
        Assert.Equal(200, Assert.Single(e.Attempts).StatusCode);
        await (await Emulator.WaitForRequestAsync(Token)).Aborted.WaitAsync(Token);
        Assert.Equal(3m, limit.Spent);
    }

    [Fact]
    public async Task StreamAsync_LimitReachedExactly_CompletesTheStream()
    {
        SpendLimit limit = CreateLimit(5m);
        using ChatCompletionsClient client = CreateClient(limit);
        Emulator.Enqueue(Reply.Text(FiveDollars).WithChunkSize(4).WithUsage(1, 5));

        Assert.Equal(FiveDollars, (await client.CompletePromptAsync(stream: true, EmulatedClient.CreateRequest(), Token)).Text);

        Assert.Equal(5m, limit.Spent);
        await Assert.ThrowsAsync<MiniMaxBudgetException>(() => client.CompleteAsync(EmulatedClient.CreateRequest(), Token));
    }

    [Fact]
    public async Task StreamAsync_BeforeTheUsage_ChargesTheEstimatedPrompt()
    {
        _prices.Set(MiniMaxModels.M2_1, new(1_000_000m, 0m));
        using ChatCompletionsClient client = CreateClient(CreateLimit(500m));
        Emulator.Enqueue(Reply.Text("one two").WithChunkSize(4));

        // 4,000 characters in a body of a few more.
        var e = await Assert.ThrowsAsync<MiniMaxBudgetException>(
            () => client.CompletePromptAsync(stream: true, EmulatedClient.CreateRequest(new string('x', 4000)), Token));

        Assert.InRange(e.Spent, 1000m, 1100m);
        Assert.Equal("one ", e.Partial!.Text);
    }

    public static TheoryData<ContentPart> Media { get; } =
    [
        ContentPart.FromImage(new byte[30_000], "image/png"),
        ContentPart.FromImage(new Uri("data:image/png;base64," + new string('A', 30_000))),
        ContentPart.FromVideo(new byte[30_000], "video/mp4"),
        ContentPart.FromFile(new byte[30_000]),
    ];

    [Theory]
    [MemberData(nameof(Media), DisableDiscoveryEnumeration = true)]
    public async Task StreamAsync_MediaInThePrompt_AreNotCountedAsText(ContentPart part)
    {
        _prices.Set(MiniMaxModels.M2_1, new(1_000_000m, 0m));
        SpendLimit limit = CreateLimit(500m);
        using ChatCompletionsClient client = CreateClient(limit, EmulatedClient.OpenAI);
        Emulator.Enqueue(Reply.Text("one two").WithChunkSize(4).WithUsage(70, 2));
        ChatCompletionRequest request = EmulatedClient.CreateRequest() with
        {
            Messages = [ChatMessage.User(["What is this?", part])],
        };

        Assert.Equal("one two", (await client.CompletePromptAsync(stream: true, request, Token)).Text);

        Assert.Equal(70m, limit.Spent);
    }

    [Theory]
    [InlineData("""{"choices":[{"index":0,"delta":{"reasoning_content":"11112222"}}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"1","function":{"name":"f","arguments":"11112222"}}]}}]}""")]
    public async Task StreamAsync_ReasoningAndToolArguments_CountAsText(string chunk)
    {
        SpendLimit limit = CreateLimit(10m);
        using ChatCompletionsClient client = CreateClient(limit);
        Emulator.Enqueue(Reply.Stream(chunk, "{}").StallAfterEvents(1));

        await foreach (ChatCompletionChunk one in client.StreamAsync(EmulatedClient.CreateRequest(), Token))
        {
            Assert.Equal(2m, limit.Spent);
            break;
        }

        Assert.Equal(2m, limit.Spent);
    }

    [Fact]
    public async Task StreamAsync_UsageAtTheEnd_ReplacesTheEstimate()
    {
        SpendLimit limit = CreateLimit(10m);
        using ChatCompletionsClient client = CreateClient(limit);
        Emulator.Enqueue(Reply.Text(FiveDollars).WithChunkSize(4).WithUsage(1, 3));

        await client.CompletePromptAsync(stream: true, EmulatedClient.CreateRequest(), Token);

        Assert.Equal(3m, limit.Spent);
    }

    [Fact]
    public async Task StreamAsync_CostAtTheEndExceedsTheLimit_CompletesTheStream()
    {
        SpendLimit limit = CreateLimit(0.5m);
        using ChatCompletionsClient client = CreateClient(limit, EmulatedClient.AimlApi);
        Emulator.Enqueue(Reply.Stream(
            """{"choices":[{"index":0,"delta":{"content":"Hi"}}]}""",
            """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""",
            """{"meta":{"usage":{"usd_spent":0.75}}}"""));

        ChatCompletion completion = await client.CompletePromptAsync(stream: true, EmulatedClient.CreateRequest(), Token);

        Assert.Equal(("Hi", new Cost { Usd = 0.75m, Source = CostSource.Reported }), (completion.Text, completion.Cost));
        Assert.Equal(0.75m, limit.Spent);
        var e = await Assert.ThrowsAsync<MiniMaxBudgetException>(
            () => client.CompletePromptAsync(stream: true, EmulatedClient.CreateRequest(), Token));
        Assert.Equal(0.75m, e.Spent);
        Assert.Single(Emulator.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task StreamAsync_EndsEarly_ChargesTheTextReceived(bool isBroken)
    {
        SpendLimit limit = CreateLimit(10m);
        using ChatCompletionsClient client = CreateClient(limit);
        Reply reply = Reply.Text(FiveDollars).WithChunkSize(4);
        Emulator.Enqueue(isBroken ? reply.CutAfterEvents(2) : reply.StallAfterEvents(2));
        int seen = 0;

        Exception? failure = await Record.ExceptionAsync(async () =>
        {
            await foreach (ChatCompletionChunk chunk in client.StreamAsync(EmulatedClient.CreateRequest(), Token))
            {
                if (++seen == 2 && !isBroken)
                    break;
            }
        });

        Assert.Equal(isBroken, failure is MiniMaxStreamInterruptedException);
        Assert.Equal(2m, limit.Spent);
    }

    [Fact]
    public async Task StreamAsync_ConcurrentStreams_CountTogether()
    {
        SpendLimit limit = CreateLimit(3m);
        using ChatCompletionsClient client = CreateClient(limit);
        Reply reply = Reply.Text(FiveDollars).WithChunkSize(4).HoldAfterEvents(2, _release.Task);
        Emulator.Enqueue(reply, reply);
        await using IAsyncEnumerator<ChatCompletionChunk> one =
            client.StreamAsync(EmulatedClient.CreateRequest(), Token).GetAsyncEnumerator(Token);
        await using IAsyncEnumerator<ChatCompletionChunk> two =
            client.StreamAsync(EmulatedClient.CreateRequest(), Token).GetAsyncEnumerator(Token);
        for (int i = 0; i < 2; i++)
        {
            Assert.True(await one.MoveNextAsync());
            Assert.True(await two.MoveNextAsync());
        }

        Assert.Equal(4m, limit.Spent);
        await Assert.ThrowsAsync<MiniMaxBudgetException>(() => client.CompleteAsync(EmulatedClient.CreateRequest(), Token));
        await Assert.ThrowsAsync<MiniMaxBudgetException>(async () => await two.MoveNextAsync());
        _release.SetResult();

        // The other stream is stopped at its next chunk.
        Assert.True(await one.MoveNextAsync());
        await Assert.ThrowsAsync<MiniMaxBudgetException>(async () => await one.MoveNextAsync());
        Assert.Equal(5m, limit.Spent);
        Assert.Equal(2, Emulator.Requests.Count);
    }

    private SpendLimit CreateLimit(decimal usd) => new(usd, TimeSpan.FromHours(1), _clock);

    private ChatCompletionsClient CreateClient(SpendLimit limit, string provider = EmulatedClient.RunApi) => Emulator.CreateClient(
        provider, new() { SpendLimit = limit, Prices = _prices, TimeProvider = _clock });
}
