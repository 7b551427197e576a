using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Spending;

/// <summary>Streams under a limit on money: what they book as they go on, and where they are stopped.</summary>
public sealed class StreamBudgetTests : IAsyncLifetime
{
    // Four characters a token and a dollar a token: each event of the streams below costs a dollar.
    private const string FiveDollars = "1111222233334444555";

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly TaskCompletionSource _rest = new();
    private readonly ManualClock _clock = new();
    private readonly ModelPrices _prices = new();
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync()
    {
        _prices.Set(MiniMaxModels.M2_1, new(0m, 1_000_000m));
        _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);
    }

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Fact]
    public async Task Stream_ThatPassesTheLimit_IsStopped()
    {
        SpendLimit limit = Limit(2.5m);
        using ChatCompletionsClient client = Client(limit);
        _emulator.Enqueue(Reply.Text(FiveDollars).WithChunkSize(4).HoldAfterEvents(3, _rest.Task));
        Task<ChatCompletion> call = client.CompletePromptAsync(stream: true, EmulatedClient.CreateRequest(), _token);

        var e = await Assert.ThrowsAsync<MiniMaxBudgetException>(() => call.WaitAsync(_token));

        Assert.Equal((2.5m, 3m, TimeSpan.FromHours(1)), (e.Limit, e.Spent, e.RetryAfter));
        Assert.Equal("111122223333", e.Partial!.Text);
        Assert.Equal("The call to runapi was stopped because the spend limit is exceeded: 3 USD of 2.5 USD are spent.", e.Message);
        Assert.Equal(200, Assert.Single(e.Attempts).StatusCode);
        await (await _emulator.WaitForRequestAsync(_token)).Aborted.WaitAsync(_token);
        Assert.Equal(3m, limit.Spent);
    }

    [Fact]
    public async Task Stream_ThatReachesTheLimitWithoutPassingIt_IsWhole()
    {
        SpendLimit limit = Limit(5m);
        using ChatCompletionsClient client = Client(limit);
        _emulator.Enqueue(Reply.Text(FiveDollars).WithChunkSize(4).WithUsage(1, 5));

        Assert.Equal(FiveDollars, (await client.CompletePromptAsync(stream: true, EmulatedClient.CreateRequest(), _token)).Text);

        Assert.Equal(5m, limit.Spent);
        await Assert.ThrowsAsync<MiniMaxBudgetException>(() => client.CompleteAsync(EmulatedClient.CreateRequest(), _token));
    }

    [Fact]
    public async Task Prompt_OfAStream_CountsBeforeItsUsageIsTold()
    {
        _prices.Set(MiniMaxModels.M2_1, new(1_000_000m, 0m));
        using ChatCompletionsClient client = Client(Limit(500m));
        _emulator.Enqueue(Reply.Text("one two").WithChunkSize(4));

        // 4,000 characters in a body of a few more.
        var e = await Assert.ThrowsAsync<MiniMaxBudgetException>(
            () => client.CompletePromptAsync(stream: true, EmulatedClient.CreateRequest(new string('x', 4000)), _token));

        Assert.InRange(e.Spent, 1000m, 1100m);
        Assert.Equal("one ", e.Partial!.Text);
    }

    [Fact]
    public async Task Image_InThePrompt_IsNotTakenForText()
    {
        _prices.Set(MiniMaxModels.M2_1, new(1_000_000m, 0m));
        SpendLimit limit = Limit(500m);
        using ChatCompletionsClient client = Client(limit, EmulatedClient.OpenAI);
        _emulator.Enqueue(Reply.Text("one two").WithChunkSize(4).WithUsage(70, 2));
        ChatCompletionRequest request = EmulatedClient.CreateRequest() with
        {
            Messages = [ChatMessage.User(["What is this?", ContentPart.FromImage(new byte[30_000], "image/png")])],
        };

        Assert.Equal("one two", (await client.CompletePromptAsync(stream: true, request, _token)).Text);

        Assert.Equal(70m, limit.Spent);
    }

    [Theory]
    [InlineData("""{"choices":[{"index":0,"delta":{"reasoning_content":"11112222"}}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"1","function":{"name":"f","arguments":"11112222"}}]}}]}""")]
    public async Task Thinking_AndArguments_CountLikeText(string chunk)
    {
        SpendLimit limit = Limit(10m);
        using ChatCompletionsClient client = Client(limit);
        _emulator.Enqueue(Reply.Stream(chunk, "{}").StallAfterEvents(1));

        await foreach (ChatCompletionChunk one in client.StreamAsync(EmulatedClient.CreateRequest(), _token))
        {
            Assert.Equal(2m, limit.Spent);
            break;
        }

        Assert.Equal(2m, limit.Spent);
    }

    [Fact]
    public async Task Usage_AtTheEnd_ReplacesTheEstimate()
    {
        SpendLimit limit = Limit(10m);
        using ChatCompletionsClient client = Client(limit);
        _emulator.Enqueue(Reply.Text(FiveDollars).WithChunkSize(4).WithUsage(1, 3));

        await client.CompletePromptAsync(stream: true, EmulatedClient.CreateRequest(), _token);

        Assert.Equal(3m, limit.Spent);
    }

    [Fact]
    public async Task Cost_ToldOnlyAtTheEnd_LeavesTheAnswerWholeAndClosesTheLimit()
    {
        SpendLimit limit = Limit(0.5m);
        using ChatCompletionsClient client = Client(limit, EmulatedClient.AimlApi);
        _emulator.Enqueue(Reply.Stream(
            """{"choices":[{"index":0,"delta":{"content":"Hi"}}]}""",
            """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""",
            """{"meta":{"usage":{"usd_spent":0.75}}}"""));

        ChatCompletion answer = await client.CompletePromptAsync(stream: true, EmulatedClient.CreateRequest(), _token);

        Assert.Equal(("Hi", new Cost { Usd = 0.75m, Source = CostSource.Reported }), (answer.Text, answer.Cost));
        Assert.Equal(0.75m, limit.Spent);
        var e = await Assert.ThrowsAsync<MiniMaxBudgetException>(
            () => client.CompletePromptAsync(stream: true, EmulatedClient.CreateRequest(), _token));
        Assert.Equal(0.75m, e.Spent);
        Assert.Single(_emulator.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stream_ThatEndsEarly_IsBookedForWhatHadCome(bool isBroken)
    {
        SpendLimit limit = Limit(10m);
        using ChatCompletionsClient client = Client(limit);
        Reply reply = Reply.Text(FiveDollars).WithChunkSize(4);
        _emulator.Enqueue(isBroken ? reply.CutAfterEvents(2) : reply.StallAfterEvents(2));
        int seen = 0;

        Exception? failure = await Record.ExceptionAsync(async () =>
        {
            await foreach (ChatCompletionChunk chunk in client.StreamAsync(EmulatedClient.CreateRequest(), _token))
            {
                if (++seen == 2 && !isBroken)
                    break;
            }
        });

        Assert.Equal(isBroken, failure is MiniMaxStreamInterruptedException);
        Assert.Equal(2m, limit.Spent);
    }

    [Fact]
    public async Task Streams_UnderWayTogether_CountTogether()
    {
        SpendLimit limit = Limit(3m);
        using ChatCompletionsClient client = Client(limit);
        Reply reply = Reply.Text(FiveDollars).WithChunkSize(4).HoldAfterEvents(2, _rest.Task);
        _emulator.Enqueue(reply, reply);
        await using IAsyncEnumerator<ChatCompletionChunk> one =
            client.StreamAsync(EmulatedClient.CreateRequest(), _token).GetAsyncEnumerator(_token);
        await using IAsyncEnumerator<ChatCompletionChunk> two =
            client.StreamAsync(EmulatedClient.CreateRequest(), _token).GetAsyncEnumerator(_token);
        for (int i = 0; i < 2; i++)
        {
            Assert.True(await one.MoveNextAsync());
            Assert.True(await two.MoveNextAsync());
        }

        Assert.Equal(4m, limit.Spent);
        await Assert.ThrowsAsync<MiniMaxBudgetException>(() => client.CompleteAsync(EmulatedClient.CreateRequest(), _token));
        await Assert.ThrowsAsync<MiniMaxBudgetException>(async () => await two.MoveNextAsync());
        _rest.SetResult();

        // The other one learns of it with its next chunk.
        Assert.True(await one.MoveNextAsync());
        await Assert.ThrowsAsync<MiniMaxBudgetException>(async () => await one.MoveNextAsync());
        Assert.Equal(5m, limit.Spent);
        Assert.Equal(2, _emulator.Requests.Count);
    }

    private SpendLimit Limit(decimal usd) => new(usd, TimeSpan.FromHours(1), _clock);

    private ChatCompletionsClient Client(SpendLimit limit, string provider = EmulatedClient.RunApi) => _emulator.CreateClient(
        provider, new() { SpendLimit = limit, Prices = _prices, TimeProvider = _clock });
}
