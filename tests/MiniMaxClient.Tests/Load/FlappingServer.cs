using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MiniMaxClient.Tests.Faults;

namespace MiniMaxClient.Tests.Load;

/// <summary>A provider that fails in another way at each attempt at each call, in a pattern that a seed decides.</summary>
internal sealed class FlappingServer : IAsyncDisposable
{
    private static readonly string[] Pattern =
        ["ok", "500", "wait 0", "reset", "wait 1", "cut before", "ok", "slow", "cut after", "503"];

    private readonly ConcurrentDictionary<string, Call> _calls = new();
    private readonly SampleAnswer _answer = SampleAnswer.OpenAI;
    private readonly int _seed;
    private readonly Func<Task> _hold;
    private readonly FaultServer _server;

    /// <param name="seed">Where the pattern begins.</param>
    /// <param name="hold">Tells that an answer is held back, and gives the task that ends when it may go.</param>
    public FlappingServer(int seed, Func<Task> hold)
    {
        _seed = seed;
        _hold = hold;
        _server = FaultServer.Start((_, request) => Choose(request));
    }

    public Uri BaseAddress => _server.BaseAddress;

    /// <summary>What the server does from now on instead of failing; null to go on failing.</summary>
    public Script? Steady { get; set; }

    /// <summary>How many requests came for a call.</summary>
    public int Count(string call) => _calls.TryGetValue(call, out Call? known) ? known.Requests : 0;

    /// <summary>A task that ends once so many requests have come for a call.</summary>
    public Task WhenCountIs(string call, int count) => Find(call).WhenCountIs(count);

    /// <summary>Tells that the caller has an event of the answer in its hands.</summary>
    public void MarkHandedOn(string call) => Find(call).HandedOn.TrySetResult();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Call Find(string id) => _calls.GetOrAdd(id, static _ => new());

    private Script Choose(FaultRequest request)
    {
        string id = request.Headers["X-Client-Request-Id"];
        Call call = Find(id);
        int attempt = call.Add();
        if (Steady is { } steady)
            return steady;
        int number = int.Parse(id, CultureInfo.InvariantCulture);
        bool isStream = request.Json.TryGetProperty("stream", out JsonElement stream) && stream.GetBoolean();
        string fault = Pattern[((number / 2) + (attempt * 3) + _seed) % Pattern.Length];
        return Of(fault, isStream, call.HandedOn.Task) ?? _answer.ToScript(request);
    }

    private Script? Of(string fault, bool isStream, Task handedOn) => fault switch
    {
        "500" => Script.Json(500, """{"error":{"message":"It failed."}}"""),
        "503" => Script.Whole(503, "text/html", "<h1>Service Unavailable</h1>"),
        "wait 0" => Script.Json(429, """{"error":{"message":"Too many."}}""", "Retry-After: 0"),
        "wait 1" => Script.Json(429, """{"error":{"message":"Too many."}}""", "Retry-After: 1"),
        "reset" => Script.Empty.Reset(),
        "cut before" => isStream ? Script.StreamHead().Reset() : HalfAnAnswer(),
        "cut after" => isStream ? Script.StreamHead().Send(_answer.Start).WaitFor(handedOn).Reset() : HalfAnAnswer(),
        // The limit on headers ends it; a plain call has none, and gets its answer late.
        "slow" when isStream => Script.Empty.UntilClientLeaves(),
        "slow" => Script.Empty.WaitFor(_hold()).Write(
            $"HTTP/1.1 200 OK\r\nContent-Length: {Encoding.UTF8.GetByteCount(_answer.Plain)}\r\n\r\n{_answer.Plain}"),
        _ => null,
    };

    private Script HalfAnAnswer() =>
        Script.Head(200, "application/json", Framing.Length(_answer.Plain.Length)).Send(_answer.Plain[..60]).Reset();

    private sealed class Call
    {
        private readonly TaskCompletionSource _isReached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _awaited;
        private int _requests;

        public int Requests => _requests;

        public TaskCompletionSource HandedOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Counts a request and tells how many came before it.</summary>
        public int Add()
        {
            int count = Interlocked.Increment(ref _requests);
            if (count == _awaited)
                _isReached.SetResult();
            return count - 1;
        }

        public Task WhenCountIs(int count)
        {
            _awaited = count;
            return _isReached.Task;
        }
    }
}
