using MiniMaxClient.Testing.Completions;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Tests.Serving;

public sealed class PromptCacheTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void UseMarkers_SamePrefix_IsReadAndTheRestWritten()
    {
        PromptCache cache = Create();

        Assert.Equal((0, 2), cache.UseMarkers("a", Blocks("x", "y*", "z")));
        Assert.Equal((2, 0), cache.UseMarkers("a", Blocks("x", "y*", "other")));
        Assert.Equal((2, 2), cache.UseMarkers("a", Blocks("x", "y", "z", "w*")));
        Assert.Equal((0, 2), cache.UseMarkers("a", Blocks("X", "y*")));
        Assert.Equal((0, 2), cache.UseMarkers("b", Blocks("x", "y*")));
        Assert.Equal((0, 0), cache.UseMarkers("a", Blocks("x", "y")));
    }

    [Theory]
    [InlineData(20, 1)]
    [InlineData(21, 0)]
    public void UseMarkers_CachedPrefix_IsFoundUpTo20BlocksBeforeTheMarker(int added, int read)
    {
        PromptCache cache = Create();
        cache.UseMarkers("a", Blocks("x*"));
        string[] later = [.. Enumerable.Range(1, added).Select(static i => $"b{i}")];
        later[^1] += "*";

        Assert.Equal((read, added + 1 - read), cache.UseMarkers("a", Blocks(["x", .. later])));
    }

    [Fact]
    public void UseMarkers_MoreThanFour_OnlyTheLastFourCount()
    {
        PromptCache cache = Create();
        Assert.Equal((0, 5), cache.UseMarkers("a", Blocks("1*", "2*", "3*", "4*", "5*")));

        Assert.Equal((0, 1), cache.UseMarkers("a", Blocks("1*", "other")));
        Assert.Equal((2, 0), cache.UseMarkers("a", Blocks("1", "2*", "other")));
    }

    [Fact]
    public void UseMarkers_SeveralHits_ReadsTheLongest()
    {
        PromptCache cache = Create();
        cache.UseMarkers("a", Blocks("1*", "2", "3*"));

        Assert.Equal((3, 1), cache.UseMarkers("a", Blocks("1*", "2", "3*", "4*")));
        Assert.Equal((1, 2), cache.UseMarkers("a", Blocks("1*", "2", "other*")));
    }

    [Fact]
    public void UseMarkers_Life_IsFiveMinutesAfterTheLastHit()
    {
        PromptCache cache = Create();
        cache.UseMarkers("a", Blocks("x*"));
        Advance(299);
        Assert.Equal((1, 0), cache.UseMarkers("a", Blocks("x*")));
        Advance(299);
        // A hit before the marker renews too.
        Assert.Equal((1, 1), cache.UseMarkers("a", Blocks("x", "y*")));
        Advance(299);
        Assert.Equal((1, 0), cache.UseMarkers("a", Blocks("x*")));
        Advance(300);
        Assert.Equal((0, 1), cache.UseMarkers("a", Blocks("x*")));
    }

    [Fact]
    public void UseMarkers_ShorterThanTheMinimum_IsNotCached()
    {
        PromptCache cache = Create(minTokens: 2);

        Assert.Equal((0, 0), cache.UseMarkers("a", Blocks("x*")));
        Assert.Equal((0, 2), cache.UseMarkers("a", Blocks("x*", "y*")));
        Assert.Equal((0, 0), cache.UseMarkers("a", Blocks("x*")));
        Assert.Equal((2, 0), cache.UseMarkers("a", Blocks("x*", "y*")));
    }

    [Fact]
    public void UseMarkers_AboveCapacity_RemovesTheLeastRecentlyUsed()
    {
        PromptCache cache = Create();
        cache.UseMarkers("a", Blocks("x*"));
        cache.UseMarkers("a", Blocks("y*"));
        cache.UseMarkers("a", Blocks("x*"));
        for (int i = 1; i < PromptCache.Capacity; i++)
            cache.UseMarkers("a", Blocks($"{i}*"));

        Assert.Equal((1, 0), cache.UseMarkers("a", Blocks("x*")));
        Assert.Equal((0, 1), cache.UseMarkers("a", Blocks("y*")));
    }

    [Fact]
    public void UseAutomatically_LongestCommonPrefix_IsRead()
    {
        PromptCache cache = Create();

        Assert.Equal(0, cache.UseAutomatically("a", Blocks("x", "y", "z")));
        Assert.Equal(3, cache.UseAutomatically("a", Blocks("x", "y", "z", "w")));
        Assert.Equal(2, cache.UseAutomatically("a", Blocks("x", "y", "other")));
        Assert.Equal(0, cache.UseAutomatically("a", []));
    }

    /// <summary>Creates blocks of four characters, one token, of which those that end with * have a marker.</summary>
    private static PromptBlock[] Blocks(params string[] blocks) =>
        [.. blocks.Select(static block => new PromptBlock(block.TrimEnd('*'), 4, block.EndsWith('*')))];

    private PromptCache Create(int minTokens = 0) => new(new() { TimeProvider = _clock, MinCacheableTokens = minTokens });

    private void Advance(double seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));
}
