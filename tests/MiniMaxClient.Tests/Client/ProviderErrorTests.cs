using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>The exceptions for the errors that providers send.</summary>
public sealed class ProviderErrorTests : EmulatorTest
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
    public async Task InvalidKey_EveryProvider_ThrowsAuthenticationExceptionWithoutTheKey(string provider)
    {
        const string Key = "wrong-key-1234567890";
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, provider, Key), EmulatedClient.NoRetries);

        var e = await Assert.ThrowsAsync<MiniMaxAuthenticationException>(() => client.CompleteAsync(Request, Token));

        Assert.Equal(401, e.StatusCode);
        Assert.False(e.IsTransient);
        Assert.Equal(provider.Split(',')[0], e.Provider);
        Assert.NotNull(e.ResponseExcerpt);
        Assert.Equal(401, Assert.Single(e.Attempts).StatusCode);
        Assert.Equal(!provider.StartsWith("modelslab", StringComparison.Ordinal), e.RequestId is not null);
        Assert.DoesNotContain(Key, e.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Key, client.Adapter.ToString()!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("aimlapi", typeof(MiniMaxNotFoundException))]
    [InlineData("runapi", typeof(MiniMaxNotFoundException))]
    [InlineData("modelslab", typeof(MiniMaxNotFoundException))]
    [InlineData("openai", typeof(MiniMaxInvalidRequestException))]
    [InlineData("minimax", typeof(MiniMaxInvalidRequestException))]
    [InlineData("minimax, messages", typeof(MiniMaxNotFoundException))]
    public async Task UnknownModel_EveryProvider_ThrowsItsType(string provider, Type type)
    {
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, provider), EmulatedClient.NoRetries);
        Exception? e = await Record.ExceptionAsync(() => client.CompleteAsync("Hi", "no-such-model", Token));
        Assert.IsType(type, e);
    }

    [Fact]
    public async Task InvalidRequest_EitherMode_ThrowsAndSendsNothing()
    {
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "aimlapi"), EmulatedClient.NoRetries);
        ChatCompletionRequest broken = Request with { Messages = [], Temperature = 3 };

        var nonStreaming = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => client.CompleteAsync(broken, Token));
        var streamed = Assert.Throws<MiniMaxInvalidRequestException>(() => { client.StreamAsync(broken, Token); });

        Assert.Equal(["$.temperature", "$.messages"], nonStreaming.Problems.Select(static problem => problem.Path));
        Assert.Equal(nonStreaming.Message, streamed.Message);
        Assert.Empty(nonStreaming.Attempts);
        Assert.Empty(Emulator.Requests);
    }

    [Theory]
    [InlineData(400, typeof(MiniMaxInvalidRequestException), false)]
    [InlineData(401, typeof(MiniMaxAuthenticationException), false)]
    [InlineData(402, typeof(MiniMaxInsufficientCreditsException), false)]
    [InlineData(403, typeof(MiniMaxPermissionException), false)]
    [InlineData(404, typeof(MiniMaxNotFoundException), false)]
    [InlineData(409, typeof(MiniMaxInvalidRequestException), false)]
    [InlineData(413, typeof(MiniMaxInvalidRequestException), false)]
    [InlineData(422, typeof(MiniMaxInvalidRequestException), false)]
    [InlineData(429, typeof(MiniMaxRateLimitException), true)]
    [InlineData(500, typeof(MiniMaxServerException), true)]
    [InlineData(502, typeof(MiniMaxServerException), true)]
    [InlineData(503, typeof(MiniMaxServerException), true)]
    [InlineData(504, typeof(MiniMaxServerException), true)]
    [InlineData(529, typeof(MiniMaxServerException), true)]
    public async Task ErrorStatus_EveryProviderAndMode_ThrowsItsType(int status, Type type, bool isTransient)
    {
        foreach (string provider in Adapters.Names)
        {
            using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, provider), EmulatedClient.NoRetries);
            foreach (bool stream in (bool[])[false, true])
            {
                Emulator.Enqueue(Reply.Error(status, "It went wrong."));
                Exception? thrown = await Record.ExceptionAsync(() => stream
                    ? client.StreamAsync(Request, Token).ToCompletionAsync(Token)
                    : client.CompleteAsync(Request, Token));
                Assert.IsType(type, thrown);
                var e = (MiniMaxException)thrown;
                Assert.Equal(status, e.StatusCode);
                Assert.Equal(isTransient, e.IsTransient);
                Assert.Contains("It went wrong.", e.Message, StringComparison.Ordinal);
                Assert.Contains("It went wrong.", e.ResponseExcerpt, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Status403_AimlApiOutOfCredits_ThrowsInsufficientCreditsException()
    {
        Emulator.Enqueue(Reply.Error(403, "You've run out of credits. Please top up your balance or update your payment method"));
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "aimlapi"), EmulatedClient.NoRetries);
        await Assert.ThrowsAsync<MiniMaxInsufficientCreditsException>(() => client.CompleteAsync(Request, Token));
    }

    [Theory]
    [InlineData("aimlapi")]
    [InlineData("modelslab")]
    public async Task RateLimit_RetryAfterInHeaderOrBody_IsInTheException(string provider)
    {
        Emulator.Enqueue(Reply.Error(429, "Too Many Requests").WithRetryAfter(TimeSpan.FromSeconds(17)));
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, provider), EmulatedClient.NoRetries);
        var e = await Assert.ThrowsAsync<MiniMaxRateLimitException>(() => client.CompleteAsync(Request, Token));
        Assert.Equal(TimeSpan.FromSeconds(17), e.RetryAfter);
    }

    [Theory]
    [InlineData(1000, typeof(MiniMaxServerException), true)]
    [InlineData(1002, typeof(MiniMaxRateLimitException), true)]
    [InlineData(1004, typeof(MiniMaxAuthenticationException), false)]
    [InlineData(1008, typeof(MiniMaxInsufficientCreditsException), false)]
    [InlineData(1026, typeof(MiniMaxContentFilteredException), false)]
    [InlineData(1027, typeof(MiniMaxContentFilteredException), false)]
    [InlineData(1039, typeof(MiniMaxInvalidRequestException), false)]
    [InlineData(2013, typeof(MiniMaxInvalidRequestException), false)]
    [InlineData(2049, typeof(MiniMaxAuthenticationException), false)]
    [InlineData(2056, typeof(MiniMaxInsufficientCreditsException), false)]
    [InlineData(9999, typeof(MiniMaxServerException), false)]
    public async Task MiniMaxCodeInHttp200_EitherMode_ThrowsItsType(int code, Type type, bool isTransient)
    {
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "openai"), EmulatedClient.NoRetries);
        foreach (bool stream in (bool[])[false, true])
        {
            Emulator.Enqueue(Reply.InBandError(code, "the provider message"));
            Exception? thrown = await Record.ExceptionAsync(() => stream
                ? client.StreamAsync(Request, Token).ToCompletionAsync(Token)
                : client.CompleteAsync(Request, Token));
            Assert.IsType(type, thrown);
            var e = (MiniMaxException)thrown;
            Assert.Equal(200, e.StatusCode);
            Assert.Equal($"{code}", e.ProviderCode);
            Assert.Equal(isTransient, e.IsTransient);
            Assert.Contains("the provider message", e.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("text/html", "<html><body>Bad gateway</body></html>", "HTML")]
    [InlineData("application/json", "", "empty")]
    [InlineData("application/json", """{"id":"1","choices":[{"ind""", "not complete JSON")]
    [InlineData("application/json", """[]""", "not an object")]
    [InlineData("application/json", """{"id":"1"}""", "no choices")]
    [InlineData("application/json", """{"id":"1","choices":null}""", "no choices")]
    public async Task Http200WithoutResponse_EitherMode_ThrowsInvalidResponseException(string contentType, string body, string problem)
    {
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "aimlapi"), EmulatedClient.NoRetries);
        Emulator.Enqueue(Reply.Raw(200, contentType, body), Reply.Raw(200, contentType, body));
        var nonStreaming = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(() => client.CompleteAsync(Request, Token));
        Assert.Contains(problem, nonStreaming.Message, StringComparison.Ordinal);
        var streamed = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(
            () => client.StreamAsync(Request, Token).ToCompletionAsync(Token));
        Assert.Contains(problem, streamed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/html", "<html><h1>502 Bad Gateway</h1></html>")]
    [InlineData("text/plain", "upstream timed out")]
    [InlineData("application/json", "{ not json")]
    [InlineData("application/json", "")]
    [InlineData("application/json", "\"a string\"")]
    public async Task ErrorStatus_AnyBody_ThrowsTheTypeOfTheStatus(string contentType, string body)
    {
        Emulator.Enqueue(Reply.Raw(502, contentType, body));
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "runapi"), EmulatedClient.NoRetries);
        var e = await Assert.ThrowsAsync<MiniMaxServerException>(() => client.CompleteAsync(Request, Token));
        Assert.Equal(502, e.StatusCode);
        Assert.Equal(body, e.ResponseExcerpt);
    }

    [Fact]
    public async Task ErrorBody_Cut_ThrowsTheTypeOfTheStatus()
    {
        Emulator.Enqueue(Reply.Error(503, "Service unavailable").CutAfter(5));
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "aimlapi"), EmulatedClient.NoRetries);
        var e = await Assert.ThrowsAsync<MiniMaxServerException>(() => client.CompleteAsync(Request, Token));
        Assert.Equal(503, e.StatusCode);
    }

    [Fact]
    public async Task ErrorBody_HugeWithTheKey_IsTruncatedAndRedacted()
    {
        string key = Emulator.ApiKey;
        string body = $$$"""{"error":{"message":"Bad key {{{key}}} {{{new string('x', 100_000)}}}","code":"rate_limit"}}""";
        Emulator.Enqueue(Reply.Raw(429, "application/json", body));
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "runapi"), EmulatedClient.NoRetries);
        var e = await Assert.ThrowsAsync<MiniMaxRateLimitException>(() => client.CompleteAsync(Request, Token));
        Assert.DoesNotContain(key, e.ToString(), StringComparison.Ordinal);
        Assert.InRange(e.ResponseExcerpt!.Length, 1, 1025);
        Assert.InRange(e.Message.Length, 1, 1300);
    }

    [Fact]
    public async Task Disconnect_BeforeTheHeaders_ThrowsConnectionException()
    {
        Emulator.Enqueue(Reply.Disconnect());
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "aimlapi"), EmulatedClient.NoRetries);
        var e = await Assert.ThrowsAsync<MiniMaxConnectionException>(() => client.CompleteAsync(Request, Token));
        Assert.True(e.IsTransient);
        Assert.Null(e.StatusCode);
        Assert.Single(e.Attempts);
    }

    [Fact]
    public async Task Disconnect_InTheBody_ThrowsConnectionException()
    {
        Emulator.Enqueue(Reply.Text("Hello").CutAfter(40));
        using var client = new ChatCompletionsClient(Adapters.ForEmulator(Emulator, "aimlapi"), EmulatedClient.NoRetries);
        var e = await Assert.ThrowsAsync<MiniMaxConnectionException>(() => client.CompleteAsync(Request, Token));
        Assert.Equal(200, e.StatusCode);
    }

    [Fact]
    public async Task ConnectionRefused_AnyCall_ThrowsConnectionException()
    {
        Uri address = Emulator.AimlApi;
        await Emulator.DisposeAsync();
        using var client = new ChatCompletionsClient(
            new AimlApiAdapter("key-1", new() { BaseAddress = address }), EmulatedClient.NoRetries);
        await Assert.ThrowsAsync<MiniMaxConnectionException>(() => client.CompleteAsync(Request, Token));
    }
}
