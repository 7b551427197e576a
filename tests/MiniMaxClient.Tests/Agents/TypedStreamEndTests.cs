using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

/// <summary>How a typed stream ends: whole, by a misfit, by a failure, by the caller.</summary>
public sealed class TypedStreamEndTests : IAsyncLifetime
{
    private const string Text = """{"title":"A long title of a story","year":1843}""";

    private readonly CancellationToken _token = TestTimeouts.Token;
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [InlineData("openai", StructuredOutputMode.Instruction)]
    [InlineData("openai", StructuredOutputMode.ToolCall)]
    [InlineData("anthropic", StructuredOutputMode.ToolCall)]
    public async Task Misfit_AtTheEnd_ThrowsWithWhatCame(string provider, StructuredOutputMode form)
    {
        using ChatCompletionsClient client = Client(provider);
        const string Wrong = """{"title":"A","year":"then"}""";
        Reply reply = form == StructuredOutputMode.ToolCall ? Reply.ToolCall("answer", Wrong) : Reply.Text(Wrong);
        _emulator.Enqueue(reply.WithChunkSize(4));
        List<Story> stories = [];
        List<ChatCompletion> answers = [];

        MiniMaxInvalidResponseException thrown = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(async () =>
        {
            await foreach (Story story in client.StreamAsync(
                Request(), StructuredOutputJson.Default.Story, new() { Mode = form, OnResponse = answers.Add }, _token))
                stories.Add(story);
        });

        Assert.Equal("A", stories[^1].Title);
        Assert.Equal("The response does not match Story: $.year must be integer and is string.", thrown.Message);
        Assert.Equal(Wrong, thrown.ResponseExcerpt);
        Assert.Same(Assert.Single(answers), thrown.Partial);
        Assert.Equal(provider, thrown.Provider);
        Assert.Single(thrown.Attempts);
        Assert.Single(_emulator.Requests);
    }

    [Theory]
    [InlineData("length", "The response reached the token limit; increase MaxTokens.")]
    [InlineData("content_filter", "A content filter stopped the response.")]
    public async Task Answer_ThatWasCut_ThrowsAndSaysSo(string reason, string why)
    {
        using ChatCompletionsClient client = Client();
        _emulator.Enqueue(Reply.Text("""{"title":"A lo""").WithFinishReason(reason));
        List<Story> stories = [];

        MiniMaxInvalidResponseException thrown = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(async () =>
        {
            await foreach (Story story in client.StreamAsync(Request(), StructuredOutputJson.Default.Story, cancellationToken: _token))
                stories.Add(story);
        });

        Assert.Equal("A lo", Assert.Single(stories).Title);
        Assert.EndsWith(why, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_ThatBreaksOff_ThrowsWithWhatCame()
    {
        using ChatCompletionsClient client = Client();
        _emulator.Enqueue(Reply.Text(Text).WithChunkSize(8).CutAfterEvents(4));
        List<Story> stories = [];

        MiniMaxStreamInterruptedException thrown = await Assert.ThrowsAsync<MiniMaxStreamInterruptedException>(async () =>
        {
            await foreach (Story story in client.StreamAsync(Request(), StructuredOutputJson.Default.Story, cancellationToken: _token))
                stories.Add(story);
        });

        Assert.NotEmpty(stories);
        Assert.StartsWith(thrown.Partial!.Text, Text, StringComparison.Ordinal);
        Assert.NotEmpty(thrown.Partial.Text);
    }

    [Fact]
    public async Task OnAnswer_SeesTheWholeAnswerOnce()
    {
        using ChatCompletionsClient client = Client("aimlapi");
        _emulator.Enqueue(Reply.Text(Text, "Hm.").WithChunkSize(4));
        List<ChatCompletion> answers = [];

        await client.StreamAsync(Request(), StructuredOutputJson.Default.Story, new() { OnResponse = answers.Add }, _token).ReadAllAsync();

        ChatCompletion answer = Assert.Single(answers);
        Assert.Equal((Text, "Hm."), (answer.Text, answer.Reasoning));
        Assert.True(answer.Usage?.TotalTokens > 0 && answer.Cost?.Usd > 0);
    }

    [Theory]
    [InlineData("openai", StructuredOutputMode.ResponseFormat)]
    [InlineData("openai", StructuredOutputMode.ToolCall)]
    [InlineData("anthropic", StructuredOutputMode.ToolCall)]
    public async Task Form_ThatTheProviderRefuses_BecomesAnInstruction(string provider, StructuredOutputMode form)
    {
        Reply[] refusals = [Reply.Error(400, "tool_choice is not supported", "2013"), Reply.InBandError(2013, "invalid params")];
        foreach (Reply refusal in refusals)
        {
            using ChatCompletionsClient client = Client(provider);
            _emulator.Enqueue(refusal, Reply.Text(Text).WithChunkSize(4));

            List<Story> stories =
                await client.StreamAsync(Request(), StructuredOutputJson.Default.Story, new() { Mode = form }, _token).ReadAllAsync();

            Assert.Equal(1843, stories[^1].Year);
            Assert.True(stories.Count > 3);
            RecordedRequest told = _emulator.Requests[^1];
            Assert.False(told.Json.TryGetProperty("tool_choice", out _) || told.Json.TryGetProperty("response_format", out _));
        }
    }

    // The error of a stream may come after its first chunk, which has nothing of the answer yet.
    [Fact]
    public async Task Form_ThatTheStreamRefusesBeforeItsFirstToken_BecomesAnInstruction()
    {
        using ChatCompletionsClient client = Client();
        _emulator.Enqueue(
            Reply.Stream(
                """{"id":"1","choices":[{"index":0,"delta":{"role":"assistant"}}]}""",
                """{"error":{"message":"invalid params (2013)","code":"2013","type":"bad_request_error"}}"""),
            Reply.Text(Text));

        List<Story> stories =
            await client.StreamAsync(Request(), StructuredOutputJson.Default.Story, cancellationToken: _token).ReadAllAsync();

        Assert.Equal(1843, stories[^1].Year);
        Assert.Equal(2, _emulator.Requests.Count);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task Leaving_BeforeTheEnd_EndsTheConnection(string provider)
    {
        using ChatCompletionsClient client = Client(provider);
        _emulator.Enqueue(Reply.Text(Text).WithChunkSize(4).StallAfterEvents(6));

        await foreach (Story story in client.StreamAsync(
            Request(), StructuredOutputJson.Default.Story, new() { Mode = StructuredOutputMode.Instruction }, _token))
        {
            if (story.Title is not null)
                break;
        }

        RecordedRequest request = await _emulator.WaitForRequestAsync(_token);
        await request.Aborted.WaitAsync(_token);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancellation_OfASilentStream_ThrowsWithTheCallersToken(bool ofTheCall)
    {
        using ChatCompletionsClient client = Client();
        using var source = CancellationTokenSource.CreateLinkedTokenSource(_token);
        _emulator.Enqueue(Reply.Text(Text).WithChunkSize(4).StallAfterEvents(4));
        using var other = CancellationTokenSource.CreateLinkedTokenSource(_token);
        IAsyncEnumerable<Story> stream =
            client.StreamAsync(Request(), StructuredOutputJson.Default.Story, cancellationToken: ofTheCall ? source.Token : other.Token);
        await using IAsyncEnumerator<Story> stories = stream.GetAsyncEnumerator(ofTheCall ? other.Token : source.Token);
        Assert.True(await stories.MoveNextAsync());

        await source.CancelAsync();

        OperationCanceledException thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            while (await stories.MoveNextAsync())
            {
            }
        });
        Assert.Equal(source.Token, thrown.CancellationToken);
    }

    [Fact]
    public async Task Stream_ThatIsReadTwice_AsksTwice()
    {
        using ChatCompletionsClient client = Client();
        _emulator.Enqueue(Reply.Text(Text), Reply.Text(Text));
        IAsyncEnumerable<Story> stream = client.StreamAsync(Request(), StructuredOutputJson.Default.Story, cancellationToken: _token);

        Assert.Empty(_emulator.Requests);
        Assert.Equal(1843, (await stream.ReadAllAsync())[^1].Year);
        Assert.Equal(1843, (await stream.ReadAllAsync())[^1].Year);
        Assert.Equal(2, _emulator.Requests.Count);
    }

    [Fact]
    public async Task Request_ThatIsWrong_IsRefused()
    {
        using ChatCompletionsClient client = Client("anthropic");

        await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => client.StreamAsync(
            Request() with { Messages = [] }, StructuredOutputJson.Default.Story, cancellationToken: _token).ReadAllAsync());

        Assert.Empty(_emulator.Requests);
    }

    private ChatCompletionsClient Client(string provider = "openai") =>
        new(Adapters.ForEmulator(_emulator, provider), EmulatedClient.NoRetries);

    private static ChatCompletionRequest Request() =>
        new() { Model = MiniMaxModels.M2_1, Messages = [ChatMessage.User("Which?")] };
}
