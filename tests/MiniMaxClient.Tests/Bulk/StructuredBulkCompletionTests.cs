using System.Text.Json;
using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Agents;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Fuzz;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Bulk;

/// <summary>Tests of bulk runs with a type over sockets: values, corrections, rejections, the mode, the spend limit.</summary>
public sealed class StructuredBulkCompletionTests
{
    private const string Usage = """ "usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}""";

    private static readonly BulkOptions InOrder =
        new() { InOrder = true, RateLimitDelay = TimeSpan.FromMilliseconds(1), MaxRequeues = 1000 };

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly RecordedProgress _progress = new();

    [Fact]
    public async Task CompleteManyAsync_MismatchThenMatch_CorrectsAndAddsUsageOfBothResponses()
    {
        await using var server = FaultServer.Start(CreateResponse("""{"name":"Ada"}"""), CreateResponse("""{"name":"Ada","age":36}"""));
        using ChatCompletionsClient client = CreateClient(server);

        BulkResult<Guest> result = Assert.Single(await client.CompleteManyAsync(
            CreateRequests(1), StructuredOutputJson.Default.Guest, InOrder with { Progress = _progress }, null, _token).ReadAllAsync());

        Assert.True(result.HasValue);
        Assert.Equal(new Guest("Ada", 36), result.Value);
        Assert.Equal("""{"name":"Ada","age":36}""", result.Completion!.Text);
        Assert.Equal((20, 10, 30), (result.Usage!.PromptTokens, result.Usage.CompletionTokens, result.Usage.TotalTokens));
        Assert.Equal((0L, 0, null, null), (result.Index, result.Requeues, result.Error, result.Cost));
        Assert.Equal((1, 0, 20, 10), GetCounts(_progress.Last));
        Assert.Equal("0: Guest { Name = Ada, Age = 36, Email =  }", $"{result}");
        JsonElement messages = ReadMessages(server.Requests[1]);
        Assert.Equal(ReadMessages(server.Requests[0]).GetArrayLength() + 2, messages.GetArrayLength());
        Json.AssertEqual("""{"role":"assistant","content":"{\"name\":\"Ada\"}"}""", messages[messages.GetArrayLength() - 2].GetRawText());
        Json.AssertEqual(
            """{"role":"user","content":"The response does not match: $.age is missing. Respond again with JSON that matches the schema, and nothing else."}""",
            messages[messages.GetArrayLength() - 1].GetRawText());
    }

    [Fact]
    public async Task CompleteManyAsync_CorrectionIsRejected_SendsTheSameCorrectionAgain()
    {
        await using var server = FaultServer.Start(
            CreateResponse("No."),
            ServerScript.Json(429, """{"error":{"message":"Too many requests"}}"""),
            ServerScript.Json(529, """{"error":{"message":"Overloaded"}}"""),
            CreateResponse("""{"name":"Ada","age":36}"""));
        using ChatCompletionsClient client = CreateClient(server);

        BulkResult<Guest> result = Assert.Single(await client.CompleteManyAsync(
            CreateRequests(1), StructuredOutputJson.Default.Guest, InOrder with { Progress = _progress }, null, _token).ReadAllAsync());

        Assert.Equal(("Ada", 2), (result.Value.Name, result.Requeues));
        // The first response is paid once: it is not requested again.
        Assert.Equal(20, result.Usage!.PromptTokens);
        Assert.Equal(4, server.Requests.Count);
        Assert.NotEqual(server.Requests[0].Text, server.Requests[1].Text);
        Assert.Equal(server.Requests[1].Text, server.Requests[2].Text);
        Assert.Equal(server.Requests[1].Text, server.Requests[3].Text);
        Assert.Equal((1, 0, 20, 10), GetCounts(_progress.Last));
        Assert.Equal(2, _progress.Last.Requeued);
    }

    [Fact]
    public async Task CompleteManyAsync_NoMatch_ReturnsTheMismatchWithItsPaidResponses()
    {
        await using var server = FaultServer.Start(CreateResponse("""{"name":"Ada"}"""));
        using ChatCompletionsClient client = CreateClient(server);

        List<BulkResult<Guest>> results = await client.CompleteManyAsync(
            CreateRequests(2), StructuredOutputJson.Default.Guest, InOrder with { Progress = _progress }, new() { MaxCorrections = 1 }, _token)
            .ReadAllAsync();

        Assert.Equal(4, server.Requests.Count);
        Assert.Equal((0, 2, 40, 20), GetCounts(_progress.Last));
        Assert.All(results, static result =>
        {
            var error = Assert.IsType<MiniMaxInvalidResponseException>(result.Error);
            Assert.Equal("The response of openai does not match Guest after 1 correction: $.age is missing.", error.Message);
            Assert.Same(result.Completion, error.Partial);
            Assert.Equal("""{"name":"Ada"}""", result.Completion!.Text);
            Assert.Equal(20, result.Usage!.PromptTokens);
            Assert.False(result.HasValue);
            var missing = Assert.Throws<InvalidOperationException>(() => result.Value);
            Assert.Contains(error.Message, missing.Message, StringComparison.Ordinal);
            Assert.Same(error, missing.InnerException);
        });
    }

    [Fact]
    public async Task CompleteManyAsync_CorrectionFails_ReturnsTheErrorWithThePaidResponse()
    {
        await using var server = FaultServer.Start(
            CreateResponse("No."), ServerScript.Json(402, """{"error":{"message":"No credits"}}"""));
        using ChatCompletionsClient client = CreateClient(server);

        BulkResult<Guest> result = Assert.Single(await client.CompleteManyAsync(
            CreateRequests(1), StructuredOutputJson.Default.Guest, InOrder, null, _token).ReadAllAsync());

        Assert.IsType<MiniMaxInsufficientCreditsException>(result.Error);
        Assert.Equal("No.", result.Error.Partial?.Text);
        Assert.Equal("No.", result.Completion?.Text);
        Assert.Equal(10, result.Usage?.PromptTokens);
    }

    [Fact]
    public async Task CompleteManyAsync_CorrectionIsFiltered_AddsTheUsageOfItsResponse()
    {
        await using var server = FaultServer.Start(CreateResponse("No."), CreateFilteredResponse("Half of a sen"));
        using ChatCompletionsClient client = CreateClient(server);

        BulkResult<Guest> result = Assert.Single(await client.CompleteManyAsync(
            CreateRequests(1), StructuredOutputJson.Default.Guest, InOrder with { Progress = _progress }, null, _token).ReadAllAsync());

        Assert.IsType<MiniMaxContentFilteredException>(result.Error);
        Assert.Equal("Half of a sen", result.Error.Partial?.Text);
        Assert.Same(result.Error.Partial, result.Completion);
        Assert.Equal((20, 10), (result.Usage?.PromptTokens, result.Usage?.CompletionTokens));
        Assert.Equal((0, 1, 20, 10), GetCounts(_progress.Last));
    }

    [Fact]
    public async Task CompleteManyAsync_FirstResponseIsFiltered_HasItsUsageWithAndWithoutType()
    {
        await using var server = FaultServer.Start(CreateFilteredResponse("Half of a sen"));
        using ChatCompletionsClient client = CreateClient(server);
        BulkOptions options = InOrder with { Progress = _progress };

        BulkResult<Guest> typed = Assert.Single(await client.CompleteManyAsync(
            CreateRequests(1), StructuredOutputJson.Default.Guest, options, null, _token).ReadAllAsync());
        Assert.Equal(10, typed.Usage?.PromptTokens);
        Assert.Equal((0, 1, 10, 5), GetCounts(_progress.Last));
        BulkResult result = Assert.Single(await client.CompleteManyAsync(CreateRequests(1), options, _token).ReadAllAsync());

        Assert.Null(result.Completion);
        Assert.Equal("Half of a sen", result.Error?.Partial?.Text);
        Assert.Equal((0, 1, 10, 5), GetCounts(_progress.Last));
    }

    [Theory]
    // Until the first instruction is accepted, requests that start beside it have the mode.
    [InlineData(1, 24)]
    [InlineData(8, 24)]
    public async Task CompleteManyAsync_ModeIsRejected_SendsLaterRequestsAsInstruction(int concurrency, int maxRejections)
    {
        await using var server = FaultServer.Start(static (_, request) => request.Text.Contains("\"response_format\"", StringComparison.Ordinal)
            ? ServerScript.Json(400, """{"error":{"message":"response_format is not supported"}}""")
            : CreateResponse("""{"name":"Ada","age":36}"""));
        using ChatCompletionsClient client = CreateClient(server);

        List<BulkResult<Guest>> results = await client.CompleteManyAsync(
            CreateRequests(50), StructuredOutputJson.Default.Guest, InOrder with { MaxConcurrency = concurrency }, null, _token)
            .ReadAllAsync();

        Assert.Equal(50, results.Count);
        Assert.All(results, static result => Assert.Equal(("Ada", 0), (result.Value.Name, result.Requeues)));
        Assert.InRange(server.Requests.Count, 51, 50 + maxRejections);
    }

    [Fact]
    public async Task CompleteManyAsync_InstructionIsRejectedToo_DoesNotBlameTheMode()
    {
        await using var server = FaultServer.Start(ServerScript.Json(400, """{"error":{"message":"invalid params"}}"""));
        using ChatCompletionsClient client = CreateClient(server);

        List<BulkResult<Guest>> results = await client.CompleteManyAsync(
            CreateRequests(5), StructuredOutputJson.Default.Guest, InOrder with { MaxConcurrency = 1 }, null, _token).ReadAllAsync();

        Assert.All(results, static result => Assert.IsType<MiniMaxInvalidRequestException>(result.Error));
        Assert.All(results, static result => Assert.Null(result.Completion));
        Assert.Equal(5, server.Requests.Count(static request => request.Text.Contains("\"response_format\"", StringComparison.Ordinal)));
        Assert.Equal(10, server.Requests.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CompleteManyAsync_RejectionsResetsAndMismatches_ReturnsOneResultForEachRequest(bool inOrder)
    {
        const int Count = 300;
        var random = new SeededRandom(11);
        await using var server = FaultServer.Start((_, request) =>
        {
            int number;
            lock (random)
                number = random.Next(8);
            return number switch
            {
                0 => ServerScript.Json(429, """{"error":{"message":"Too many requests"}}"""),
                1 => ServerScript.Json(529, """{"error":{"message":"Overloaded"}}"""),
                2 => ServerScript.Empty.Reset(),
                3 => CreateResponse("Sorry."),
                _ => CreateResponse($$"""{"name":"{{ReadName(request)}}","age":1}"""),
            };
        });
        using ChatCompletionsClient client = CreateClient(server);
        BulkOptions options = InOrder with { InOrder = inOrder, MaxConcurrency = 8, Progress = _progress };

        List<BulkResult<Guest>> results = await client.CompleteManyAsync(
            CreateRequests(Count), StructuredOutputJson.Default.Guest, options, new() { MaxCorrections = 10 }, _token).ReadAllAsync();

        Assert.Equal(
            Enumerable.Range(0, Count), results.OrderedUnless(inOrder).Select(static one => (int)one.Index));
        Assert.All(results, static result =>
        {
            if (result.Error is null)
                Assert.Equal($"Guest {result.Index}", result.Value.Name);
            else
                Assert.IsType<MiniMaxConnectionException>(result.Error);
        });
        Assert.Contains(results, static result => result.Error?.Partial is not null);
        Assert.Contains(results, static result => result.HasValue && result.Usage!.PromptTokens > 10);
        Assert.Equal(_progress.Last.Requeued, results.Sum(static result => result.Requeues));
        Assert.Equal(_progress.Last.PromptTokens, results.Sum(static result => result.Usage?.PromptTokens ?? 0));
        Assert.Equal(Count, _progress.Last.Succeeded + _progress.Last.Failed);
        Assert.Equal((Count, TimeSpan.Zero), (_progress.Last.Total, _progress.Last.EstimatedTimeLeft));
    }

    [Fact]
    public async Task CompleteManyAsync_SpendLimitReachedBetweenCorrections_ReturnsThePaidResponsesAndThrows()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(
            new() { Responder = static _ => Reply.Text("Sorry.") }, _token);
        var limit = new SpendLimit(0.0005m, Timeout.InfiniteTimeSpan);
        using ChatCompletionsClient client = emulator.CreateClient(EmulatedClient.AimlApi, new() { SpendLimit = limit });
        var results = new List<BulkResult<Guest>>();
        IEnumerable<ChatCompletionRequest> requests =
            Enumerable.Range(0, 10_000).Select(static number => EmulatedClient.CreateRequest($"{number}"));

        var e = await Assert.ThrowsAsync<MiniMaxBudgetException>(async () =>
        {
            await foreach (BulkResult<Guest> result in client.CompleteManyAsync(
                requests, StructuredOutputJson.Default.Guest, new() { MaxConcurrency = 4 }, new() { MaxCorrections = 10 }, _token))
            {
                results.Add(result);
            }
        });

        Assert.Equal(limit.Limit, e.Limit);
        Assert.Contains(results, static result => result.Error is MiniMaxBudgetException { Partial.Text: "Sorry." });
        Assert.Equal(limit.Spent, results.Sum(static result => result.Cost?.Usd ?? 0));
        Assert.Equal(
            emulator.Requests.Count * 0.00001m > 0, results.All(static result => result.Cost is null == result.Completion is null));
    }

    [Fact]
    public async Task CompleteManyAsync_Reflection_ParsesTheSameValues()
    {
        await using var server = FaultServer.Start(CreateResponse("""{"name":"Ada","age":36}"""));
        using ChatCompletionsClient client = CreateClient(server);

        List<BulkResult<Guest>> results =
        [
            .. await client.CompleteManyAsync<Guest>(CreateRequests(2), InOrder, cancellationToken: _token).ReadAllAsync(),
            .. await client.CompleteManyAsync<Guest>(ToAsync(CreateRequests(2)), cancellationToken: _token).ReadAllAsync(),
            .. await client.CompleteManyAsync(ToAsync(CreateRequests(2)), StructuredOutputJson.Default.Guest, cancellationToken: _token)
                .ReadAllAsync(),
        ];

        Assert.Equal(Enumerable.Repeat(new Guest("Ada", 36), 6), results.Select(static result => result.Value));
    }

#pragma warning disable xUnit1051 // The calls are short of arguments on purpose.
    [Fact]
    public async Task CompleteManyAsync_InvalidArgument_ThrowsImmediately()
    {
        await using var server = FaultServer.Start(ServerScript.Empty);
        using ChatCompletionsClient client = CreateClient(server);
        ChatCompletionRequest[] requests = [];

        Assert.Throws<ArgumentNullException>(
            "client", () => BulkExtensions.CompleteManyAsync(null!, requests, StructuredOutputJson.Default.Guest));
        Assert.Throws<ArgumentNullException>(
            "requests", () => client.CompleteManyAsync((ChatCompletionRequest[])null!, StructuredOutputJson.Default.Guest));
        Assert.Throws<ArgumentNullException>(
            "requests", () => client.CompleteManyAsync((IAsyncEnumerable<ChatCompletionRequest>)null!, StructuredOutputJson.Default.Guest));
        Assert.Throws<ArgumentNullException>(
            "type", () => client.CompleteManyAsync(requests, (System.Text.Json.Serialization.Metadata.JsonTypeInfo<Guest>)null!));
        Assert.Throws<ArgumentException>(
            "options", () => client.CompleteManyAsync(requests, StructuredOutputJson.Default.Guest, new() { TotalCount = -1 }));
        Assert.Throws<ArgumentException>(
            "answerOptions", () => client.CompleteManyAsync<Guest>(requests, null, new StructuredOutputOptions { MaxCorrections = 11 }));
        Assert.Empty(server.Requests);
    }
#pragma warning restore xUnit1051

    private static (long Succeeded, long Failed, long PromptTokens, long CompletionTokens) GetCounts(BulkProgress progress) =>
        (progress.Succeeded, progress.Failed, progress.PromptTokens, progress.CompletionTokens);

    private static ServerScript CreateResponse(string text) => ServerScript.Json(
        200,
        $$"""{"choices":[{"index":0,"message":{"role":"assistant","content":{{JsonSerializer.Serialize(text)}}},"finish_reason":"stop"}],{{Usage}}}""");

    private static ServerScript CreateFilteredResponse(string text) => ServerScript.Json(
        200,
        $$"""{"choices":[{"index":0,"message":{"role":"assistant","content":"{{text}}"},"finish_reason":"stop"}],{{Usage}},"base_resp":{"status_code":1027,"status_msg":"output new_sensitive"} }""");

    private static ChatCompletionsClient CreateClient(FaultServer server) =>
        new(Adapters.ForAddress(server.BaseAddress, "openai"), new() { Resilience = ResilienceOptions.None });

    private static IEnumerable<ChatCompletionRequest> CreateRequests(int count) => Enumerable.Range(0, count).Select(static number =>
        new ChatCompletionRequest { Model = MiniMaxModels.M2_1, Messages = [ChatMessage.User($"Guest {number}")] });

    private static JsonElement ReadMessages(FaultRequest request) => Json.Element(request.Text).GetProperty("messages");

    private static string ReadName(FaultRequest request) => ReadMessages(request).EnumerateArray()
        .First(static message => message.GetProperty("role").GetString() == "user").GetProperty("content").GetString()!;

    private static async IAsyncEnumerable<ChatCompletionRequest> ToAsync(IEnumerable<ChatCompletionRequest> requests)
    {
        foreach (ChatCompletionRequest request in requests)
        {
            await Task.Yield();
            yield return request;
        }
    }
}
