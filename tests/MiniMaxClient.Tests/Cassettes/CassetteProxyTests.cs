using System.Net.Http.Headers;
using System.Text;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Faults.Proxies;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Cassettes;

/// <summary>Cassettes that are recorded from nginx in front of the emulator replay byte for byte.</summary>
public sealed class CassetteProxyTests : EmulatorTest
{
    private static readonly string[] Bodies =
    [
        """{"model":"MiniMax-M2.7","messages":[{"role":"user","content":"Hello"}]}""",
        """{"model":"MiniMax-M2.7","messages":[{"role":"user","content":"Hello"}],"stream":true}""",
        """{"model":"MiniMax-M2.7","messages":[{"role":"user","content":"Cut"}],"stream":true}""",
        """{"model":"MiniMax-M2.7","messages":[{"role":"user","content":"Busy"}]}""",
        """{"model":"MiniMax-M2.7","messages":[{"role":"user","content":"Lines"}],"stream":true}""",
        """{"model":"MiniMax-M2.7","messages":[{"role":"user","content":"Big"}]}""",
    ];

    [Theory]
    [InlineData(ProxySetup.Nginx)]
    [InlineData(ProxySetup.NginxUnbuffered)]
    [InlineData(ProxySetup.NginxHttp10Unbuffered)]
    [InlineData(ProxySetup.NginxGzip)]
    [InlineData(ProxySetup.NginxGzipUnbuffered)]
    public async Task Replay_OfResponsesThroughProxy_HasTheSameBytes(string setup)
    {
        using var folder = new CassetteFolder();
        await using Proxy proxy = await Proxy.StartAsync(setup, Emulator.BaseAddress, Token);
        Emulator.Enqueue(
            Reply.Text("Hi!", thinking: "A greeting."),
            Reply.Text("Grüße aus Köln! 👋").WithChunkSize(1),
            Reply.Text("One two three").WithChunkSize(4).CutAfterEvents(2),
            Reply.Error(503, "Busy"),
            Reply.Stream("{}", "two", "three").WithNewline("\r\n"),
            Reply.Raw(200, "application/json", $$"""{"text":"{{new string('x', 900_000)}}"}"""));

        List<Received> recorded = await SendAllAsync(new(proxy.Address, Emulator.OpenAICompatible.AbsolutePath), new CassetteRecorder(folder.GetPath()));
        await using MiniMaxEmulator replay = await MiniMaxEmulator.ReplayAsync(folder.GetPath(), cancellationToken: Token);
        List<Received> replayed = await SendAllAsync(replay.OpenAICompatible, new SocketsHttpHandler());

        Assert.Equal(recorded.Select(static received => received.Body), replayed.Select(static received => received.Body));
        Assert.Equal(recorded.Select(static received => received.Head), replayed.Select(static received => received.Head));
        replay.Cassette.Verify();
        Assert.Contains("data: {", Encoding.UTF8.GetString(recorded[1].Body), StringComparison.Ordinal);
        Assert.Contains("data: three\r\n\r\n", Encoding.UTF8.GetString(recorded[4].Body), StringComparison.Ordinal);
        // HTTP/1.0 has no other end of a body than that of the connection.
        Assert.Equal(setup != ProxySetup.NginxHttp10Unbuffered, recorded[2].Head.IsCut);
    }

    [Theory]
    [InlineData(ProxySetup.NginxUnbuffered)]
    [InlineData(ProxySetup.NginxGzipUnbuffered)]
    public async Task Replay_OfCompletionsThroughProxy_HasTheSameCompletions(string setup)
    {
        using var folder = new CassetteFolder();
        await using Proxy proxy = await Proxy.StartAsync(setup, Emulator.BaseAddress, Token);
        Emulator.Enqueue(
            Reply.Text("Hi!", thinking: "A greeting.").WithUsage(3, 4, 2),
            Reply.Text("Grüße aus Köln!", thinking: "In German.").WithChunkSize(2).WithToolCall("f", """{"a":1}""", "c"));

        async Task<string[]> CallAsync(Uri address, HttpMessageHandler handler)
        {
            using var http = new HttpClient(handler);
            using var client = new ChatCompletionsClient(Adapters.ForAddress(address, "minimax"), http);
            ChatCompletion[] completions =
            [
                await client.CompleteAsync("Hello", MiniMaxModels.M2_7, Token),
                await client.StreamAsync("Hello", MiniMaxModels.M2_7, Token).ToCompletionAsync(Token),
            ];
            return [.. completions.Select(static completion => completion.Reasoning + System.Text.Json.JsonSerializer.Serialize(completion))];
        }

        string[] recorded = await CallAsync(new(proxy.Address, Emulator.MiniMax.AbsolutePath), new CassetteRecorder(folder.GetPath()));
        await using MiniMaxEmulator replay = await MiniMaxEmulator.ReplayAsync(folder.GetPath(), cancellationToken: Token);

        Assert.Equal(recorded, await CallAsync(replay.MiniMax, new SocketsHttpHandler()));
        Assert.StartsWith("In German.{", recorded[1], StringComparison.Ordinal);
        replay.Cassette.Verify();
    }

    private async Task<List<Received>> SendAllAsync(Uri provider, HttpMessageHandler handler)
    {
        // Decoded, since a proxy does not compress in the same way twice.
        using var http = new HttpClient(handler);
        List<Received> received = [];
        foreach (string body in Bodies)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, provider + "/chat/completions")
            {
                Content = new StringContent(body, Encoding.UTF8, "application/json"),
            };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Emulator.ApiKey);
            request.Headers.AcceptEncoding.ParseAdd("gzip");
            using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
            received.Add(await ReadAsync(response));
        }

        return received;
    }

    private async Task<Received> ReadAsync(HttpResponseMessage response)
    {
        Stream content = await response.Content.ReadAsStreamAsync(Token);
        if (response.Content.Headers.ContentEncoding.Contains("gzip"))
            content = new System.IO.Compression.GZipStream(content, System.IO.Compression.CompressionMode.Decompress);
        using var body = new MemoryStream();
        bool isCut = false;
        try
        {
            await content.CopyToAsync(body, Token);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            isCut = true;
        }

        IEnumerable<string> headers =
            from header in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            where !IsOfTheConnection(header.Key)
            orderby header.Key.ToUpperInvariant()
            select $"{header.Key.ToUpperInvariant()}: {header.Value}";
        return new(new((int)response.StatusCode, string.Join('\n', headers), isCut), body.ToArray());
    }

    // Neither recorded nor a part of the decoded body.
    private static bool IsOfTheConnection(string name) => name.ToUpperInvariant() is
        "DATE" or "SERVER" or "CONNECTION" or "KEEP-ALIVE" or "TRANSFER-ENCODING" or "CONTENT-LENGTH" or "CONTENT-ENCODING" or "VARY";

    private sealed record Received(Head Head, byte[] Body);

    private sealed record Head(int Status, string Headers, bool IsCut);
}
