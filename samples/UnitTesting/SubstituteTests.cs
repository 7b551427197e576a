using NSubstitute;
using NSubstitute.ExceptionExtensions;

namespace MiniMaxClient.Samples.UnitTesting;

/// <summary>Tests with NSubstitute, for single calls and all kinds of failures.</summary>
public sealed class SubstituteTests
{
    private readonly IChatCompletionsClient _client = Substitute.For<IChatCompletionsClient>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SortAsync_ValidJson_ReturnsLabel()
    {
        _client.CompleteAsync(Arg.Any<ChatCompletionRequest>(), Arg.Any<CancellationToken>())
            .Returns(ChatCompletion.FromText("""{"Queue":"bug"}"""));

        TicketLabel label = await new TicketSorter(_client).SortAsync("It crashes.", Token);

        Assert.Equal(new TicketLabel("bug"), label);
        await _client.Received(1).CompleteAsync(
            Arg.Is<ChatCompletionRequest>(request => request.Model == MiniMaxModels.M3_1_Flash), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task SortAsync_TransientError_ReturnsHuman()
    {
        _client.CompleteAsync(Arg.Any<ChatCompletionRequest>(), Arg.Any<CancellationToken>())
            .ThrowsAsync(new MiniMaxRateLimitException("Too many requests"));

        Assert.Equal(new TicketLabel("human"), await new TicketSorter(_client).SortAsync("It crashes.", Token));
    }

    [Fact]
    public async Task DraftAsync_SeveralChunks_ReturnsTheirTexts()
    {
        ChatCompletionChunk[] chunks = [ChatCompletionChunk.FromText("Try "), ChatCompletionChunk.FromText("again.")];
        _client.StreamAsync(Arg.Any<ChatCompletionRequest>(), Arg.Any<CancellationToken>()).Returns(chunks.ToAsyncEnumerable());

        Assert.Equal(["Try ", "again."], await new TicketSorter(_client).DraftAsync("It crashes.", Token).ToArrayAsync(Token));
    }
}
