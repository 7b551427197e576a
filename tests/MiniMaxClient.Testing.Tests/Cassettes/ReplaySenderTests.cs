using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MiniMaxClient.Testing.Tests.Cassettes;

public sealed class ReplaySenderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cassette-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Complete_Json_HasContentLengthAndHeaders()
    {
        await using MiniMaxEmulator replay = await ReplayAsync("< 200\n< content-type: application/json\n< x-a: 1\n< x-a: ü\n: {}\n~ 5000ms:0 5000ms:2\n! complete\n");

        using HttpResponseMessage response = await Wire.GetAsync(replay.BaseAddress + "x");

        Assert.Equal("{}", await response.TextAsync());
        Assert.Equal(2, response.Content.Headers.ContentLength);
        Assert.Equal("1,ü", response.Header("X-A"));
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Complete_Stream_IsSentInTheRecordedChunks()
    {
        await using MiniMaxEmulator replay = await ReplayAsync("< 200\n< content-type: text/event-stream\n| data: 1\n|\n~ 5ms:0 5ms:7 5ms:2\n! complete\n");

        string raw = await RawAsync(replay);

        Assert.EndsWith("\r\n\r\n7\r\ndata: 1\r\n2\r\n\n\n\r\n0\r\n\r\n", raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoContent_Status_HasNoBody()
    {
        await using MiniMaxEmulator replay = await ReplayAsync("< 204\n! complete\n");

        Assert.StartsWith("HTTP/1.1 204", await RawAsync(replay), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("abandoned")]
    [InlineData("truncated")]
    public async Task NotComplete_Body_IsCut(string end)
    {
        await using MiniMaxEmulator replay = await ReplayAsync($"< 200\n_ abc\n! {end}\n");

        string raw = await RawAsync(replay);

        Assert.EndsWith("3\r\nabc\r\n", raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cut_WithoutResponse_ClosesTheConnection()
    {
        await using MiniMaxEmulator replay = await ReplayAsync("! cut\n");

        await Assert.ThrowsAsync<HttpRequestException>(() => Wire.GetAsync(replay.BaseAddress + "x"));
    }

    [Theory]
    [InlineData("< 200\n| abc\n! canceled\n", "4\r\nabc\n\r\n")]
    [InlineData("! canceled\n", "")]
    public async Task Canceled_IsSilentUntilTheClientDisconnects(string response, string received)
    {
        await using MiniMaxEmulator replay = await ReplayAsync(response);
        using (Socket socket = await OpenAsync(replay))
        {
            byte[] buffer = new byte[4096];
            string text = "";
            while (!text.EndsWith(received, StringComparison.Ordinal) || (received.Length > 0 && text.Length == 0))
                text += Encoding.UTF8.GetString(buffer, 0, await socket.ReceiveAsync(buffer, Wire.Token));
            RecordedRequest request = await replay.WaitForRequestAsync(Wire.Token);
            Assert.False(request.Aborted.IsCompleted);
            socket.Close();
            await request.Aborted.WaitAsync(Wire.Token);
        }
    }

    [Fact]
    public async Task RecordedDelays_AreThoseOfTheClock()
    {
        ManualClock clock = new();
        await using MiniMaxEmulator replay = await ReplayAsync(
            "< 200\n< content-type: text/event-stream\n| data: 1\n|\n~ 812ms:0 7ms:7 0ms:2\n! complete\n", new() { UseRecordedDelays = true, TimeProvider = clock });
        Task<HttpResponseMessage> sending = Wire.GetAsync(replay.BaseAddress + "x");

        Assert.Equal(TimeSpan.FromMilliseconds(812), await clock.FireNextAsync(Wire.Token));
        using HttpResponseMessage response = await sending;
        Assert.Equal(TimeSpan.FromMilliseconds(7), await clock.FireNextAsync(Wire.Token));

        Assert.Equal("data: 1\n\n", await response.TextAsync());
    }

    private async Task<MiniMaxEmulator> ReplayAsync(string response, CassetteReplayOptions? options = null)
    {
        string path = Path.Combine(_folder.FullName, "a.cassette");
        await File.WriteAllTextAsync(path, "MiniMaxClient cassette 1\n\n# 1\n> GET /x\n" + response, Wire.Token);
        return await MiniMaxEmulator.ReplayAsync(path, options, Wire.Token);
    }

    private static async Task<Socket> OpenAsync(MiniMaxEmulator replay)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, replay.BaseAddress.Port, Wire.Token);
        await socket.SendAsync("GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray(), Wire.Token);
        return socket;
    }

    private static async Task<string> RawAsync(MiniMaxEmulator replay)
    {
        using Socket socket = await OpenAsync(replay);
        StringBuilder received = new();
        byte[] buffer = new byte[4096];
        while (await socket.ReceiveAsync(buffer, Wire.Token) is > 0 and var count)
            received.Append(Encoding.UTF8.GetString(buffer, 0, count));
        return received.ToString();
    }
}
