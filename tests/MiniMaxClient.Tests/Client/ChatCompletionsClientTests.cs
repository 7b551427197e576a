using System.IO.Compression;
using System.Text;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>Non-streaming calls of each provider over a socket.</summary>
public sealed class ChatCompletionsClientTests : EmulatorTest
{
    private static readonly ChatCompletionRequest Request = new()
    {
        Model = MiniMaxModels.M2,
        Messages = [ChatMessage.User("Hi")],
    };

    [Theory]
    [InlineData("aimlapi")]
    [InlineData("runapi")]
    [InlineData("modelslab")]
    [InlineData("modelslab, key in the body")]
    [InlineData("openai")]
    public async Task CompleteAsync_EveryProvider_ReturnsTextReasoningUsageAndCall(string provider)
    {
        Emulator.Enqueue(Reply.Text("Hello there.", thinking: "A greeting.").WithUsage(7, 11, 4));
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, provider));

        ChatCompletion completion = await client.CompleteAsync(Request, Token);

        Assert.Equal("Hello there.", completion.Text);
        Assert.Equal("A greeting.", completion.Reasoning);
        Assert.Equal(FinishReason.Stop, completion.FinishReason);
        Assert.Equal(7, completion.Usage!.PromptTokens);
        Assert.Equal(11, completion.Usage.CompletionTokens);
        Assert.Equal(provider.Split(',')[0], completion.Call!.Provider);
        Assert.Equal(200, completion.Call.StatusCode);
        Assert.Equal([200], completion.Call.Attempts.Select(static attempt => attempt.StatusCode));
        Assert.True(completion.Call.TimeToHeaders <= completion.Call.Duration);
        Assert.Null(completion.Call.TimeToFirstChunk);
        Assert.Equal(provider.StartsWith("modelslab", StringComparison.Ordinal), completion.Call.RequestId is null);
        Assert.True(Assert.Single(Emulator.Requests).HasValidKey);
    }

    [Fact]
    public async Task CompleteAsync_AimlApi_ReturnsInferenceIdClientRequestIdAndCost()
    {
        Emulator.Enqueue(Reply.Text("Hi"));
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "aimlapi"));

        ChatCompletion completion = await client.CompleteAsync(
            Request with { Options = new() { ClientRequestId = "job-7", Headers = new Dictionary<string, string> { ["X-Team"] = "blue" } } },
            Token);

        RecordedRequest sent = Assert.Single(Emulator.Requests);
        Assert.Equal("job-7", sent.Headers["X-Client-Request-Id"]);
        Assert.Equal("blue", sent.Headers["X-Team"]);
        Assert.Equal("/v1/chat/completions", sent.Path);
        Assert.Equal("job-7", completion.Call!.ClientRequestId);
        Assert.Equal("job-7", completion.Call.Headers!.GetValues("x-client-request-id").Single());
        Assert.Equal(completion.Call.Headers.GetValues("x-inference-id").Single(), completion.Call.RequestId);
        Assert.True(completion.Meta!.Usage!.UsdSpent > 0);
        Assert.Equal(completion.Meta.Usage.CreditsUsed / 2_000_000m, completion.Meta.Usage.UsdSpent);
    }

    [Fact]
    public async Task CompleteAsync_Status201_Succeeds()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(new() { AimlApiSuccessStatus = 201 }, Token);
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(emulator, "aimlapi"));
        ChatCompletion completion = await client.CompleteAsync(Request, Token);
        Assert.Equal(201, completion.Call!.StatusCode);
    }

    [Fact]
    public async Task CompleteAsync_ReturnedMessageInHistory_IsSentUnchanged()
    {
        Emulator.Enqueue(Reply.Text("", thinking: "I need the tool.").WithToolCall("f", """{"a":1}""", "call_1"), Reply.Text("Done."));
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "runapi"));
        ChatCompletion first = await client.CompleteAsync(Request, Token);
        ChatCompletionRequest next = Request with
        {
            Messages = [.. Request.Messages, first.Message, ChatMessage.Tool("call_1", "42"), ChatMessage.User("And then?")],
        };

        Assert.Equal("Done.", (await client.CompleteAsync(next, Token)).Text);

        string sent = Emulator.Requests[1].Json.GetProperty("messages")[1].GetProperty("content").GetString()!;
        Assert.Equal(first.Message.Content!.Text, sent);
        Assert.StartsWith("<think>", sent, StringComparison.Ordinal);
        Assert.Single(Request.Messages);
    }

    [Fact]
    public async Task CompleteAsync_ConcurrentCalls_EachReceivesItsOwnResponse()
    {
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "openai"));
        IEnumerable<Task<string>> calls = Enumerable.Range(0, 100).Select(async i =>
            (await client.CompleteAsync($"question {i}.", MiniMaxModels.M2, Token)).Text);
        string[] texts = await Task.WhenAll(calls);
        Assert.All(texts, static (text, i) => Assert.Contains($"question {i}.", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task CompleteAsync_CanceledBeforeTheResponse_ThrowsWithTheCallersToken()
    {
        Emulator.Enqueue(Reply.Text("never").Stall());
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "aimlapi"));
        using var cancellation = new CancellationTokenSource();
        Task<ChatCompletion> call = client.CompleteAsync(Request, cancellation.Token);
        RecordedRequest request = await Emulator.WaitForRequestAsync(Token);

        await cancellation.CancelAsync();

        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(cancellation.Token, e.CancellationToken);
        await request.Aborted.WaitAsync(Token);
    }

    [Fact]
    public async Task CompleteAsync_BodyLongerThanMaxResponseBytes_ThrowsInvalidResponseException()
    {
        Emulator.Enqueue(Reply.Text(new string('x', 5000)));
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "aimlapi"), new() { MaxResponseBytes = 4096 });
        var e = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(() => client.CompleteAsync(Request, Token));
        Assert.Contains("longer than 4096 bytes", e.Message, StringComparison.Ordinal);
        Assert.Equal("aimlapi", e.Provider);
    }

    [Fact]
    public async Task CompleteAsync_CompressedBody_AppliesMaxResponseBytesAfterDecompression()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
            gzip.Write(new byte[50_000_000]);
        Emulator.Enqueue(Reply.Raw(200, "application/json", packed.ToArray()).WithHeader("Content-Encoding", "gzip"));
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "aimlapi"), new() { MaxResponseBytes = 1_000_000 });
        var e = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(() => client.CompleteAsync(Request, Token));
        Assert.Contains("longer than 1000000 bytes", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CompleteAsync_Redirect_IsNotFollowed()
    {
        await using MiniMaxEmulator other = await MiniMaxEmulator.StartAsync(cancellationToken: Token);
        Emulator.Enqueue(Reply.Raw(307, "text/plain", "").WithHeader("Location", other.AimlApi.ToString()));
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "aimlapi"));
        var e = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(() => client.CompleteAsync(Request, Token));
        Assert.Equal(307, e.StatusCode);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Dispose_HttpClientOfTheCaller_DoesNotDisposeIt()
    {
        using var http = new HttpClient();
        using (var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "aimlapi"), http))
            await client.CompleteAsync(Request, Token);
        using HttpResponseMessage response = await http.GetAsync(Emulator.BaseAddress, Token);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task CompleteAsync_DisposedClient_ThrowsObjectDisposedException()
    {
        var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "aimlapi"));
        client.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.CompleteAsync(Request, Token));
    }

    [Fact]
    public async Task CompleteAsync_TotalTimeoutElapsed_ThrowsTimeoutExceptionWithTheLimit()
    {
        var clock = new ManualClock();
        Emulator.Enqueue(Reply.Text("never").Stall());
        using var client = new ChatCompletionsClient(
            Adapters.ForEmulator(Emulator, "aimlapi"), new() { Timeout = TimeSpan.FromSeconds(30), TimeProvider = clock });
        Task<ChatCompletion> call = client.CompleteAsync(Request, Token);
        await Emulator.WaitForRequestAsync(Token);

        clock.Advance(TimeSpan.FromSeconds(30));

        var e = await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => call);
        Assert.Equal(TimeSpan.FromSeconds(30), e.Limit);
        Assert.True(e.IsTransient);
        Assert.Equal(TimeSpan.FromSeconds(30), Assert.Single(e.Attempts).Duration);
    }

    [Fact]
    public async Task CompleteAsync_UnsupportedFieldsDropped_RemovesTheFieldAndLogsAWarning()
    {
        var log = new RecordingLoggerFactory();
        using var client = new ChatCompletionsClient(
            Adapters.ForEmulator(Emulator, "aimlapi"), new() { UnsupportedFields = UnsupportedFieldHandling.Drop, LoggerFactory = log });

        await client.CompleteAsync(Request with { Stop = ["END"], TopP = 0.9 }, Token);

        Assert.False(Emulator.Requests[0].Json.TryGetProperty("stop", out _));
        Assert.Equal(0.9, Emulator.Requests[0].Json.GetProperty("top_p").GetDouble());
        Assert.Equal(
            ["Warning: aimlapi does not support the field stop for the model MiniMax-M2; the field was not sent."], log.Messages);
    }

    [Fact]
    public void Constructor_OptionsOutOfRange_ThrowsWithAllProblems()
    {
        var e = Assert.Throws<ArgumentException>(() => new ChatCompletionsClient(
            Adapters.ForEmulator(Emulator, "aimlapi"), new() { Timeout = TimeSpan.Zero, MaxEventBytes = 1, MaxResponseBytes = 1 }));
        Assert.Contains("Timeout is", e.Message, StringComparison.Ordinal);
        Assert.Contains("MaxEventBytes is 1", e.Message, StringComparison.Ordinal);
        Assert.Contains("MaxResponseBytes is 1", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CompleteAsync_LargeFile_IsSentCompletely()
    {
        byte[] file = Encoding.ASCII.GetBytes("%PDF-1.7 " + new string('~', 3_000_000));
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "aimlapi"));
        await client.CompleteAsync(
            Request with { Model = MiniMaxModels.M2_1, Messages = [ChatMessage.User(["Read.", ContentPart.FromFile(file, "a.pdf")])] },
            Token);
        string sent = Emulator.Requests[0].Json.GetProperty("messages")[0].GetProperty("content")[1]
            .GetProperty("file").GetProperty("file_data").GetString()!;
        Assert.Equal("data:application/pdf;base64," + Convert.ToBase64String(file), sent);
    }
}
