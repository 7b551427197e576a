using MiniMaxClient.Diagnostics;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Providers;

public sealed class ApiKeySourceTests
{
    private static readonly ApiKey Key = new("key-1-12345678", "apiKey");

    [Fact]
    public void Constructor_InvalidKeys_ThrowsArgumentException()
    {
        Assert.Throws<ArgumentNullException>(static () => new ApiKeySource((string[])null!));
        Assert.Throws<ArgumentNullException>(static () => new ApiKeySource((Func<CancellationToken, ValueTask<string>>)null!));
        Assert.Throws<ArgumentException>(static () => new ApiKeySource());
        Assert.Throws<ArgumentException>(static () => new ApiKeySource("a", " "));
        Assert.Throws<ArgumentException>(static () => new ApiKeySource("a\n"));
        var e = Assert.Throws<ArgumentException>(static () => new ApiKeySource("repeated-key", "b", "repeated-key"));
        Assert.DoesNotContain("repeated-key", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(25)]
    public void Cooldown_OutOfRange_ThrowsArgumentOutOfRangeException(int hours) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ApiKeySource("a", "b") { Cooldown = TimeSpan.FromHours(hours) });

    [Fact]
    public void FromString_KeyOrNull_ReturnsASourceOfOneKeyOrNull()
    {
        ApiKeySource? none = (string?)null;
        ApiKeySource one = "key-1-12345678";

        Assert.Null(none);
        Assert.Equal("key-1-12345678", one.SingleKey?.Reveal());
        Assert.Equal("apiKey", Assert.Throws<ArgumentException>(static () => ApiKeySource.FromString("")).ParamName);
    }

    [Fact]
    public void ToString_AnySource_ReturnsAsterisks() => Assert.Equal("***", new ApiKeySource("key-1-12345678").ToString());

    [Fact]
    public void StartCooldown_DelayOfTheResponse_ReplacesTheCooldown()
    {
        var clock = new ManualClock();
        var source = new ApiKeySource("key-1-12345678", "b");

        Assert.Equal(TimeSpan.Zero, source.GetRemainingCooldown(Key, clock));
        source.StartCooldown(Key, Reject(null), clock);
        Assert.Equal(TimeSpan.FromMinutes(1), source.GetRemainingCooldown(Key, clock));
        source.StartCooldown(Key, Reject(TimeSpan.FromSeconds(5)), clock);
        Assert.Equal(TimeSpan.FromSeconds(5), source.GetRemainingCooldown(Key, clock));
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.Zero, source.GetRemainingCooldown(Key, clock));
        source.StartCooldown(Key, Reject(TimeSpan.Zero), clock);
        Assert.Equal(TimeSpan.FromMinutes(1), source.GetRemainingCooldown(Key, clock));
        source.StartCooldown(Key, Reject(TimeSpan.FromDays(1_000)), clock);
        Assert.Equal(TimeSpan.FromHours(1), source.GetRemainingCooldown(Key, clock));
        Assert.False(source.IsInvalid(Key, clock));
        source.StartCooldown(Key, new MiniMaxAuthenticationException("No.") { StatusCode = 401 }, clock);
        Assert.True(source.IsInvalid(Key, clock));
    }

    [Fact]
    public async Task GetKeysAsync_Delegate_IsCalledEachTime()
    {
        int count = 0;
        var source = new ApiKeySource(_ => new($"key-{++count}"));

        IReadOnlyList<ApiKey> first = await source.GetKeysAsync(TestContext.Current.CancellationToken);
        IReadOnlyList<ApiKey> second = await source.GetKeysAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["key-1", "key-2"], first.Concat(second).Select(static key => key.Reveal()));
        Assert.Empty(source.InitialKeys);
    }

    private static MiniMaxRateLimitException Reject(TimeSpan? retryAfter) => new("Wait.") { RetryAfter = retryAfter };
}
