using WireMock.Server;

namespace MiniMaxClient.WireMock.Tests;

/// <summary>Stubs whose response depends on the requests before: failures that pass, and the attempts that they cost.</summary>
public sealed class ScenarioTests
{
    private readonly CancellationToken _token = TestTimeouts.Token;

    public static MatrixTheoryData<string, bool> Calls { get; } = new(Adapters.AllNames, [false, true]);

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Call_After429And503_SucceedsWithTheThirdAttempt(string provider, bool stream)
    {
        using var stub = new ProviderStub(provider);
        stub.Server.Given(stub.MatchRequest(stream)).InScenario("recovery").WillSetStateTo("limited")
            .RespondWith(ProviderStub.CreateErrorResponse(429, "Slow down.").WithHeader("Retry-After", "20"));
        stub.Server.Given(stub.MatchRequest(stream)).InScenario("recovery").WhenStateIs("limited").WillSetStateTo("down")
            .RespondWith(ProviderStub.CreateErrorResponse(503, "Down."));
        stub.Server.Given(stub.MatchRequest(stream)).InScenario("recovery").WhenStateIs("down").WillSetStateTo("up")
            .RespondWith(stub.CreateResponse(stream));
        var clock = new ManualClock();
        using ChatCompletionsClient client = stub.CreateClient(new() { TimeProvider = clock });

        ChatCompletion completion = await WithoutWaitingAsync(clock, () => ProviderStub.CallAsync(client, stream, _token));

        Assert.Equal("Hello!", completion.Text);
        Assert.Equal([429, 503, 200], completion.Call!.Attempts.Select(static attempt => attempt.StatusCode));
        Assert.Equal(TimeSpan.Zero, completion.Call.Attempts[0].Delay);
        Assert.InRange(completion.Call.Attempts[1].Delay, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(22));
        Assert.InRange(completion.Call.Attempts[2].Delay, TimeSpan.Zero, TimeSpan.FromSeconds(8));
        Assert.Equal(3, stub.Server.LogEntries.Count);
        Assert.Equal("up", stub.Server.Scenarios["recovery"].NextState);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Failover_WhenTheFirstProviderIsDown_CallsTheSecond(bool stream)
    {
        using var down = new ProviderStub("aimlapi");
        using var up = new ProviderStub("runapi");
        down.Respond(ProviderStub.CreateErrorResponse(402, "No credits left."));
        up.Server.Given(up.MatchRequest(stream)).RespondWith(up.CreateResponse(stream));
        using ChatCompletionsClient first = down.CreateClient(), second = up.CreateClient();
        var client = new FailoverChatCompletionsClient(first, second);

        ChatCompletion completion = await ProviderStub.CallAsync(client, stream, _token);

        Assert.Equal(
            [("aimlapi", 402), ("runapi", (int?)200)],
            completion.Call!.Attempts.Select(static attempt => (attempt.Provider, attempt.StatusCode)));
        Assert.Single(down.Server.LogEntries);
        Assert.Single(up.Server.LogEntries);
    }

    /// <summary>Advances the clock past every wait before a retry until the call has ended.</summary>
    private async Task<ChatCompletion> WithoutWaitingAsync(ManualClock clock, Func<Task<ChatCompletion>> start)
    {
        Task<TimeSpan> wait = clock.WhenTimerStarts(IsRetryDelay);
        Task<ChatCompletion> call = start();
        while (await Task.WhenAny(call, wait).WaitAsync(_token) != call)
        {
            TimeSpan due = await wait;
            wait = clock.WhenTimerStarts(IsRetryDelay);
            clock.Advance(due);
        }

        return await call;
    }

    // Other timers are the timeouts of the call, of a minute and more, and the limit on reading the body of an error.
    private static bool IsRetryDelay(TimeSpan due) =>
        due > TimeSpan.Zero && due < TimeSpan.FromMinutes(1) && due != TimeSpan.FromSeconds(5);
}
