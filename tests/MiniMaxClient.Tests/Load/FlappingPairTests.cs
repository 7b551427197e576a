using System.Globalization;
using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Load;

/// <summary>Many calls at once to two providers that both flap: all end, and every request is accounted for.</summary>
[Collection(nameof(RunsAlone))]
public sealed class FlappingPairTests
{
    private const int Calls = 200;
    private const int Places = 32;

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly SkippingClock _clock = new();
    private readonly TaskCompletionSource _rest = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _settled;

    [Theory]
    [InlineData(false, 0)]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task Calls_TwoHundredAtOnce_AllEndAndAreAccountedFor(bool breaks, int seed)
    {
        await using var first = new FlappingServer(seed, HoldAsync);
        await using var second = new FlappingServer(seed + 5, HoldAsync);
        using ChatCompletionsClient one = Client(first, "aimlapi", breaks);
        using ChatCompletionsClient other = Client(second, "runapi", breaks);
        var pair = new FailoverChatCompletionsClient([one, other], new() { CoolDown = TimeSpan.Zero });

        CallOutcome[] ends = await Task.WhenAll(Enumerable.Range(0, Calls).Select(async number =>
        {
            CallOutcome end = await CallAsync(pair, number, first, second);
            Settle();
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
            int good = end.Attempts.Count(static one => one.Error is null);
            Assert.Equal((end.Id, end.Failure is null ? 1 : 0), (end.Id, good));
        }

        // What the pattern is for has come about; where circuits open, how much of it is a matter of time.
        int answers = ends.Count(static end => end.Failure is null);
        Assert.InRange(answers, breaks ? 1 : Calls / 2, Calls - 1);
        Assert.True(breaks || ends.Any(static end => end.Failure is MiniMaxStreamInterruptedException));
        Assert.True(breaks || ends.Any(
            static end => end is { Failure: null, Attempts: [{ Provider: "aimlapi" }, .., { Provider: "runapi" }] }));
        Assert.Equal(breaks, ends.Any(static end => end.Failure is MiniMaxServerException { StatusCode: null }));

        await AssertAllPlacesAreFreeAsync(first, one);
        await AssertAllPlacesAreFreeAsync(second, other);
    }

    /// <summary>Holds a plain answer back until all other calls have ended or are held back too.</summary>
    private Task HoldAsync()
    {
        Settle();
        return _rest.Task;
    }

    // At most 30 of the 32 places of a client are held: the pattern has one call in ten slow at each of its three attempts.
    private void Settle()
    {
        if (Interlocked.Increment(ref _settled) == Calls)
            _rest.SetResult();
    }

    private ChatCompletionsClient Client(FlappingServer server, string provider, bool breaks) => new(
        Adapters.ForAddress(server.BaseAddress, provider),
        new()
        {
            // Far above what a request needs to come to its server on a busy machine, so that only the slow ones reach it.
            HeadersTimeout = TimeSpan.FromSeconds(2),
            TimeProvider = _clock,
            Resilience = new()
            {
                RetryDelay = TimeSpan.FromMilliseconds(10),
                MaxRetryDelay = TimeSpan.FromMilliseconds(50),
                MaxConcurrentRequests = Places,
                CircuitBreaker = breaks ? new() { FailureRatio = 0.3 } : null,
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
                ChatCompletion answer = await pair.CompleteAsync(request, _token);
                return new(id, answer.Text, answer.Call!.Attempts, null, null);
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

    /// <summary>As many calls as there are places come to the server at once.</summary>
    private async Task AssertAllPlacesAreFreeAsync(FlappingServer server, ChatCompletionsClient client)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.SteadyScript = ServerScript.Stream([.. SampleResponse.OpenAI.Events]);

        // A circuit that is open lets one call through after its rest, and closes with its answer.
        _clock.Advance(TimeSpan.FromMinutes(1));
        await client.StreamAsync(Request("closing"), _token).ToCompletionAsync(_token);

        Task allHeld = server.WhenCountIs("held", Places);
        server.SteadyScript = ServerScript.StreamHead().WaitFor(gate.Task).Send(SampleResponse.OpenAI.Events).End();
        Task<ChatCompletion>[] calls =
            [.. Enumerable.Range(0, Places).Select(_ => client.StreamAsync(Request("held"), _token).ToCompletionAsync(_token))];
        await allHeld.WaitAsync(_token);
        gate.SetResult();
        Assert.All(await Task.WhenAll(calls), static answer => Assert.Equal(SampleResponse.Text, answer.Text));
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
