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
    public async Task TrySelectNextKeyAsync_SeveralKeys_SelectsEachOnce()
    {
        var keys = new ApiKeySelection("acme", CreateSource("a", "b", "c"));
        var used = new List<string>();

        do
        {
            ApiKey key = await keys.GetKeyAsync(_token);
            used.Add(key.Reveal());
            keys.RecordFailure(key, Rejection);
        }
        while (await keys.TrySelectNextKeyAsync(_token));

        Assert.Equal(["a", "b", "c"], used);
        Assert.True(keys.IsExhausted);
        var e = await Assert.ThrowsAsync<MiniMaxAuthenticationException>(() => keys.GetKeyAsync(_token));
        Assert.Null(e.StatusCode);
    }

    [Fact]
    public async Task GetKeyAsync_RejectedKey_IsUsedAfterItsCooldown()
    {
        ApiKeySource source = CreateSource("a", "b");
        await RejectAsync(source, "a");

        Assert.Equal("b", await GetNextAsync(source));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("a", await GetNextAsync(source));
    }

    [Fact]
    public async Task GetKeyAsync_AllKeysInCooldown_ReturnsTheOneWhoseCooldownEndsFirst()
    {
        ApiKeySource source = CreateSource("a", "b");
        await RejectAsync(source, "a");
        _clock.Advance(TimeSpan.FromSeconds(1));
        await RejectAsync(source, "b");
        var keys = new ApiKeySelection("acme", source);

        ApiKey key = await keys.GetKeyAsync(_token);
        keys.RecordFailure(key, Rejection);

        Assert.Equal("a", key.Reveal());
        // The other key is in its cooldown: a rate limit of all keys must not multiply the requests.
        Assert.False(await keys.TrySelectNextKeyAsync(_token));
    }

    [Fact]
    public async Task TrySelectNextKeyAsync_DelegateReturnsANewKey_SelectsItOnce()
    {
        int count = 0;
        var keys = new ApiKeySelection("acme", new(_ => new($"key-{++count}")));
        ApiKey first = await keys.GetKeyAsync(_token);
        keys.RecordFailure(first, Rejection);

        Assert.True(await keys.TrySelectNextKeyAsync(_token));
        ApiKey second = await keys.GetKeyAsync(_token);
        keys.RecordFailure(second, Rejection);

        Assert.Equal(("key-1", "key-2"), (first.Reveal(), second.Reveal()));
        Assert.False(await keys.TrySelectNextKeyAsync(_token));
    }

    [Fact]
    public async Task TrySelectNextKeyAsync_DelegateReturnsTheSameKey_IsFalseAndARetryMayUseIt()
    {
        var keys = new ApiKeySelection("acme", new(static _ => new("same")));
        ApiKey key = await keys.GetKeyAsync(_token);
        keys.RecordFailure(key, Rejection);

        Assert.False(await keys.TrySelectNextKeyAsync(_token));
        Assert.False(keys.IsExhausted);
        Assert.Equal("same", (await keys.GetKeyAsync(_token)).Reveal());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("has space")]
    public async Task GetKeyAsync_DelegateFailsOrReturnsNoKey_ThrowsWithTheCause(string? returned)
    {
        var keys = new ApiKeySelection("acme", new(_ => returned is null ? throw new IOException("Sealed.") : new(returned)));

        var e = await Assert.ThrowsAsync<MiniMaxAuthenticationException>(() => keys.GetKeyAsync(_token));

        Assert.Equal("acme", e.Provider);
        Assert.NotNull(e.InnerException);
        Assert.False(e.IsTransient);
    }

    private ApiKeySource CreateSource(params string[] keys) => new(keys) { TimeProvider = _clock };

    private async Task<string> GetNextAsync(ApiKeySource source) =>
        (await new ApiKeySelection("acme", source).GetKeyAsync(_token)).Reveal();

    private async Task RejectAsync(ApiKeySource source, string expectedKey)
    {
        var keys = new ApiKeySelection("acme", source);
        ApiKey key = await keys.GetKeyAsync(_token);
        Assert.Equal(expectedKey, key.Reveal());
        keys.RecordFailure(key, Rejection);
    }
}
