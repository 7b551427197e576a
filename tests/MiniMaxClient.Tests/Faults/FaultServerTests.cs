using System.Net;
using System.Net.Sockets;
using System.Text;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Faults;

/// <summary>The behavior of scripts, observed by an HttpClient.</summary>
public sealed class FaultServerTests : IDisposable
{
    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly HttpClient _http = new();

    public static TheoryData<string> Adapters { get; } = [.. Support.Adapters.AllNames];

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Requests_OneConnection_AreReadCompletelyAndRecorded()
    {
        await using var server = FaultServer.Start(
            ServerScript.Json(200, """{"n":1}"""),
            ServerScript.Chunked(201, "text/plain", "Grü", "ße"),
            ServerScript.Respond(404, "text/plain", "no", "X-A: b"));
        string large = new('ü', 3_000_000);

        Assert.Equal("""{"n":1}""", await _http.GetStringAsync(new Uri(server.BaseAddress, "first?a=b"), _token));
        using HttpResponseMessage second = await _http.PostAsync(server.BaseAddress, new StringContent(large), _token);
        Assert.Equal("Grüße", Encoding.UTF8.GetString(await second.Content.ReadAsByteArrayAsync(_token)));
        for (int i = 0; i < 2; i++)
        {
            using HttpResponseMessage last = await _http.GetAsync(server.BaseAddress, _token);
            Assert.Equal((HttpStatusCode.NotFound, "b"), (last.StatusCode, Assert.Single(last.Headers.GetValues("X-A"))));
        }

        Assert.Equal(1, server.Connections);
        Assert.Equal(["GET /first?a=b", "POST /", "GET /", "GET /"], server.Requests.Select(static r => $"{r.Method} {r.Path}"));
        Assert.Equal([0, 1, 2, 3], server.Requests.Select(static r => r.Index));
        FaultRequest post = server.Requests[1];
        Assert.Equal(large, post.Text);
        Assert.Equal("text/plain; charset=utf-8", post.Headers["content-type"]);
        Assert.False(post.WhenClientClosed.IsCompleted);
        _http.Dispose();
        await post.WhenClientClosed.WaitAsync(_token);
    }

    [Fact]
    public async Task Bodies_EveryFraming_ArriveCompletely()
    {
        foreach (Framing framing in (Framing[])[Framing.Chunked, Framing.UntilClose, Framing.FromLength(8)])
        {
            await using var server = FaultServer.Start(ServerScript.StreamHead(framing).Send(["one ", "two "]).End());
            for (int i = 0; i < 2; i++)
                Assert.Equal("one two ", await _http.GetStringAsync(server.BaseAddress, _token));
            Assert.Equal(framing == Framing.UntilClose ? 2 : 1, server.Connections);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cut_InTheMiddle_ResetsOrClosesTheConnection(bool reset)
    {
        ServerScript start = ServerScript.StreamHead().Send("one ");
        await using var server = FaultServer.Start(reset ? start.Reset() : start.Close());
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.BaseAddress.Port, _token);
        await client.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(), _token);
        var received = new MemoryStream();

        Task reading = client.GetStream().CopyToAsync(received, _token);

        if (reset)
        {
            var failure = await Assert.ThrowsAsync<IOException>(() => reading);
            Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(failure.InnerException).SocketErrorCode);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => server.Requests[0].WhenClientClosed.WaitAsync(_token));
        }
        else
        {
            await reading;
            client.Close();
            await server.Requests[0].WhenClientClosed.WaitAsync(_token);
        }

        Assert.EndsWith("\r\n\r\n4\r\none \r\n", Encoding.UTF8.GetString(received.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteWhen_ReleasedByTheTest_SendsOneByteEachTime()
    {
        using var go = new SemaphoreSlim(0);
        ReadOnlyMemory<byte>[] bytes = ["H"u8.ToArray(), "i"u8.ToArray()];
        await using var server = FaultServer.Start(ServerScript.StreamHead(Framing.FromLength(2)).WriteWhen(bytes, async token =>
        {
            await go.WaitAsync(token);
            return true;
        }));
        using HttpResponseMessage response = await _http.GetAsync(
            server.BaseAddress, HttpCompletionOption.ResponseHeadersRead, _token);
        await using Stream body = await response.Content.ReadAsStreamAsync(_token);
        byte[] buffer = new byte[10];
        foreach (char expected in "Hi")
        {
            Task<int> reading = body.ReadAsync(buffer, _token).AsTask();
            Assert.False(reading.IsCompleted);
            go.Release();
            Assert.Equal(1, await reading);
            Assert.Equal(expected, (char)buffer[0]);
        }
    }

    [Fact]
    public async Task SendRepeatedly_WithoutEnd_StopsWhenTheClientCloses()
    {
        await using var server = FaultServer.Start(ServerScript.StreamHead().SendRepeatedly("x"));
        using HttpResponseMessage response = await _http.GetAsync(
            server.BaseAddress, HttpCompletionOption.ResponseHeadersRead, _token);
        await using (Stream body = await response.Content.ReadAsStreamAsync(_token))
            await body.ReadExactlyAsync(new byte[100_000], _token);

        FaultRequest request = server.Requests[0];
        await request.WhenClientClosed.WaitAsync(_token);
        // At least the bytes that were read, less one write in progress.
        Assert.InRange(request.BytesSent, 600_000 - 100_000, 100_000_000);
    }

    [Fact]
    public async Task SendRepeatedly_OneMillionEvents_ArriveCompletely()
    {
        const int Times = 1_000_000;
        await using var server = FaultServer.Start(ServerScript.StreamHead(Framing.FromLength(3L * Times)).SendRepeatedly("a\n\n", Times));
        Assert.Equal(3 * Times, (await _http.GetByteArrayAsync(server.BaseAddress, _token)).Length);
    }

    [Fact]
    public async Task WaitForClientClose_ClientCloses_Completes()
    {
        var go = new TaskCompletionSource();
        var reached = new TaskCompletionSource();
        await using var server = FaultServer.Start(ServerScript.Empty.WaitFor(go.Task).Signal(reached).WaitForClientClose());
        using var source = CancellationTokenSource.CreateLinkedTokenSource(_token);
        Task<string> responseTask = _http.GetStringAsync(server.BaseAddress, source.Token);
        FaultRequest request = await server.WaitForRequestAsync(_token);
        Assert.False(reached.Task.IsCompleted);

        go.SetResult();
        await reached.Task.WaitAsync(_token);
        Assert.False(request.WhenClientClosed.IsCompleted);
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => responseTask);
        await request.WhenClientClosed.WaitAsync(_token);
        Assert.Equal(0, request.BytesSent);
    }

    [Fact]
    public async Task DisposeAsync_ScriptSelectionThrew_ThrowsThatException()
    {
        var server = FaultServer.Start((index, _) => throw new InvalidDataException($"No script for {index}."));
        await Assert.ThrowsAsync<HttpRequestException>(() => _http.GetStringAsync(server.BaseAddress, _token));
        await Assert.ThrowsAsync<InvalidDataException>(() => server.DisposeAsync().AsTask());
    }

    [Fact]
    public async Task RefusingPort_Connection_IsRefused()
    {
        using var port = LoopbackPort.CreateRefusing();
        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => _http.GetStringAsync(port.Address, _token));
        Assert.Equal(SocketError.ConnectionRefused, Assert.IsType<SocketException>(failure.InnerException).SocketErrorCode);
    }

    [Fact]
    public async Task SilentPort_Connection_IsNeitherAcceptedNorRefused()
    {
        using LoopbackPort port = await LoopbackPort.CreateSilentAsync(_token);
        using var timeout = new CancellationTokenSource(TimeSpan.FromMilliseconds(300), TimeProvider.System);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _http.GetStringAsync(port.Address, timeout.Token));
        Assert.False(_token.IsCancellationRequested);
    }

    [Theory]
    [MemberData(nameof(Adapters))]
    public async Task SampleResponse_EveryAdapter_IsRead(string provider)
    {
        await using var server = FaultServer.Start((_, request) => SampleResponse.ForProvider(provider).ToScript(request));
        using var client = new ChatCompletionsClient(Support.Adapters.ForAddress(server.BaseAddress, provider));
        var request = new ChatCompletionRequest { Model = MiniMaxModels.M2, Messages = [ChatMessage.User("Hello")] };

        ChatCompletion nonStreaming = await client.CompleteAsync(request, _token);
        ChatCompletion streamed = await client.StreamAsync(request, _token).ToCompletionAsync(_token);

        Assert.Equal((SampleResponse.Text, FinishReason.Stop), (nonStreaming.Text, nonStreaming.FinishReason));
        Assert.Equal((SampleResponse.Text, FinishReason.Stop), (streamed.Text, streamed.FinishReason));
        Assert.Equal(1, server.Connections);
    }
}
