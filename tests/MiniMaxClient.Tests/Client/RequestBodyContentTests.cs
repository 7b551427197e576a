using System.Buffers;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using MiniMaxClient.Client;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Resilience;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>The body of a request: the bytes that are sent and the memory that holds them.</summary>
public sealed class RequestBodyContentTests
{
    private const int Base64ChunkLength = 48 * 1024;

    private readonly CancellationToken _token = TestTimeouts.Token;

    public static TheoryData<string, int> Files { get; } = new MatrixTheoryData<string, int>(
        ["openai", "aimlapi", "anthropic", "modelslab, messages"],
        [1, 2, 3, 47, 48, Base64ChunkLength - 1, Base64ChunkLength, Base64ChunkLength + 1, (2 * Base64ChunkLength) + 1]);

    [Theory]
    [MemberData(nameof(Files))]
    public async Task File_SentTwice_IsCompleteBothTimes(string provider, int length)
    {
        byte[] file = [.. Enumerable.Range(0, length).Select(static i => (byte)(i * 7))];
        ChatCompletionRequest request = CreateRequest(["Read.", ContentPart.FromFile(file, "ä.pdf"), "And summarize."]);
        await AssertSentTwiceAsync(provider, request, Convert.ToBase64String(file));
    }

    public static TheoryData<string, int> Images { get; } = new MatrixTheoryData<string, int>(
        ["openai", "aimlapi", "anthropic"], [1, 2, 3, Base64ChunkLength + 1]);

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Image_SentTwice_IsCompleteBothTimes(string provider, int length)
    {
        byte[] image = [.. Enumerable.Range(0, length).Select(static i => (byte)(i * 7))];
        ChatCompletionRequest request = CreateRequest(["Read.", ContentPart.FromImage(image, "image/png"), "And describe."]);
        await AssertSentTwiceAsync(provider, request, Convert.ToBase64String(image));
    }

    [Theory]
    [InlineData(1)]
    [InlineData((2 * Base64ChunkLength) + 1)]
    public async Task Video_SentTwice_IsCompleteBothTimes(int length)
    {
        byte[] video = [.. Enumerable.Range(0, length).Select(static i => (byte)(i * 7))];
        ChatCompletionRequest request = CreateRequest(["Watch.", ContentPart.FromVideo(video, "video/mp4"), "And describe."]);
        await AssertSentTwiceAsync("openai", request, Convert.ToBase64String(video));
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task Files_Several_AreCompleteAndInOrder(string provider)
    {
        byte[][] files = [.. Enumerable.Range(1, 20).Select(static i => Enumerable.Repeat((byte)i, i * 1000).ToArray())];
        ChatCompletionRequest request = CreateRequest([.. files.Select(static file => ContentPart.FromFile(file))]);
        await AssertSentTwiceAsync(provider, request, Convert.ToBase64String(files[^1]));
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    [InlineData("modelslab, key in the body")]
    public async Task LongText_SentTwice_IsCompleteBothTimes(string provider)
    {
        string text = string.Concat(Enumerable.Range(0, 20_000).Select(static i => $"{i} \"ä\" \U0001F30D\n"));
        await AssertSentTwiceAsync(provider, CreateRequest(text), "19999 ");
    }

    [Fact]
    public async Task File_OpenAI_IsSentAsDataUrl()
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Json(200, SampleResponse.OpenAI.Body));
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, "openai"));

        await client.CompleteAsync(
            CreateRequest([ContentPart.FromFile("%PDF-1.7"u8.ToArray(), "a.pdf", "image/svg+xml")]), _token);

        Assert.Equal(
            """{"model":"MiniMax-M2.1","messages":[{"role":"user","content":[{"type":"file","file":"""
            + """{"file_data":"data:image/svg+xml;base64,JVBERi0xLjc=","filename":"a.pdf"}}]}]}""",
            server.Requests[0].Text);
    }

    [Fact]
    public async Task File_Anthropic_IsSentAsSource()
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Json(200, SampleResponse.Anthropic.Body));
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, "anthropic"));

        await client.CompleteAsync(
            CreateRequest([ContentPart.FromFile("%PDF-1.7"u8.ToArray(), "a.pdf")]) with { MaxTokens = 9 }, _token);

        Assert.Equal(
            """{"model":"MiniMax-M2.1","max_tokens":9,"messages":[{"role":"user","content":[{"type":"document","source":"""
            + """{"type":"base64","media_type":"application/pdf","data":"JVBERi0xLjc="},"title":"a.pdf"}]}]}""",
            server.Requests[0].Text);
    }

    [Fact]
    public async Task File_Empty_ThrowsAndSendsNothing()
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Json(200, SampleResponse.OpenAI.Body));
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, "openai"));

        await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(
            () => client.CompleteAsync(CreateRequest([ContentPart.FromFile(Array.Empty<byte>())]), _token));

        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Memory_AbandonedAttemptStillSending_IsNotReturned(bool fails)
    {
        var handler = new AbandonedHandler();
        using var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var client = new ChatCompletionsClient(Adapters.ForAddress(new("http://localhost/"), "openai"), http);
        using var source = CancellationTokenSource.CreateLinkedTokenSource(_token);
        Task<ChatCompletion> call = client.CompleteAsync(CreateRequest(new string('~', 100_000)), source.Token);
        byte[] first = await handler.Wire.Started.Task.WaitAsync(_token);

        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        AssertNotRented(first);
        if (fails)
            handler.Wire.Continue.SetException(new IOException("reset"));
        else
            handler.Wire.Continue.SetResult();
        Exception? failure = await Record.ExceptionAsync(() => handler.Sending!.WaitAsync(_token));
        Assert.Equal(fails, failure is not null);
        if (fails)
            AssertNotRented(first);
        else
            Assert.Equal(100_000, handler.Wire.Sent.ToArray().Count(static b => b == (byte)'~'));
    }

    [Fact]
    public async Task Body_SentAfterTheCall_ThrowsObjectDisposedException()
    {
        HttpContent? content = null;
        using var http = new HttpClient(new CapturingHandler(sent => content = sent)) { Timeout = Timeout.InfiniteTimeSpan };
        using var client = new ChatCompletionsClient(Adapters.ForAddress(new("http://localhost/"), "openai"), http);

        await client.CompleteAsync(CreateRequest("Hi"), _token);

        var e = await Assert.ThrowsAsync<HttpRequestException>(() => content!.CopyToAsync(Stream.Null, _token));
        Assert.IsType<ObjectDisposedException>(e.InnerException);
    }

    [Fact]
    public async Task IsBodySent_SentAgain_IsThatOfTheLastTime()
    {
        using var body = new RequestBodyWriter();
        body.GetSpan(2)[..2].Fill((byte)'~');
        body.Advance(2);
        using var content = new RequestBodyContent(body);

        await content.CopyToAsync(Stream.Null, _token);
        Assert.True(content.IsBodySent);
        await Assert.ThrowsAnyAsync<Exception>(() => content.CopyToAsync(new MemoryStream([]), _token));
        Assert.False(content.IsBodySent);
        await content.CopyToAsync(Stream.Null, _token);
        Assert.True(content.IsBodySent);
    }

    [Theory]
    [InlineData(10, false)]
    [InlineData(1024 * 1024, true)]
    public async Task Body_StreamOpen_IsReferencedOnlyAfterExpectContinue(int length, bool isReferenced)
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);
        emulator.Enqueue(Reply.Text("Hello."));
        HttpRequestMessage? sent = null;
        using var http = new HttpClient(new ObservingHandler(request => sent = request)) { Timeout = Timeout.InfiniteTimeSpan };
        using var client = new ChatCompletionsClient(
            new OpenAICompatibleAdapter("own", emulator.OpenAICompatible, emulator.ApiKey), http);

        await using IAsyncEnumerator<ChatCompletionChunk> chunks =
            client.StreamAsync(CreateRequest(new string('a', length)), _token).GetAsyncEnumerator(_token);
        Assert.True(await chunks.MoveNextAsync());

        Assert.Equal(isReferenced, sent!.Content is not null);
    }

    private async Task AssertSentTwiceAsync(string provider, ChatCompletionRequest request, string expectedPart)
    {
        SampleResponse sample = SampleResponse.ForProvider(provider);
        await using FaultServer server = FaultServer.Start(ServerScript.Json(500, "{}"), ServerScript.Json(200, sample.Body));
        ProviderAdapter adapter = Adapters.ForAddress(server.BaseAddress, provider, "key-of-the-body");
        using var client = new ChatCompletionsClient(adapter, new() { Resilience = ResilientClient.ImmediateRetries });
        var expected = new ArrayBufferWriter<byte>();
        adapter.WriteRequest(request, stream: false, expected);

        await client.CompleteAsync(request, _token);

        Assert.Equal(2, server.Requests.Count);
        foreach (FaultRequest sent in server.Requests)
        {
            Assert.Equal(sent.Body.Length.ToString(CultureInfo.InvariantCulture), sent.Headers["Content-Length"]);
            Assert.True(sent.Body.Span.SequenceEqual(expected.WrittenSpan));
            Assert.Contains(expectedPart, sent.Text, StringComparison.Ordinal);
            Assert.Equal("application/json", sent.Headers["Content-Type"]);
        }
    }

    private static ChatCompletionRequest CreateRequest(MessageContent content) => new()
    {
        Model = MiniMaxModels.M2_1,
        Messages = [ChatMessage.User(content)],
    };

    private static void AssertNotRented(byte[] array)
    {
        byte[][] rented = [.. Enumerable.Range(0, 100).Select(_ => ArrayPool<byte>.Shared.Rent(array.Length))];
        Assert.DoesNotContain(rented, other => ReferenceEquals(other, array));
        foreach (byte[] other in rented)
            ArrayPool<byte>.Shared.Return(other);
    }

    /// <summary>Ends at the cancellation while the body is still being sent.</summary>
    private sealed class AbandonedHandler : HttpMessageHandler
    {
        public SlowStream Wire { get; } = new();

        public Task? Sending { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Sending = request.Content!.CopyToAsync(Wire, CancellationToken.None);
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
            throw new InvalidOperationException("It waits for the cancellation.");
        }
    }

    private sealed class CapturingHandler(Action<HttpContent> capture) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            capture(request.Content!);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent(SampleResponse.OpenAI.Body, Encoding.UTF8, "application/json"),
            });
        }
    }

    /// <summary>Passes each request to the test and sends it.</summary>
    private sealed class ObservingHandler(Action<HttpRequestMessage> onRequest) : DelegatingHandler(new HttpClientHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            onRequest(request);
            return base.SendAsync(request, cancellationToken);
        }
    }

    /// <summary>A stream whose first write waits for the test.</summary>
    private sealed class SlowStream : MemoryStream
    {
        public TaskCompletionSource<byte[]> Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Continue { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public MemoryStream Sent { get; } = new();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Assert.True(MemoryMarshal.TryGetArray(buffer, out ArraySegment<byte> segment));
            Started.TrySetResult(segment.Array!);
            await Continue.Task;
            await Sent.WriteAsync(buffer, cancellationToken);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    }
}
