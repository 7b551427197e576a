using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

/// <summary>The parsing of structured output, and the options of the caller.</summary>
public sealed class StructuredOutputTests : StructuredOutputTest
{
    [Theory]
    [InlineData(Ada)]
    [InlineData("```json\n" + Ada + "\n```")]
    [InlineData("```\n" + Ada + "\n```")]
    [InlineData("```json\n" + Ada)]
    [InlineData("Here it is:\n\n" + Ada + "\n\nThat was [Ada](https://example.org).")]
    [InlineData("As [1] and {others} say, it is:\n```json\n" + Ada + "\n```\nAnd not ```x```.")]
    [InlineData("""{"name":"Ada","age":36,}""")]
    [InlineData("""{"value":{"name":"Ada","age":36}}""", false)]
    [InlineData("""{"age":36,"name":"Ada","year of birth":1815}""")]
    public async Task CompleteAsync_TextAroundTheJson_IsIgnored(string text, bool fits = true)
    {
        foreach (string provider in Adapters.AllNames)
        {
            using ChatCompletionsClient client = CreateClient(provider);
            Emulator.Enqueue(Reply.Text(text, """I think of {"name":"Bob","age":1}."""));

            Task<Guest> pending = client.CompleteAsync(
                CreateRequest(provider), StructuredOutputJson.Default.Guest,
                new() { Mode = StructuredOutputMode.Instruction, MaxCorrections = 0 }, Token);

            if (fits)
                Assert.Equal(new Guest("Ada", 36), await pending);
            else
                await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(() => pending);
        }
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task CompleteAsync_ForcedToolNotCalled_ReadsTheText(string provider)
    {
        using ChatCompletionsClient client = CreateClient(provider);
        Emulator.Enqueue(Reply.Text($"It is {Ada}."));

        Guest guest = await client.CompleteAsync(
            CreateRequest(), StructuredOutputJson.Default.Guest, new() { Mode = StructuredOutputMode.ToolCall }, Token);

        Assert.Equal("Ada", guest.Name);
        Assert.Single(Emulator.Requests);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task CompleteAsync_OutputToolCalledTwice_ReadsTheMatchingCall(string provider)
    {
        using ChatCompletionsClient client = CreateClient(provider);
        Emulator.Enqueue(Reply.Text("Let me see.", "Hm.")
            .WithToolCall("answer", "{}").WithToolCall("other", "{}").WithToolCall("answer", Ada));

        Guest guest = await client.CompleteAsync(
            CreateRequest(), StructuredOutputJson.Default.Guest, new() { Mode = StructuredOutputMode.ToolCall }, Token);

        Assert.Equal("Ada", guest.Name);
    }

    [Fact]
    public async Task CompleteAsync_WrappedOrUnwrappedValue_IsRead()
    {
        foreach (StructuredOutputMode mode in (StructuredOutputMode[])[StructuredOutputMode.ResponseFormat, StructuredOutputMode.Instruction])
        {
            foreach (string text in (string[])["[1,2]", """{"value":[1,2]}""", "It is [1, 2]."])
            {
                using ChatCompletionsClient client = CreateClient();
                Emulator.Enqueue(Reply.Text(text));
                List<int> list = await client.CompleteAsync(
                    CreateRequest(), StructuredOutputJson.Default.ListInt32, new() { Mode = mode, MaxCorrections = 0 }, Token);
                Assert.Equal([1, 2], list);
            }
        }
    }

    // Hosts whose reasoning parser misses the end of the reasoning: dynamo#11203, vllm#48863.
    [Theory]
    [InlineData("""{"role":"assistant","content":null,"reasoning_content":"{\"name\":\"Ada\",\"age\":36}"}""")]
    [InlineData("""{"role":"assistant","content":"","reasoning":"So: {\"name\":\"Ada\",\"age\":36}"}""")]
    [InlineData("""{"role":"assistant","content":"<think>\n{\"name\":\"Ada\",\"age\":36}\n</think>\n"}""")]
    public async Task CompleteAsync_EmptyContent_ReadsTheReasoning(string message)
    {
        using ChatCompletionsClient client = CreateClient();
        Emulator.Enqueue(Raw(message, "stop"), Raw(message, "stop"));

        Assert.Equal(new Guest("Ada", 36), await client.CompleteAsync(CreateRequest(), StructuredOutputJson.Default.Guest, cancellationToken: Token));
        Assert.Equal(
            new Guest("Ada", 36),
            (await client.StreamAsync(CreateRequest(), StructuredOutputJson.Default.Guest, cancellationToken: Token).ReadAllAsync())[^1]);
        Assert.Equal(2, Emulator.Requests.Count);
    }

    [Theory]
    [InlineData("""{"role":"assistant","content":null,"reasoning_content":"{\"name\":\"Ada\",\"age\":36}"}""", "length")]
    [InlineData("""{"role":"assistant","content":"No.","reasoning_content":"{\"name\":\"Ada\",\"age\":36}"}""", "stop")]
    public async Task CompleteAsync_TruncatedReasoningOrText_DoesNotReadTheReasoning(string message, string reason)
    {
        using ChatCompletionsClient client = CreateClient();
        Emulator.Enqueue(Raw(message, reason));

        await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(() => client.CompleteAsync(
            CreateRequest(), StructuredOutputJson.Default.Guest, new() { MaxCorrections = 0 }, Token));
    }

    [Theory]
    [InlineData("""{"Name":"Ada","AGE":36}""")]
    [InlineData("""{"name":"Ada","age":36.0}""")]
    [InlineData("""{"name":"Ada","age":3.6e1}""")]
    [InlineData("""{"Value":{"Name":"Ada","Age":36}}""", false)]
    [InlineData("""{"Name":"Ada"}""", false)]
    [InlineData("""{"Name":"Ada","NAME":"Bob","age":36}""", false)]
    [InlineData("""{"name":"Ada","age":36.5}""", false)]
    public async Task CompleteAsync_ValueInAnotherSpelling_NeedsNoCorrection(string text, bool fits = true)
    {
        using ChatCompletionsClient client = CreateClient();
        Emulator.Enqueue(Reply.Text(text));

        Task<Guest> pending = client.CompleteAsync(CreateRequest(), StructuredOutputJson.Default.Guest, new() { MaxCorrections = 0 }, Token);

        if (fits)
            Assert.Equal(new Guest("Ada", 36), await pending);
        else
            await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(() => pending);
    }

    [Theory]
    [InlineData("openai", StructuredOutputMode.Auto)]
    [InlineData("openai", StructuredOutputMode.Instruction)]
    [InlineData("anthropic", StructuredOutputMode.Auto)]
    public async Task CompleteAsync_CallOfARequestTool_ThrowsWithPartialAndNoCorrection(string provider, StructuredOutputMode mode)
    {
        using ChatCompletionsClient client = CreateClient(provider);
        Emulator.Enqueue(Reply.ToolCall("look_up", """{"name":"Ada"}""", "call_1"), Reply.ToolCall("look_up", "{}", "call_2"));
        ChatCompletionRequest request = CreateRequest() with { Tools = [Tool.FromFunction("look_up", parameters: Json.Element("{}"))] };

        MiniMaxInvalidResponseException thrown = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(
            () => client.CompleteAsync(request, StructuredOutputJson.Default.Guest, new() { Mode = mode }, Token));
        MiniMaxInvalidResponseException streamed = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(
            () => client.StreamAsync(request, StructuredOutputJson.Default.Guest, new() { Mode = mode }, Token).ReadAllAsync());

        Assert.Equal(
            $"The response of {provider} does not match Guest: the model called the tool 'look_up' instead of returning the response.",
            thrown.Message);
        Assert.Equal("call_1", Assert.Single(thrown.Partial!.Message.ToolCalls!).Id);
        Assert.Equal("call_2", Assert.Single(streamed.Partial!.Message.ToolCalls!).Id);
        Assert.Equal(2, Emulator.Requests.Count);
    }

    [Fact]
    public async Task OnResponse_EachResponse_HasItsCost()
    {
        using ChatCompletionsClient client = CreateClient("aimlapi");
        Emulator.Enqueue(Reply.Text("I cannot.").WithUsage(100, 10), Reply.Text(Ada).WithUsage(200, 20));
        List<ChatCompletion> answers = [];

        await client.CompleteAsync(CreateRequest(), StructuredOutputJson.Default.Guest, new() { OnResponse = answers.Add }, Token);

        Assert.Equal(["I cannot.", Ada], answers.Select(static answer => answer.Text));
        Assert.Equal([110, 220], answers.Select(static answer => answer.Usage?.TotalTokens));
        Assert.All(answers, static answer => Assert.True(answer.Cost?.Usd > 0));
    }

    [Fact]
    public async Task CompleteAsync_RequestOfTheCaller_IsNotChanged()
    {
        using ChatCompletionsClient client = CreateClient();
        Emulator.Enqueue(Reply.ToolCall("answer", "{}"), Reply.ToolCall("answer", Ada));
        List<ChatMessage> messages = [ChatMessage.System("Be brief."), ChatMessage.User("Who?")];
        List<Tool> tools = [Tool.FromFunction("look_up", parameters: Json.Element("{}"))];
        ChatCompletionRequest request = new() { Model = MiniMaxModels.M2, Messages = messages, Tools = tools };
        ChatCompletionRequest copy = request with { };

        await client.CompleteAsync(request, StructuredOutputJson.Default.Guest, new() { Mode = StructuredOutputMode.ToolCall }, Token);

        Assert.Equal(copy, request);
        Assert.Equal(2, messages.Count);
        Assert.Single(tools);
    }

    [Fact]
    public async Task CompleteAsync_CanceledToken_ThrowsWithTheCallersToken()
    {
        using ChatCompletionsClient client = CreateClient();
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Emulator.Enqueue(Reply.Text("I cannot."), Reply.Text("").Stall());

        Task<Guest> pending = client.CompleteAsync(CreateRequest(), StructuredOutputJson.Default.Guest, cancellationToken: source.Token);
        await Emulator.WaitForRequestAsync(Token);
        RecordedRequest second = await Emulator.WaitForRequestAsync(Token);
        await source.CancelAsync();

        OperationCanceledException thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        Assert.Equal(source.Token, thrown.CancellationToken);
        await second.Aborted.WaitAsync(Token);
    }

    [Fact]
    public async Task CompleteAsync_ProviderError_Throws()
    {
        using ChatCompletionsClient client = CreateClient();
        Emulator.Enqueue(Reply.Text("I cannot."), Reply.Error(500, "busy"));

        await Assert.ThrowsAsync<MiniMaxServerException>(
            () => client.CompleteAsync(CreateRequest(), StructuredOutputJson.Default.Guest, cancellationToken: Token));

        Assert.Equal(2, Emulator.Requests.Count);
    }

    [Fact]
    public async Task CompleteAsync_InvalidRequest_IsRejectedAndNotRetriedInAnotherMode()
    {
        using ChatCompletionsClient client = CreateClient("anthropic");
        ChatCompletionRequest[] wrong =
        [
            CreateRequest() with { Messages = [] },
            CreateRequest() with { Messages = null! },
            CreateRequest() with { Model = "" },
            CreateRequest() with { Model = null! },
            CreateRequest() with { Tools = [null!] },
        ];
        foreach (ChatCompletionRequest request in wrong)
        {
            foreach (StructuredOutputMode mode in Enum.GetValues<StructuredOutputMode>())
            {
                MiniMaxInvalidRequestException thrown = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(
                    () => client.CompleteAsync(request, StructuredOutputJson.Default.Guest, new() { Mode = mode }, Token));
                Assert.NotEmpty(thrown.Problems);
            }
        }

        Assert.Empty(Emulator.Requests);
    }

    [Fact]
    public async Task CompleteAsync_UnsupportedMode_IsRejected()
    {
        using ChatCompletionsClient client = CreateClient("anthropic");

        MiniMaxInvalidRequestException thrown = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(
            () => client.CompleteAsync(
                CreateRequest(), StructuredOutputJson.Default.Guest, new() { Mode = StructuredOutputMode.ResponseFormat }, Token));

        Assert.Equal("$.response_format", Assert.Single(thrown.Problems).Path);
    }

    private static Reply Raw(string message, string reason) => Reply.Raw(200, "application/json",
        $$$"""{"id":"1","choices":[{"index":0,"message":{{{message}}},"finish_reason":"{{{reason}}}"}]}""");

    private static ChatCompletionRequest CreateRequest(string provider = "openai") => new()
    {
        Model = provider.StartsWith("modelslab", StringComparison.Ordinal) ? MiniMaxModels.M2 : MiniMaxModels.M2_1,
        Messages = [ChatMessage.User("Who?")],
    };
}
