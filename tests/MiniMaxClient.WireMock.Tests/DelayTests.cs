using Microsoft.Extensions.Time.Testing;
using WireMock.RequestBuilders;

namespace MiniMaxClient.WireMock.Tests;

/// <summary>Responses that WireMock.Net delays: the caller's token and the limits of the client end the call during the delay.</summary>
public sealed class DelayTests
{
    private static readonly TimeSpan Delay = TimeSpan.FromHours(1);

    private readonly CancellationToken _token = TestTimeouts.Token;

    public static MatrixTheoryData<string, bool> Calls { get; } = new(Adapters.AllNames, [false, true]);

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Cancellation_DuringTheDelay_EndsTheCall(string provider, bool stream)
    {
        using var stub = new ProviderStub(provider);
        Task arrival = Delayed(stub, stream);
        using ChatCompletionsClient client = stub.CreateClient();
        using var stop = new CancellationTokenSource();

        Task<ChatCompletion> call = ProviderStub.CallAsync(client, stream, stop.Token);
        await arrival.WaitAsync(_token);
        await stop.CancelAsync();

        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(_token));
        Assert.Equal(stop.Token, e.CancellationToken);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Dispose_OfTheClientDuringTheDelay_EndsTheCall(bool stream)
    {
        using var stub = new ProviderStub("openai");
        Task arrival = Delayed(stub, stream);
        ChatCompletionsClient client = stub.CreateClient();

        Task<ChatCompletion> call = ProviderStub.CallAsync(client, stream, _token);
        await arrival.WaitAsync(_token);
        client.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => call.WaitAsync(_token));
    }

    [Fact]
    public async Task Timeout_OfANonStreamingCall_EndsItDuringTheDelay()
    {
        var e = await TimeOutAsync(stream: false, new() { Timeout = TimeSpan.FromSeconds(90) }, TimeSpan.FromSeconds(90));
        Assert.Equal(TimeoutKind.Total, e.Kind);
    }

    [Fact]
    public async Task HeadersTimeout_OfAStream_EndsItDuringTheDelay()
    {
        var e = await TimeOutAsync(stream: true, new() { HeadersTimeout = TimeSpan.FromSeconds(40) }, TimeSpan.FromSeconds(40));
        Assert.Equal(TimeoutKind.Headers, e.Kind);
    }

    /// <summary>Stubs a response that is never sent, and returns a task that completes when a request for it has arrived.</summary>
    private static Task Delayed(ProviderStub stub, bool stream)
    {
        var arrival = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        IRequestBuilder request = stub.MatchRequest(stream).WithHeader(_ => arrival.TrySetResult() || true);
        stub.Server.Given(request).RespondWith(stub.CreateResponse(stream).WithDelay(Delay));
        return arrival.Task;
    }

    private async Task<MiniMaxTimeoutException> TimeOutAsync(bool stream, ChatCompletionsClientOptions options, TimeSpan limit)
    {
        using var stub = new ProviderStub("openai");
        Task arrival = Delayed(stub, stream);
        var clock = new FakeTimeProvider();
        using ChatCompletionsClient client =
            stub.CreateClient(options with { TimeProvider = clock, Resilience = new() { MaxRetryAttempts = 0 } });

        Task<ChatCompletion> call = ProviderStub.CallAsync(client, stream, _token);
        await arrival.WaitAsync(_token);
        clock.Advance(limit);

        var e = await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => call.WaitAsync(_token));
        Assert.Equal(limit, e.Limit);
        return e;
    }
}
