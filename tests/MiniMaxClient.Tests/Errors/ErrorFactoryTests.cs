using System.Security.Authentication;
using MiniMaxClient.Errors;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Errors;

public sealed class ErrorFactoryTests
{
    [Theory]
    [InlineData(429, "Slow down.", "rate_limit", "aimlapi rejected the request because the rate limit is exceeded: Slow down. (HTTP 429, code rate_limit)")]
    [InlineData(401, null, null, "aimlapi rejected the API key: no reason was given (HTTP 401)")]
    [InlineData(200, "insufficient balance (1008)", null, "aimlapi rejected the request because the account has insufficient credits: insufficient balance (1008) (HTTP 200, code 1008)")]
    public void FromProviderError_Error_DescribesOutcomeReasonAndCode(int status, string? message, string? code, string expected)
    {
        MiniMaxException e = ErrorFactory.FromProviderError("aimlapi", status, new(message, code), body: null, secrets: null);

        Assert.Equal(expected, e.Message);
        Assert.Equal(("aimlapi", status), (e.Provider, e.StatusCode));
    }

    [Theory]
    [InlineData(null, "vllm requires an API key, and the request had none")]
    [InlineData("the-key-of-the-host", "vllm rejected the API key")]
    public async Task FromProviderError_RejectedKey_SaysWhetherTheRequestHadOne(string? key, string expected)
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: TestTimeouts.Token);
        using var client = new ChatCompletionsClient(new OpenAICompatibleAdapter("vllm", emulator.OpenAICompatible, key));

        var e = await Assert.ThrowsAsync<MiniMaxAuthenticationException>(() => client.CompleteAsync("Hi", "m", TestTimeouts.Token));

        Assert.StartsWith(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromProviderError_Details_AreCopied()
    {
        var error = new ProviderError("No.", "c", requestId: "req-1", retryAfter: TimeSpan.FromSeconds(3));

        MiniMaxException e = ErrorFactory.FromProviderError("aimlapi", 500, error, "the body", secrets: null);

        Assert.Equal(("c", "req-1", TimeSpan.FromSeconds(3), "the body"), (e.ProviderCode, e.RequestId, e.RetryAfter, e.ResponseExcerpt));
    }

    [Fact]
    public void RedirectNotFollowed_Target_NamesOnlyItsHost()
    {
        MiniMaxInvalidResponseException e = ErrorFactory.RedirectNotFollowed(
            "aimlapi", 302, new("https://user:secret@example.com/path?key=secret"), "req-1", secrets: null);

        Assert.StartsWith("aimlapi redirected the request to https://example.com (HTTP 302).", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
        Assert.Equal("req-1", e.RequestId);
    }

    [Theory]
    [InlineData(TimeoutKind.Connect, "aimlapi did not accept a connection within 00:00:05; received so far: nothing.")]
    [InlineData(TimeoutKind.Headers, "aimlapi sent no response headers within 00:00:05; received so far: nothing.")]
    [InlineData(TimeoutKind.FirstToken, "aimlapi sent no token within 00:00:05; received so far: nothing.")]
    [InlineData(TimeoutKind.Idle, "aimlapi sent no data for 00:00:05 during the stream; received so far: nothing.")]
    [InlineData(TimeoutKind.Total, "aimlapi did not complete the response within 00:00:05; received so far: nothing.")]
    [InlineData(TimeoutKind.External, "aimlapi was canceled by a timeout of the application after 00:00:05; received so far: nothing.")]
    public void Timeout_Kind_DescribesElapsedTimeout(TimeoutKind kind, string expected)
    {
        MiniMaxTimeoutException e = ErrorFactory.Timeout("aimlapi", kind, TimeSpan.FromSeconds(5), "nothing", cause: null);

        Assert.Equal(expected, e.Message);
        Assert.Equal((kind, TimeSpan.FromSeconds(5), true), (e.Kind, e.Limit, e.IsTransient));
    }

    [Fact]
    public void Timeout_InfiniteExternalLimit_OmitsLimit() => Assert.Equal(
        "aimlapi was canceled by a timeout of the application; received so far: nothing.",
        ErrorFactory.Timeout("aimlapi", TimeoutKind.External, Timeout.InfiniteTimeSpan, "nothing", cause: null).Message);

    [Theory]
    [InlineData(12.5, "The circuit breaker for 'aimlapi' is open; retry after 12.5 s.")]
    [InlineData(0.0, "The circuit breaker for 'aimlapi' is open.")]
    [InlineData(null, "The circuit breaker for 'aimlapi' is open.")]
    public void CircuitOpen_RetryAfter_IsInMessageIfPositive(double? seconds, string expected)
    {
        TimeSpan? retryAfter = seconds is { } value ? TimeSpan.FromSeconds(value) : null;

        MiniMaxServerException e = ErrorFactory.CircuitOpen("aimlapi", retryAfter, new InvalidOperationException());

        Assert.Equal(expected, e.Message);
        Assert.Equal(retryAfter > TimeSpan.Zero ? retryAfter : null, e.RetryAfter);
    }

    [Fact]
    public void NoResponse_TlsFailure_IsPermanent()
    {
        var cause = new HttpRequestException("TLS", new AuthenticationException());

        Assert.True(ConnectionErrorFactory.NoResponse("aimlapi", null, cause).IsPermanent);
        Assert.False(ConnectionErrorFactory.NoResponse("aimlapi", null, new HttpRequestException()).IsPermanent);
    }

    [Fact]
    public void InvalidRequest_SeveralProblems_ListsThem()
    {
        MiniMaxInvalidRequestException e = ErrorFactory.InvalidRequest(
            "aimlapi", [new() { Path = "$.model", Message = "is empty" }, new() { Path = "$.n", Message = "is 0" }]);

        Assert.Equal("The request is invalid and was not sent: $.model: is empty; $.n: is 0", e.Message);
        Assert.Equal(2, e.Problems.Count);
    }

    [Fact]
    public void StructuredOutputMismatch_LengthLimit_SuggestsMoreTokens()
    {
        var completion = new ChatCompletion
        {
            Choices = [new() { Message = ChatMessage.Assistant("{"), FinishReason = FinishReason.Length }],
        };

        MiniMaxInvalidResponseException e = ErrorFactory.StructuredOutputMismatch(completion, "City", "it is cut off", 0, "{", cause: null);

        Assert.Equal(
            "The response does not match City: it is cut off. The response reached the token limit; increase MaxTokens.", e.Message);
        Assert.Same(completion, e.Partial);
    }
}
