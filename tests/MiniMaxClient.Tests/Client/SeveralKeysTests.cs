using System.Text.Json;
using System.Threading.RateLimiting;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;
using Polly;

namespace MiniMaxClient.Tests.Client;

/// <summary>Calls with several or changing API keys, over a socket.</summary>
public sealed class SeveralKeysTests
{
    private const string First = "first-key-1234567890";
    private const string Second = "second-key-098765432";

    private readonly CancellationToken _token = TestTimeouts.Token;

    public static TheoryData<string, string, bool> Rejections { get; } =
    [
        .. from provider in Adapters.AllNames
           from rejection in new[] { "401", "402", "429", "1004", "1008", "1002" }
           from stream in new[] { false, true }
           select (provider, rejection, stream),
    ];

    [Theory]
    [MemberData(nameof(Rejections))]
    public async Task Call_FirstKeyIsRejected_UsesTheSecondWithoutDelay(string provider, string rejection, bool stream)
    {
        await using FaultServer server = FaultServer.Start(
            (_, request) => HasKey(request, First) ? Reject(rejection) : Succeed(provider, request));
        // A delay would wait for this clock, which does not move.
        using ChatCompletionsClient client = CreateClient(server, provider, new(First, Second), new() { TimeProvider = new ManualClock() });

        ChatCompletion completion = await client.CompletePromptAsync(stream, CreateRequest(), _token);
        await client.CompletePromptAsync(stream, CreateRequest(), _token);

        Assert.Equal(SampleResponse.Text, completion.Text);
        Assert.Equal(2, completion.Call!.Attempts.Count);
        // The second call starts with the second key, because the first is in its cooldown.
        Assert.Equal([First, Second, Second], server.Requests.Select(FindKey));
        Assert.All(server.Requests, static request => Assert.DoesNotContain("\"key\":\"\"", request.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("401", typeof(MiniMaxAuthenticationException))]
    [InlineData("402", typeof(MiniMaxInsufficientCreditsException))]
    [InlineData("429", typeof(MiniMaxRateLimitException))]
    public async Task Call_AllKeysAreRejected_UsesEachOnceAndThrowsTheLastRejection(string rejection, Type expected)
    {
        await using FaultServer server = FaultServer.Start((_, _) => Reject(rejection));
        using ChatCompletionsClient client = CreateClient(server, "openai", new(First, Second));

        var e = (MiniMaxException)await Assert.ThrowsAsync(expected, () => client.CompleteAsync(CreateRequest(), _token));

        Assert.Equal([First, Second], server.Requests.Select(FindKey));
        Assert.Equal(2, e.Attempts.Count);
        Assert.Equal(int.Parse(rejection, System.Globalization.CultureInfo.InvariantCulture), e.StatusCode);
    }

    [Fact]
    public async Task Call_OneKeyAndRateLimit_IsRetriedAsBefore()
    {
        await using FaultServer server = FaultServer.Start(
            (index, request) => index == 0 ? Reject("429") : Succeed("openai", request));
        using ChatCompletionsClient client = CreateClient(server, "openai", new(First));

        await client.CompleteAsync(CreateRequest(), _token);

        Assert.Equal([First, First], server.Requests.Select(FindKey));
    }

    [Fact]
    public async Task Call_ServerErrorWithSeveralKeys_RetriesWithTheSameKey()
    {
        await using FaultServer server = FaultServer.Start(
            (index, request) => index == 0 ? ServerScript.Json(503, "{}") : Succeed("openai", request));
        using ChatCompletionsClient client = CreateClient(server, "openai", new(First, Second));

        await client.CompleteAsync(CreateRequest(), _token);

        Assert.Equal([First, First], server.Requests.Select(FindKey));
    }

    [Fact]
    public async Task Call_NoRetries_StillUsesTheSecondKey()
    {
        await using FaultServer server = FaultServer.Start(
            (_, request) => HasKey(request, First) ? Reject("401") : Succeed("openai", request));
        using ChatCompletionsClient client = CreateClient(server, "openai", new(First, Second), EmulatedClient.NoRetries);

        Assert.Equal(SampleResponse.Text, (await client.CompleteAsync(CreateRequest(), _token)).Text);
    }

    [Fact]
    public async Task Call_KeyOfADelegateExpires_SendsTheNewKey()
    {
        string current = First;
        await using FaultServer server = FaultServer.Start((_, request) =>
        {
            if (!HasKey(request, First))
                return Succeed("openai", request);
            current = Second;
            return Reject("401");
        });
        using ChatCompletionsClient client = CreateClient(server, "openai", new(_ => new(current)));

        await client.CompleteAsync(CreateRequest(), _token);

        Assert.Equal([First, Second], server.Requests.Select(FindKey));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_DelegateNeverCompletes_EndsWithTheCallerAndReleasesThePermit(bool stream)
    {
        await using FaultServer server = FaultServer.Start((_, request) => Succeed("openai", request));
        var started = new TaskCompletionSource();
        bool isBlocked = true;
        var never = new TaskCompletionSource<string>();
        var source = new ApiKeySource(_ =>
        {
            started.TrySetResult();
            return isBlocked ? new(never.Task) : new(First);
        });
        // The permit of the canceled call is released in the background, and the next call waits for it.
        using var limiter = new ConcurrencyLimiter(new() { PermitLimit = 1, QueueLimit = 1 });
        using ChatCompletionsClient client = CreateClient(
            server, "openai", source, new() { Resilience = new() { MaxRetryAttempts = 0, RateLimiter = limiter } });
        using var caller = new CancellationTokenSource();

        Task<ChatCompletion> call = client.CompletePromptAsync(stream, CreateRequest(), caller.Token);
        await started.Task.WaitAsync(_token);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        isBlocked = false;
        await client.CompletePromptAsync(stream, CreateRequest(), _token);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Call_DelegateFails_ThrowsBeforeAnythingIsSentAndReleasesThePermit()
    {
        await using FaultServer server = FaultServer.Start((_, request) => Succeed("openai", request));
        bool isSealed = true;
        using var limiter = new ConcurrencyLimiter(new() { PermitLimit = 1 });
        using ChatCompletionsClient client = CreateClient(
            server,
            "openai",
            new(_ => isSealed ? throw new IOException("The vault is sealed.") : new(First)),
            new() { Resilience = new() { RateLimiter = limiter } });

        var e = await Assert.ThrowsAsync<MiniMaxAuthenticationException>(() => client.CompleteAsync(CreateRequest(), _token));

        Assert.IsType<IOException>(e.InnerException);
        Assert.Empty(server.Requests);
        isSealed = false;
        await client.CompleteAsync(CreateRequest(), _token);
        Assert.Equal(1, limiter.GetStatistics()!.CurrentAvailablePermits);
    }

    [Fact]
    public async Task ListModelsAsync_FirstKeyIsRejected_UsesTheSecond()
    {
        await using FaultServer server = FaultServer.Start((_, request) => HasKey(request, First)
            ? Reject("401")
            : ServerScript.Json(200, """{"object":"list","data":[{"id":"MiniMax-M3","object":"model"}]}"""));
        using ChatCompletionsClient client = CreateClient(server, "minimax", new(First, Second));

        Assert.Equal("MiniMax-M3", Assert.Single(await client.ListModelsAsync(_token)).Id);
    }

    [Fact]
    public async Task Call_OptionsHeaderOfTheKey_IsRejectedBeforeItIsSent()
    {
        await using FaultServer server = FaultServer.Start((_, request) => Succeed("openai", request));
        using ChatCompletionsClient client = CreateClient(server, "openai", new(First, Second));
        var headers = new Dictionary<string, string> { ["authorization"] = "Bearer other" };

        var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(
            () => client.CompleteAsync(CreateRequest() with { Options = new() { Headers = headers } }, _token));

        Assert.Contains("authorization", e.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Call_KeyInTheBody_IsTheFirstPropertyAndJson()
    {
        await using FaultServer server = FaultServer.Start((_, request) => Succeed("openai", request));
        using ChatCompletionsClient client = CreateClient(
            server, "modelslab, key in the body", new(static _ => new("quote\"and\\backslash")));

        await client.CompleteAsync(CreateRequest(), _token);

        JsonProperty property = server.Requests[0].Json.EnumerateObject().First();
        Assert.Equal(("key", "quote\"and\\backslash"), (property.Name, property.Value.GetString()));
        Assert.Equal("Hi", server.Requests[0].Json.GetProperty("messages")[0].GetProperty("content").GetString());
    }

    [Fact]
    public async Task Call_RateLimitOfTheOnlyValidKey_IsRetriedWithIt()
    {
        await using FaultServer server = FaultServer.Start(
            (index, request) => HasKey(request, First) ? Reject("401") : index == 2 ? Reject("429") : Succeed("openai", request));
        using ChatCompletionsClient client = CreateClient(server, "openai", new(First, Second));

        await client.CompleteAsync(CreateRequest(), _token);
        await client.CompleteAsync(CreateRequest(), _token);

        Assert.Equal([First, Second, Second, Second], server.Requests.Select(FindKey));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_InvalidKeyAndRateLimit_ThrowsTheRateLimitSoThatFailoverContinues(bool isRateLimitFirst)
    {
        string limited = isRateLimitFirst ? First : Second;
        await using FaultServer server = FaultServer.Start((_, request) => Reject(HasKey(request, limited) ? "429" : "401"));
        await using FaultServer other = FaultServer.Start((_, request) => Succeed("openai", request));
        using ChatCompletionsClient client = CreateClient(server, "openai", new(First, Second), EmulatedClient.NoRetries);
        using ChatCompletionsClient next = CreateClient(other, "openai", new(First));
        using var failover = new FailoverChatCompletionsClient(client, next);

        Assert.Equal(SampleResponse.Text, (await failover.CompleteAsync(CreateRequest(), _token)).Text);
        Assert.Equal([First, Second], server.Requests.Select(FindKey));
    }

    [Theory]
    [InlineData("caller")]
    [InlineData("timeout")]
    [InlineData("disposal")]
    public async Task Call_DelegateNeverCompletesAfterARejection_Ends(string cause)
    {
        await using FaultServer server = FaultServer.Start((_, _) => Reject("401"));
        var clock = new ManualClock();
        var asked = new TaskCompletionSource();
        var never = new TaskCompletionSource<string>();
        int count = 0;
        var source = new ApiKeySource(_ =>
        {
            if (Interlocked.Increment(ref count) == 1)
                return new(First);
            asked.TrySetResult();
            return new(never.Task);
        });
        using ChatCompletionsClient client = CreateClient(
            server, "openai", source, new() { TimeProvider = clock, Timeout = TimeSpan.FromMinutes(1) });
        using var caller = new CancellationTokenSource();

        Task<ChatCompletion> call = client.CompleteAsync(CreateRequest(), caller.Token);
        await asked.Task.WaitAsync(_token);
        switch (cause)
        {
            case "caller":
                await caller.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(_token));
                break;
            case "timeout":
                clock.Advance(TimeSpan.FromMinutes(1));
                await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => call.WaitAsync(_token));
                break;
            default:
                client.Dispose();
                await Assert.ThrowsAsync<ObjectDisposedException>(() => call.WaitAsync(_token));
                break;
        }
    }

    [Fact]
    public async Task Call_TimeoutOfTheAppsPipeline_EndsTheWaitForTheDelegate()
    {
        await using FaultServer server = FaultServer.Start((_, _) => Reject("401"));
        var clock = new ManualClock();
        var started = new TaskCompletionSource();
        var never = new TaskCompletionSource<string>();
        var source = new ApiKeySource(_ =>
        {
            started.TrySetResult();
            return new(never.Task);
        });
        ResiliencePipeline pipeline = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddTimeout(TimeSpan.FromSeconds(5)).Build();
        using ChatCompletionsClient client = CreateClient(
            server, "openai", source, new() { TimeProvider = clock, Resilience = new() { Pipeline = pipeline } });

        Task<ChatCompletion> call = client.CompleteAsync(CreateRequest(), _token);
        await started.Task.WaitAsync(_token);
        clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(TimeoutKind.External, (await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => call.WaitAsync(_token))).Kind);
    }

    [Fact]
    public async Task Call_DelegateFailsWhileTheCircuitIsHalfOpen_DoesNotCloseIt()
    {
        bool isSealed = false;
        await using FaultServer server = FaultServer.Start((_, _) => ServerScript.Json(500, "{}"));
        var clock = new ManualClock();
        using ChatCompletionsClient client = CreateClient(
            server,
            "openai",
            new(_ => isSealed ? throw new IOException("Sealed.") : new(First)),
            new()
            {
                TimeProvider = clock,
                Resilience = new() { MaxRetryAttempts = 0, CircuitBreaker = new() { MinimumThroughput = 2, FailureRatio = 0.01 } },
            });
        for (int i = 0; i < 2; i++)
            await Assert.ThrowsAsync<MiniMaxServerException>(() => client.CompleteAsync(CreateRequest(), _token));
        clock.Advance(TimeSpan.FromMinutes(1));

        isSealed = true;
        await Assert.ThrowsAsync<MiniMaxAuthenticationException>(() => client.CompleteAsync(CreateRequest(), _token));

        var open = await Assert.ThrowsAsync<MiniMaxServerException>(() => client.CompleteAsync(CreateRequest(), _token));
        Assert.Null(open.StatusCode);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Call_DecoratedAdapter_UsesTheSecondKey()
    {
        await using FaultServer server = FaultServer.Start(
            (_, request) => HasKey(request, First) ? Reject("401") : Succeed("openai", request));
        using var client = new ChatCompletionsClient(
            new Decorator(Adapters.ForAddress(server.BaseAddress, "openai", new ApiKeySource(First, Second))));

        await client.CompleteAsync(CreateRequest(), _token);

        Assert.Equal([First, Second], server.Requests.Select(FindKey));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_PrepareRequestCreatesANewRequest_StillSendsAKey(bool setsHeader)
    {
        await using FaultServer server = FaultServer.Start(
            (_, request) => HasKey(request, Second) ? Succeed("openai", request) : Reject("401"));
        using var client = new ChatCompletionsClient(
            new NewRequestAdapter(server.BaseAddress, new ApiKeySource(First, Second), setsHeader));

        if (!setsHeader)
        {
            await client.CompleteAsync(CreateRequest(), _token);
            Assert.Equal([First, Second], server.Requests.Select(FindKey));
            return;
        }

        // The adapter's own credentials were rejected: no key of the source can help.
        await Assert.ThrowsAsync<MiniMaxAuthenticationException>(() => client.CompleteAsync(CreateRequest(), _token));
        Assert.Equal("Bearer own", Assert.Single(server.Requests).Headers["Authorization"]);
    }

    [Theory]
    [InlineData("modelslab, key in the body")]
    [InlineData("minimax")]
    public async Task CountTokensAsync_FirstKeyIsRejected_UsesTheSecondInTheHeader(string provider)
    {
        await using FaultServer server = FaultServer.Start((_, request) => HasKey(request, First)
            ? Reject("401")
            : ServerScript.Json(200, """{"input_tokens":7}"""));
        using ChatCompletionsClient client = CreateClient(server, provider, new(First, Second));

        Assert.Equal(7, (await client.CountTokensAsync(CreateRequest(), _token)).InputTokens);
        Assert.All(server.Requests, static request => Assert.StartsWith("Bearer ", request.Headers["Authorization"], StringComparison.Ordinal));
        Assert.All(server.Requests, static request => Assert.False(request.Json.TryGetProperty("key", out _)));
    }

    [Fact]
    public async Task GetBalanceAsync_KeyInTheBody_IsThatOfTheAttempt()
    {
        await using FaultServer server = FaultServer.Start((_, request) => request.Json.GetProperty("key").GetString() == First
            ? Reject("401")
            : ServerScript.Json(200, """{"status":"success","data":{"balance":43.6,"currency":"USD"}}"""));
        using ChatCompletionsClient client = CreateClient(server, "modelslab", new(First, Second));

        Assert.Equal(43.6m, (await client.GetBalanceAsync(_token)).Amount);
        Assert.Equal("{\"key\":\"" + Second + "\"}", server.Requests[1].Text);
    }

    [Fact]
    public async Task Call_LongBodyWithTheKeyInIt_HasTheRightLengthAlsoWhenRepeated()
    {
        await using FaultServer server = FaultServer.Start(
            (index, request) => index == 0 ? ServerScript.Json(417, "") : Succeed("openai", request));
        using ChatCompletionsClient client = CreateClient(server, "modelslab, key in the body", new(First, Second));
        ChatCompletionRequest request = CreateRequest() with { Messages = [ChatMessage.User(new string('a', 1_100_000))] };

        await client.CompleteAsync(request, _token);

        Assert.Equal(2, server.Requests.Count);
        Assert.All(server.Requests, static one => Assert.Equal(First, one.Json.GetProperty("key").GetString()));
    }

    private sealed class NewRequestAdapter(Uri endpoint, ApiKeySource keys, bool setsHeader)
        : OpenAICompatibleAdapter("openai", endpoint, keys)
    {
        protected override ProviderRequest PrepareRequest(ProviderRequest request) => new()
        {
            Uri = request.Uri,
            Headers = setsHeader ? new Dictionary<string, string> { ["Authorization"] = "Bearer own" } : request.Headers,
        };
    }

    private sealed class Decorator(IProviderAdapter inner) : IProviderAdapter
    {
        public string Name => inner.Name;

        public ModelCapabilities GetCapabilities(string model) => inner.GetCapabilities(model);

        public string MapModel(string model) => inner.MapModel(model);

        public string? GetRequestId(System.Net.Http.Headers.HttpResponseHeaders headers) => inner.GetRequestId(headers);

        public ProviderRequest WriteRequest(ChatCompletionRequest request, bool stream, System.Buffers.IBufferWriter<byte> body) =>
            inner.WriteRequest(request, stream, body);

        public ChatCompletion ReadCompletion(ProviderResponse response) => inner.ReadCompletion(response);

        public IAsyncEnumerable<ChatCompletionChunk> ReadChunksAsync(
            ProviderResponse response, Stream body, CancellationToken cancellationToken) =>
            inner.ReadChunksAsync(response, body, cancellationToken);

        public MiniMaxException ReadError(ProviderResponse response) => inner.ReadError(response);
    }

    private static ChatCompletionsClient CreateClient(
        FaultServer server, string provider, ApiKeySource source, ChatCompletionsClientOptions? options = null) =>
        new(
            Adapters.ForAddress(server.BaseAddress, provider, source),
            options ?? new() { Resilience = new() { RetryDelay = TimeSpan.Zero } });

    private static ChatCompletionRequest CreateRequest() =>
        new() { Model = MiniMaxModels.M2, Messages = [ChatMessage.User("Hi")] };

    private static ServerScript Succeed(string provider, FaultRequest request)
    {
        SampleResponse sample = SampleResponse.ForProvider(provider);
        return request.Json.TryGetProperty("stream", out JsonElement stream) && stream.GetBoolean()
            ? ServerScript.Stream([.. sample.Events])
            : ServerScript.Json(200, sample.Body);
    }

    private static ServerScript Reject(string rejection) => rejection.Length == 3
        ? ServerScript.Json(
            int.Parse(rejection, System.Globalization.CultureInfo.InvariantCulture), """{"error":{"message":"Rejected."}}""")
        : ServerScript.Json(200, $$$"""{"base_resp":{"status_code":{{{rejection}}},"status_msg":"rejected"}}""");

    private static bool HasKey(FaultRequest request, string key) => FindKey(request) == key;

    private static string? FindKey(FaultRequest request) => new[] { First, Second }.FirstOrDefault(
        key => request.Headers.Values.Any(value => value.EndsWith(key, StringComparison.Ordinal))
            || request.Text.Contains($"\"key\":\"{key}\"", StringComparison.Ordinal));
}
