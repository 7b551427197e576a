using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MiniMaxClient.Tests.Faults;

namespace MiniMaxClient.Tests.Load;

/// <summary>A provider that fails in another way at each attempt of each call, in a pattern that a seed determines.</summary>
internal sealed class FlappingServer : IAsyncDisposable
{
    private static readonly string[] Pattern =
        ["ok", "500", "wait 0", "reset", "wait 1", "cut before", "ok", "slow", "cut after", "503"];

    private readonly ConcurrentDictionary<string, Call> _calls = new();
    private readonly SampleResponse _sample = SampleResponse.OpenAI;
    private readonly int _seed;
    private readonly Func<Task> _hold;
    private readonly FaultServer _server;

    /// <param name="seed">The offset into the pattern.</param>
    /// <param name="hold">Called when a response is held; returns the task after which it is sent.</param>
    public FlappingServer(int seed, Func<Task> hold)
    {
        _seed = seed;
        _hold = hold;
        _server = FaultServer.Start((_, request) => ChooseScript(request));
    }

    public Uri BaseAddress => _server.BaseAddress;

    /// <summary>The script of all further requests; null to continue failing.</summary>
    public ServerScript? SteadyScript { get; set; }

    /// <summary>Returns the number of requests of a call.</summary>
    public int GetRequestCount(string call) => _calls.TryGetValue(call, out Call? known) ? known.Requests : 0;

    /// <summary>Returns a task that completes at this number of requests of a call.</summary>
    public Task WhenCountIs(string call, int count) => GetCall(call).WhenCountIs(count);

    /// <summary>Signals that the caller has received a chunk of the response.</summary>
    public void MarkFirstChunkDelivered(string call) => GetCall(call).FirstChunkDelivered.TrySetResult();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Call GetCall(string id) => _calls.GetOrAdd(id, static _ => new());

    private ServerScript ChooseScript(FaultRequest request)
    {
        string id = request.Headers["X-Client-Request-Id"];
        Call call = GetCall(id);
        int attempt = call.AddRequest();
        if (SteadyScript is { } steady)
            return steady;
        int number = int.Parse(id, CultureInfo.InvariantCulture);
        bool isStream = request.Json.TryGetProperty("stream", out JsonElement stream) && stream.GetBoolean();
        string fault = Pattern[((number / 2) + (attempt * 3) + _seed) % Pattern.Length];
        return CreateScript(fault, isStream, call.FirstChunkDelivered.Task) ?? _sample.ToScript(request);
    }

    private ServerScript? CreateScript(string fault, bool isStream, Task firstChunkDelivered) => fault switch
    {
        "500" => ServerScript.Json(500, """{"error":{"message":"It failed."}}"""),
        "503" => ServerScript.Respond(503, "text/html", "<h1>Service Unavailable</h1>"),
        "wait 0" => ServerScript.Json(429, """{"error":{"message":"Too many."}}""", "Retry-After: 0"),
        "wait 1" => ServerScript.Json(429, """{"error":{"message":"Too many."}}""", "Retry-After: 1"),
        "reset" => ServerScript.Empty.Reset(),
        "cut before" => isStream ? ServerScript.StreamHead().Reset() : CreatePartialResponse(),
        "cut after" => isStream
            ? ServerScript.StreamHead().Send(_sample.FirstEvents).WaitFor(firstChunkDelivered).Reset()
            : CreatePartialResponse(),
        // The headers timeout ends the stream; a non-streaming call has none and receives its response late.
        "slow" when isStream => ServerScript.Empty.WaitForClientClose(),
        "slow" => ServerScript.Empty.WaitFor(_hold()).Write(
            $"HTTP/1.1 200 OK\r\nContent-Length: {Encoding.UTF8.GetByteCount(_sample.Body)}\r\n\r\n{_sample.Body}"),
        _ => null,
    };

    private ServerScript CreatePartialResponse() =>
        ServerScript.Head(200, "application/json", Framing.FromLength(_sample.Body.Length)).Send(_sample.Body[..60]).Reset();

    private sealed class Call
    {
        private readonly TaskCompletionSource _isReached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _awaited;
        private int _requests;

        public int Requests => _requests;

        public TaskCompletionSource FirstChunkDelivered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Counts a request and returns the number of previous ones.</summary>
        public int AddRequest()
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
