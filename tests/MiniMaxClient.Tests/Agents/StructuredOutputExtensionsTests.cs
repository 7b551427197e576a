using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

/// <summary>The ends of a structured stream: completion, mismatch, failure, cancellation.</summary>
public sealed class StructuredOutputExtensionsTests : StructuredOutputTest
{
    private const string Text = """{"title":"A long title of a story","year":1843}""";

    [Theory]
    [InlineData("openai", StructuredOutputMode.Instruction)]
    [InlineData("openai", StructuredOutputMode.ToolCall)]
    [InlineData("anthropic", StructuredOutputMode.ToolCall)]
    public async Task StreamAsync_Mismatch_ThrowsWithThePartialCompletion(string provider, StructuredOutputMode mode)
    {
        using ChatCompletionsClient client = CreateClient(provider);
        const string Wrong = """{"title":"A","year":"then"}""";
        Reply reply = mode == StructuredOutputMode.ToolCall ? Reply.ToolCall("answer", Wrong) : Reply.Text(Wrong);
        Emulator.Enqueue(reply.WithChunkSize(4));
        List<Story> stories = [];
        List<ChatCompletion> answers = [];

        MiniMaxInvalidResponseException thrown = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(async () =>
        {
            await foreach (Story story in client.StreamAsync(
                CreateRequest(), StructuredOutputJson.Default.Story, new() { Mode = mode, OnResponse = answers.Add }, Token))
                stories.Add(story);
        });

        Assert.Equal("A", stories[^1].Title);
        Assert.Equal($"The response of {provider} does not match Story: $.year must be integer and is string.", thrown.Message);
        Assert.Equal(Wrong, thrown.ResponseExcerpt);
        Assert.Same(Assert.Single(answers), thrown.Partial);
        Assert.Equal(provider, thrown.Provider);
        Assert.Single(thrown.Attempts);
        Assert.Single(Emulator.Requests);
    }

    [Theory]
    [InlineData("length", "The response reached the token limit; increase MaxTokens.")]
    [InlineData("content_filter", "A content filter stopped the response.")]
    public async Task StreamAsync_TruncatedResponse_ThrowsWithTheReason(string reason, string why)
    {
        using ChatCompletionsClient client = CreateClient();
        Emulator.Enqueue(Reply.Text("""{"title":"A lo""").WithFinishReason(reason));
        List<Story> stories = [];

        MiniMaxInvalidResponseException thrown = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(async () =>
        {
            await foreach (Story story in client.StreamAsync(CreateRequest(), StructuredOutputJson.Default.Story, cancellationToken: Token))
                stories.Add(story);
        });

        Assert.Equal("A lo", Assert.Single(stories).Title);
        Assert.EndsWith(why, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StreamAsync_InterruptedStream_ThrowsWithThePartialCompletion()
    {
        using ChatCompletionsClient client = CreateClient();
        Emulator.Enqueue(Reply.Text(Text).WithChunkSize(8).CutAfterEvents(4));
        List<Story> stories = [];

        MiniMaxStreamInterruptedException thrown = await Assert.ThrowsAsync<MiniMaxStreamInterruptedException>(async () =>
        {
            await foreach (Story story in client.StreamAsync(CreateRequest(), StructuredOutputJson.Default.Story, cancellationToken: Token))
                stories.Add(story);
        });

        Assert.NotEmpty(stories);
        Assert.StartsWith(thrown.Partial!.Text, Text, StringComparison.Ordinal);
        Assert.NotEmpty(thrown.Partial.Text);
    }

    [Fact]
    public async Task OnResponse_Stream_IsCalledOnceWithTheCompleteResponse()
    {
        using ChatCompletionsClient client = CreateClient("aimlapi");
        Emulator.Enqueue(Reply.Text(Text, "Hm.").WithChunkSize(4));
        List<ChatCompletion> answers = [];

        await client.StreamAsync(CreateRequest(), StructuredOutputJson.Default.Story, new() { OnResponse = answers.Add }, Token).ReadAllAsync();

        ChatCompletion answer = Assert.Single(answers);
        Assert.Equal((Text, "Hm."), (answer.Text, answer.Reasoning));
        Assert.True(answer.Usage?.TotalTokens > 0 && answer.Cost?.Usd > 0);
    }

    [Theory]
    [InlineData("openai", StructuredOutputMode.ResponseFormat)]
    [InlineData("openai", StructuredOutputMode.ToolCall)]
    [InlineData("anthropic", StructuredOutputMode.ToolCall)]
    public async Task Mode_RejectedByTheProvider_FallsBackToAnInstruction(string provider, StructuredOutputMode mode)
    {
        Reply[] refusals = [Reply.Error(400, "tool_choice is not supported", "2013"), Reply.InBandError(2013, "invalid params")];
        foreach (Reply refusal in refusals)
        {
            using ChatCompletionsClient client = CreateClient(provider);
            Emulator.Enqueue(refusal, Reply.Text(Text).WithChunkSize(4));

            List<Story> stories =
                await client.StreamAsync(CreateRequest(), StructuredOutputJson.Default.Story, new() { Mode = mode }, Token).ReadAllAsync();

            Assert.Equal(1843, stories[^1].Year);
            Assert.True(stories.Count > 3);
            RecordedRequest fallback = Emulator.Requests[^1];
            Assert.False(fallback.Json.TryGetProperty("tool_choice", out _) || fallback.Json.TryGetProperty("response_format", out _));
        }
    }

    // The error of a stream may follow its first chunk, which has no content yet.
    [Fact]
    public async Task Mode_RejectedBeforeTheFirstToken_FallsBackToAnInstruction()
    {
        using ChatCompletionsClient client = CreateClient();
        Emulator.Enqueue(
            Reply.Stream(
                """{"id":"1","choices":[{"index":0,"delta":{"role":"assistant"}}]}""",
                """{"error":{"message":"invalid params (2013)","code":"2013","type":"bad_request_error"}}"""),
            Reply.Text(Text));

        List<Story> stories =
            await client.StreamAsync(CreateRequest(), StructuredOutputJson.Default.Story, cancellationToken: Token).ReadAllAsync();

        Assert.Equal(1843, stories[^1].Year);
        Assert.Equal(2, Emulator.Requests.Count);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task StreamAsync_AbandonedEnumeration_ClosesTheConnection(string provider)
    {
        using ChatCompletionsClient client = CreateClient(provider);
        Emulator.Enqueue(Reply.Text(Text).WithChunkSize(4).StallAfterEvents(6));

        await foreach (Story story in client.StreamAsync(
            CreateRequest(), StructuredOutputJson.Default.Story, new() { Mode = StructuredOutputMode.Instruction }, Token))
        {
            if (story.Title is not null)
                break;
        }

        RecordedRequest request = await Emulator.WaitForRequestAsync(Token);
        await request.Aborted.WaitAsync(Token);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task StreamAsync_CanceledDuringSilence_ThrowsWithTheCallersToken(bool ofTheCall)
    {
        using ChatCompletionsClient client = CreateClient();
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Emulator.Enqueue(Reply.Text(Text).WithChunkSize(4).StallAfterEvents(4));
        using var other = CancellationTokenSource.CreateLinkedTokenSource(Token);
        IAsyncEnumerable<Story> stream =
            client.StreamAsync(CreateRequest(), StructuredOutputJson.Default.Story, cancellationToken: ofTheCall ? source.Token : other.Token);
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
    public async Task StreamAsync_EnumeratedTwice_SendsTwoRequests()
    {
        using ChatCompletionsClient client = CreateClient();
        Emulator.Enqueue(Reply.Text(Text), Reply.Text(Text));
        IAsyncEnumerable<Story> stream = client.StreamAsync(CreateRequest(), StructuredOutputJson.Default.Story, cancellationToken: Token);

        Assert.Empty(Emulator.Requests);
        Assert.Equal(1843, (await stream.ReadAllAsync())[^1].Year);
        Assert.Equal(1843, (await stream.ReadAllAsync())[^1].Year);
        Assert.Equal(2, Emulator.Requests.Count);
    }

    [Fact]
    public async Task StreamAsync_InvalidRequest_Throws()
    {
        using ChatCompletionsClient client = CreateClient("anthropic");

        await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => client.StreamAsync(
            CreateRequest() with { Messages = [] }, StructuredOutputJson.Default.Story, cancellationToken: Token).ReadAllAsync());

        Assert.Empty(Emulator.Requests);
    }

    [Fact]
    public async Task Options_OutOfRange_AreAllReported()
    {
        using ChatCompletionsClient client = CreateClient();
        var options = new StructuredOutputOptions { MaxCorrections = 11, Mode = (StructuredOutputMode)9, Schema = Json.Element("true") };

        ArgumentException plain = await Assert.ThrowsAsync<ArgumentException>(
            () => client.CompleteAsync(CreateRequest(), StructuredOutputJson.Default.Guest, options, Token));
        ArgumentException streamed = Assert.Throws<ArgumentException>(
            () => { client.StreamAsync(CreateRequest(), StructuredOutputJson.Default.Guest, options, Token); });

        Assert.Equal(("options", plain.Message), (plain.ParamName, streamed.Message));
        Assert.Contains("MaxCorrections is 11; it must be 0 to 10.", plain.Message, StringComparison.Ordinal);
        Assert.Contains("Mode is 9; it must be Auto, ", plain.Message, StringComparison.Ordinal);
        Assert.Contains("Schema is a JSON True; it must be a JSON object.", plain.Message, StringComparison.Ordinal);
        foreach (int corrections in (int[])[-1, int.MinValue])
        {
            await Assert.ThrowsAsync<ArgumentException>(() => client.CompleteAsync(
                CreateRequest(), StructuredOutputJson.Default.Guest, new() { MaxCorrections = corrections }, Token));
        }
    }

    [Fact]
    public async Task Arguments_Null_ThrowArgumentNullException()
    {
        using ChatCompletionsClient client = CreateClient();
        IChatCompletionsClient none = null!;

        Assert.Equal("client", (await Assert.ThrowsAsync<ArgumentNullException>(
            () => none.CompleteAsync(CreateRequest(), StructuredOutputJson.Default.Guest, cancellationToken: Token))).ParamName);
        Assert.Equal("request", (await Assert.ThrowsAsync<ArgumentNullException>(
            () => client.CompleteAsync(null!, StructuredOutputJson.Default.Guest, cancellationToken: Token))).ParamName);
        Assert.Equal("type", (await Assert.ThrowsAsync<ArgumentNullException>(
            () => client.CompleteAsync<Guest>(CreateRequest(), type: null!, cancellationToken: Token))).ParamName);
        Assert.Equal("type", Assert.Throws<ArgumentNullException>(
            () => { client.StreamAsync<Guest>(CreateRequest(), type: null!, cancellationToken: Token); }).ParamName);
    }

    private static ChatCompletionRequest CreateRequest(string provider = "openai") => new()
    {
        Model = provider.StartsWith("modelslab", StringComparison.Ordinal) ? MiniMaxModels.M2 : MiniMaxModels.M2_1,
        Messages = [ChatMessage.User("Who?")],
    };
}
