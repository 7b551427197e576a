using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Failover;

/// <summary>Tests of the order of the providers and their cooldowns.</summary>
public sealed class FailoverOrderTests : FailoverTest
{
    [Fact]
    public async Task CompleteAsync_CanonicalModelId_IsMappedForEachProvider()
    {
        Emulator.Enqueue(Reply.Error(500, "Down."));
        using var failover = new EmulatedFailover(Emulator, Providers);

        await failover.Client.CompleteAsync("Hi", MiniMaxModels.M2_7, Token);

        Assert.Equal(
            ["minimax/m2-7-20260402", "MiniMax-M2.7"],
            Emulator.Requests.Select(static request => request.Json.GetProperty("model").GetString()));
    }

    [Fact]
    public async Task CompleteAsync_UnsupportedFieldsDropped_OmitsThemForThatProviderOnly()
    {
        Emulator.Enqueue(Reply.Error(500, "Down."));
        using var failover = new EmulatedFailover(
            Emulator,
            ["runapi", "aimlapi"],
            change: static (_, options) => options with { UnsupportedFields = UnsupportedFieldHandling.Drop });

        await failover.Client.CompleteAsync(EmulatedClient.CreateRequest() with { Stop = ["END"] }, Token);

        Assert.Equal([true, false], Emulator.Requests.Select(static request => request.Json.TryGetProperty("stop", out _)));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_ProviderInCooldown_UsesTheNextUntilItEnds(bool stream)
    {
        Emulator.Enqueue(Reply.Error(500, "Down."));
        using var failover = new EmulatedFailover(Emulator, Providers, new() { CoolDown = TimeSpan.FromSeconds(20) });

        await failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), Token);
        failover.Clock.Advance(TimeSpan.FromSeconds(19.9));
        await failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), Token);
        failover.Clock.Advance(TimeSpan.FromSeconds(0.1));
        await failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), Token);

        Assert.Equal(["AimlApi", "RunApi", "RunApi", "AimlApi"], failover.RequestedProviders);
    }

    [Fact]
    public async Task CompleteAsync_ZeroCooldown_UsesTheFailedProviderAgain()
    {
        Emulator.Enqueue(Reply.Error(500, "Down."));
        using var failover = new EmulatedFailover(Emulator, Providers, new() { CoolDown = TimeSpan.Zero });

        await failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), Token);
        await failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), Token);

        Assert.Equal(["AimlApi", "RunApi", "AimlApi"], failover.RequestedProviders);
    }

    [Theory]
    [InlineData(5, 20)]
    [InlineData(90, 90)]
    [InlineData(345_600, 3600)]
    public async Task CompleteAsync_RetryAfter_ExtendsTheCooldownUpToOneHour(int retryAfter, int cooldown)
    {
        Emulator.Enqueue(Reply.Error(429, "Busy.").WithRetryAfter(TimeSpan.FromSeconds(retryAfter)));
        using var failover = new EmulatedFailover(Emulator, Providers, new() { CoolDown = TimeSpan.FromSeconds(20) });

        await failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), Token);
        failover.Clock.Advance(TimeSpan.FromSeconds(cooldown - 1));
        await failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), Token);
        failover.Clock.Advance(TimeSpan.FromSeconds(1));
        await failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), Token);

        Assert.Equal(["AimlApi", "RunApi", "RunApi", "AimlApi"], failover.RequestedProviders);
    }

    [Fact]
    public async Task CompleteAsync_ModelNotFound_CooldownAppliesToThatModelOnly()
    {
        Emulator.Enqueue(Reply.Error(404, "Model minimax/m2-1 not found"));
        using var failover = new EmulatedFailover(Emulator, Providers);

        foreach (string model in (string[])[MiniMaxModels.M2_1, MiniMaxModels.M2_1, MiniMaxModels.M2])
            await failover.Client.CompleteAsync("Hi", model, Token);

        Assert.Equal(["AimlApi", "RunApi", "RunApi", "AimlApi"], failover.RequestedProviders);
    }

    [Fact]
    public async Task CompleteAsync_AllProvidersInCooldown_UsesTheOneThatEndsFirst()
    {
        using var failover = new EmulatedFailover(Emulator, Providers);
        Emulator.Enqueue(
            Reply.Error(429, "Busy.").WithRetryAfter(TimeSpan.FromSeconds(300)),
            Reply.Error(429, "Busy.").WithRetryAfter(TimeSpan.FromSeconds(100)));
        await Assert.ThrowsAsync<MiniMaxRateLimitException>(
            () => failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), Token));

        Emulator.Enqueue(Reply.Error(503, "Down."));
        ChatCompletion completion = await failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), Token);

        Assert.Equal("aimlapi", completion.Call!.Provider);
        Assert.Equal(["AimlApi", "RunApi", "RunApi", "AimlApi"], failover.RequestedProviders);
    }

    [Fact]
    public async Task CompleteAsync_SuccessDuringCooldown_EndsTheCooldown()
    {
        using var failover = new EmulatedFailover(Emulator, Providers);
        Emulator.Enqueue(
            Reply.Error(429, "Busy.").WithRetryAfter(TimeSpan.FromSeconds(300)),
            Reply.Error(500, "Down."),
            Reply.Error(500, "Down."));
        await Assert.ThrowsAsync<MiniMaxServerException>(
            () => failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), Token));

        // The second cooldown ends sooner, but its provider fails again; the first provider succeeds during its cooldown.
        for (int i = 0; i < 2; i++)
            Assert.Equal("aimlapi", (await failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), Token)).Call!.Provider);

        Assert.Equal(["AimlApi", "RunApi", "RunApi", "AimlApi", "AimlApi"], failover.RequestedProviders);
    }

    [Fact]
    public async Task CompleteAsync_Failover_LogsAWarning()
    {
        var log = new RecordingLoggerFactory();
        Emulator.Enqueue(Reply.Error(402, "Pay."));
        using var failover = new EmulatedFailover(Emulator, Providers, new() { LoggerFactory = log });

        CallInfo call = (await failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), Token)).Call!;

        Assert.Equal(
            "Warning: aimlapi failed; failing over to runapi for MiniMax-M2.1. Cooldown of aimlapi: 00:00:30. "
            + "MiniMaxInsufficientCreditsException: aimlapi rejected the request because the account has insufficient credits "
            + $"(HTTP 402). Request {call.Attempts[0].RequestId}. Host {Emulator.AimlApi.Authority}. Attempts: 1.",
            Assert.Single(log.Messages));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_AllProvidersFail_ExceptionAndLogNameEachFailure(bool stream)
    {
        var log = new RecordingLoggerFactory();
        Emulator.Enqueue(Reply.Error(503, "Down with 'secret plan'."), Reply.Error(402, "Pay."));
        using var failover = new EmulatedFailover(Emulator, ["aimlapi", "runapi"], new() { LoggerFactory = log });

        var e = await Assert.ThrowsAsync<MiniMaxInsufficientCreditsException>(
            () => failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), Token));

        Assert.Equal(
            "runapi rejected the request because the account has insufficient credits: Pay. (HTTP 402, code insufficient_credits). "
            + "Before that, aimlapi: aimlapi failed: Down with 'secret plan'. (HTTP 503)",
            e.Message);
        string host = Emulator.AimlApi.Authority;
        Assert.Equal(
            "Warning: The call to MiniMax-M2.1 failed. "
            + $"aimlapi: MiniMaxServerException: aimlapi failed (HTTP 503). Request {e.Attempts[0].RequestId}. Host {host}. Attempts: 1. "
            + "Last: MiniMaxInsufficientCreditsException: runapi rejected the request because the account has insufficient credits "
            + $"(HTTP 402, code insufficient_credits). Request {e.RequestId}. Host {host}. Attempts: 1.",
            log.Messages.Last());
    }

    [Fact]
    public async Task CompleteAsync_TimeoutAfterAFailure_NamesBothProviders()
    {
        var log = new RecordingLoggerFactory();
        Emulator.Enqueue(Reply.Error(503, "Down."), Reply.Text("never").Stall());
        using var failover = new EmulatedFailover(
            Emulator, ["aimlapi", "runapi"], new() { LoggerFactory = log, Timeout = TimeSpan.FromSeconds(7) });
        Task<ChatCompletion> call = failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), Token);
        await Emulator.WaitForRequestAsync(Token);
        await Emulator.WaitForRequestAsync(Token);

        failover.Clock.Advance(TimeSpan.FromSeconds(7));

        var e = await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => call);
        Assert.Contains(". Before that, aimlapi: aimlapi failed: Down. (HTTP 503)", e.Message, StringComparison.Ordinal);
        Assert.Contains(" Last: MiniMaxTimeoutException: runapi did not complete the response within 00:00:07", log.Messages.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CompleteAsync_ManyConcurrentCalls_AllEndAfterAtMostTwoProviders()
    {
        using var failover = new EmulatedFailover(Emulator, Providers);
        for (int i = 0; i < 20; i++)
            Emulator.Enqueue(Reply.Error(500, "Down."), Reply.Text("Hi"));

        // With 20 failures in about 60 requests, a call that fails at both providers is possible and throws.
        Task<Exception?>[] calls =
        [
            .. Enumerable.Range(0, 40).Select(_ =>
                Record.ExceptionAsync(() => failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), Token)).AsTask()),
        ];
        Exception?[] failures = await Task.WhenAll(calls).WaitAsync(Token);

        Assert.All(failures, static failure => Assert.True(failure is null or MiniMaxServerException { Attempts.Count: 2 }));
        Assert.Equal(40 + 20 - failures.Count(static failure => failure is not null), Emulator.Requests.Count);
    }
}
