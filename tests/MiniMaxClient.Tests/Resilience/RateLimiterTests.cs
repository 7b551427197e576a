using System.Threading.RateLimiting;
using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Resilience;

/// <summary>A rate limiter of the caller's.</summary>
public sealed class RateLimiterTests : IAsyncLifetime
{
    private readonly CancellationToken _token = TestTimeouts.Token;
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RateLimiter_IsAskedOnceForEachAttempt(bool stream)
    {
        using var limiter = new CountingLimiter();
        using ChatCompletionsClient client = Client(limiter);
        _emulator.Enqueue(Reply.Error(500, "No."), Reply.Disconnect(), Reply.Text("one"));

        Assert.Equal("one", (await client.CallAsync(stream, _token)).Text);

        Assert.Equal((3, 3), (limiter.AcquireCount, limiter.ReleaseCount));
    }

    [Fact]
    public async Task Lease_OfAStream_IsGivenBackAtItsEnd()
    {
        using var limiter = new CountingLimiter();
        using ChatCompletionsClient client = Client(limiter);
        _emulator.Enqueue(Reply.Text("one two").WithChunkSize(4));

        await foreach (ChatCompletionChunk _ in client.StreamAsync("Hi", MiniMaxModels.M2, _token))
            Assert.Equal((1, 0), (limiter.AcquireCount, limiter.ReleaseCount));

        Assert.Equal((1, 1), (limiter.AcquireCount, limiter.ReleaseCount));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(12)]
    public async Task Refusal_IsARateLimitThatWasNotSent(int? seconds)
    {
        TimeSpan? wait = seconds is { } told ? TimeSpan.FromSeconds(told) : null;
        using var limiter = new CountingLimiter(wait);
        using ChatCompletionsClient client = Client(limiter);

        var e = await Assert.ThrowsAsync<MiniMaxRateLimitException>(() => client.CallAsync(stream: false, _token));

        Assert.Equal(((int?)null, wait), (e.StatusCode, e.RetryAfter));
        Assert.Empty(e.Attempts);
        Assert.Empty(_emulator.Requests);
        Assert.Equal((1, 1), (limiter.AcquireCount, limiter.ReleaseCount));
        Assert.NotEmpty((await client.CallAsync(stream: false, _token)).Text);
    }

    [Fact]
    public async Task Refusal_OfARetry_TellsTheAttemptBeforeIt()
    {
        using var limiter = Tokens(1);
        using ChatCompletionsClient client = Client(limiter);
        _emulator.Enqueue(Reply.Error(500, "No."));

        var e = await Assert.ThrowsAsync<MiniMaxRateLimitException>(() => client.CallAsync(stream: false, _token));

        Assert.Equal(500, Assert.Single(e.Attempts).StatusCode);
        Assert.Single(_emulator.Requests);
    }

    [Fact]
    public async Task TokenBucket_SharedByClients_CountsThemTogether()
    {
        using var limiter = Tokens(2);
        using ChatCompletionsClient one = Client(limiter);
        using ChatCompletionsClient two = Client(limiter, "runapi");
        await one.CallAsync(stream: false, _token);
        await two.CallAsync(stream: true, _token);

        var e = await Assert.ThrowsAsync<MiniMaxRateLimitException>(() => one.CallAsync(stream: false, _token));

        Assert.Equal(TimeSpan.FromMinutes(1), e.RetryAfter);
        Assert.Equal(2, _emulator.Requests.Count);
        Assert.True(limiter.TryReplenish());
    }

    [Fact]
    public async Task Dispose_OfTheClient_LeavesTheLimiterToItsOwner()
    {
        using var limiter = Tokens(1);
        Client(limiter).Dispose();
        using RateLimitLease lease = await limiter.AcquireAsync(1, _token);
        Assert.True(lease.IsAcquired);
    }

    [Fact]
    public async Task Limiter_ThatThrows_IsHeardAndKeepsNoPlace()
    {
        using var limiter = Tokens(1);
        limiter.Dispose();
        using ChatCompletionsClient client = _emulator.CreateResilientClient(new()
        {
            Resilience = ResilientClient.ImmediateRetries with { RateLimiter = limiter, MaxConcurrentRequests = 1, QueueLimit = 0 },
        });
        for (int i = 0; i < 2; i++)
            await Assert.ThrowsAsync<ObjectDisposedException>(() => client.CallAsync(stream: false, _token));
    }

    private static TokenBucketRateLimiter Tokens(int count) => new(new()
    {
        TokenLimit = count,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = TimeSpan.FromMinutes(1),
        AutoReplenishment = false,
        QueueLimit = 0,
    });

    private ChatCompletionsClient Client(RateLimiter limiter, string provider = "openai") =>
        _emulator.CreateResilientClient(new() { Resilience = ResilientClient.ImmediateRetries with { RateLimiter = limiter } }, provider);
}
