using System.IO.Pipelines;
using System.Text;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Protocols.Anthropic;
using MiniMaxClient.Tests.Protocols.OpenAI;
using MiniMaxClient.Tests.Resilience;
using MiniMaxClient.Tests.Support;
using static MiniMaxClient.Tests.Resilience.TimeoutFixture;

namespace MiniMaxClient.Tests.Client;

/// <summary>The timeouts of a stream after a finish reason (gcli2api#403, open-webui#23921).</summary>
public sealed class HttpAttemptTests : IDisposable
{
    private const string ReasoningStop = """data: {"choices":[{"index":0,"delta":{"reasoning_content":"Hm"},"finish_reason":"stop"}]}""" + "\n\n";
    private const string EmptyStop = """data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":"stop"}]}""" + "\n\n";
    private const string TextStop1 = """data: {"choices":[{"index":0,"delta":{"content":"Hel"},"finish_reason":"stop"}]}""" + "\n\n";
    private const string TextStop2 = """data: {"choices":[{"index":0,"delta":{"content":"lo"},"finish_reason":"stop"}]}""" + "\n\n";
    private const string Usage = """data: {"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}""" + "\n\n";
    private const string Done = "data: [DONE]\n\n";

    private static readonly string Messages = MessagesStream.Named(
        MessagesStream.Start, MessagesStream.Text, MessagesStream.Hello, MessagesStream.Stop0, MessagesStream.End);

    private static readonly TimeSpan AfterFinish = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly ManualClock _clock = new();
    private readonly Pipe _pipe = new();
    private readonly ResponseReadObserver _body;
    private readonly HttpClient _http;
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _reasoning = new();
    private string _sent = "";

    public HttpAttemptTests()
    {
        _body = new(new StubHandler(() =>
        {
            var content = new StreamContent(_pipe.Reader.AsStream());
            content.Headers.ContentType = new("text/event-stream");
            return content;
        }));
        _http = new(_body) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>The protocol, and the data that keeps the connection alive.</summary>
    public static TheoryData<bool, string> Heartbeats { get; } = new()
    {
        { false, ": keep-alive\n\n" },
        { false, "event: ping\ndata: {\"type\":\"ping\"}\n\n" },
        { false, "data: : OPENROUTER PROCESSING\n\n" },
        { false, Usage },
        { false, """data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}""" + "\n\n" },
        { true, "event: ping\ndata: {\"type\":\"ping\"}\n\n" },
        { true, ": keep-alive\n\n" },
    };

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Stop_OnEveryChunkWithPauses_DoesNotEndTheStream()
    {
        Task<ChatCompletion> call = StartCallAsync();
        await SendAsync(ReasoningStop);
        _clock.Advance(TimeSpan.FromSeconds(7));
        await SendAsync(TextStop1);
        _clock.Advance(TimeSpan.FromSeconds(7));
        await SendAsync(TextStop2 + Done);

        AssertComplete(await call.WaitAsync(_token), "Hello", "Hm");
    }

    [Fact]
    public async Task Stop_OnEmptyFirstChunkWithPauses_DoesNotEndTheStream()
    {
        Task<ChatCompletion> call = StartCallAsync();
        await SendAsync(EmptyStop);
        _clock.Advance(TimeSpan.FromSeconds(7));
        await SendAsync(TextStop1);
        _clock.Advance(TimeSpan.FromSeconds(7));
        await SendAsync(TextStop2 + Done);

        AssertComplete(await call.WaitAsync(_token), "Hello", "");
    }

    [Theory]
    [InlineData(ReasoningStop, "Hm")]
    [InlineData(EmptyStop, "")]
    [InlineData("""data: {"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""" + "\n\n", "")]
    [InlineData("""data: {"choices":[{"index":0,"delta":{"content":"<think>Hm"},"finish_reason":"stop"}]}""" + "\n\n", "Hm")]
    public async Task Stop_WithoutTextOrToolCalls_ThrowsAfterTheIdleTimeout(string start, string reasoning)
    {
        Task<ChatCompletion> call = StartCallAsync();
        await SendAsync(start);
        await SendHeartbeatsAsync(": keep-alive\n\n", Idle);
        Assert.False(call.IsCompleted);
        _clock.Advance(Tick);

        MiniMaxTimeoutException e = await AssertTimeoutAsync(call, TimeoutKind.Idle, Idle);
        Assert.Equal(("", reasoning), (e.Partial!.Text, e.Partial.Reasoning));
    }

    [Fact]
    public async Task Stop_FollowedByText_ThrowsAfterTheIdleTimeout()
    {
        Task<ChatCompletion> call = StartCallAsync();
        await SendAsync(TextStop1 + TextStop2);
        _clock.Advance(Idle - Tick);
        Assert.False(call.IsCompleted);
        _clock.Advance(Tick);

        MiniMaxTimeoutException e = await AssertTimeoutAsync(call, TimeoutKind.Idle, Idle);
        Assert.Equal("Hello", e.Partial!.Text);
    }

    [Theory]
    [InlineData("length")]
    [InlineData("content_filter")]
    public async Task FinishReason_ReliableWithoutText_EndsTheStreamAfterFiveSeconds(string reason)
    {
        Task<ChatCompletion> call = StartCallAsync();
        await SendAsync($$"""data: {"choices":[{"index":0,"delta":{"reasoning_content":"Hm"},"finish_reason":"{{reason}}"}]}""" + "\n\n");
        _clock.Advance(AfterFinish - Tick);
        Assert.False(call.IsCompleted);
        _clock.Advance(Tick);

        ChatCompletion completion = await call.WaitAsync(_token);
        AssertComplete(completion, "", "Hm");
        Assert.Equal(reason, completion.FinishReason?.Value);
    }

    [Theory]
    [InlineData("""{"refusal":"No."}""")]
    [InlineData("""{"audio":{"id":"a","data":"AAEC"}}""")]
    public async Task Stop_AfterRefusalOrAudio_EndsTheStreamAfterFiveSeconds(string delta)
    {
        Task<ChatCompletion> call = StartCallAsync();
        await SendAsync($$$"""data: {"choices":[{"index":0,"delta":{{{delta}}}}]}""" + "\n\n");
        _clock.Advance(FirstToken);
        await SendAsync("""data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""" + "\n\n");
        _clock.Advance(AfterFinish - Tick);
        Assert.False(call.IsCompleted);
        _clock.Advance(Tick);

        Assert.Equal(FinishReason.Stop, (await call.WaitAsync(_token)).FinishReason);
    }

    [Theory]
    [MemberData(nameof(Heartbeats))]
    public async Task Heartbeats_AfterTheFinishReason_DoNotExtendTheFiveSeconds(bool isAnthropic, string heartbeat)
    {
        Task<ChatCompletion> call = StartCallAsync(isAnthropic);
        await SendAsync(isAnthropic ? Messages : TextStop1);
        await SendHeartbeatsAsync(heartbeat, AfterFinish);
        Assert.False(call.IsCompleted);
        _clock.Advance(Tick);

        ChatCompletion completion = await call.WaitAsync(_token);
        AssertComplete(completion, isAnthropic ? "Hello" : "Hel", "");
        Assert.Equal(isAnthropic ? 37 : heartbeat == Usage ? 3 : null, completion.Usage?.TotalTokens);
        Assert.Equal(AfterFinish, completion.Call!.Duration);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ConnectionReset_AfterUnreliableFinishReason_ThrowsStreamInterruptedException(bool hasText)
    {
        await using var server = FaultServer.Start(
            ServerScript.StreamHead().Send(hasText ? TextStop1 + TextStop2 : ReasoningStop).Reset());

        SocketRun run = await SocketRun.RunAsync("openai", isStreamed: true, server);

        Assert.IsType<MiniMaxStreamInterruptedException>(run.Failure);
        Assert.Equal((hasText ? "Hello" : "", hasText ? "" : "Hm"), (run.Text, run.Reasoning));
        Assert.Equal((run.Text, run.Reasoning), (run.Completion.Text, run.Completion.Reasoning));
    }

    [Fact]
    public async Task ConnectionReset_AfterFinalFinishReason_CompletesTheResponse()
    {
        await using var server = FaultServer.Start(ServerScript.StreamHead().Send(TextStop1).Reset());

        SocketRun run = await SocketRun.RunAsync("openai", isStreamed: true, server);

        Assert.Null(run.Failure);
        Assert.Equal(("Hel", FinishReason.Stop), (run.Text, run.Completion.FinishReason));
    }

    [Fact]
    public Task Stop_OnEveryChunkWithThinkTags_SeparatesReasoningInAnyDelivery() => ChunkReadResult.ForEachAsync(
        """
        data: {"choices":[{"index":0,"delta":{"content":"<thi"},"finish_reason":"stop"}]}

        data: {"choices":[{"index":0,"delta":{"content":"nk>\nLet"},"finish_reason":"stop"}]}

        data: {"choices":[{"index":0,"delta":{"content":" me see</think>\n\nHel"},"finish_reason":"stop"}]}

        data: {"choices":[{"index":0,"delta":{"content":"lo"},"finish_reason":"stop"}]}

        data: [DONE]


        """,
        static run =>
        {
            Assert.Null(run.Failure);
            Assert.Equal(("Hello", "Let me see"), (run.Text, run.Reasoning));
            Assert.Equal(("Hello", "Let me see"), (run.BuiltCompletion.Text, run.BuiltCompletion.Reasoning));
        });

    [Fact]
    public async Task Stop_OnEveryChunkOverASocket_DoesNotEndTheStream()
    {
        await SocketRun.ForEachAsync("openai", ReasoningStop + TextStop1 + TextStop2 + Done, static run =>
        {
            Assert.Null(run.Failure);
            Assert.Equal(("Hello", "Hm"), (run.Text, run.Reasoning));
        });
        await SocketRun.ForEachAsync("anthropic", Messages + MessagesStream.Named(MessagesStream.MessageStop), static run =>
        {
            Assert.Null(run.Failure);
            Assert.Equal("Hello", run.Text);
        });
    }

    private void AssertComplete(ChatCompletion completion, string text, string reasoning)
    {
        Assert.Equal((text, reasoning), (completion.Text, completion.Reasoning));
        Assert.Equal((text, reasoning), (_text.ToString(), _reasoning.ToString()));
    }

    private async Task<ChatCompletion> StartCallAsync(bool isAnthropic = false)
    {
        ProviderAdapter adapter = isAnthropic
            ? new AnthropicCompatibleAdapter("hand", new Uri("https://hand"), "key-1")
            : new OpenAICompatibleAdapter("hand", new Uri("https://hand"), "key-1");
        ChatCompletionsClientOptions options = CreateOptions(_clock) with { Timeout = Timeout.InfiniteTimeSpan };
        using var client = new ChatCompletionsClient(adapter, _http, options);
        return await ReadAsync(client.StreamAsync("Hi", MiniMaxModels.M2, _token)).ToCompletionAsync(_token);
    }

    private async IAsyncEnumerable<ChatCompletionChunk> ReadAsync(IAsyncEnumerable<ChatCompletionChunk> chunks)
    {
        await foreach (ChatCompletionChunk chunk in chunks)
        {
            _text.Append(chunk.Text);
            _reasoning.Append(chunk.Reasoning);
            yield return chunk;
        }
    }

    /// <summary>Sends heartbeats until one tick before a time elapses.</summary>
    private async Task SendHeartbeatsAsync(string heartbeat, TimeSpan time)
    {
        TimeSpan part = (time - Tick) / 4;
        for (int i = 0; i < 4; i++)
        {
            _clock.Advance(i < 3 ? part : time - Tick - (part * 3));
            if (i < 3)
                await SendAsync(heartbeat);
        }
    }

    /// <summary>Sends data and, unless it ends the stream, waits until the client has read it and waits for more.</summary>
    private async Task SendAsync(string text)
    {
        _sent += text;
        string sent = _sent;
        Task waiting = _body.WhenReadPendingAfter(received => received == sent);
        await _pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(text), _token);
        if (!text.EndsWith(Done, StringComparison.Ordinal))
            await waiting.WaitAsync(_token);
    }
}
