using System.Net.Sockets;

namespace MiniMaxClient.Testing.Tests;

public sealed class MessagesFaultTests : IAsyncLifetime
{
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: Wire.Token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public async Task Stream_ScriptedEvents_HaveTypeAsNameAndNoDone(string newline)
    {
        _emulator.Enqueue(Reply.Stream("""{"type":"ping"}""", "{}", "not json").WithNewline(newline));

        Assert.Equal(
            $$"""event: ping{{newline}}data: {"type":"ping"}{{newline}}{{newline}}data: {}{{newline}}{{newline}}data: not json{{newline}}{{newline}}""",
            await Wire.PostMessageForTextAsync(_emulator.AnthropicCompatible, Wire.Streamed(Wire.Message)));
    }

    [Fact]
    public async Task Raw_Streaming_IsSentUnchanged()
    {
        _emulator.Enqueue(Reply.Raw(502, "text/html", "<html>Bad Gateway</html>"));

        using HttpResponseMessage response = await Wire.PostMessageAsync(_emulator.RunApi, Wire.Streamed(Wire.Message));

        Assert.Equal(502, (int)response.StatusCode);
        Assert.Equal("<html>Bad Gateway</html>", await response.TextAsync());
    }

    [Fact]
    public async Task CutAfterEvents_Three_SendsThreeEvents()
    {
        _emulator.Enqueue(Reply.Text("Hello").CutAfterEvents(3));

        string raw = await Wire.RawAsync(_emulator.AnthropicCompatible, Wire.Streamed(Wire.Message), "/v1/messages");

        Assert.Equal(3, raw.Split("event: ").Length - 1);
        Assert.EndsWith("\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n\r\n", raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CutAfter_Stream_FailsRead()
    {
        _emulator.Enqueue(Reply.Text("Hello").CutAfter(40));

        using HttpResponseMessage response = await Wire.PostMessageAsync(_emulator.ModelsLab, Wire.Streamed(Wire.MessageModelsLab));

        await Assert.ThrowsAsync<HttpRequestException>(response.TextAsync);
    }

    [Fact]
    public async Task Disconnect_NonStreaming_FailsRequest()
    {
        _emulator.Enqueue(Reply.Disconnect());

        await Assert.ThrowsAsync<HttpRequestException>(() => Wire.PostMessageAsync(_emulator.AnthropicCompatible, Wire.Message));
    }

    [Fact]
    public async Task HoldAfterEvents_One_FlushesFirstEvent()
    {
        TaskCompletionSource gate = new();
        _emulator.Enqueue(Reply.Text("Hello").HoldAfterEvents(1, gate.Task));

        using HttpResponseMessage response = await Wire.PostMessageAsync(_emulator.AnthropicCompatible, Wire.Streamed(Wire.Message));
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync(Wire.Token));
        Assert.Equal("event: message_start", await reader.ReadLineAsync(Wire.Token));
        gate.SetResult();
        Assert.EndsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n", await reader.ReadToEndAsync(Wire.Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/messages", Wire.Message)]
    [InlineData("/v1/messages/count_tokens", Wire.Message)]
    public async Task Stall_ClientDisconnects_CompletesAborted(string path, string body)
    {
        _emulator.Enqueue(Reply.Text("Hello").Stall());

        using Socket socket = await Wire.OpenAsync(_emulator.AnthropicCompatible, body, path);
        RecordedRequest request = await _emulator.WaitForRequestAsync(Wire.Token);
        Assert.False(request.Aborted.IsCompleted);
        socket.Close();
        await request.Aborted.WaitAsync(Wire.Token);
    }

    [Fact]
    public async Task Delays_WithTimeProvider_UseItsTimers()
    {
        ManualClock clock = new();
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(new() { TimeProvider = clock }, Wire.Token);
        emulator.Enqueue(Reply.Stream("""{"type":"ping"}""", """{"type":"ping"}""")
            .WithDelay(TimeSpan.FromMinutes(5)).WithChunkDelay(TimeSpan.FromSeconds(9)));

        Task<string> pending = Wire.PostMessageForTextAsync(emulator.AnthropicCompatible, Wire.Streamed(Wire.Message));
        Assert.Equal(TimeSpan.FromMinutes(5), await clock.FireNextAsync(Wire.Token));
        Assert.Equal(TimeSpan.FromSeconds(9), await clock.FireNextAsync(Wire.Token));

        Assert.Equal("event: ping\ndata: {\"type\":\"ping\"}\n\nevent: ping\ndata: {\"type\":\"ping\"}\n\n", await pending);
    }

    [Theory]
    [InlineData("\"tools\":[{\"name\":\"f\",\"input_schema\":{\"required\":7}}],\"tool_choice\":{\"type\":\"any\"}")]
    [InlineData("\"tools\":[],\"tool_choice\":{\"type\":\"any\"}")]
    [InlineData("\"tools\":[{\"name\":\"f\",\"input_schema\":{}}],\"tool_choice\":{\"type\":\"tool\",\"name\":\"g\"}")]
    [InlineData("\"system\":[],\"stop_sequences\":[]")]
    public async Task Request_Unusual_ReturnsNoServerError(string fields)
    {
        using HttpResponseMessage response = await Wire.PostMessageAsync(_emulator.AnthropicCompatible, Wire.With(Wire.Message, fields));

        Assert.InRange((int)response.StatusCode, 200, 499);
    }
}
