using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Protocols.OpenAI;

namespace MiniMaxClient.Tests.Protocols;

/// <summary>Tests usage that a host reports in a choice (pi#2017).</summary>
public sealed class ChoiceUsageReaderTests
{
    private const string Stream =
        """
        data: {"id":"1","choices":[{"index":0,"delta":{"role":"assistant","content":"Hi"},"finish_reason":null}]}

        data: {"id":"1","choices":[{"index":0,"delta":{},"finish_reason":"stop","usage":{"prompt_tokens":100000,"completion_tokens":7,"total_tokens":100007}}]}

        data: [DONE]


        """;

    private const string Body =
        """{"id":"1","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop","usage":{"prompt_tokens":100000,"completion_tokens":7,"total_tokens":100007}}]}""";

    [Fact]
    public Task ApplyChoiceUsage_LastChoiceOfStream_SetsTheUsage() => ChunkReadResult.ForEachAsync(Stream, static run =>
    {
        Assert.Equal((100_000, 7, 100_007), GetCounts(run.BuiltCompletion));
        Assert.Equal(100_007, run.Chunks[^1].Usage?.TotalTokens);
        Assert.Equal(("Hi", "Hi", ""), (run.Text, run.BuiltCompletion.Text, run.Reasoning));
    });

    [Theory]
    [InlineData(Body)]
    [InlineData("""{"choices":[{"message":{"content":"Hi","usage":{"prompt_tokens":100000,"completion_tokens":7,"total_tokens":100007}}}]}""")]
    [InlineData("""{"usage":{"total_tokens":0,"total_characters":0},"choices":[{"message":{"content":"Hi"},"usage":{"prompt_tokens":"100000","completion_tokens":7.0,"total_tokens":100007}}]}""")]
    public void ApplyChoiceUsage_ChoiceOfBody_SetsTheUsage(string body) =>
        Assert.Equal((100_000, 7, 100_007), GetCounts(CompletionBody.Read(body)));

    [Fact]
    public void ApplyChoiceUsage_UsageInEnvelope_TakesPrecedence() => Assert.Equal((1, 2, 3), GetCounts(CompletionBody.Read(
        """
        {"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3},
        "choices":[{"message":{"content":"Hi"},"usage":{"prompt_tokens":4,"completion_tokens":5,"total_tokens":9}}]}
        """)));

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("[1]")]
    public void ApplyChoiceUsage_ValueOfAnotherType_IsIgnored(string usage) => Assert.Null(CompletionBody.Read(
        $$$"""{"choices":[{"message":{"content":"Hi"},"usage":{{{usage}}}}]}""").Usage);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CompleteAsync_UsageInChoice_CountsTowardsTheSpendLimit(bool isStreamed)
    {
        var prices = new ModelPrices();
        prices.Set(MiniMaxModels.M2, new ModelPrice(1m, 1m));
        var limit = new SpendLimit(10m, TimeSpan.FromDays(1));
        var options = new ChatCompletionsClientOptions { SpendLimit = limit, Prices = prices };

        SocketRun run = await SocketRun.RunAsync(
            "openai", isStreamed, isStreamed ? ServerScript.Stream(Stream) : ServerScript.Json(200, Body), options);

        Assert.Equal((100_000, 7, 100_007), GetCounts(run.Completion));
        Assert.Equal(0.100007m, limit.Spent);
    }

    private static (long?, long?, long?) GetCounts(ChatCompletion completion) =>
        (completion.Usage?.PromptTokens, completion.Usage?.CompletionTokens, completion.Usage?.TotalTokens);
}
