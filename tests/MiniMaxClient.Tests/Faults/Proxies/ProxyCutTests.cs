using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Faults.Proxies;

/// <summary>Responses that are cut behind a proxy, which may forward the cut as a regular end.</summary>
public sealed class ProxyCutTests
{
    private static readonly bool[] Either = [false, true];

    private readonly CancellationToken _token = TestTimeouts.Token;

    public static MatrixTheoryData<string, bool, bool> All { get; } = new(ProxySetup.All.Keys, Either, Either);

    public static MatrixTheoryData<string, bool> Unbuffered { get; } =
        new(ProxyTests.Unbuffered.Select(static row => row.Data), Either);

    /// <summary>The setups that forward all data before the cut.</summary>
    public static MatrixTheoryData<string, bool> Lossless { get; } =
        new(ProxySetup.All.Keys.Where(static name => name != ProxySetup.HaproxyGzip), Either);

    [Theory]
    [MemberData(nameof(All))]
    public async Task StreamAsync_CutInTheMiddle_ThrowsWithThePartialResponse(string name, bool chunked, bool reset)
    {
        foreach (string provider in (string[])["openai", "anthropic"])
        {
            ServerScript start = ServerScript.StreamHead(GetFraming(chunked)).Send(SampleResponse.ForProvider(provider).FirstEvents);
            await using var server = FaultServer.Start(Cut(start, reset));
            await using Proxy proxy = await Proxy.StartAsync(name, server.BaseAddress, _token);
            using ChatCompletionsClient client = ProxiedCall.CreateClient(proxy.Address, provider);

            var e = await Assert.ThrowsAnyAsync<MiniMaxException>(() => client.CompletePromptAsync(streamed: true, _token));

            // HAProxy 2.6 sends the last data before such a cut uncompressed, with Content-Encoding: gzip.
            if (!(name == ProxySetup.HaproxyGzip && chunked && e is MiniMaxInvalidResponseException))
            {
                // A buffering proxy may discard all data; then the client received no part of the response.
                if (e.Partial is null)
                    Assert.IsType<MiniMaxConnectionException>(e);
                else
                    Assert.IsType<MiniMaxStreamInterruptedException>(e);
            }

            Assert.StartsWith(e.Partial?.Text ?? "", SampleResponse.StartText, StringComparison.Ordinal);
            Assert.Null(e.Partial?.FinishReason);
            Assert.Equal(server.Requests.Count, e.Attempts.Count);
        }
    }

    [Theory]
    [InlineData(ProxySetup.NginxUnbuffered)]
    [InlineData(ProxySetup.NginxHttp10)]
    [InlineData(ProxySetup.Haproxy)]
    public async Task StreamAsync_SilentBeyondTheProxyTimeout_ThrowsStreamInterruptedException(string name)
    {
        await using var server = FaultServer.Start(ServerScript.StreamHead().Send(SampleResponse.OpenAI.FirstEvents).WaitForClientClose());
        await using Proxy proxy = await Proxy.StartAsync(name, server.BaseAddress, _token, timeoutSeconds: 1);
        using ChatCompletionsClient client = ProxiedCall.CreateClient(proxy.Address);

        var e = await Assert.ThrowsAsync<MiniMaxStreamInterruptedException>(() => client.CompletePromptAsync(streamed: true, _token));

        Assert.Equal(SampleResponse.StartText, e.Partial?.Text);
        Assert.Equal(server.Requests.Count, e.Attempts.Count);
        await server.Requests[0].WhenClientClosed.WaitAsync(_token);
    }

    [Theory]
    [MemberData(nameof(Lossless))]
    public async Task StreamAsync_ClosedAfterTheFinishReason_IsComplete(string name, bool chunked)
    {
        foreach (string provider in (string[])["openai", "anthropic"])
        {
            await using var server = FaultServer.Start(
                ServerScript.StreamHead(GetFraming(chunked)).Send(SampleResponse.ForProvider(provider).EventsUntilFinish).Close());
            await using Proxy proxy = await Proxy.StartAsync(name, server.BaseAddress, _token);
            using ChatCompletionsClient client = ProxiedCall.CreateClient(proxy.Address, provider);

            ChatCompletion completion = await client.CompletePromptAsync(streamed: true, _token);

            Assert.Equal((SampleResponse.Text, FinishReason.Stop), (completion.Text, completion.FinishReason));
        }
    }

    [Theory]
    [MemberData(nameof(Unbuffered))]
    public async Task StreamAsync_ResetAfterTheFinishReason_IsComplete(string name, bool chunked)
    {
        var seen = new TaskCompletionSource();
        await using var server = FaultServer.Start(
            ServerScript.StreamHead(GetFraming(chunked)).Send(SampleResponse.OpenAI.EventsUntilFinish).WaitFor(seen.Task).Reset());
        await using Proxy proxy = await Proxy.StartAsync(name, server.BaseAddress, _token);
        using ChatCompletionsClient client = ProxiedCall.CreateClient(proxy.Address);
        string text = "";

        await foreach (ChatCompletionChunk chunk in client.StreamAsync(ProxiedCall.CreateRequest(), _token))
        {
            text += chunk.Text;
            if (chunk.FinishReason is not null)
                seen.TrySetResult();
        }

        Assert.Equal(SampleResponse.Text, text);
        Assert.True(seen.Task.IsCompleted);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task CompleteAsync_CutInTheMiddle_Throws(string name, bool byLength, bool reset)
    {
        foreach (SampleResponse sample in (SampleResponse[])[SampleResponse.OpenAI, SampleResponse.Anthropic])
        {
            Framing framing = byLength ? Framing.FromLength(1000) : Framing.UntilClose;
            ServerScript start = ServerScript.Head(200, "application/json", framing).Send(sample.Body[..^20]);
            await using var server = FaultServer.Start(Cut(start, reset));
            await using Proxy proxy = await Proxy.StartAsync(name, server.BaseAddress, _token);
            using ChatCompletionsClient client = ProxiedCall.CreateClient(
                proxy.Address, sample == SampleResponse.OpenAI ? "openai" : "anthropic");

            var e = await Assert.ThrowsAnyAsync<MiniMaxException>(() => client.CompletePromptAsync(streamed: false, _token));

            // If the body ends with the connection, only the JSON shows that it is incomplete.
            Assert.True(e is MiniMaxConnectionException or MiniMaxInvalidResponseException, e.ToString());
            Assert.Equal(200, e.StatusCode);
            Assert.Equal(server.Requests.Count, e.Attempts.Count);
        }
    }

    private static Framing GetFraming(bool chunked) => chunked ? Framing.Chunked : Framing.UntilClose;

    private static ServerScript Cut(ServerScript script, bool reset) => reset ? script.Reset() : script.Close();
}
