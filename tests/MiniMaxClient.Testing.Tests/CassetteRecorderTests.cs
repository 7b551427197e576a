using System.Net;
using System.Text;

namespace MiniMaxClient.Testing.Tests;

public sealed class CassetteRecorderTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cassette-");
    private MiniMaxEmulator _emulator = null!;

    private string Path => System.IO.Path.Combine(_folder.FullName, "a.cassette");

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: Wire.Token);

    public async ValueTask DisposeAsync()
    {
        await _emulator.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Record_Responses_WritesThemInOrder()
    {
        _emulator.Enqueue(
            Reply.Raw(200, "application/json", """{"id":"1","choices":[]}""").WithHeader("X-Request-Id", "r1").WithHeader("Set-Cookie", "a=b"),
            Reply.Stream("{\"a\":1}").WithNewline("\r\n").WithHeader("X-Request-Id", "r2"),
            Reply.Error(429, "Slow down").WithRetryAfter(TimeSpan.FromSeconds(2)));

        using (HttpClient http = new(new CassetteRecorder(Path, new() { RecordTiming = false })))
        {
            await PostAsync(http, Wire.Hello);
            await PostAsync(http, Wire.Streamed(Wire.Hello));
            await PostAsync(http, Wire.Hello);
        }

        Assert.Equal(
            """
            MiniMaxClient cassette 1

            # 1
            > POST /runapi/v1/chat/completions
            > content-type: application/json; charset=utf-8
            : {
            :   "model": "MiniMax-M2.7",
            :   "messages": [
            :     {
            :       "role": "user",
            :       "content": "Hello"
            :     }
            :   ]
            : }
            < 200
            < content-type: application/json
            < x-request-id: r1
            : {
            :   "id": "1",
            :   "choices": []
            : }
            ! complete

            # 2
            > POST /runapi/v1/chat/completions
            > content-type: application/json; charset=utf-8
            : {
            :   "model": "MiniMax-M2.7",
            :   "messages": [
            :     {
            :       "role": "user",
            :       "content": "Hello"
            :     }
            :   ],
            :   "stream": true
            : }
            < 200
            < cache-control: no-cache
            < content-type: text/event-stream; charset=utf-8
            < x-request-id: r2
            ^ data: {"a":1}
            ^
            ^ data: [DONE]
            ^
            ! complete

            # 3
            """.ReplaceLineEndings("\n"),
            string.Join("\n> POST", (await ReadAsync()).Split("\n> POST")[..3]));
        Assert.Contains("\n< 429\n", await ReadAsync(), StringComparison.Ordinal);
        Assert.Contains("\n< retry-after: 2\n", await ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Record_SameResponsesAgain_WritesTheSameFile()
    {
        List<string> cassettes = [];
        for (int i = 0; i < 2; i++)
        {
            _emulator.Enqueue(
                Reply.Raw(200, "application/json", "{}").WithHeader("X-Request-Id", "r1"),
                Reply.Stream("1", "2").WithHeader("X-Request-Id", "r2"));
            using (HttpClient http = new(new CassetteRecorder(Path, new() { RecordTiming = false })))
            {
                await PostAsync(http, Wire.Hello);
                await PostAsync(http, Wire.Streamed(Wire.Hello));
            }

            cassettes.Add(await ReadAsync());
        }

        Assert.Equal(cassettes[0], cassettes[1]);
    }

    [Fact]
    public async Task Record_Stream_PassesEachEventOnAsItArrives()
    {
        TaskCompletionSource gate = new();
        _emulator.Enqueue(Reply.Stream("1", "2").HoldAfterEvents(1, gate.Task));
        using HttpClient http = new(new CassetteRecorder(Path));
        using HttpRequestMessage request = Wire.Request(_emulator.RunApi, Wire.Streamed(Wire.Hello));
        using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Wire.Token);
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync(Wire.Token));

        Assert.Equal("data: 1", await reader.ReadLineAsync(Wire.Token));
        Assert.False(File.Exists(Path));
        gate.SetResult();

        Assert.Equal("\ndata: 2\n\ndata: [DONE]\n\n", await reader.ReadToEndAsync(Wire.Token));
        // Written at the end of the response, not at that of the recorder.
        Assert.Contains("| data: 2\n", await ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Record_Timing_HasTheDelays()
    {
        using HttpClient http = new(new CassetteRecorder(Path, new() { TimeProvider = new AdvancingClock() })
        {
            InnerHandler = new SocketsHttpHandler(),
        });
        _emulator.Enqueue(Reply.Raw(200, "text/plain", "abc"));

        await PostAsync(http, Wire.Hello);

        // The clock advances by 10 ms at each look at it: for the headers and for the bytes.
        Assert.Contains("\n~ 10ms:0 10ms:3\n", await ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Record_Cut_HasTheMark()
    {
        _emulator.Enqueue(Reply.Stream("1", "2").CutAfterEvents(1), Reply.Disconnect());
        using HttpClient http = new(new CassetteRecorder(Path));

        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(http, Wire.Streamed(Wire.Hello)));
        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(http, Wire.Hello));

        string[] exchanges = (await ReadAsync()).Split("\n# ");
        Assert.Contains("| data: 1\n|\n", exchanges[1], StringComparison.Ordinal);
        Assert.EndsWith("! cut\n", exchanges[1], StringComparison.Ordinal);
        Assert.DoesNotContain("<", exchanges[2], StringComparison.Ordinal);
        Assert.EndsWith("! cut\n", exchanges[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Record_CanceledBeforeTheResponse_HasTheMark()
    {
        _emulator.Enqueue(Reply.Text("Hi").Stall());
        using HttpClient http = new(new CassetteRecorder(Path));
        using CancellationTokenSource source = new();
        using HttpRequestMessage request = Wire.Request(_emulator.RunApi, Wire.Hello);
        Task<HttpResponseMessage> sending = http.SendAsync(request, source.Token);
        await _emulator.WaitForRequestAsync(Wire.Token);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.EndsWith("! canceled\n", await ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_ResponsesNotEnded_RecordsThem()
    {
        _emulator.Enqueue(Reply.Stream("1", "2").StallAfterEvents(1), Reply.Raw(200, "text/plain", "second"));
        CassetteRecorder recorder = new(Path);
        using HttpClient http = new(recorder, disposeHandler: false);
        using HttpRequestMessage request = Wire.Request(_emulator.RunApi, Wire.Streamed(Wire.Hello));
        using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Wire.Token);
        await PostAsync(http, Wire.Hello);
        string before = await ReadAsync();

        recorder.Dispose();

        Assert.DoesNotContain("# 1", before, StringComparison.Ordinal);
        string after = await ReadAsync();
        Assert.Contains("! complete\n\n# 1\n", after, StringComparison.Ordinal);
        Assert.EndsWith("! abandoned\n", after, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dispose_RequestWaitsForTheResponse_WritesAReadableFile()
    {
        _emulator.Enqueue(Reply.Raw(200, "text/plain", "first"), Reply.Text("Hi").Stall());
        CassetteRecorder recorder = new(Path) { InnerHandler = new UndisposedHandler() };
        using HttpMessageInvoker http = new(recorder, disposeHandler: false);
        using CancellationTokenSource source = new();
        using HttpRequestMessage first = Wire.Request(_emulator.RunApi, Wire.Hello);
        using (HttpResponseMessage response = await http.SendAsync(first, Wire.Token))
            await response.TextAsync();
        await _emulator.WaitForRequestAsync(Wire.Token);
        using HttpRequestMessage request = Wire.Request(_emulator.RunApi, Wire.Hello);
        Task<HttpResponseMessage> sending = http.SendAsync(request, source.Token);
        await _emulator.WaitForRequestAsync(Wire.Token);

        recorder.Dispose();

        Assert.EndsWith("! canceled\n", await ReadAsync(), StringComparison.Ordinal);
        await using MiniMaxEmulator replay = await MiniMaxEmulator.ReplayAsync(Path, cancellationToken: Wire.Token);
        Assert.Equal(2, replay.Cassette.UnusedExchanges.Count);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.Equal(2, (await ReadAsync()).Split("\n! ").Length - 1);
    }

    [Fact]
    public async Task Dispose_WhileAnExchangeIsWritten_WaitsForIt()
    {
        string body = $"[\"{new string('x', 1_000_000)}\"]";
        _emulator.Enqueue(Reply.Raw(200, "application/json", body));
        CassetteRecorder recorder = new(Path);
        using HttpClient http = new(recorder, disposeHandler: false);
        using HttpRequestMessage request = Wire.Request(_emulator.RunApi, Wire.Hello);
        using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Wire.Token);
        Stream stream = await response.Content.ReadAsStreamAsync(Wire.Token);
        byte[] buffer = new byte[body.Length];
        await stream.ReadExactlyAsync(buffer, Wire.Token);
        // The last read writes the exchange on its thread.
        TaskCompletionSource isStarted = new();
        Task<int> last = Task.Run(async () =>
        {
            isStarted.SetResult();
            return await stream.ReadAsync(buffer, Wire.Token);
        }, Wire.Token);
        await isStarted.Task;

        recorder.Dispose();

        Assert.EndsWith("! complete\n", await ReadAsync(), StringComparison.Ordinal);
        Assert.Equal([Path], Directory.GetFiles(_folder.FullName));
        await last;
    }

    [Fact]
    public async Task Record_AfterDispose_ThrowsObjectDisposedException()
    {
        CassetteRecorder recorder = new(Path) { InnerHandler = new UndisposedHandler() };
        using HttpMessageInvoker http = new(recorder, disposeHandler: false);
        recorder.Dispose();
        using HttpRequestMessage request = Wire.Request(_emulator.RunApi, Wire.Hello);

        await Assert.ThrowsAsync<ObjectDisposedException>(() => http.SendAsync(request, Wire.Token));

        Assert.Empty(_emulator.Requests);
    }

    [Fact]
    public void Constructor_SecondForThePath_ThrowsIOException()
    {
        using CassetteRecorder first = new(Path);

        var e = Assert.Throws<IOException>(() => new CassetteRecorder(Path));

        Assert.Contains(Path, e.Message, StringComparison.Ordinal);
        Assert.Contains("another recorder", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Record_SwitchingProtocols_PassesItThrough()
    {
        using (HttpClient http = new(new CassetteRecorder(Path) { InnerHandler = new StatusHandler(HttpStatusCode.SwitchingProtocols) }))
        {
            using HttpResponseMessage response = await http.GetAsync(_emulator.BaseAddress, Wire.Token);
            Assert.Equal(101, (int)response.StatusCode);
            Assert.IsNotType<Testing.Cassettes.RecordingContent>(response.Content);
        }

        Assert.False(File.Exists(Path));
    }

    [Fact]
    public async Task Record_BeforeAnotherHandler_UsesIt()
    {
        using HttpClient http = new(new CassetteRecorder(System.IO.Path.Combine(_folder.FullName, "new", "a.cassette"))
        {
            InnerHandler = new StatusHandler(HttpStatusCode.NotFound),
        });

        using HttpResponseMessage response = await http.GetAsync(new Uri("https://api.minimax.io/v1/models?key=a"), Wire.Token);

        Assert.Equal(404, (int)response.StatusCode);
        string text = await File.ReadAllTextAsync(System.IO.Path.Combine(_folder.FullName, "new", "a.cassette"), Wire.Token);
        Assert.Contains("> GET /v1/models?key=~REDACTED~\n> host: api.minimax.io\n< 404\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Record_FileCannotBeWritten_FailsTheNextRequest()
    {
        _emulator.Enqueue(Reply.Raw(200, "text/plain", "a"));
        CassetteRecorder recorder = new(Path);
        using HttpClient http = new(recorder, disposeHandler: false);
        Directory.CreateDirectory(Path);

        Assert.Equal("a", await PostAsync(http, Wire.Hello));

        var e = await Assert.ThrowsAsync<IOException>(() => PostAsync(http, Wire.Hello));
        Assert.StartsWith($"The cassette {Path} cannot be written: ", e.Message, StringComparison.Ordinal);
        Assert.Single(_emulator.Requests);
        // It was thrown, and another exception here would replace that of a test.
        recorder.Dispose();
    }

    [Fact]
    public async Task Dispose_FileCannotBeWritten_ThrowsIOExceptionOnce()
    {
        _emulator.Enqueue(Reply.Raw(200, "text/plain", "a"), Reply.Raw(200, "text/plain", "b"));
        CassetteRecorder recorder = new(Path);
        using HttpClient http = new(recorder, disposeHandler: false);
        Directory.CreateDirectory(Path);
        await PostAsync(http, Wire.Hello);

        var e = Assert.Throws<IOException>(recorder.Dispose);
        recorder.Dispose();

        Assert.NotNull(e.InnerException);
        Assert.StartsWith($"The cassette {Path} cannot be written: ", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Record_AfterAFailedWrite_AppendsNothing()
    {
        _emulator.Enqueue(
            Reply.Raw(200, "text/plain", "first"), Reply.Raw(200, "text/plain", "second"), Reply.Raw(200, "text/plain", "third"));
        CassetteRecorder recorder = new(Path);
        using HttpClient http = new(recorder, disposeHandler: false);
        await PostAsync(http, Wire.Hello);
        using HttpRequestMessage request = Wire.Request(_emulator.RunApi, Wire.Hello);
        using HttpResponseMessage third = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Wire.Token);
        File.Move(Path, Path + ".moved");
        Directory.CreateDirectory(Path);
        await PostAsync(http, Wire.Hello);
        Directory.Delete(Path);
        File.Move(Path + ".moved", Path);

        await third.TextAsync();
        Assert.Throws<IOException>(recorder.Dispose);

        Assert.Single((await ReadAsync()).Split("\n# ")[1..]);
    }

    [Fact]
    public async Task Record_Concurrent_HasEachExchangeOnce()
    {
        using (HttpClient http = new(new CassetteRecorder(Path)))
        {
            await Task.WhenAll(Enumerable.Range(0, 20).Select(i => PostAsync(
                http, Wire.Streamed(Wire.Hello.Replace("Hello", $"Hello {i}", StringComparison.Ordinal)))));
        }

        string text = await ReadAsync();
        Assert.Equal(
            Enumerable.Range(1, 20).Select(static i => $"# {i}").Order(StringComparer.Ordinal),
            text.Split('\n').Where(static line => line.StartsWith('#')).Order(StringComparer.Ordinal));
        Assert.All(Enumerable.Range(0, 20), i => Assert.Contains($"\"content\": \"Hello {i}\"", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Send_Synchronous_IsNotSupported()
    {
        using HttpClient http = new(new CassetteRecorder(Path));
        using HttpRequestMessage request = new(HttpMethod.Get, _emulator.BaseAddress);

        Assert.Throws<NotSupportedException>(() => http.Send(request, Wire.Token));
    }

    private async Task<string> PostAsync(HttpClient http, string body)
    {
        using HttpRequestMessage request = Wire.Request(_emulator.RunApi, body);
        using HttpResponseMessage response = await http.SendAsync(request, Wire.Token);
        return await response.TextAsync();
    }

    private Task<string> ReadAsync() => File.ReadAllTextAsync(Path, Encoding.UTF8, Wire.Token);

    private sealed class StatusHandler(HttpStatusCode status) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(status));
    }

    /// <summary>Sends requests that the end of the recorder does not cancel.</summary>
    private sealed class UndisposedHandler : HttpMessageHandler
    {
        private static readonly HttpMessageInvoker Http = new(new SocketsHttpHandler());

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Http.SendAsync(request, cancellationToken);
    }

    private sealed class AdvancingClock : TimeProvider
    {
        private long _milliseconds;

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => _milliseconds += 10;
    }
}
