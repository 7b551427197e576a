using System.Globalization;
using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Load;

/// <summary>Concurrent calls to two providers that fail intermittently: all end, and every request is accounted for.</summary>
[Collection(nameof(RunsAlone))]
public sealed class FlappingFailoverTests
{
    private const int Calls = 200;
    private const int MaxConcurrentRequests = 32;

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly SkippingClock _clock = new();
    private readonly TaskCompletionSource _allSettled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _settled;

    [Theory]
    [InlineData(false, 0)]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task Calls_TwoHundredConcurrent_AllEndAndAreAccountedFor(bool hasCircuitBreaker, int seed)
    {
        await using var first = new FlappingServer(seed, HoldAsync);
        await using var second = new FlappingServer(seed + 5, HoldAsync);
        using ChatCompletionsClient one = Client(first, "aimlapi", hasCircuitBreaker);
        using ChatCompletionsClient other = Client(second, "runapi", hasCircuitBreaker);
        var pair = new FailoverChatCompletionsClient([one, other], new() { CoolDown = TimeSpan.Zero });

        CallOutcome[] ends = await Task.WhenAll(Enumerable.Range(0, Calls).Select(async number =>
        {
            CallOutcome end = await CallAsync(pair, number, first, second);
            RecordSettled();
            return end;
        })).WaitAsync(_token);

        foreach (CallOutcome end in ends)
        {
            Assert.Equal((end.Id, first.GetRequestCount(end.Id)), (end.Id, end.Attempts.Count(static one => one.Provider == "aimlapi")));
            Assert.Equal((end.Id, second.GetRequestCount(end.Id)), (end.Id, end.Attempts.Count(static one => one.Provider == "runapi")));
            if (end.RequestsAtFirstChunk is { } before)
                Assert.Equal((end.Id, before), (end.Id, end.Attempts.Count));
            if (end.Failure is null)
                Assert.Equal((end.Id, SampleResponse.Text), (end.Id, end.Text));
            int successful = end.Attempts.Count(static one => one.Error is null);
            Assert.Equal((end.Id, end.Failure is null ? 1 : 0), (end.Id, successful));
        }

        // The pattern has produced both outcomes; with circuit breakers, their proportion depends on timing.
        int completed = ends.Count(static end => end.Failure is null);
        Assert.InRange(completed, hasCircuitBreaker ? 1 : Calls / 2, Calls - 1);
        Assert.True(hasCircuitBreaker || ends.Any(static end => end.Failure is MiniMaxStreamInterruptedException));
        Assert.True(hasCircuitBreaker || ends.Any(
            static end => end is { Failure: null, Attempts: [{ Provider: "aimlapi" }, .., { Provider: "runapi" }] }));
        Assert.Equal(hasCircuitBreaker, ends.Any(static end => end.Failure is MiniMaxServerException { StatusCode: null }));

        await AssertAllPermitsAreFreeAsync(first, one);
        await AssertAllPermitsAreFreeAsync(second, other);
    }

    /// <summary>Holds a non-streaming response until all other calls have ended or are held as well.</summary>
    private Task HoldAsync()
    {
        RecordSettled();
        return _allSettled.Task;
    }

    // At most 30 of the 32 permits of a client are held: in the pattern, one call in ten is slow at each of its three attempts.
    private void RecordSettled()
    {
        if (Interlocked.Increment(ref _settled) == Calls)
            _allSettled.SetResult();
    }

    private ChatCompletionsClient Client(FlappingServer server, string provider, bool hasCircuitBreaker) => new(
        Adapters.ForAddress(server.BaseAddress, provider),
        new()
        {
            // Far above the latency of a request on a busy machine, so that only the slow ones reach it.
            HeadersTimeout = TimeSpan.FromSeconds(2),
            TimeProvider = _clock,
            Resilience = new()
            {
                RetryDelay = TimeSpan.FromMilliseconds(10),
                MaxRetryDelay = TimeSpan.FromMilliseconds(50),
                MaxConcurrentRequests = MaxConcurrentRequests,
                CircuitBreaker = hasCircuitBreaker ? new() { FailureRatio = 0.3 } : null,
            },
        });

    private async Task<CallOutcome> CallAsync(
        FailoverChatCompletionsClient pair, int number, FlappingServer first, FlappingServer second)
    {
        string id = number.ToString(CultureInfo.InvariantCulture);
        ChatCompletionRequest request = Request(id);
        int? requestsAtFirstChunk = null;
        CallInfo? info = null;
        string text = "";
        try
        {
            if (number % 2 == 0)
            {
                ChatCompletion completion = await pair.CompleteAsync(request, _token);
                return new(id, completion.Text, completion.Call!.Attempts, null, null);
            }

            await foreach (ChatCompletionChunk chunk in pair.StreamAsync(request, _token))
            {
                requestsAtFirstChunk ??= first.GetRequestCount(id) + second.GetRequestCount(id);
                info = chunk.Call!;
                text += chunk.Text;
                (info.Provider == "aimlapi" ? first : second).MarkFirstChunkDelivered(id);
            }

            return new(id, text, info!.Attempts, requestsAtFirstChunk, null);
        }
        catch (MiniMaxException e)
        {
            return new(id, text, e.Attempts, requestsAtFirstChunk, e);
        }
    }

    /// <summary>Asserts that as many calls as there are permits reach the server concurrently.</summary>
    private async Task AssertAllPermitsAreFreeAsync(FlappingServer server, ChatCompletionsClient client)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.SteadyScript = ServerScript.Stream([.. SampleResponse.OpenAI.Events]);

        // An open circuit breaker allows one call after its break duration, and closes after its success.
        _clock.Advance(TimeSpan.FromMinutes(1));
        await client.StreamAsync(Request("closing"), _token).ToCompletionAsync(_token);

        Task allHeld = server.WhenCountIs("held", MaxConcurrentRequests);
        server.SteadyScript = ServerScript.StreamHead().WaitFor(gate.Task).Send(SampleResponse.OpenAI.Events).End();
        Task<ChatCompletion>[] calls =
        [
            .. Enumerable.Range(0, MaxConcurrentRequests)
                .Select(_ => client.StreamAsync(Request("held"), _token).ToCompletionAsync(_token)),
        ];
        await allHeld.WaitAsync(_token);
        gate.SetResult();
        Assert.All(await Task.WhenAll(calls), static completion => Assert.Equal(SampleResponse.Text, completion.Text));
    }

    private static ChatCompletionRequest Request(string id) => new()
    {
        Model = MiniMaxModels.M2,
        Messages = [ChatMessage.User("Hi")],
        Options = new() { ClientRequestId = id },
    };

    private sealed record CallOutcome(
        string Id, string Text, IReadOnlyList<CallAttempt> Attempts, int? RequestsAtFirstChunk, MiniMaxException? Failure);
}
