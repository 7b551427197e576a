using MiniMaxClient.Diagnostics;
using MiniMaxClient.Providers;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Providers;

public sealed class ApiKeySelectionTests
{
    private static readonly MiniMaxException Rejection = new MiniMaxAuthenticationException("No.") { StatusCode = 401 };

    private readonly ManualClock _clock = new();
    private readonly CancellationToken _token = TestTimeouts.Token;

    public static TheoryData<bool, Exception?> Failures { get; } = new()
    {
        { true, Rejection },
        { true, new MiniMaxInsufficientCreditsException("No.") { StatusCode = 402 } },
        { true, new MiniMaxRateLimitException("No.") { StatusCode = 200 } },
        { false, new MiniMaxRateLimitException("The limiter of the client.") },
        { false, new MiniMaxAuthenticationException("There is no key.") },
        { false, new MiniMaxPermissionException("No.") { StatusCode = 403 } },
        { false, new MiniMaxServerException("No.") { StatusCode = 503 } },
        { false, new OperationCanceledException() },
        { false, null },
    };

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public void IsKeyRejection_Failure_IsTrueForTheProvidersRejectionsOnly(bool expected, Exception? failure) =>
        Assert.Equal(expected, ApiKeySelection.IsKeyRejection(failure));

    [Fact]
    public async Task HasNextKeyAsync_SeveralKeys_AllowsEachOnce()
    {
        ApiKeySelection keys = Select(new ApiKeySource("a", "b", "c"));
        var used = new List<string>();

        do
            used.Add(await RejectNextAsync(keys, Rejection));
        while (await keys.HasNextKeyAsync(_token));

        Assert.Equal(["a", "b", "c"], used);
        Assert.True(keys.IsExhausted);
        Assert.Same(Rejection, await Assert.ThrowsAsync<MiniMaxAuthenticationException>(() => keys.GetKeyAsync(_token).AsTask()));
    }

    [Fact]
    public async Task GetKeyAsync_RejectedKey_IsUsedAfterItsCooldown()
    {
        var source = new ApiKeySource("a", "b");
        await RejectAsync(source, "a");

        Assert.Equal("b", await GetNextAsync(source));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("a", await GetNextAsync(source));
    }

    [Fact]
    public async Task GetKeyAsync_AllKeysInCooldown_ReturnsTheOneWhoseCooldownEndsFirst()
    {
        var source = new ApiKeySource("a", "b");
        await RejectAsync(source, "a");
        _clock.Advance(TimeSpan.FromSeconds(1));
        await RejectAsync(source, "b");
        ApiKeySelection keys = Select(source);

        Assert.Equal("a", await RejectNextAsync(keys, Rejection));
        // The other key is in its cooldown: a rate limit of all keys must not multiply the requests.
        Assert.False(await keys.HasNextKeyAsync(_token));
    }

    [Fact]
    public async Task HasNextKeyAsync_DelegateReturnsANewKey_AllowsItOnceAlsoInItsCooldown()
    {
        string current = "old";
        var source = new ApiKeySource(_ => new(current));
        current = "new";
        await RejectAsync(source, "new");
        current = "old";
        ApiKeySelection keys = Select(source);

        Assert.Equal("old", await RejectNextAsync(keys, Rejection));
        current = "new";
        Assert.True(await keys.HasNextKeyAsync(_token));
        Assert.Equal("new", await RejectNextAsync(keys, Rejection));
        current = "newest";
        Assert.False(await keys.HasNextKeyAsync(_token));
    }

    [Fact]
    public async Task HasNextKeyAsync_ListIsReplacedDuringTheCall_AllowsTheNewKeys()
    {
        string[] current = ["a", "b"];
        ApiKeySelection keys = Select(new ApiKeySource(() => current));
        await RejectNextAsync(keys, Rejection);
        await RejectNextAsync(keys, Rejection);
        Assert.False(await keys.HasNextKeyAsync(_token));
        current = ["c", "d"];

        Assert.True(await keys.HasNextKeyAsync(_token));
        Assert.Equal("c", await RejectNextAsync(keys, Rejection));
    }

    [Fact]
    public async Task GetKeyAsync_KeyRejectedForItsRate_IsPreferredToAnInvalidOneAndUsedAsASingleKey()
    {
        var source = new ApiKeySource("a", "b");
        var limit = new MiniMaxRateLimitException("Wait.") { StatusCode = 429, RetryAfter = TimeSpan.FromMinutes(2) };
        await RejectAsync(source, "a");
        Assert.Equal("b", await RejectNextAsync(Select(source), limit));
        ApiKeySelection keys = Select(source);

        Assert.Equal("b", await RejectNextAsync(keys, limit));
        Assert.False(await keys.HasNextKeyAsync(_token));
        Assert.False(keys.IsExhausted);
        Assert.Equal("b", (await keys.GetKeyAsync(_token)).Reveal());
    }

    [Fact]
    public async Task GetKeyAsync_DelegateIsCanceledByItself_ThrowsWithTheCause()
    {
        ApiKeySelection keys = Select(new(static _ => throw new TaskCanceledException("The vault timed out.")));

        var e = await Assert.ThrowsAsync<MiniMaxAuthenticationException>(() => keys.GetKeyAsync(_token).AsTask());

        Assert.IsAssignableFrom<OperationCanceledException>(e.InnerException);
    }

    [Fact]
    public async Task HasNextKeyAsync_DelegateReturnsTheSameKey_IsFalseAndARetryMayUseIt()
    {
        ApiKeySelection keys = Select(new(static _ => new("same")));
        await RejectNextAsync(keys, Rejection);

        Assert.False(await keys.HasNextKeyAsync(_token));
        Assert.False(keys.IsExhausted);
        Assert.Equal("same", (await keys.GetKeyAsync(_token)).Reveal());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("has space")]
    public async Task GetKeyAsync_DelegateFailsOrReturnsNoKey_ThrowsWithTheCause(string? returned)
    {
        ApiKeySelection keys = Select(new(_ => returned is null ? throw new IOException("Sealed.") : new(returned)));

        var e = await Assert.ThrowsAsync<MiniMaxAuthenticationException>(() => keys.GetKeyAsync(_token).AsTask());

        Assert.Equal("acme", e.Provider);
        Assert.NotNull(e.InnerException);
        Assert.False(e.IsTransient);
    }

    // An invalid key of several must not hide that another one is only rate limited.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ExecuteAttemptAsync_LastKeyIsRejected_ThrowsTheRateLimitOfAnother(bool isRateLimitFirst)
    {
        var limit = new MiniMaxRateLimitException("Wait.") { StatusCode = 429 };
        ApiKeySelection keys = Select(new ApiKeySource("a", "b"));
        MiniMaxException[] rejections = isRateLimitFirst ? [limit, Rejection] : [Rejection, limit];

        await RejectNextAsync(keys, rejections[0]);
        Exception? last = await Record.ExceptionAsync(
            async () => await keys.ExecuteAttemptAsync<int>(await keys.GetKeyAsync(_token), _ => throw rejections[1]));

        Assert.Same(limit, last);
    }

    private ApiKeySelection Select(ApiKeySource source) => new("acme", source, _clock, static (task, _) => task);

    private async Task<string> GetNextAsync(ApiKeySource source) => (await Select(source).GetKeyAsync(_token)).Reveal();

    private async Task RejectAsync(ApiKeySource source, string expectedKey) =>
        Assert.Equal(expectedKey, await RejectNextAsync(Select(source), Rejection));

    private async Task<string> RejectNextAsync(ApiKeySelection keys, MiniMaxException rejection)
    {
        ApiKey key = await keys.GetKeyAsync(_token);
        Assert.NotNull(await Record.ExceptionAsync(async () => await keys.ExecuteAttemptAsync<int>(key, _ => throw rejection)));
        return key.Reveal();
    }
}
