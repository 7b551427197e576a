using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Resilience;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Load;

/// <summary>Concurrent streams, each with its own content and end: none returns a byte of another one.</summary>
[Collection(nameof(RunsAlone))]
public sealed class StreamIsolationTests : IAsyncDisposable
{
    private const int Streams = 64;
    private const int Chunks = 40;
    private const string Provider = "openai";

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly CountingClock _clock = new();
    private readonly CountingLimiter _limiter = new();
    private readonly ActivityListener _spans;
    private readonly MeterListener _meters = new();
    private readonly FaultServer _server;
    private int _startedSpans;
    private int _endedSpans;
    private int _attempts;

    public StreamIsolationTests()
    {
        _spans = new()
        {
            ShouldListenTo = static source => source.Name == "MiniMaxClient",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = _ => Interlocked.Increment(ref _startedSpans),
            ActivityStopped = _ => Interlocked.Increment(ref _endedSpans),
        };
        ActivitySource.AddActivityListener(_spans);
        _meters.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Name == "minimaxclient.client.attempt.duration")
                listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref _attempts));
        _meters.Start();
        _server = FaultServer.Start((_, request) => CreateScript(request));
    }

    /// <summary>The end of a stream.</summary>
    private enum End
    {
        Complete,
        CanceledBetweenChunks,
        CanceledWhileWaiting,
        Abandoned,
        Reset,
        RetriedAndComplete,
    }

    public async ValueTask DisposeAsync()
    {
        _spans.Dispose();
        _meters.Dispose();
        _limiter.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Streams_RandomEnds_ReturnTheirOwnBytesAndReleaseEverything()
    {
        using ChatCompletionsClient client = CreateClient();
        for (int round = 0; round < 6; round++)
        {
            int first = round * Streams;
            await Task.WhenAll(Enumerable.Range(first, Streams).Select(i => Task.Run(() => ReadAsync(client, i), _token)))
                .WaitAsync(_token);
        }

        AssertBalanced(6 * Streams);
    }

    [Fact]
    public async Task Dispose_ConcurrentStreams_EndsEveryCallAndReleasesEverything()
    {
        ChatCompletionsClient client = CreateClient();
        int waiting = Streams;
        var allWait = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task[] calls =
        [
            .. Enumerable.Range(0, Streams).Select(i => Task.Run(
                async () =>
                {
                    bool isFirst = true;
                    await foreach (ChatCompletionChunk _ in client.StreamAsync(CreateRequest(End.CanceledWhileWaiting, i), _token))
                    {
                        if (isFirst && Interlocked.Decrement(ref waiting) == 0)
                            allWait.SetResult();
                        isFirst = false;
                    }
                },
                _token)),
        ];
        await allWait.Task.WaitAsync(_token);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(client.Dispose, _token)));

        foreach (Task call in calls)
            await Assert.ThrowsAsync<ObjectDisposedException>(() => call.WaitAsync(_token));
        AssertBalanced(Streams);
    }

    private ChatCompletionsClient CreateClient() => new(
        new OpenAICompatibleAdapter(Provider, new Uri(_server.BaseAddress, "v1"), "key"),
        new()
        {
            TimeProvider = _clock,
            ConnectTimeout = TestTimeouts.Limit,
            Resilience = new() { RetryDelay = TimeSpan.Zero, RateLimiter = _limiter, CircuitBreaker = null },
        });

    private void AssertBalanced(int calls)
    {
        Assert.Equal(_limiter.AcquireCount, _limiter.ReleaseCount);
        Assert.Equal((calls, calls), (_startedSpans, _endedSpans));
        Assert.Equal(0, _clock.ActiveTimers);
        Assert.Equal((_server.Requests.Count, _server.Requests.Count), (_attempts, _limiter.AcquireCount));
    }

    private async Task ReadAsync(ChatCompletionsClient client, int number)
    {
        End end = GetEnd(number);
        int last = GetLastChunk(number);
        using var source = new CancellationTokenSource();
        var text = new StringBuilder();
        Exception? failure = null;
        try
        {
            await using IAsyncEnumerator<ChatCompletionChunk> chunks =
                client.StreamAsync(CreateRequest(end, number), source.Token).GetAsyncEnumerator(_token);
            int count = 0;
            while (await chunks.MoveNextAsync())
            {
                text.Append(chunks.Current.Text);
                if (++count < last)
                    continue;
                if (end == End.Abandoned)
                    break;
                if (end == End.CanceledBetweenChunks)
                    await source.CancelAsync();
                if (end == End.CanceledWhileWaiting)
                {
                    ValueTask<bool> moveTask = chunks.MoveNextAsync();
                    await source.CancelAsync();
                    await moveTask;
                }
            }
        }
        catch (Exception e)
        {
            failure = e;
        }

        string completeText = string.Concat(Enumerable.Range(0, Chunks).Select(chunk => FormatText(number, chunk)));
        Assert.Equal(end is End.Complete or End.RetriedAndComplete ? completeText : completeText[..text.Length], text.ToString());
        switch (end)
        {
            case End.CanceledBetweenChunks or End.CanceledWhileWaiting:
                Assert.Equal(source.Token, Assert.IsType<OperationCanceledException>(failure).CancellationToken);
                break;
            case End.Reset:
                Assert.IsType<MiniMaxStreamInterruptedException>(failure);
                break;
            default:
                Assert.Null(failure);
                break;
        }
    }

    // Six does not divide the number of streams in a round, so that the ends vary between rounds.
    private static End GetEnd(int number) => (End)(Mix(number) % 6);

    private static int GetLastChunk(int number) => 1 + (int)(Mix(number * 31) % (Chunks - 2));

    private static uint Mix(int number)
    {
        uint mixed = (uint)number * 2654435761;
        return (mixed ^ (mixed >> 13)) * 3266489917 >> 16;
    }

    private static string FormatText(int number, int chunk) => $"[{number}:{chunk}: é 漢字 🌍 {new string('x', number % 50)}]";

    private static ChatCompletionRequest CreateRequest(End end, int number) => new()
    {
        Model = "m",
        Messages = [ChatMessage.User(string.Create(CultureInfo.InvariantCulture, $"{(int)end} {number}"))],
    };

    /// <summary>Creates a script with the events of a stream, in parts of any length, and its end.</summary>
    private ServerScript CreateScript(FaultRequest request)
    {
        string prompt = request.Json.GetProperty("messages")[0].GetProperty("content").GetString()!;
        int[] values = [.. prompt.Split(' ').Select(static value => int.Parse(value, CultureInfo.InvariantCulture))];
        (End end, int number) = ((End)values[0], values[1]);
        if (end == End.RetriedAndComplete && _server.Requests.Count(other => other.Text == request.Text) == 1)
            return ServerScript.Json(503, """{"error":{"message":"Busy."}}""");
        int count = end is End.Complete or End.RetriedAndComplete ? Chunks : GetLastChunk(number);
        byte[] events = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, count).Select(chunk =>
            $$$"""data: {"choices":[{"index":0,"delta":{"content":"{{{FormatText(number, chunk)}}}"}}]}""" + "\n\n")));
        ServerScript script = ServerScript.StreamHead();
        for (int start = 0, length; start < events.Length; start += length)
        {
            length = Math.Min(1 + (int)(Mix(start + number) % 700), events.Length - start);
            script = script.Send(events[start..(start + length)]);
        }

        return end switch
        {
            End.Complete or End.RetriedAndComplete => script.Send(
                """data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""" + "\n\ndata: [DONE]\n\n").End(),
            End.Reset => script.Reset(),
            _ => script.WaitForClientClose(),
        };
    }
}
