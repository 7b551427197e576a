using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Faults.Proxies;

/// <summary>Responses through a proxy, and errors that the proxy returns itself.</summary>
public sealed class ProxyTests
{
    private const int OverTheLimit = 5_000_000;

    private readonly CancellationToken _token = TestTimeouts.Token;

    public static MatrixTheoryData<string, bool> All { get; } = new(ProxySetup.All.Keys, [false, true]);

    public static MatrixTheoryData<string, bool> OfHttp { get; } =
        new(ProxySetup.All.Keys.Where(static name => name != ProxySetup.HaproxyTcp), [false, true]);

    public static MatrixTheoryData<string, bool> OfNginx { get; } = new(
        ProxySetup.All.Keys.Where(static name => name.StartsWith(ProxySetup.Nginx, StringComparison.Ordinal)), [false, true]);

    public static TheoryData<string> Unbuffered { get; } =
    [
        ProxySetup.NginxUnbuffered, ProxySetup.NginxGzipUnbuffered, ProxySetup.NginxHttp10Unbuffered, ProxySetup.Haproxy,
        ProxySetup.HaproxyTcp,
    ];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Response_OfTheEmulator_ArrivesCompletely(string name, bool streamed)
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);
        await using Proxy proxy = await Proxy.StartAsync(name, emulator.BaseAddress, _token);
        string text = string.Concat(Enumerable.Range(0, 3000).Select(static i => $"{i} Grüße 🌍\n"));
        emulator.Enqueue(Reply.Text(text, "I greet.").WithUsage(3, 14, 5));
        using ChatCompletionsClient client = ProxiedCall.CreateClient(new(proxy.Address, emulator.OpenAICompatible.AbsolutePath));

        ChatCompletion completion = await client.CompletePromptAsync(streamed, _token);

        Assert.Equal(text, completion.Text);
        Assert.Equal(("I greet.", FinishReason.Stop), (completion.Reasoning, completion.FinishReason));
        Assert.Equal(14, completion.Usage?.CompletionTokens);
        Assert.NotNull(completion.Call?.RequestId);
        Assert.Single(emulator.Requests);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Response_EitherProtocolAndAnyFraming_ArrivesCompletely(string name, bool streamed)
    {
        foreach (string provider in (string[])["openai", "anthropic"])
        {
            SampleResponse sample = SampleResponse.ForProvider(provider);
            IReadOnlyList<string> body = streamed ? sample.Events : [sample.Body];
            string type = streamed ? "text/event-stream" : "application/json";
            await using var server = FaultServer.Start(
                ServerScript.Head(200, type, Framing.Chunked).Send(body).End(),
                ServerScript.Head(200, type, Framing.UntilClose).Send(body).End(),
                ServerScript.Respond(200, type, string.Concat(body)));
            await using Proxy proxy = await Proxy.StartAsync(name, server.BaseAddress, _token);
            using ChatCompletionsClient client = ProxiedCall.CreateClient(proxy.Address, provider);

            for (int i = 0; i < 3; i++)
            {
                ChatCompletion completion = await client.CompletePromptAsync(streamed, _token);
                Assert.Equal((SampleResponse.Text, FinishReason.Stop), (completion.Text, completion.FinishReason));
            }

            Assert.Equal(3, server.Requests.Count);
        }
    }

    [Theory]
    [MemberData(nameof(Unbuffered))]
    public async Task Chunk_UnbufferedProxy_ArrivesBeforeTheNextOneIsSent(string name)
    {
        var seen = new TaskCompletionSource();
        SampleResponse sample = SampleResponse.OpenAI;
        await using var server = FaultServer.Start(
            ServerScript.StreamHead().Send(sample.FirstEvents).WaitFor(seen.Task).Send(sample.Events.Skip(sample.FirstEvents.Count())).End());
        await using Proxy proxy = await Proxy.StartAsync(name, server.BaseAddress, _token);
        using ChatCompletionsClient client = ProxiedCall.CreateClient(proxy.Address);
        string text = "";

        await foreach (ChatCompletionChunk chunk in client.StreamAsync(ProxiedCall.CreateRequest(), _token))
        {
            text += chunk.Text;
            if (text == SampleResponse.StartText)
                seen.TrySetResult();
        }

        Assert.Equal(SampleResponse.Text, text);
    }

    [Theory]
    [MemberData(nameof(OfHttp))]
    public async Task Upstream_RefusesConnections_ThrowsServerException(string name, bool streamed)
    {
        using var port = LoopbackPort.CreateRefusing();
        await using Proxy proxy = await Proxy.StartAsync(name, port.Address, _token);
        using ChatCompletionsClient client = ProxiedCall.CreateClient(proxy.Address);

        var e = await Assert.ThrowsAsync<MiniMaxServerException>(() => client.CompletePromptAsync(streamed, _token));

        Assert.True(e.IsTransient);
        Assert.All(e.Attempts, static attempt => Assert.True(attempt.StatusCode is 502 or 503));
        Assert.Equal(e.Attempts[^1].StatusCode, e.StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Upstream_RefusesConnectionsBehindTcpProxy_ThrowsConnectionException(bool streamed)
    {
        using var port = LoopbackPort.CreateRefusing();
        await using Proxy proxy = await Proxy.StartAsync(ProxySetup.HaproxyTcp, port.Address, _token);
        using ChatCompletionsClient client = ProxiedCall.CreateClient(proxy.Address);
        await Assert.ThrowsAsync<MiniMaxConnectionException>(() => client.CompletePromptAsync(streamed, _token));
    }

    [Theory]
    [InlineData(ProxySetup.Nginx, false)]
    [InlineData(ProxySetup.NginxUnbuffered, true)]
    [InlineData(ProxySetup.Haproxy, false)]
    [InlineData(ProxySetup.Haproxy, true)]
    public async Task Upstream_Silent_ThrowsServerExceptionAtTheProxyTimeout(string name, bool streamed)
    {
        await using var server = FaultServer.Start(ServerScript.Empty.WaitForClientClose());
        await using Proxy proxy = await Proxy.StartAsync(name, server.BaseAddress, _token, timeoutSeconds: 1);
        using ChatCompletionsClient client = ProxiedCall.CreateClient(proxy.Address);

        var e = await Assert.ThrowsAsync<MiniMaxServerException>(() => client.CompletePromptAsync(streamed, _token));

        Assert.Equal(504, e.StatusCode);
        Assert.Equal(server.Requests.Count, e.Attempts.Count);
    }

    /// <summary>HAProxy closes the connection on a body that it rejects, so the request needs Expect: 100-continue.</summary>
    [Theory]
    [MemberData(nameof(OfNginx))]
    [InlineData(ProxySetup.Haproxy, true)]
    [InlineData(ProxySetup.Haproxy, false)]
    public async Task Body_OverTheProxyLimit_ThrowsInvalidRequestExceptionWithTheStatus(string name, bool streamed)
    {
        await using var server = FaultServer.Start((_, request) => SampleResponse.OpenAI.ToScript(request));
        await using Proxy proxy = await Proxy.StartAsync(name, server.BaseAddress, _token);
        using ChatCompletionsClient client = ProxiedCall.CreateClient(proxy.Address);

        var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(
            () => client.CompletePromptAsync(streamed, _token, new string('x', OverTheLimit)));

        Assert.Equal(413, e.StatusCode);
        Assert.Single(e.Attempts);
        Assert.Empty(server.Requests);
    }
}
