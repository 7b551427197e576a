using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Faults.Proxies;

/// <summary>Answers that are cut behind a proxy, which may pass the cut on as an end in good order.</summary>
public sealed class ProxyCutTests
{
    private static readonly bool[] Either = [false, true];

    private readonly CancellationToken _token = TestTimeouts.Token;

    public static MatrixTheoryData<string, bool, bool> All { get; } = new(ProxySetup.All.Keys, Either, Either);

    public static MatrixTheoryData<string, bool> ThatPassOnAtOnce { get; } =
        new(ProxyTests.ThatPassOnAtOnce.Select(static row => row.Data), Either);

    /// <summary>The setups that lose nothing of what had come before the cut.</summary>
    public static MatrixTheoryData<string, bool> ThatLoseNothing { get; } =
        new(ProxySetup.All.Keys.Where(static name => name != ProxySetup.HaproxyGzip), Either);

    [Theory]
    [MemberData(nameof(All))]
    public async Task Stream_CutInTheMiddle_IsInterrupted(string name, bool chunked, bool reset)
    {
        foreach (string provider in (string[])["openai", "anthropic"])
        {
            Script start = Script.StreamHead(Of(chunked)).Send(SampleAnswer.For(provider).Start);
            await using var server = FaultServer.Start(Cut(start, reset));
            await using Proxy proxy = await Proxy.StartAsync(name, server.BaseAddress, _token);
            using ChatCompletionsClient client = ProxiedCall.Client(proxy.Address, provider);

            var e = await Assert.ThrowsAnyAsync<MiniMaxException>(() => client.AskAsync(streamed: true, _token));

            // HAProxy 2.6 sends what came last before such a cut as it is, under the name of gzip.
            if (!(name == ProxySetup.HaproxyGzip && chunked && e is MiniMaxInvalidResponseException))
            {
                // A proxy that buffers may keep all that had come to itself; then nothing of the answer was seen.
                if (e.Partial is null)
                    Assert.IsType<MiniMaxConnectionException>(e);
                else
                    Assert.IsType<MiniMaxStreamInterruptedException>(e);
            }

            Assert.StartsWith(e.Partial?.Text ?? "", SampleAnswer.StartText, StringComparison.Ordinal);
            Assert.Null(e.Partial?.FinishReason);
            Assert.Equal(server.Requests.Count, e.Attempts.Count);
        }
    }

    [Theory]
    [InlineData(ProxySetup.NginxUnbuffered)]
    [InlineData(ProxySetup.NginxHttp10)]
    [InlineData(ProxySetup.Haproxy)]
    public async Task Stream_SilentBeyondTheProxysLimit_IsInterrupted(string name)
    {
        await using var server = FaultServer.Start(Script.StreamHead().Send(SampleAnswer.OpenAI.Start).UntilClientLeaves());
        await using Proxy proxy = await Proxy.StartAsync(name, server.BaseAddress, _token, patienceSeconds: 1);
        using ChatCompletionsClient client = ProxiedCall.Client(proxy.Address);

        var e = await Assert.ThrowsAsync<MiniMaxStreamInterruptedException>(() => client.AskAsync(streamed: true, _token));

        Assert.Equal(SampleAnswer.StartText, e.Partial?.Text);
        Assert.Equal(server.Requests.Count, e.Attempts.Count);
        await server.Requests[0].WhenClientLeft.WaitAsync(_token);
    }

    [Theory]
    [MemberData(nameof(ThatLoseNothing))]
    public async Task Stream_ClosedAfterTheFinishReason_IsWhole(string name, bool chunked)
    {
        foreach (string provider in (string[])["openai", "anthropic"])
        {
            await using var server = FaultServer.Start(
                Script.StreamHead(Of(chunked)).Send(SampleAnswer.For(provider).ToFinish).Close());
            await using Proxy proxy = await Proxy.StartAsync(name, server.BaseAddress, _token);
            using ChatCompletionsClient client = ProxiedCall.Client(proxy.Address, provider);

            ChatCompletion completion = await client.AskAsync(streamed: true, _token);

            Assert.Equal((SampleAnswer.Text, FinishReason.Stop), (completion.Text, completion.FinishReason));
        }
    }

    [Theory]
    [MemberData(nameof(ThatPassOnAtOnce))]
    public async Task Stream_ResetAfterTheFinishReason_IsWhole(string name, bool chunked)
    {
        var seen = new TaskCompletionSource();
        await using var server = FaultServer.Start(
            Script.StreamHead(Of(chunked)).Send(SampleAnswer.OpenAI.ToFinish).WaitFor(seen.Task).Reset());
        await using Proxy proxy = await Proxy.StartAsync(name, server.BaseAddress, _token);
        using ChatCompletionsClient client = ProxiedCall.Client(proxy.Address);
        string text = "";

        await foreach (ChatCompletionChunk chunk in client.StreamAsync(ProxiedCall.Request(), _token))
        {
            text += chunk.Text;
            if (chunk.FinishReason is not null)
                seen.TrySetResult();
        }

        Assert.Equal(SampleAnswer.Text, text);
        Assert.True(seen.Task.IsCompleted);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task PlainAnswer_CutInTheMiddle_IsNoAnswer(string name, bool byLength, bool reset)
    {
        foreach (SampleAnswer answer in (SampleAnswer[])[SampleAnswer.OpenAI, SampleAnswer.Anthropic])
        {
            Framing framing = byLength ? Framing.Length(1000) : Framing.UntilClose;
            Script start = Script.Head(200, "application/json", framing).Send(answer.Plain[..^20]);
            await using var server = FaultServer.Start(Cut(start, reset));
            await using Proxy proxy = await Proxy.StartAsync(name, server.BaseAddress, _token);
            using ChatCompletionsClient client = ProxiedCall.Client(
                proxy.Address, answer == SampleAnswer.OpenAI ? "openai" : "anthropic");

            var e = await Assert.ThrowsAnyAsync<MiniMaxException>(() => client.AskAsync(streamed: false, _token));

            // Where the end of the connection is the end of the body, only the JSON tells that it is not whole.
            Assert.True(e is MiniMaxConnectionException or MiniMaxInvalidResponseException, e.ToString());
            Assert.Equal(200, e.StatusCode);
            Assert.Equal(server.Requests.Count, e.Attempts.Count);
        }
    }

    private static Framing Of(bool chunked) => chunked ? Framing.Chunked : Framing.UntilClose;

    private static Script Cut(Script script, bool reset) => reset ? script.Reset() : script.Close();
}
