using System.IO.Pipelines;
using System.Net;
using System.Text;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;
using static MiniMaxClient.Tests.Resilience.TimeoutFixture;

namespace MiniMaxClient.Tests.Resilience;

/// <summary>The events and lines that restart the idle timeout. <see cref="TimeoutMonitorTests"/> has the tests in which it elapses.</summary>
public sealed class IdleTimeoutStreamTests : IDisposable
{
    private const string Role = """data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}""" + "\n\n";
    private const string One = """data: {"choices":[{"index":0,"delta":{"content":"one"}}]}""" + "\n\n";
    private const string Stop = """data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""" + "\n\n";
    private const string Use = """data: {"choices":[],"usage":{"prompt_tokens":1,"total_tokens":3}}""" + "\n\n";

    private const string Start = """
        event: message_start
        data: {"type":"message_start","message":{"id":"1","role":"assistant","content":[],"model":"m","usage":{}}}


        """;

    private const string Block = """
        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}


        """;

    private const string Delta = """
        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"one"}}


        """;

    private const string End = """
        event: content_block_stop
        data: {"type":"content_block_stop","index":0}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":1}}


        """;

    private const string Ping = "event: ping\ndata: {\"type\":\"ping\"}\n\n";

    private static readonly TimeSpan AfterFinish = TimeSpan.FromSeconds(5);

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly ManualClock _clock = new();
    private readonly Pipe _pipe = new();
    private readonly ResponseReadObserver _body;
    private readonly HttpClient _http;
    private string _sent = "";

    public IdleTimeoutStreamTests()
    {
        _body = new(new StubHandler(() =>
        {
            var content = new StreamContent(_pipe.Reader.AsStream());
            content.Headers.ContentType = new("text/event-stream");
            return content;
        }));
        _http = new(_body) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>The protocol, the events before the first token, the first token and a keep-alive.</summary>
    public static TheoryData<bool, string, string, string> Streams { get; } = new()
    {
        { false, "", One, ": keep-alive\n\n" },
        { false, Role, One, ": OPENROUTER PROCESSING\r\n" },
        { false, Role, One, ":\n" },
        { false, Role, One, "\n" },
        { false, Role, One, """data: {"id":"1","choices":[]}""" + "\n\n" },
        { true, Start, Block + Delta, Ping },
        { true, Start + Block, Delta, ": keep-alive\n\n" },
    };

    public void Dispose() => _http.Dispose();

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task KeepAlive_AfterFirstToken_RestartsIdleTimeout(bool isAnthropic, string start, string token, string life)
    {
        using ChatCompletionsClient client = Client(isAnthropic);
        Task<ChatCompletion> call = client.CallAsync(stream: true, _token);
        await SendAsync(start + token);
        for (int i = 0; i < 4; i++)
        {
            _clock.Advance(Idle - TimeSpan.FromSeconds(1));
            await SendAsync(life);
        }

        Assert.False(call.IsCompleted);
        _clock.Advance(Idle);

        MiniMaxTimeoutException e = await AssertTimeoutAsync(call, TimeoutKind.Idle, Idle);
        Assert.Equal("one", e.Partial?.Text);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task KeepAlive_BeforeFirstToken_DoesNotExtendFirstTokenTimeout(
        bool isAnthropic, string start, string token, string life)
    {
        Assert.NotEmpty(token);
        using ChatCompletionsClient client = Client(isAnthropic);
        Task<ChatCompletion> call = client.CallAsync(stream: true, _token);
        await SendAsync(start);
        for (int i = 0; i < 2; i++)
        {
            _clock.Advance(FirstToken / 2 - TimeSpan.FromSeconds(1));
            await SendAsync(life);
        }

        Assert.False(call.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(2));

        await AssertTimeoutAsync(call, TimeoutKind.FirstToken, FirstToken);
    }

    [Theory]
    [InlineData(""" {"reasoning_content":"hm"} """)]
    [InlineData(""" {"reasoning_details":[{"type":"reasoning.text","text":"hm"}]} """)]
    [InlineData(""" {"content":"<think>"} """)]
    [InlineData(""" {"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"f","arguments":""}}]} """)]
    public async Task FirstToken_AnyDelta_EndsFirstTokenTimeout(string delta)
    {
        using ChatCompletionsClient client = Client(isAnthropic: false);
        Task<ChatCompletion> call = client.CallAsync(stream: true, _token);
        await SendAsync($$"""data: {"id":"1","choices":[{"index":0,"delta":{{delta}}}]}""" + "\n\n");

        _clock.Advance(FirstToken);
        await SendAsync(": keep-alive\n");
        _clock.Advance(Idle);

        await AssertTimeoutAsync(call, TimeoutKind.Idle, Idle);
    }

    [Fact]
    public async Task Bytes_WithoutLineEnd_DoNotRestartIdleTimeout()
    {
        using ChatCompletionsClient client = Client(isAnthropic: false);
        Task<ChatCompletion> call = client.CallAsync(stream: true, _token);
        await SendAsync(One);
        foreach (string bytes in (string[])["d", "ata: {"])
        {
            _clock.Advance(TimeSpan.FromSeconds(10));
            await SendAsync(bytes);
        }

        Assert.False(call.IsCompleted);
        _clock.Advance(Idle - TimeSpan.FromSeconds(20));

        await AssertTimeoutAsync(
            call, TimeoutKind.Idle, Idle,
            "hand sent no data for 00:00:30 during the stream; received so far: the headers and 1 chunk.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Consumer_SlowBetweenChunks_DoesNotTimeOut(bool isAnthropic)
    {
        using ChatCompletionsClient client = Client(isAnthropic);
        string[] events = isAnthropic ? [Start, Block, Delta, Delta, End] : [Role, Role, One, One, Stop];
        await _pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(events)), _token);
        await _pipe.Writer.CompleteAsync();
        var text = new StringBuilder();

        await foreach (ChatCompletionChunk chunk in client.StreamAsync("Hi", MiniMaxModels.M2, _token))
        {
            text.Append(chunk.Text);
            for (int i = 0; i < 5; i++)
                _clock.Advance(Idle);
        }

        Assert.Equal("oneone", text.ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Consumer_ReadsAgain_HasTheFullIdleTimeout(bool isAnthropic)
    {
        using ChatCompletionsClient client = Client(isAnthropic);
        await using IAsyncEnumerator<ChatCompletionChunk> chunks =
            client.StreamAsync("Hi", MiniMaxModels.M2, _token).GetAsyncEnumerator(_token);
        await _pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(isAnthropic ? Start + Block + Delta : One), _token);
        do
            Assert.True(await chunks.MoveNextAsync().AsTask().WaitAsync(_token));
        while (chunks.Current.Text != "one");
        _clock.Advance(Idle * 10 + TimeSpan.FromSeconds(7));

        Task<bool> moving = chunks.MoveNextAsync().AsTask();
        _clock.Advance(Idle - TimeSpan.FromTicks(1));
        Assert.False(moving.IsCompleted);
        _clock.Advance(TimeSpan.FromTicks(1));

        await AssertTimeoutAsync(moving, TimeoutKind.Idle, Idle);
    }

    [Theory]
    [InlineData(false, 30)]
    [InlineData(false, 0)]
    [InlineData(true, 30)]
    [InlineData(true, 0)]
    public async Task Connection_OpenAfterFinishReason_CompletesTheResponse(bool isAnthropic, int idleSeconds)
    {
        using ChatCompletionsClient client = Client(isAnthropic);
        // Also without an idle timeout, because no further data is required.
        RequestOptions options = new() { IdleTimeout = idleSeconds == 0 ? Timeout.InfiniteTimeSpan : Idle };
        Task<ChatCompletion> call = client.CallAsync(stream: true, _token, options);
        await SendAsync(isAnthropic ? Start + Block + Delta + End : Role + One + Stop);

        _clock.Advance(AfterFinish - TimeSpan.FromTicks(1));
        Assert.False(call.IsCompleted);
        _clock.Advance(TimeSpan.FromTicks(1));

        ChatCompletion completion = await call.WaitAsync(_token);
        Assert.Equal(("one", FinishReason.Stop), (completion.Text, completion.FinishReason));
        Assert.Null(Assert.Single(completion.Call!.Attempts).Error);
        Assert.Equal(AfterFinish, completion.Call.Duration);
    }

    [Fact]
    public async Task Usage_AfterFinishReason_IsRead()
    {
        using ChatCompletionsClient client = Client(isAnthropic: false);
        Task<ChatCompletion> call = client.CallAsync(stream: true, _token);
        await SendAsync(One + Stop);

        _clock.Advance(AfterFinish - TimeSpan.FromTicks(1));
        await SendAsync(Use);
        _clock.Advance(AfterFinish);

        Assert.Equal(3, (await call.WaitAsync(_token)).Usage?.TotalTokens);
    }

    [Fact]
    public async Task FinishReason_OneOfSeveralChoices_DoesNotEndTheStream()
    {
        using ChatCompletionsClient client = Client(isAnthropic: false);
        var request = new ChatCompletionRequest { Model = MiniMaxModels.M2, Messages = [ChatMessage.User("Hi")], N = 2 };
        Task<ChatCompletion> call = client.StreamAsync(request, _token).ToCompletionAsync(_token);
        await SendAsync(One + Stop);

        _clock.Advance(AfterFinish);
        await SendAsync(": keep-alive\n");
        _clock.Advance(Idle - TimeSpan.FromTicks(1));
        Assert.False(call.IsCompleted);
        _clock.Advance(TimeSpan.FromTicks(1));

        MiniMaxTimeoutException e = await AssertTimeoutAsync(call, TimeoutKind.Idle, Idle);
        Assert.Equal("one", e.Partial?.Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DisposeAfterEnd_BodyThatIgnoresItsToken_IsDisposedAfterTheTimeout(bool isEndless)
    {
        using var body = new UncancelableBody(One + Stop + "data: [DONE]\n\n", isEndless);
        using var http = new HttpClient(new Http2Handler(body)) { Timeout = Timeout.InfiniteTimeSpan };
        using var client = new ChatCompletionsClient(
            new OpenAICompatibleAdapter("hand", new Uri("https://hand"), "key-1"),
            http,
            CreateOptions(_clock) with { MaxStreamBytes = long.MaxValue });
        Task draining = _clock.WhenTimerStarts(TimeSpan.FromSeconds(0.25));

        Task<ChatCompletion> call = Task.Run(() => client.CallAsync(stream: true, _token), _token);
        await draining.WaitAsync(_token);
        Assert.False(body.Disposed.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(0.25));

        await body.Disposed.WaitAsync(_token);
        Assert.Equal("one", (await call.WaitAsync(_token)).Text);
    }

    private ChatCompletionsClient Client(bool isAnthropic)
    {
        ProviderAdapter adapter = isAnthropic
            ? new AnthropicCompatibleAdapter("hand", new Uri("https://hand"), "key-1")
            : new OpenAICompatibleAdapter("hand", new Uri("https://hand"), "key-1");
        return new(adapter, _http, CreateOptions(_clock) with { Timeout = Timeout.InfiniteTimeSpan });
    }

    /// <summary>Sends data to the client and waits until the client reads again.</summary>
    private async Task SendAsync(string text)
    {
        _sent += text;
        string sent = _sent;
        Task waiting = _body.WhenReadPendingAfter(received => received == sent);
        await _pipe.Writer.WriteAsync(Encoding.UTF8.GetBytes(text), _token);
        if (text.Length > 0)
            await waiting.WaitAsync(_token);
    }

    private sealed class Http2Handler(Stream body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var content = new StreamContent(body);
            content.Headers.ContentType = new("text/event-stream");
            return Task.FromResult(new HttpResponseMessage
            {
                Version = HttpVersion.Version20, Content = content, RequestMessage = request,
            });
        }
    }

    /// <summary>A body whose reads after the last event ignore their token: they never return, or always return data.</summary>
    private sealed class UncancelableBody(string events, bool isEndless) : MemoryStream(Encoding.UTF8.GetBytes(events))
    {
        private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Disposed => _disposed.Task;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position < Length ? base.ReadAsync(buffer, CancellationToken.None)
            : isEndless ? new(buffer.Length)
            : new(new TaskCompletionSource<int>().Task);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        protected override void Dispose(bool disposing)
        {
            _disposed.TrySetResult();
            base.Dispose(disposing);
        }
    }
}
