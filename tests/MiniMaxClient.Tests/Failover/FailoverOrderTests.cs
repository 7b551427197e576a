using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Failover;

/// <summary>Whom a call asks first: the order of the providers, and the rests of those that failed.</summary>
public sealed class FailoverOrderTests : IAsyncLifetime
{
    private static readonly string[] Pair = [EmulatedClient.AimlApi, EmulatedClient.RunApi];

    private readonly CancellationToken _token = TestTimeouts.Token;
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Fact]
    public async Task Model_OfACanonicalId_IsMappedForEach()
    {
        _emulator.Enqueue(Reply.Error(500, "Down."));
        using var failover = new EmulatedFailover(_emulator, Pair);

        await failover.Client.CompleteAsync("Hi", MiniMaxModels.M2_7, _token);

        Assert.Equal(
            ["minimax/m2-7-20260402", "MiniMax-M2.7"],
            _emulator.Requests.Select(static request => request.Json.GetProperty("model").GetString()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Request_ThatDoesNotSuitOneProvider_IsRefusedBeforeAnythingIsSent(bool stream)
    {
        // RunAPI, asked first, takes what AIML API does not.
        using var failover = new EmulatedFailover(_emulator, ["runapi", "aimlapi"]);
        ChatCompletionRequest request = EmulatedClient.CreateRequest() with { Stop = ["END"] };

        var e = stream
            ? Assert.Throws<MiniMaxInvalidRequestException>(() => { failover.Client.StreamAsync(request, _token); })
            : await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => failover.Client.CompleteAsync(request, _token));

        Assert.Equal("aimlapi", e.Provider);
        Assert.Equal("$.stop", Assert.Single(e.Problems).Path);
        Assert.Empty(e.Attempts);
        Assert.Empty(_emulator.Requests);
    }

    [Fact]
    public async Task Request_ThatOneProviderDropsFieldsOf_GoesToTheOtherWhole()
    {
        _emulator.Enqueue(Reply.Error(500, "Down."));
        using var failover = new EmulatedFailover(
            _emulator, ["runapi", "aimlapi"], change: static (_, options) => options with { UnsupportedFields = UnsupportedFieldHandling.Drop });

        await failover.Client.CompleteAsync(EmulatedClient.CreateRequest() with { Stop = ["END"] }, _token);

        Assert.Equal([true, false], _emulator.Requests.Select(static request => request.Json.TryGetProperty("stop", out _)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Provider_ThatFailed_IsPassedByUntilItsCoolDownIsOver(bool stream)
    {
        _emulator.Enqueue(Reply.Error(500, "Down."));
        using var failover = new EmulatedFailover(_emulator, Pair, new() { CoolDown = TimeSpan.FromSeconds(20) });

        await failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), _token);
        failover.Clock.Advance(TimeSpan.FromSeconds(19.9));
        await failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), _token);
        failover.Clock.Advance(TimeSpan.FromSeconds(0.1));
        await failover.Client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(), _token);

        Assert.Equal(["AimlApi", "RunApi", "RunApi", "AimlApi"], failover.RequestedProviders);
    }

    [Fact]
    public async Task CoolDown_OfZero_IsNoRest()
    {
        _emulator.Enqueue(Reply.Error(500, "Down."));
        using var failover = new EmulatedFailover(_emulator, Pair, new() { CoolDown = TimeSpan.Zero });

        await failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), _token);
        await failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), _token);

        Assert.Equal(["AimlApi", "RunApi", "AimlApi"], failover.RequestedProviders);
    }

    [Theory]
    [InlineData(5, 20)]
    [InlineData(90, 90)]
    [InlineData(345_600, 3600)]
    public async Task Provider_ThatNamesAWait_RestsForTheLongerOfTheTwoAndAtMostAnHour(int wait, int rest)
    {
        _emulator.Enqueue(Reply.Error(429, "Busy.").WithRetryAfter(TimeSpan.FromSeconds(wait)));
        using var failover = new EmulatedFailover(_emulator, Pair, new() { CoolDown = TimeSpan.FromSeconds(20) });

        await failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), _token);
        failover.Clock.Advance(TimeSpan.FromSeconds(rest - 1));
        await failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), _token);
        failover.Clock.Advance(TimeSpan.FromSeconds(1));
        await failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), _token);

        Assert.Equal(["AimlApi", "RunApi", "RunApi", "AimlApi"], failover.RequestedProviders);
    }

    [Fact]
    public async Task Provider_ThatLacksAModel_RestsForThatOneAlone()
    {
        _emulator.Enqueue(Reply.Error(404, "Model minimax/m2-1 not found"));
        using var failover = new EmulatedFailover(_emulator, Pair);

        foreach (string model in (string[])[MiniMaxModels.M2_1, MiniMaxModels.M2_1, MiniMaxModels.M2])
            await failover.Client.CompleteAsync("Hi", model, _token);

        Assert.Equal(["AimlApi", "RunApi", "RunApi", "AimlApi"], failover.RequestedProviders);
    }

    [Fact]
    public async Task Providers_ThatAllRest_AreAskedInTheOrderInWhichTheirRestsEnd()
    {
        using var failover = new EmulatedFailover(_emulator, Pair);
        _emulator.Enqueue(
            Reply.Error(429, "Busy.").WithRetryAfter(TimeSpan.FromSeconds(300)),
            Reply.Error(429, "Busy.").WithRetryAfter(TimeSpan.FromSeconds(100)));
        await Assert.ThrowsAsync<MiniMaxRateLimitException>(
            () => failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), _token));

        _emulator.Enqueue(Reply.Error(503, "Down."));
        ChatCompletion answer = await failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), _token);

        Assert.Equal("aimlapi", answer.Call!.Provider);
        Assert.Equal(["AimlApi", "RunApi", "RunApi", "AimlApi"], failover.RequestedProviders);
    }

    [Fact]
    public async Task Provider_ThatAnswersWhileItRests_RestsNoLonger()
    {
        using var failover = new EmulatedFailover(_emulator, Pair);
        _emulator.Enqueue(
            Reply.Error(429, "Busy.").WithRetryAfter(TimeSpan.FromSeconds(300)),
            Reply.Error(500, "Down."),
            Reply.Error(500, "Down."));
        await Assert.ThrowsAsync<MiniMaxServerException>(
            () => failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), _token));

        // The second one's rest ends sooner, and it fails again; the first one answers, though it was to rest for longer.
        for (int i = 0; i < 2; i++)
            Assert.Equal("aimlapi", (await failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), _token)).Call!.Provider);

        Assert.Equal(["AimlApi", "RunApi", "RunApi", "AimlApi", "AimlApi"], failover.RequestedProviders);
    }

    [Fact]
    public async Task Change_OfTheProvider_IsLogged()
    {
        var log = new RecordingLoggerFactory();
        _emulator.Enqueue(Reply.Error(402, "Pay."));
        using var failover = new EmulatedFailover(_emulator, Pair, new() { LoggerFactory = log });

        await failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), _token);

        Assert.Equal(
            "Warning: aimlapi failed with MiniMaxInsufficientCreditsException; failing over to runapi. Cooldown of aimlapi: 00:00:30.",
            Assert.Single(log.Messages));
    }

    [Fact]
    public async Task Providers_OfManyCallsAtOnce_AnswerThemAll()
    {
        using var failover = new EmulatedFailover(_emulator, Pair);
        for (int i = 0; i < 20; i++)
            _emulator.Enqueue(Reply.Error(500, "Down."), Reply.Text("Hi"));

        // Twenty failures among forty-odd requests: a call meets two of them at most once in a while, and then says so.
        Task<Exception?>[] calls =
        [
            .. Enumerable.Range(0, 40).Select(_ =>
                Record.ExceptionAsync(() => failover.Client.CompleteAsync(EmulatedClient.CreateRequest(), _token)).AsTask()),
        ];
        Exception?[] failures = await Task.WhenAll(calls).WaitAsync(_token);

        Assert.All(failures, static failure => Assert.True(failure is null or MiniMaxServerException { Attempts.Count: 2 }));
        Assert.Equal(40 + 20 - failures.Count(static failure => failure is not null), _emulator.Requests.Count);
    }
}
