using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>Responses in another format than was requested.</summary>
public sealed class ResponseFormatTests : EmulatorTest
{
    private const string Credits = """{"message":"You've run out of credits. Please top up your balance","statusCode":403}""";

    private const string Rich =
        """
        {"id":"1","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"See the page.",
        "annotations":[{"type":"url_citation","url_citation":{"url":"https://host/page","title":"A page","start_index":0,"end_index":3}}],
        "audio":{"id":"audio_1","data":"AAEC","transcript":"See the page.","expires_at":1780154823}}}]}
        """;

    public static TheoryData<string> ContentTypes { get; } =
        ["application/json", "application/problem+json", "text/plain", "text/plain; charset=utf-8", "application/octet-stream"];

    [Theory]
    [MemberData(nameof(ContentTypes))]
    public async Task StreamAsync_ErrorOfAnyContentType_ThrowsItsTypeWithTheMessage(string contentType)
    {
        Emulator.Enqueue(
            Reply.Raw(200, contentType, """{"error":{"message":"The key is over its limit.","code":"rate_limit"}}"""),
            Reply.Raw(200, contentType, Credits),
            Reply.Raw(200, contentType, "  \r\n" + Credits));
        using ChatCompletionsClient client = Emulator.CreateClient();

        var rateLimited = await Assert.ThrowsAsync<MiniMaxRateLimitException>(() => StreamAsync(client));
        Assert.Contains("The key is over its limit.", rateLimited.Message, StringComparison.Ordinal);
        for (int i = 0; i < 2; i++)
        {
            var outOfCredits = await Assert.ThrowsAsync<MiniMaxInsufficientCreditsException>(() => StreamAsync(client));
            Assert.Contains("You've run out of credits", outOfCredits.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task CompleteAsync_ErrorWithoutEnvelopeInHttp200_ThrowsItsTypeWithTheMessage()
    {
        Emulator.Enqueue(Reply.Raw(200, "application/json", Credits));
        using ChatCompletionsClient client = Emulator.CreateClient(EmulatedClient.AimlApi);
        var e = await Assert.ThrowsAsync<MiniMaxInsufficientCreditsException>(
            () => client.CompleteAsync(EmulatedClient.CreateRequest(), Token));
        Assert.Contains("You've run out of credits", e.Message, StringComparison.Ordinal);
        Assert.Equal(200, e.StatusCode);
    }

    [Theory]
    [InlineData("403", typeof(MiniMaxPermissionException))]
    [InlineData("\"429\"", typeof(MiniMaxRateLimitException))]
    [InlineData("503", typeof(MiniMaxServerException))]
    public async Task Call_StatusInTheBodyOfHttp200_ThrowsItsType(string status, Type type)
    {
        string body = $$"""{"message":"No.","statusCode":{{status}}}""";
        Emulator.Enqueue(Reply.Raw(200, "application/json", body), Reply.Stream(body));
        using ChatCompletionsClient client = Emulator.CreateClient();
        Assert.IsType(type, await Record.ExceptionAsync(() => client.CompleteAsync(EmulatedClient.CreateRequest(), Token)));
        Assert.IsType(type, await Record.ExceptionAsync(() => StreamAsync(client)));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/octet-stream")]
    [InlineData("application/json")]
    public async Task StreamAsync_OtherContentType_ReturnsChunksAsTheyArrive(string contentType)
    {
        var secondEvent = new TaskCompletionSource();
        Emulator.Enqueue(Reply.Text("one two").WithChunkSize(4).WithHeader("Content-Type", contentType)
            .HoldAfterEvents(1, secondEvent.Task));
        using ChatCompletionsClient client = Emulator.CreateClient();
        await using IAsyncEnumerator<ChatCompletionChunk> chunks =
            client.StreamAsync(EmulatedClient.CreateRequest(), Token).GetAsyncEnumerator(Token);

        Assert.True(await chunks.MoveNextAsync());

        Assert.Equal("one ", chunks.Current.Text);
        secondEvent.SetResult();
        Assert.True(await chunks.MoveNextAsync());
        Assert.Equal("two", chunks.Current.Text);
    }

    [Fact]
    public async Task StreamAsync_NonStreamingResponse_KeepsAnnotationsAndAudio()
    {
        Emulator.Enqueue(Reply.Raw(200, "application/json", Rich), Reply.Raw(200, "application/json", Rich));
        using ChatCompletionsClient client = Emulator.CreateClient();
        ChatCompletion completion = await client.CompleteAsync(EmulatedClient.CreateRequest(), Token);

        var chunks = new List<ChatCompletionChunk>();
        await foreach (ChatCompletionChunk chunk in client.StreamAsync(EmulatedClient.CreateRequest(), Token))
            chunks.Add(chunk);

        ChatDelta delta = Assert.Single(chunks).Choices[0].Delta!;
        Assert.Equal("https://host/page", Assert.Single(delta.Annotations!).UrlCitation?.Url);
        Assert.Equal("AAEC", delta.Audio?.Data);
        var builder = new ChatCompletionBuilder();
        builder.Add(chunks[0]);
        Json.AssertEqual(completion.Message.ToJson(), builder.Build().Message.ToJson());
    }

    [Fact]
    public async Task Call_BodyWithByteOrderMark_IsRead()
    {
        string body = "\uFEFF" + Rich.ReplaceLineEndings("");
        string error = "\uFEFF" + Credits;
        Emulator.Enqueue(
            Reply.Raw(200, "application/json", body), Reply.Raw(200, "application/json", body),
            Reply.Raw(200, "application/json", error), Reply.Raw(200, "application/json", error),
            Reply.Raw(429, "application/json", error));
        using ChatCompletionsClient client = Emulator.CreateClient();

        Assert.Equal("See the page.", (await client.CompleteAsync(EmulatedClient.CreateRequest(), Token)).Text);
        Assert.Equal("See the page.", (await StreamAsync(client)).Text);
        foreach (Func<Task> call in (Func<Task>[])
            [
                () => client.CompleteAsync(EmulatedClient.CreateRequest(), Token), () => StreamAsync(client),
                () => client.CompleteAsync(EmulatedClient.CreateRequest(), Token),
            ])
        {
            var e = await Assert.ThrowsAnyAsync<MiniMaxException>(call);
            Assert.Contains("You've run out of credits", e.Message, StringComparison.Ordinal);
        }
    }

    private Task<ChatCompletion> StreamAsync(ChatCompletionsClient client) =>
        client.StreamAsync(EmulatedClient.CreateRequest(), Token).ToCompletionAsync(Token);
}
