using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;
using static MiniMaxClient.Tests.Resilience.TimeoutFixture;

namespace MiniMaxClient.Tests.Resilience;

/// <summary>Timeouts of model lists, of single calls and of retries.</summary>
public sealed class TimeoutOverrideTests : IAsyncLifetime
{
    private readonly CancellationToken _token = TestTimeouts.Token;
    private TimeoutFixture _calls = null!;

    public async ValueTask InitializeAsync() => _calls = await TimeoutFixture.StartAsync(_token);

    public ValueTask DisposeAsync() => _calls.DisposeAsync();

    [Fact]
    public async Task HeadersTimeout_ModelList_IsApplied()
    {
        _calls.Emulator.Enqueue(Reply.Text("never").Stall(), Reply.Text("never").Stall());
        using ChatCompletionsClient client = _calls.CreateClient("modelslab, messages");
        var request = new ChatCompletionRequest { Model = MiniMaxModels.M2, Messages = [ChatMessage.User("Hi")] };
        foreach (Func<Task> ask in (Func<Task>[])
            [() => client.ListModelsAsync(_token), () => client.CountTokensAsync(request, _token)])
        {
            Task call = ask();
            await _calls.Emulator.WaitForRequestAsync(_token);
            _calls.Clock.Advance(Headers);
            await AssertTimeoutAsync(
                call, TimeoutKind.Headers, Headers, "modelslab sent no response headers within 00:00:10; received so far: nothing.");
        }
    }

    [Theory]
    [InlineData(TimeoutKind.Headers)]
    [InlineData(TimeoutKind.FirstToken)]
    [InlineData(TimeoutKind.Idle)]
    [InlineData(TimeoutKind.Total)]
    public async Task RequestOptions_Timeout_OverridesThatOfTheClient(TimeoutKind kind)
    {
        var timeout = TimeSpan.FromSeconds(3);
        RequestOptions options = kind switch
        {
            TimeoutKind.Headers => new() { HeadersTimeout = timeout },
            TimeoutKind.FirstToken => new() { FirstTokenTimeout = timeout },
            TimeoutKind.Idle => new() { IdleTimeout = timeout },
            _ => new() { Timeout = timeout },
        };
        Reply reply = Reply.Text("one two").WithChunkSize(4);
        _calls.Emulator.Enqueue(kind switch
        {
            TimeoutKind.Headers or TimeoutKind.Total => reply.Stall(),
            TimeoutKind.FirstToken => reply.StallAfterEvents(0),
            _ => reply.StallAfterEvents(1),
        });
        using ChatCompletionsClient client = _calls.CreateClient();
        Task waiting = _calls.BodyObserver.WhenReadPendingAfter(received => kind == TimeoutKind.FirstToken || EndsAfter("one ")(received));
        Task<ChatCompletion> call = client.CallAsync(stream: true, _token, options);
        await _calls.Emulator.WaitForRequestAsync(_token);
        if (kind is TimeoutKind.FirstToken or TimeoutKind.Idle)
            await waiting.WaitAsync(_token);

        _calls.Clock.Advance(timeout);

        await AssertTimeoutAsync(call, kind, timeout);
    }

    [Fact]
    public async Task RequestOptions_InfiniteTimeouts_OverrideThoseOfTheClient()
    {
        var headers = new TaskCompletionSource();
        var first = new TaskCompletionSource();
        var remainder = new TaskCompletionSource();
        _calls.Emulator.Enqueue(Reply.Text("one two").WithChunkSize(4)
            .HoldUntil(headers.Task).HoldAfterEvents(0, first.Task).HoldAfterEvents(1, remainder.Task));
        using ChatCompletionsClient client = _calls.CreateClient();
        Task noToken = _calls.BodyObserver.WhenReadPendingAfter(static _ => true);
        Task oneToken = _calls.BodyObserver.WhenReadPendingAfter(EndsAfter("one "));

        Task<ChatCompletion> call = client.CallAsync(stream: true, _token, new()
        {
            Timeout = Timeout.InfiniteTimeSpan,
            HeadersTimeout = Timeout.InfiniteTimeSpan,
            FirstTokenTimeout = Timeout.InfiniteTimeSpan,
            IdleTimeout = Timeout.InfiniteTimeSpan,
        });
        await _calls.Emulator.WaitForRequestAsync(_token);
        foreach ((TaskCompletionSource release, Task then) in
            (IEnumerable<(TaskCompletionSource, Task)>)[(headers, noToken), (first, oneToken), (remainder, call)])
        {
            _calls.Clock.Advance(TimeSpan.FromDays(2));
            release.SetResult();
            await then.WaitAsync(_token);
        }

        Assert.Equal("one two", (await call).Text);
    }

    [Theory]
    [InlineData(TimeoutKind.Headers)]
    [InlineData(TimeoutKind.FirstToken)]
    public async Task Timeout_BeforeFirstChunk_IsRetriedWithTheFullTimeout(TimeoutKind kind)
    {
        Reply reply = Reply.Text("one");
        TimeSpan limit = kind == TimeoutKind.Headers ? Headers : FirstToken;
        _calls.Emulator.Enqueue(
            kind == TimeoutKind.Headers ? reply.Stall() : reply.StallAfterEvents(0),
            kind == TimeoutKind.Headers ? reply.Stall() : reply.StallAfterEvents(0));
        using ChatCompletionsClient client = _calls.CreateClient(
            "openai", static options => options with { Resilience = ResilientClient.ImmediateRetries with { MaxRetryAttempts = 1 } });
        Task firstWait = _calls.BodyObserver.WhenReadPendingAfter(static _ => true);
        Task<ChatCompletion> call = client.CallAsync(stream: true, _token, new() { Timeout = Timeout.InfiniteTimeSpan });
        for (int i = 0; i < 2; i++)
        {
            await _calls.Emulator.WaitForRequestAsync(_token);
            if (kind == TimeoutKind.FirstToken)
                await firstWait.WaitAsync(_token);
            firstWait = _calls.BodyObserver.WhenReadPendingAfter(static _ => true);
            _calls.Clock.Advance(limit);
        }

        MiniMaxTimeoutException e = await AssertTimeoutAsync(call, kind, limit);
        Assert.Equal([nameof(MiniMaxTimeoutException), nameof(MiniMaxTimeoutException)], e.Attempts.Select(static a => a.Error));
        Assert.Equal(2, _calls.Emulator.Requests.Count);
    }

}
