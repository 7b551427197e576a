using System.IO.Compression;
using System.Text;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>Plain calls over a real socket.</summary>
public sealed class PlainCallTests : IAsyncLifetime
{
    private static readonly ChatCompletionRequest Request = new()
    {
        Model = MiniMaxModels.M2,
        Messages = [ChatMessage.User("Hi")],
    };

    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: TestTimeouts.Token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [InlineData("aimlapi")]
    [InlineData("runapi")]
    [InlineData("modelslab")]
    [InlineData("modelslab, key in the body")]
    [InlineData("openai")]
    public async Task Complete_EveryProvider_GivesTextReasoningUsageAndCall(string provider)
    {
        _emulator.Enqueue(Reply.Text("Hello there.", thinking: "A greeting.").WithUsage(7, 11, 4));
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(_emulator, provider));

        ChatCompletion answer = await client.CompleteAsync(Request, TestTimeouts.Token);

        Assert.Equal("Hello there.", answer.Text);
        Assert.Equal("A greeting.", answer.Reasoning);
        Assert.Equal(FinishReason.Stop, answer.FinishReason);
        Assert.Equal(7, answer.Usage!.PromptTokens);
        Assert.Equal(11, answer.Usage.CompletionTokens);
        Assert.Equal(provider.Split(',')[0], answer.Call!.Provider);
        Assert.Equal(200, answer.Call.StatusCode);
        Assert.Equal([200], answer.Call.Attempts.Select(static attempt => attempt.StatusCode));
        Assert.True(answer.Call.TimeToHeaders <= answer.Call.Duration);
        Assert.Null(answer.Call.TimeToFirstChunk);
        Assert.Equal(provider.StartsWith("modelslab", StringComparison.Ordinal), answer.Call.RequestId is null);
        Assert.True(Assert.Single(_emulator.Requests).HasValidKey);
    }

    [Fact]
    public async Task Complete_AimlApi_GivesInferenceIdClientRequestIdAndCost()
    {
        _emulator.Enqueue(Reply.Text("Hi"));
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(_emulator, "aimlapi"));

        ChatCompletion answer = await client.CompleteAsync(
            Request with { Options = new() { ClientRequestId = "job-7", Headers = new Dictionary<string, string> { ["X-Team"] = "blue" } } },
            TestTimeouts.Token);

        RecordedRequest sent = Assert.Single(_emulator.Requests);
        Assert.Equal("job-7", sent.Headers["X-Client-Request-Id"]);
        Assert.Equal("blue", sent.Headers["X-Team"]);
        Assert.Equal("/v1/chat/completions", sent.Path);
        Assert.Equal("job-7", answer.Call!.ClientRequestId);
        Assert.Equal("job-7", answer.Call.Headers!.GetValues("x-client-request-id").Single());
        Assert.Equal(answer.Call.Headers.GetValues("x-inference-id").Single(), answer.Call.RequestId);
        Assert.True(answer.Meta!.Usage!.UsdSpent > 0);
        Assert.Equal(answer.Meta.Usage.CreditsUsed / 2_000_000m, answer.Meta.Usage.UsdSpent);
    }

    [Fact]
    public async Task Complete_Status201_IsSuccess()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(new() { AimlApiSuccessStatus = 201 }, TestTimeouts.Token);
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(emulator, "aimlapi"));
        ChatCompletion answer = await client.CompleteAsync(Request, TestTimeouts.Token);
        Assert.Equal(201, answer.Call!.StatusCode);
    }

    [Fact]
    public async Task Complete_History_GoesBackAsItCame()
    {
        _emulator.Enqueue(Reply.Text("", thinking: "I need the tool.").WithToolCall("f", """{"a":1}""", "call_1"), Reply.Text("Done."));
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(_emulator, "runapi"));
        ChatCompletion first = await client.CompleteAsync(Request, TestTimeouts.Token);
        ChatCompletionRequest next = Request with
        {
            Messages = [.. Request.Messages, first.Message, ChatMessage.Tool("call_1", "42"), ChatMessage.User("And then?")],
        };

        Assert.Equal("Done.", (await client.CompleteAsync(next, TestTimeouts.Token)).Text);

        string sent = _emulator.Requests[1].Json.GetProperty("messages")[1].GetProperty("content").GetString()!;
        Assert.Equal(first.Message.Content!.Text, sent);
        Assert.StartsWith("<think>", sent, StringComparison.Ordinal);
        Assert.Single(Request.Messages);
    }

    [Fact]
    public async Task Complete_OneClient_SafeForManyCallsAtOnce()
    {
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(_emulator, "openai"));
        IEnumerable<Task<string>> calls = Enumerable.Range(0, 100).Select(async i =>
            (await client.CompleteAsync($"question {i}.", MiniMaxModels.M2, TestTimeouts.Token)).Text);
        string[] answers = await Task.WhenAll(calls);
        Assert.All(answers, static (answer, i) => Assert.Contains($"question {i}.", answer, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Complete_CancelledWhileTheProviderIsSilent_ThrowsAtOnceWithTheCallersToken()
    {
        _emulator.Enqueue(Reply.Text("never").Stall());
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(_emulator, "aimlapi"));
        using var cancellation = new CancellationTokenSource();
        Task<ChatCompletion> call = client.CompleteAsync(Request, cancellation.Token);
        RecordedRequest request = await _emulator.WaitForRequestAsync(TestTimeouts.Token);

        await cancellation.CancelAsync();

        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(cancellation.Token, e.CancellationToken);
        await request.Aborted.WaitAsync(TestTimeouts.Token);
    }

    [Fact]
    public async Task Complete_BodyLongerThanTheBound_IsRefused()
    {
        _emulator.Enqueue(Reply.Text(new string('x', 5000)));
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(_emulator, "aimlapi"), new() { MaxResponseBytes = 4096 });
        var e = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(() => client.CompleteAsync(Request, TestTimeouts.Token));
        Assert.Contains("longer than 4096 bytes", e.Message, StringComparison.Ordinal);
        Assert.Equal("aimlapi", e.Provider);
    }

    [Fact]
    public async Task Complete_CompressedBody_IsBoundedAfterDecompression()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
            gzip.Write(new byte[50_000_000]);
        _emulator.Enqueue(Reply.Raw(200, "application/json", packed.ToArray()).WithHeader("Content-Encoding", "gzip"));
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(_emulator, "aimlapi"), new() { MaxResponseBytes = 1_000_000 });
        var e = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(() => client.CompleteAsync(Request, TestTimeouts.Token));
        Assert.Contains("longer than 1000000 bytes", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Complete_Redirect_IsNotFollowed()
    {
        await using MiniMaxEmulator other = await MiniMaxEmulator.StartAsync(cancellationToken: TestTimeouts.Token);
        _emulator.Enqueue(Reply.Raw(307, "text/plain", "").WithHeader("Location", other.AimlApi.ToString()));
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(_emulator, "aimlapi"));
        var e = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(() => client.CompleteAsync(Request, TestTimeouts.Token));
        Assert.Equal(307, e.StatusCode);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Complete_TheCallersHttpClient_StaysTheCallers()
    {
        using var http = new HttpClient();
        using (var client = new ChatCompletionsClient(Adapters.ForEmulator(_emulator, "aimlapi"), http))
            await client.CompleteAsync(Request, TestTimeouts.Token);
        using HttpResponseMessage response = await http.GetAsync(_emulator.BaseAddress, TestTimeouts.Token);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task Complete_DisposedClient_SaysSo()
    {
        var client = new ChatCompletionsClient(Adapters.ForEmulator(_emulator, "aimlapi"));
        client.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => client.CompleteAsync(Request, TestTimeouts.Token));
    }

    [Fact]
    public async Task Complete_LongerThanTheLimit_SaysWhichLimit()
    {
        var clock = new ManualClock();
        _emulator.Enqueue(Reply.Text("never").Stall());
        using var client = new ChatCompletionsClient(
            Adapters.ForEmulator(_emulator, "aimlapi"), new() { Timeout = TimeSpan.FromSeconds(30), TimeProvider = clock });
        Task<ChatCompletion> call = client.CompleteAsync(Request, TestTimeouts.Token);
        await _emulator.WaitForRequestAsync(TestTimeouts.Token);

        clock.Advance(TimeSpan.FromSeconds(30));

        var e = await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => call);
        Assert.Equal(TimeSpan.FromSeconds(30), e.Limit);
        Assert.True(e.IsTransient);
        Assert.Equal(TimeSpan.FromSeconds(30), Assert.Single(e.Attempts).Duration);
    }

    [Fact]
    public async Task Complete_UnsupportedFieldToBeDropped_IsLeftOutWithAWarning()
    {
        var log = new RecordingLoggerFactory();
        using var client = new ChatCompletionsClient(
            Adapters.ForEmulator(_emulator, "aimlapi"), new() { UnsupportedFields = UnsupportedFieldHandling.Drop, LoggerFactory = log });

        await client.CompleteAsync(Request with { Stop = ["END"], TopP = 0.9 }, TestTimeouts.Token);

        Assert.False(_emulator.Requests[0].Json.TryGetProperty("stop", out _));
        Assert.Equal(0.9, _emulator.Requests[0].Json.GetProperty("top_p").GetDouble());
        Assert.Equal(
            ["Warning: aimlapi does not support the field stop for the model MiniMax-M2; the field was not sent."], log.Messages);
    }

    [Fact]
    public void Create_OptionsOutOfRange_NamesAll()
    {
        var e = Assert.Throws<ArgumentException>(() => new ChatCompletionsClient(
            Adapters.ForEmulator(_emulator, "aimlapi"), new() { Timeout = TimeSpan.Zero, MaxEventBytes = 1, MaxResponseBytes = 1 }));
        Assert.Contains("Timeout is", e.Message, StringComparison.Ordinal);
        Assert.Contains("MaxEventBytes is 1", e.Message, StringComparison.Ordinal);
        Assert.Contains("MaxResponseBytes is 1", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Complete_LargeFile_ArrivesWhole()
    {
        byte[] file = Encoding.ASCII.GetBytes("%PDF-1.7 " + new string('~', 3_000_000));
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(_emulator, "aimlapi"));
        await client.CompleteAsync(
            Request with { Model = MiniMaxModels.M2_1, Messages = [ChatMessage.User(["Read.", ContentPart.FromFile(file, "a.pdf")])] },
            TestTimeouts.Token);
        string sent = _emulator.Requests[0].Json.GetProperty("messages")[0].GetProperty("content")[1]
            .GetProperty("file").GetProperty("file_data").GetString()!;
        Assert.Equal("data:application/pdf;base64," + Convert.ToBase64String(file), sent);
    }
}
