using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MiniMaxClient.Testing.Tests.Serving;

public sealed class ResponseSenderTests : IAsyncLifetime
{
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: Wire.Token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Fact]
    public async Task Raw_Streaming_IsSentUnchanged()
    {
        _emulator.Enqueue(Reply.Raw(403, "text/html", "<html>Forbidden</html>").WithHeader("Server", "cloudflare"));

        using HttpResponseMessage response = await Wire.PostAsync(_emulator.AimlApi, Wire.Streamed(Wire.HelloAiml));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("cloudflare", response.Header("Server"));
        Assert.Equal("text/html", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("<html>Forbidden</html>", await response.TextAsync());
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public async Task Stream_WithNewline_HasThatNewline(string newline)
    {
        _emulator.Enqueue(Reply.Stream("{}", "x").WithNewline(newline), Reply.Stream("x").WithNewline(newline).WithoutDone());

        Assert.Equal(
            $"data: {{}}{newline}{newline}data: x{newline}{newline}data: [DONE]{newline}{newline}",
            await Wire.PostForTextAsync(_emulator.RunApi, Wire.Streamed(Wire.Hello)));
        Assert.Equal($"data: x{newline}{newline}", await Wire.PostForTextAsync(_emulator.RunApi, Wire.Streamed(Wire.Hello)));
    }

    [Fact]
    public async Task ChunkSize_One_KeepsSurrogatePairs()
    {
        _emulator.Enqueue(Reply.Text("a👋b").WithChunkSize(1));

        string[] data = Wire.Data(await Wire.PostForTextAsync(_emulator.RunApi, Wire.Streamed(Wire.Hello)));

        Assert.Equal(["a", "👋", "b"], data[..^1].Select(chunk =>
            Wire.Parse(chunk).GetProperty("choices")[0].GetProperty("delta").GetProperty("content").GetString()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(17)]
    public async Task CutAfter_Bytes_SendsThatManyBytesWithoutEnd(int bytes)
    {
        _emulator.Enqueue(Reply.Text("Hello").CutAfter(bytes), Reply.Text("Hello").CutAfter(bytes));

        string whole = await Wire.RawAsync(_emulator.RunApi, Wire.Hello);
        string stream = await Wire.RawAsync(_emulator.RunApi, Wire.Streamed(Wire.Hello));

        Assert.Equal(bytes, Body(whole).Length);
        Assert.DoesNotContain("\r\n0\r\n", stream, StringComparison.Ordinal);
        Assert.Equal(bytes == 0 ? "" : $"{bytes:x}\r\ndata: {{\"id\":\"0600000000"[..(bytes + $"{bytes:x}\r\n".Length)] + "\r\n", Body(stream));
    }

    [Fact]
    public async Task CutAfter_Stream_FailsRead()
    {
        _emulator.Enqueue(Reply.Text("Hello").CutAfter(40));

        using HttpResponseMessage response = await Wire.PostAsync(_emulator.RunApi, Wire.Streamed(Wire.Hello));

        await Assert.ThrowsAsync<HttpRequestException>(response.TextAsync);
    }

    [Fact]
    public async Task CutAfterEvents_Two_SendsTwoEvents()
    {
        _emulator.Enqueue(Reply.Stream("1", "2", "3").CutAfterEvents(2));

        string raw = await Wire.RawAsync(_emulator.RunApi, Wire.Streamed(Wire.Hello));

        Assert.Equal("9\r\ndata: 1\n\n\r\n9\r\ndata: 2\n\n\r\n", Body(raw));
    }

    [Fact]
    public async Task Disconnect_NonStreaming_FailsRequest()
    {
        _emulator.Enqueue(Reply.Disconnect());

        await Assert.ThrowsAsync<HttpRequestException>(() => Wire.PostAsync(_emulator.RunApi, Wire.Hello));
    }

    [Fact]
    public async Task HoldUntil_TaskPending_SendsNothing()
    {
        TaskCompletionSource gate = new();
        _emulator.Enqueue(Reply.Text("Hello").HoldUntil(gate.Task));

        Task<HttpResponseMessage> pending = Wire.PostAsync(_emulator.RunApi, Wire.Hello);
        RecordedRequest request = await _emulator.WaitForRequestAsync(Wire.Token);
        Assert.False(pending.IsCompleted);
        gate.SetResult();

        using HttpResponseMessage response = await pending;
        Assert.Contains("Hello", await response.TextAsync(), StringComparison.Ordinal);
        await Assert.ThrowsAsync<TaskCanceledException>(() => request.Aborted);
    }

    [Fact]
    public async Task HoldAfterEvents_Each_FlushesPreviousEvents()
    {
        TaskCompletionSource one = new();
        TaskCompletionSource two = new();
        _emulator.Enqueue(Reply.Stream("1", "2").HoldAfterEvents(0, one.Task).HoldAfterEvents(1, two.Task));

        using HttpResponseMessage response = await Wire.PostAsync(_emulator.RunApi, Wire.Streamed(Wire.Hello));
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync(Wire.Token));
        one.SetResult();
        Assert.Equal("data: 1", await reader.ReadLineAsync(Wire.Token));
        two.SetResult();
        Assert.Equal("\ndata: 2\n\ndata: [DONE]\n\n", await reader.ReadToEndAsync(Wire.Token));
    }

    [Fact]
    public async Task Stall_ClientDisconnects_CompletesAborted()
    {
        _emulator.Enqueue(Reply.Text("Hello").Stall());

        using (Socket socket = await Wire.OpenAsync(_emulator.RunApi, Wire.Hello))
        {
            RecordedRequest request = await _emulator.WaitForRequestAsync(Wire.Token);
            Assert.False(request.Aborted.IsCompleted);
            socket.Close();
            await request.Aborted.WaitAsync(Wire.Token);
        }
    }

    [Fact]
    public async Task StallAfterEvents_One_SendsOneEvent()
    {
        _emulator.Enqueue(Reply.Stream("1", "2").StallAfterEvents(1));

        using HttpResponseMessage response = await Wire.PostAsync(_emulator.RunApi, Wire.Streamed(Wire.Hello));
        using (StreamReader reader = new(await response.Content.ReadAsStreamAsync(Wire.Token)))
        {
            Assert.Equal("data: 1", await reader.ReadLineAsync(Wire.Token));
            Assert.Equal("", await reader.ReadLineAsync(Wire.Token));
        }

        response.Dispose();
        await (await _emulator.WaitForRequestAsync(Wire.Token)).Aborted.WaitAsync(Wire.Token);
    }

    [Fact]
    public async Task StallAfterEvents_Zero_SendsCommentOfModelsLab()
    {
        _emulator.Enqueue(Reply.Text("Hello").StallAfterEvents(0));

        using HttpResponseMessage response = await Wire.PostAsync(_emulator.ModelsLab, Wire.Streamed(Wire.HelloModelsLab));
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync(Wire.Token));

        Assert.Equal(": OPENROUTER PROCESSING", await reader.ReadLineAsync(Wire.Token));
    }

    [Fact]
    public async Task DisposeAsync_StalledResponses_AbortsThem()
    {
        MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: Wire.Token);
        emulator.Enqueue(Reply.Text("1").Stall(), Reply.Text("2").HoldUntil(new TaskCompletionSource().Task));
        Task<HttpResponseMessage>[] pending = [Wire.PostAsync(emulator.RunApi, Wire.Hello), Wire.PostAsync(emulator.RunApi, Wire.Hello)];
        RecordedRequest request = await emulator.WaitForRequestAsync(Wire.Token);
        await emulator.WaitForRequestAsync(Wire.Token);

        await emulator.DisposeAsync();

        foreach (Task<HttpResponseMessage> one in pending)
            await Assert.ThrowsAsync<HttpRequestException>(() => one);
        await Assert.ThrowsAsync<TaskCanceledException>(() => request.Aborted);
    }

    [Fact]
    public async Task Delays_WithTimeProvider_UseItsTimers()
    {
        ManualClock clock = new();
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(new() { TimeProvider = clock }, Wire.Token);
        emulator.Enqueue(Reply.Stream("1").WithDelay(TimeSpan.FromMinutes(5)).WithChunkDelay(TimeSpan.FromSeconds(9)));

        Task<string> pending = Wire.PostForTextAsync(emulator.RunApi, Wire.Streamed(Wire.Hello));
        Assert.Equal(TimeSpan.FromMinutes(5), await clock.FireNextAsync(Wire.Token));
        Assert.Equal(TimeSpan.FromSeconds(9), await clock.FireNextAsync(Wire.Token));

        Assert.Equal("data: 1\n\ndata: [DONE]\n\n", await pending);
    }

    private static string Body(string raw) => raw[(raw.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
}
