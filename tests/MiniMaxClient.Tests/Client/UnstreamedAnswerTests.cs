using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>Answers that come in another form than was asked for.</summary>
public sealed class UnstreamedAnswerTests : IAsyncLifetime
{
    private const string Credits = """{"message":"You've run out of credits. Please top up your balance","statusCode":403}""";

    private const string Rich =
        """
        {"id":"1","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"See the page.",
        "annotations":[{"type":"url_citation","url_citation":{"url":"https://host/page","title":"A page","start_index":0,"end_index":3}}],
        "audio":{"id":"audio_1","data":"AAEC","transcript":"See the page.","expires_at":1780154823}}}]}
        """;

    private readonly CancellationToken _token = TestTimeouts.Token;
    private MiniMaxEmulator _emulator = null!;

    public static TheoryData<string> NoStreams { get; } =
        ["application/json", "application/problem+json", "text/plain", "text/plain; charset=utf-8", "application/octet-stream"];

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [MemberData(nameof(NoStreams))]
    public async Task Error_InPlaceOfAStreamUnderAnyType_IsItsTypeWithTheWords(string contentType)
    {
        _emulator.Enqueue(
            Reply.Raw(200, contentType, """{"error":{"message":"The key is over its limit.","code":"rate_limit"}}"""),
            Reply.Raw(200, contentType, Credits),
            Reply.Raw(200, contentType, "  \r\n" + Credits));
        using ChatCompletionsClient client = _emulator.CreateClient();

        var limited = await Assert.ThrowsAsync<MiniMaxRateLimitException>(() => StreamAsync(client));
        Assert.Contains("The key is over its limit.", limited.Message, StringComparison.Ordinal);
        for (int i = 0; i < 2; i++)
        {
            var broke = await Assert.ThrowsAsync<MiniMaxInsufficientCreditsException>(() => StreamAsync(client));
            Assert.Contains("You've run out of credits", broke.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Error_WithoutAnEnvelopeUnderHttp200_IsItsTypeWithTheWords()
    {
        _emulator.Enqueue(Reply.Raw(200, "application/json", Credits));
        using ChatCompletionsClient client = _emulator.CreateClient(EmulatedClient.AimlApi);
        var e = await Assert.ThrowsAsync<MiniMaxInsufficientCreditsException>(
            () => client.CompleteAsync(EmulatedClient.CreateRequest(), _token));
        Assert.Contains("You've run out of credits", e.Message, StringComparison.Ordinal);
        Assert.Equal(200, e.StatusCode);
    }

    [Theory]
    [InlineData("403", typeof(MiniMaxPermissionException))]
    [InlineData("\"429\"", typeof(MiniMaxRateLimitException))]
    [InlineData("503", typeof(MiniMaxServerException))]
    public async Task Status_InABodyUnderHttp200_TellsTheType(string status, Type type)
    {
        string body = $$"""{"message":"No.","statusCode":{{status}}}""";
        _emulator.Enqueue(Reply.Raw(200, "application/json", body), Reply.Stream(body));
        using ChatCompletionsClient client = _emulator.CreateClient();
        Assert.IsType(type, await Record.ExceptionAsync(() => client.CompleteAsync(EmulatedClient.CreateRequest(), _token)));
        Assert.IsType(type, await Record.ExceptionAsync(() => StreamAsync(client)));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/octet-stream")]
    [InlineData("application/json")]
    public async Task Stream_UnderAnotherType_IsStillReadLive(string contentType)
    {
        var rest = new TaskCompletionSource();
        _emulator.Enqueue(Reply.Text("one two").WithChunkSize(4).WithHeader("Content-Type", contentType)
            .HoldAfterEvents(1, rest.Task));
        using ChatCompletionsClient client = _emulator.CreateClient();
        await using IAsyncEnumerator<ChatCompletionChunk> chunks =
            client.StreamAsync(EmulatedClient.CreateRequest(), _token).GetAsyncEnumerator(_token);

        Assert.True(await chunks.MoveNextAsync());

        Assert.Equal("one ", chunks.Current.Text);
        rest.SetResult();
        Assert.True(await chunks.MoveNextAsync());
        Assert.Equal("two", chunks.Current.Text);
    }

    [Fact]
    public async Task AnnotationsAndAudio_OfAnUnstreamedAnswer_AreKeptInTheChunkAndInTheBuiltAnswer()
    {
        _emulator.Enqueue(Reply.Raw(200, "application/json", Rich), Reply.Raw(200, "application/json", Rich));
        using ChatCompletionsClient client = _emulator.CreateClient();
        ChatCompletion plain = await client.CompleteAsync(EmulatedClient.CreateRequest(), _token);

        var chunks = new List<ChatCompletionChunk>();
        await foreach (ChatCompletionChunk chunk in client.StreamAsync(EmulatedClient.CreateRequest(), _token))
            chunks.Add(chunk);

        ChatDelta delta = Assert.Single(chunks).Choices[0].Delta!;
        Assert.Equal("https://host/page", Assert.Single(delta.Annotations!).UrlCitation?.Url);
        Assert.Equal("AAEC", delta.Audio?.Data);
        var builder = new ChatCompletionBuilder();
        builder.Add(chunks[0]);
        Json.AssertEqual(plain.Message.ToString(), builder.Build().Message.ToString());
    }

    [Fact]
    public async Task Body_AfterAByteOrderMark_IsRead()
    {
        string body = "\uFEFF" + Rich.ReplaceLineEndings("");
        string error = "\uFEFF" + Credits;
        _emulator.Enqueue(
            Reply.Raw(200, "application/json", body), Reply.Raw(200, "application/json", body),
            Reply.Raw(200, "application/json", error), Reply.Raw(200, "application/json", error),
            Reply.Raw(429, "application/json", error));
        using ChatCompletionsClient client = _emulator.CreateClient();

        Assert.Equal("See the page.", (await client.CompleteAsync(EmulatedClient.CreateRequest(), _token)).Text);
        Assert.Equal("See the page.", (await StreamAsync(client)).Text);
        foreach (Func<Task> call in (Func<Task>[])
            [
                () => client.CompleteAsync(EmulatedClient.CreateRequest(), _token), () => StreamAsync(client),
                () => client.CompleteAsync(EmulatedClient.CreateRequest(), _token),
            ])
        {
            var e = await Assert.ThrowsAnyAsync<MiniMaxException>(call);
            Assert.Contains("You've run out of credits", e.Message, StringComparison.Ordinal);
        }
    }

    private Task<ChatCompletion> StreamAsync(ChatCompletionsClient client) =>
        client.StreamAsync(EmulatedClient.CreateRequest(), _token).ToCompletionAsync(_token);
}
