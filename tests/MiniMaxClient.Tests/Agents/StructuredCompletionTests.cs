using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

/// <summary>Values with the usage and cost of all responses, and values of responses that were received before.</summary>
public sealed class StructuredCompletionTests
{
    private static readonly ChatCompletionRequest Request =
        new() { Model = MiniMaxModels.M2_1, Messages = [ChatMessage.User("Who?")] };

    private readonly CancellationToken _token = TestTimeouts.Token;

    [Fact]
    public async Task CompleteStructuredAsync_TwoCorrections_HasTheSumsOfAllResponses()
    {
        await using var server = FaultServer.Start(
            CreateResponse("No.", 0.5m), CreateResponse("""{"name":"Ada"}""", 0.25m), CreateResponse(StructuredOutputTest.Ada, 0.125m));
        using ChatCompletionsClient client = CreateClient(server);

        StructuredCompletion<Guest> result =
            await client.CompleteStructuredAsync(Request, StructuredOutputJson.Default.Guest, cancellationToken: _token);

        Assert.Equal((new Guest("Ada", 36), 2), (result.Value, result.Corrections));
        Assert.Equal(StructuredOutputTest.Ada, result.Completion.Text);
        Assert.Equal((30, 15), (result.Usage!.PromptTokens, result.Usage.CompletionTokens));
        Assert.Equal(new Cost { Usd = 0.875m, Source = CostSource.Reported }, result.Cost);
        Assert.Equal("Guest { Name = Ada, Age = 36, Email =  }", $"{result}");
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task CompleteStructuredAsync_CostOfOneResponseIsUnknown_HasNoCost()
    {
        await using var server = FaultServer.Start(CreateResponse("No.", null), CreateResponse(StructuredOutputTest.Ada, 0.125m));
        using ChatCompletionsClient client = CreateClient(server);

        StructuredCompletion<Guest> result = await client.CompleteStructuredAsync<Guest>(Request, cancellationToken: _token);

        Assert.Null(result.Cost);
        Assert.Equal(20, result.Usage!.PromptTokens);
    }

    [Fact]
    public async Task CompleteStructuredAsync_CorrectionFails_ThrowsWithThePaidResponse()
    {
        await using var server = FaultServer.Start(
            CreateResponse("No.", 0.5m), ServerScript.Json(402, """{"error":{"message":"No credits"}}"""));
        using ChatCompletionsClient client = CreateClient(server);

        var e = await Assert.ThrowsAsync<MiniMaxInsufficientCreditsException>(
            () => client.CompleteAsync(Request, StructuredOutputJson.Default.Guest, cancellationToken: _token));

        Assert.Equal("No.", e.Partial?.Text);
    }

    [Fact]
    public async Task CompleteAsync_Prompt_SendsTheRequestOfThePrompt()
    {
        await using var server = FaultServer.Start(CreateResponse(StructuredOutputTest.Ada, null));
        using ChatCompletionsClient client = CreateClient(server);
        StructuredOutputOptions options = new() { Mode = StructuredOutputMode.Instruction };

        Guest[] guests =
        [
            await client.CompleteAsync(Request, StructuredOutputJson.Default.Guest, options, _token),
            await client.CompleteAsync("Who?", StructuredOutputJson.Default.Guest, MiniMaxModels.M2_1, options, _token),
            await client.CompleteAsync<Guest>("Who?", MiniMaxModels.M2_1, options, _token),
        ];

        Assert.Equal(Enumerable.Repeat(new Guest("Ada", 36), 3), guests);
        Assert.Single(server.Requests.Select(static request => request.Text.Replace("\\u0022", "\"")).Distinct());
    }

    [Fact]
    public async Task CompleteAsync_PromptWithoutModel_UsesTheDefaultModel()
    {
        await using var server = FaultServer.Start(CreateResponse(StructuredOutputTest.Ada, null));
        using var client = new ChatCompletionsClient(
            Adapters.ForAddress(server.BaseAddress, "openai"), new() { DefaultModel = MiniMaxModels.M2_7 });

        await client.CompleteAsync("Who?", StructuredOutputJson.Default.Guest, cancellationToken: _token);
        await client.CompleteAsync<Guest>("Who?", cancellationToken: _token);

        Assert.All(server.Requests, static request =>
            Assert.StartsWith("""{"model":"MiniMax-M2.7",""", request.Text, StringComparison.Ordinal));
    }

#pragma warning disable xUnit1051 // The calls are short of arguments on purpose.
    /// <summary>Uses that could be ambiguous; that they compile is the test.</summary>
    [Fact]
    public async Task CompleteAsync_LiteralsAndTargetTypedNew_CompileAndSelectTheRequest()
    {
        await using var server = FaultServer.Start(CreateResponse(StructuredOutputTest.Ada, null));
        using ChatCompletionsClient typed = CreateClient(server);
        IChatCompletionsClient client = typed;
        Guest[] guests =
        [
            await client.CompleteAsync<Guest>(new() { Model = MiniMaxModels.M2_1, Messages = [ChatMessage.User("Who?")] }),
            await client.CompleteAsync(
                new() { Model = MiniMaxModels.M2_1, Messages = [ChatMessage.User("Who?")] }, StructuredOutputJson.Default.Guest),
            await typed.CompleteAsync<Guest>(Request, new() { MaxCorrections = 0 }),
            await client.CompleteAsync(Request, StructuredOutputJson.Default.Guest, null, default),
            await client.CompleteAsync(Request, type: StructuredOutputJson.Default.Guest, options: null),
            await client.CompleteAsync<Guest>(request: Request, options: default),
            await client.CompleteAsync<Guest>(Request, null),
            await client.CompleteAsync<Guest>("Who?", null),
            (await client.CompleteStructuredAsync<Guest>(Request, new() { MaxCorrections = 0 })).Value,
            (await client.CompleteManyAsync<Guest>([Request], new() { MaxConcurrency = 1 }).ReadAllAsync())[0].Value,
            (await client.StreamAsync<Guest>(Request, new() { MaxCorrections = 0 }).ReadAllAsync())[^1],
            await client.CompleteAsync("Who?", StructuredOutputJson.Default.Guest, null, null, default),
            await client.CompleteAsync("Who?", StructuredOutputJson.Default.Guest, model: MiniMaxModels.M2_1, options: new()),
            await client.CompleteAsync<Guest>("Who?", model: null, options: new()),
            await client.CompleteAsync<Guest>(prompt: "Who?", options: null),
            await typed.CompleteAsync<Guest>("Who?", MiniMaxModels.M2_1, null, default),
        ];
        ChatCompletion plain = await client.CompleteAsync("Who?", MiniMaxModels.M2_1);
        ChatCompletion withoutModel = await client.CompleteAsync("Who?", null);

        Assert.All(guests, static guest => Assert.Equal("Ada", guest.Name));
        Assert.Equal(plain.Text, withoutModel.Text);
        await Assert.ThrowsAsync<ArgumentNullException>("request", () => client.CompleteAsync<Guest>(null!));
        await Assert.ThrowsAsync<ArgumentNullException>("request", () => client.CompleteAsync<Guest>(default!));
        await Assert.ThrowsAsync<ArgumentNullException>(
            "request", () => client.CompleteAsync(null!, StructuredOutputJson.Default.Guest));
        await Assert.ThrowsAsync<ArgumentNullException>(
            "prompt", async () => await client.CompleteAsync<Guest>(prompt: null!));
    }
#pragma warning restore xUnit1051

    [Theory]
    [InlineData("""{"name":"Ada","age":36}""")]
    [InlineData("Here it is:\n```json\n{\"Name\":\"Ada\",\"age\":36.0}\n```")]
    [InlineData("""{"name":"Ada","age":"36"}""")]
    public async Task ReadAs_ResponseOfACall_ParsesAsACallWithAType(string text)
    {
        await using var server = FaultServer.Start(CreateResponse(text, null));
        using ChatCompletionsClient client = CreateClient(server);
        ChatCompletion completion = await client.CompleteAsync(Request, _token);

        Assert.Equal(new Guest("Ada", 36), completion.ReadAs(StructuredOutputJson.Default.Guest));
        Assert.Equal(new Guest("Ada", 36), completion.ReadAs<Guest>());
    }

    [Fact]
    public void ReadAs_ToolCallOrReasoning_IsFound()
    {
        Assert.Equal(
            [1, 2], FakeClient.CreateToolCall("answer", """{"value":[1,2]}""").ReadAs(StructuredOutputJson.Default.ListInt32));
        Assert.Equal("Ada", FakeClient.CreateText($"<think>\n{StructuredOutputTest.Ada}\n</think>\n\n").ReadAs<Guest>().Name);
    }

    [Fact]
    public async Task ReadAs_Mismatch_ThrowsWithTheResponse()
    {
        await using var server = FaultServer.Start(CreateResponse("""{"name":"Ada"}""", null));
        using ChatCompletionsClient client = CreateClient(server);
        ChatCompletion completion = await client.CompleteAsync(Request, _token);

        var e = Assert.Throws<MiniMaxInvalidResponseException>(() => completion.ReadAs(StructuredOutputJson.Default.Guest));

        Assert.Equal("The response of openai does not match Guest: $.age is missing.", e.Message);
        Assert.Same(completion, e.Partial);
        Assert.Single(server.Requests);
    }

    [Fact]
    public void ReadAs_Null_Throws()
    {
        Assert.Throws<ArgumentNullException>("completion", () => ((ChatCompletion)null!).ReadAs<Guest>());
        Assert.Throws<ArgumentNullException>(
            "type", () => new ChatCompletion().ReadAs((System.Text.Json.Serialization.Metadata.JsonTypeInfo<Guest>)null!));
    }

    private static ServerScript CreateResponse(string text, decimal? usd)
    {
        string meta = usd is null ? "" : $$$""","meta":{"usage":{"usd_spent":{{{usd}}}}}""";
        string content = System.Text.Json.JsonSerializer.Serialize(text);
        return ServerScript.Json(
            200,
            $$$"""
            {"choices":[{"index":0,"message":{"role":"assistant","content":{{{content}}}},"finish_reason":"stop"}],
            "usage":{"prompt_tokens":10,"completion_tokens":5}{{{meta}}}}
            """);
    }

    private static ChatCompletionsClient CreateClient(FaultServer server) =>
        new(Adapters.ForAddress(server.BaseAddress, "openai"), new() { Resilience = ResilienceOptions.None, DefaultModel = "m" });
}
