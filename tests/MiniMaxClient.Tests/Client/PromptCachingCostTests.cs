using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>The money that the prompt cache saves, with the emulator, whose cache lives for 5 minutes of its clock.</summary>
public sealed class PromptCachingCostTests : IAsyncLifetime
{
    // MiniMax's prices of M2.7, whose cache page has all four prices.
    private static readonly ModelPrice Price = new(0.30m, 1.20m) { CachedInput = 0.06m, CacheWriteInput = 0.375m };

    private static readonly string Manual = string.Join(' ', Enumerable.Repeat("Press the button for ten seconds.", 2_000));

    private readonly ManualClock _clock = new();
    private readonly CancellationToken _token = TestTimeouts.Token;
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(new() { TimeProvider = _clock }, _token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Conversation_AutomaticMarkers_CostsLessThanHalf(bool stream)
    {
        (decimal without, long readWithout) = await ConverseAsync(PromptCaching.Manual, stream);
        (decimal with, long readWith) = await ConverseAsync(PromptCaching.Automatic, stream);

        Assert.Equal(0, readWithout);
        Assert.True(readWith > 4 * (Manual.Length / 5), $"{readWith} tokens were read from the cache.");
        Assert.InRange(with, 0.0001m, without / 2);
    }

    [Fact]
    public async Task SingleRequests_AutomaticMarkersAndExpiredCache_CostMore()
    {
        using ChatCompletionsClient client = CreateClient(PromptCaching.Automatic);
        using ChatCompletionsClient plain = CreateClient(PromptCaching.Manual);
        ChatCompletionRequest request = CreateRequest(ChatMessage.User("How do I reset it?"));

        ChatCompletion first = await client.CompleteAsync(request, _token);
        _clock.Advance(TimeSpan.FromMinutes(5));
        ChatCompletion expired = await client.CompleteAsync(request, _token);
        _clock.Advance(TimeSpan.FromMinutes(4));
        ChatCompletion renewed = await client.CompleteAsync(request, _token);
        ChatCompletion unmarked = await plain.CompleteAsync(request, _token);

        Assert.True(first.Usage!.CacheWriteTokens > 0);
        Assert.Equal(first.Usage.CacheWriteTokens, expired.Usage!.CacheWriteTokens);
        Assert.Equal((0L, first.Usage.CacheWriteTokens), (renewed.Usage!.CacheWriteTokens, renewed.Usage.CacheReadTokens));
        Assert.True(first.Cost!.Value.Usd > unmarked.Cost!.Value.Usd);
        Assert.True(renewed.Cost!.Value.Usd < unmarked.Cost.Value.Usd);
        Assert.Equal(first.Usage.PromptTokens, unmarked.Usage!.PromptTokens);
    }

    private async Task<(decimal Cost, long Read)> ConverseAsync(PromptCaching caching, bool stream)
    {
        using ChatCompletionsClient client = CreateClient(caching);
        var messages = new List<ChatMessage>();
        decimal cost = 0;
        long read = 0;
        for (int turn = 0; turn < 5; turn++)
        {
            messages.Add(ChatMessage.User($"Question {turn} of {caching}, {stream}"));
            ChatCompletion completion = await client.CompletePromptAsync(stream, CreateRequest([.. messages]), _token);
            messages.Add(completion.Message);
            cost += completion.Cost!.Value.Usd;
            read += completion.Usage!.CacheReadTokens ?? 0;
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        return (cost, read);
    }

    private static ChatCompletionRequest CreateRequest(params ChatMessage[] messages) =>
        new() { Model = MiniMaxModels.M2_7, MaxTokens = 1_000, Messages = [ChatMessage.System(Manual), .. messages] };

    private ChatCompletionsClient CreateClient(PromptCaching caching)
    {
        var prices = new ModelPrices();
        prices.Set(MiniMaxModels.M2_7, Price);
        return new(
            new MiniMaxAdapter(_emulator.ApiKey, new() { BaseAddress = _emulator.MiniMax, UseMessages = true }),
            new() { PromptCaching = caching, Prices = prices });
    }
}
