using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;
using static MiniMaxClient.Tests.Resilience.TimeoutFixture;

namespace MiniMaxClient.Tests.Resilience;

/// <summary>The end of each phase of a call at its timeout, the idle timeout included, over a real connection.</summary>
public sealed class TimeoutMonitorTests : IAsyncLifetime
{
    private readonly CancellationToken _token = TestTimeouts.Token;
    private TimeoutFixture _calls = null!;

    public static TheoryData<string> Providers { get; } = [.. Adapters.AllNames];

    public static MatrixTheoryData<string, bool> Calls { get; } = new(Adapters.AllNames, [false, true]);

    public async ValueTask InitializeAsync() => _calls = await TimeoutFixture.StartAsync(_token);

    public ValueTask DisposeAsync() => _calls.DisposeAsync();

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task HeadersTimeout_NoHeaders_ThrowsTimeoutException(string provider)
    {
        _calls.Emulator.Enqueue(Reply.Text("never").Stall());
        using ChatCompletionsClient client = _calls.CreateClient(provider);
        Task<ChatCompletion> call = client.CallAsync(stream: true, _token);
        RecordedRequest request = await _calls.Emulator.WaitForRequestAsync(_token);

        _calls.Clock.Advance(Headers);

        await AssertTimeoutAsync(
            call, TimeoutKind.Headers, Headers, $"{client.Adapter.Name} sent no response headers within 00:00:10; received so far: nothing.");
        await request.Aborted.WaitAsync(_token);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task FirstTokenTimeout_NoToken_ThrowsTimeoutException(string provider)
    {
        _calls.Emulator.Enqueue(Reply.Text("never").StallAfterEvents(0));
        using ChatCompletionsClient client = _calls.CreateClient(provider);
        // ModelsLab starts a stream with a comment.
        bool hasComment = provider is "modelslab" or "modelslab, key in the body";
        Task waiting = _calls.BodyObserver.WhenReadPendingAfter(
            received => !hasComment || received.EndsWith("\n\n", StringComparison.Ordinal));
        Task<ChatCompletion> call = client.CallAsync(stream: true, _token);
        RecordedRequest request = await _calls.Emulator.WaitForRequestAsync(_token);
        await waiting.WaitAsync(_token);

        _calls.Clock.Advance(FirstToken);

        MiniMaxTimeoutException e = await AssertTimeoutAsync(
            call, TimeoutKind.FirstToken, FirstToken,
            $"{client.Adapter.Name} sent no token within 00:00:20; received so far: the headers.");
        Assert.Equal(200, e.StatusCode);
        await request.Aborted.WaitAsync(_token);
    }

    [Fact]
    public async Task FirstTokenTimeout_SlowHeaders_CountsFromTheStartOfTheAttempt()
    {
        var headers = new TaskCompletionSource();
        _calls.Emulator.Enqueue(Reply.Text("never").HoldUntil(headers.Task).StallAfterEvents(0));
        using ChatCompletionsClient client = _calls.CreateClient();
        Task waiting = _calls.BodyObserver.WhenReadPendingAfter(static _ => true);
        Task<ChatCompletion> call = client.CallAsync(stream: true, _token);
        await _calls.Emulator.WaitForRequestAsync(_token);
        _calls.Clock.Advance(Headers - TimeSpan.FromSeconds(1));
        headers.SetResult();
        await waiting.WaitAsync(_token);

        _calls.Clock.Advance(FirstToken - Headers + TimeSpan.FromSeconds(1));

        MiniMaxTimeoutException e = await AssertTimeoutAsync(call, TimeoutKind.FirstToken, FirstToken);
        Assert.Equal(Headers - TimeSpan.FromSeconds(1), Assert.Single(e.Attempts).Duration);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task IdleTimeout_NoDataAfterFirstToken_ThrowsTimeoutExceptionWithPartial(string provider)
    {
        // The Messages API sends three events before the first text; the second delta is the last one.
        bool isMessages = Adapters.UsesMessages(provider);
        _calls.Emulator.Enqueue(Reply.Text("one two three").WithChunkSize(4).StallAfterEvents(isMessages ? 5 : 2));
        using ChatCompletionsClient client = _calls.CreateClient(provider);
        Task waiting = _calls.BodyObserver.WhenReadPendingAfter(EndsAfter("two "));
        Task<ChatCompletion> call = client.CallAsync(stream: true, _token);
        RecordedRequest request = await _calls.Emulator.WaitForRequestAsync(_token);
        await waiting.WaitAsync(_token);

        _calls.Clock.Advance(Idle);

        MiniMaxTimeoutException e = await AssertTimeoutAsync(call, TimeoutKind.Idle, Idle);
        Assert.Matches(
            $"^{client.Adapter.Name} sent no data for 00:00:30 during the stream; received so far: the headers and [2-4] chunks.$",
            e.Message);
        Assert.Equal("one two ", e.Partial?.Text);
        await request.Aborted.WaitAsync(_token);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task TotalTimeout_BeforeHeaders_ThrowsTimeoutException(string provider, bool stream)
    {
        _calls.Emulator.Enqueue(Reply.Text("never").Stall());
        using ChatCompletionsClient client = _calls.CreateClient(provider, static options => options with { HeadersTimeout = Total });
        Task<ChatCompletion> call = client.CallAsync(
            stream, _token, new() { HeadersTimeout = Timeout.InfiniteTimeSpan, FirstTokenTimeout = Timeout.InfiniteTimeSpan });
        RecordedRequest request = await _calls.Emulator.WaitForRequestAsync(_token);

        _calls.Clock.Advance(Total);

        await AssertTimeoutAsync(
            call, TimeoutKind.Total, Total, $"{client.Adapter.Name} did not complete the response within 00:00:40; received so far: nothing.");
        await request.Aborted.WaitAsync(_token);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("modelslab, messages")]
    public async Task TotalTimeout_NonStreamingCallAfterHeaders_ThrowsTimeoutException(string provider)
    {
        _calls.Emulator.Enqueue(Reply.Text("never").StallAfterEvents(0));
        using ChatCompletionsClient client = _calls.CreateClient(provider);
        Task waiting = _calls.BodyObserver.WhenReadPendingAfter(static _ => true);
        Task<ChatCompletion> call = client.CallAsync(stream: false, _token);
        await waiting.WaitAsync(_token);

        // A non-streaming call has no other timeout.
        _calls.Clock.Advance(Headers);
        _calls.Clock.Advance(Total - Headers);

        await AssertTimeoutAsync(
            call, TimeoutKind.Total, Total, $"{client.Adapter.Name} did not complete the response within 00:00:40; received so far: the headers.");
    }

    [Fact]
    public async Task HeadersTimeout_NonStreamingCall_IsNotApplied()
    {
        var response = new TaskCompletionSource();
        _calls.Emulator.Enqueue(Reply.Text("one").HoldUntil(response.Task));
        using ChatCompletionsClient client = _calls.CreateClient();
        Task<ChatCompletion> call = client.CallAsync(stream: false, _token);
        await _calls.Emulator.WaitForRequestAsync(_token);

        _calls.Clock.Advance(Total - TimeSpan.FromTicks(1));
        response.SetResult();

        Assert.Equal("one", (await call.WaitAsync(_token)).Text);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task TotalTimeout_DuringStream_ThrowsTimeoutExceptionWithPartial(string provider)
    {
        _calls.Emulator.Enqueue(Reply.Text("one two three").WithChunkSize(4).StallAfterEvents(provider == "openai" ? 2 : 5));
        using ChatCompletionsClient client = _calls.CreateClient(
            provider, static options => options with { IdleTimeout = Total + Total });
        Task waiting = _calls.BodyObserver.WhenReadPendingAfter(EndsAfter("two "));
        Task<ChatCompletion> call = client.CallAsync(stream: true, _token);
        await waiting.WaitAsync(_token);

        _calls.Clock.Advance(Total);

        MiniMaxTimeoutException e = await AssertTimeoutAsync(call, TimeoutKind.Total, Total);
        Assert.Equal("one two ", e.Partial?.Text);
        Assert.Equal(nameof(MiniMaxTimeoutException), Assert.Single(e.Attempts).Error);
    }

    [Fact]
    public async Task TotalTimeout_ConsumerIsBusy_ThrowsAtTheNextChunk()
    {
        _calls.Emulator.Enqueue(Reply.Text("one two three").WithChunkSize(4));
        using ChatCompletionsClient client = _calls.CreateClient();
        await using IAsyncEnumerator<ChatCompletionChunk> chunks =
            client.StreamAsync("Hi", MiniMaxModels.M2, _token).GetAsyncEnumerator(_token);
        Assert.True(await chunks.MoveNextAsync());

        _calls.Clock.Advance(Total);

        await AssertTimeoutAsync(
            chunks.MoveNextAsync().AsTask(), TimeoutKind.Total, Total,
            "openai did not complete the response within 00:00:40; received so far: the headers and 1 chunk.");
    }
}
