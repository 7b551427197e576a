using System.Threading.RateLimiting;
using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Resilience;

/// <summary>The rate limiter of the application.</summary>
public sealed class RateLimiterTests : IAsyncLifetime
{
    private readonly CancellationToken _token = TestTimeouts.Token;
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RateLimiter_SeveralAttempts_AcquiresOnePermitEach(bool stream)
    {
        using var limiter = new CountingLimiter();
        using ChatCompletionsClient client = Client(limiter);
        _emulator.Enqueue(Reply.Error(500, "No."), Reply.Disconnect(), Reply.Text("one"));

        Assert.Equal("one", (await client.CallAsync(stream, _token)).Text);

        Assert.Equal((3, 3), (limiter.AcquireCount, limiter.ReleaseCount));
    }

    [Fact]
    public async Task RateLimiter_Stream_ReleasesLeaseAtItsEnd()
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
    public async Task RateLimiter_Rejects_ThrowsRateLimitExceptionWithoutSending(int? seconds)
    {
        TimeSpan? retryAfter = seconds is { } value ? TimeSpan.FromSeconds(value) : null;
        using var limiter = new CountingLimiter(retryAfter);
        using ChatCompletionsClient client = Client(limiter);

        var e = await Assert.ThrowsAsync<MiniMaxRateLimitException>(() => client.CallAsync(stream: false, _token));

        Assert.Equal(((int?)null, retryAfter), (e.StatusCode, e.RetryAfter));
        Assert.Empty(e.Attempts);
        Assert.Empty(_emulator.Requests);
        Assert.Equal((1, 1), (limiter.AcquireCount, limiter.ReleaseCount));
        Assert.NotEmpty((await client.CallAsync(stream: false, _token)).Text);
    }

    [Fact]
    public async Task RateLimiter_RejectsRetry_ExceptionHasThePreviousAttempt()
    {
        using var limiter = CreateTokenBucket(1);
        using ChatCompletionsClient client = Client(limiter);
        _emulator.Enqueue(Reply.Error(500, "No."));

        var e = await Assert.ThrowsAsync<MiniMaxRateLimitException>(() => client.CallAsync(stream: false, _token));

        Assert.Equal(500, Assert.Single(e.Attempts).StatusCode);
        Assert.Single(_emulator.Requests);
    }

    [Fact]
    public async Task TokenBucket_SharedByClients_CountsAllRequests()
    {
        using var limiter = CreateTokenBucket(2);
        using ChatCompletionsClient first = Client(limiter);
        using ChatCompletionsClient second = Client(limiter, "runapi");
        await first.CallAsync(stream: false, _token);
        await second.CallAsync(stream: true, _token);

        var e = await Assert.ThrowsAsync<MiniMaxRateLimitException>(() => first.CallAsync(stream: false, _token));

        Assert.Equal(TimeSpan.FromMinutes(1), e.RetryAfter);
        Assert.Equal(2, _emulator.Requests.Count);
        Assert.True(limiter.TryReplenish());
    }

    [Fact]
    public async Task RateLimiter_ClientDisposed_IsNotDisposed()
    {
        using var limiter = CreateTokenBucket(1);
        Client(limiter).Dispose();
        using RateLimitLease lease = await limiter.AcquireAsync(1, _token);
        Assert.True(lease.IsAcquired);
    }

    [Fact]
    public async Task RateLimiter_Throws_PropagatesAndReleasesConcurrencyLease()
    {
        using var limiter = CreateTokenBucket(1);
        limiter.Dispose();
        using ChatCompletionsClient client = _emulator.CreateResilientClient(new()
        {
            Resilience = ResilientClient.ImmediateRetries with { RateLimiter = limiter, MaxConcurrentRequests = 1, QueueLimit = 0 },
        });
        for (int i = 0; i < 2; i++)
            await Assert.ThrowsAsync<ObjectDisposedException>(() => client.CallAsync(stream: false, _token));
    }

    private static TokenBucketRateLimiter CreateTokenBucket(int count) => new(new()
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
