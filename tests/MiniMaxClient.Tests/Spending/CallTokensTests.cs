using MiniMaxClient.Spending;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Spending;

public sealed class CallTokensTests
{
    private static readonly ChatCompletionRequest Request =
        new() { Model = MiniMaxModels.M2, Messages = [ChatMessage.User("Hi")] };

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly ModelTokens _model = new();

    [Theory]
    [InlineData(null, null, null, 1_100)]
    [InlineData(50, null, null, 150)]
    [InlineData(50, 70, 2, 240)]
    public void RecordBodyLength_Request_ReservesPromptAndCompletion(int? max, int? maxCompletion, int? choices, long expected)
    {
        var tokens = new CallTokens(_model, Request with { MaxTokens = max, MaxCompletionTokens = maxCompletion, N = choices });

        tokens.RecordBodyLength(400);

        Assert.Equal((100, expected), (tokens.PromptTokens, tokens.ReservedTokens));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Learn_Response_ImprovesTheModelUnlessThePromptHasMedia(bool hasMedia)
    {
        ChatCompletionRequest request = hasMedia
            ? Request with { Messages = [ChatMessage.User(["Hi", ContentPart.FromImage(new byte[300], "image/png")])] }
            : Request;
        var tokens = new CallTokens(_model, request);
        tokens.RecordBodyLength(hasMedia ? 2_400 : 2_000);
        Assert.Equal(500, tokens.PromptTokens);

        tokens.RecordChunk(Chunk(new string('a', 1_000)));
        tokens.RecordChunk(Chunk("", new() { PromptTokens = 1_000, CompletionTokens = 500 }));
        tokens.Learn();

        Assert.Equal(hasMedia ? 4 : 2.18, _model.PromptCharactersPerToken, 0.01);
        Assert.Equal(2.33, _model.CompletionCharactersPerToken, 0.01);
        Assert.Equal(750, _model.MeanCompletionTokens);
    }

    [Fact]
    public void Learn_TextAfterTheUsage_IsNotPartOfIt()
    {
        var tokens = new CallTokens(_model, Request);
        tokens.RecordBodyLength(400);
        tokens.RecordChunk(Chunk("", new() { PromptTokens = 100, CompletionTokens = 1 }));
        tokens.RecordChunk(Chunk(new string('a', 30)));
        tokens.Learn();

        Assert.Equal(4, _model.CompletionCharactersPerToken);
        Assert.Equal((7, 8), (tokens.EstimateCompletionTokens(false), tokens.EstimateCompletionTokens(true)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SpendLimit_UsageWasReported_EstimatesTheNextCallWithItsRatio(bool stream)
    {
        // 1,000 characters are 500 tokens; the second response has no usage.
        const string Usage = ""","usage":{"prompt_tokens":40,"completion_tokens":500}""";
        string text = new('a', 1_000);
        await using var server = FaultServer.Start(Body(Usage), Body(""));
        var prices = new ModelPrices();
        prices.Set(MiniMaxModels.M2, new(0m, 1_000_000m));
        var limit = new SpendLimit(10_000m, Timeout.InfiniteTimeSpan) { UnknownCost = UnknownCost.Warn };
        using var client = new ChatCompletionsClient(
            Adapters.ForAddress(server.BaseAddress, "openai"), new() { SpendLimit = limit, Prices = prices });

        await CallAsync();
        Assert.Equal(500m, limit.Spent);
        await CallAsync();

        // (100 + 500) tokens for (400 + 1,000) characters are learned.
        Assert.Equal(500m + 429m, limit.Spent);

        async Task CallAsync() => _ = stream
            ? await client.StreamAsync(Request, _token).ToCompletionAsync(_token)
            : await client.CompleteAsync(Request, _token);

        ServerScript Body(string usage) => ServerScript.Json(
            200, $$"""{"choices":[{"message":{"role":"assistant","content":"{{text}}"},"finish_reason":"stop"}]{{usage}}}""");
    }

    private static ChatCompletionChunk Chunk(string text, Usage? usage = null) =>
        new() { Choices = [new() { Index = 0, Delta = new() { Content = text } }], Usage = usage };
}
