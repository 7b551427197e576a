using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Protocols;

/// <summary>Tests errors with HTTP 200 instead of a token count.</summary>
public sealed class TokenCountReaderTests
{
    private static readonly ChatCompletionRequest Request = new()
    {
        Model = MiniMaxModels.M2,
        Messages = [ChatMessage.User("Hi")],
    };

    [Theory]
    [InlineData("""{"base_resp":{"status_code":1008,"status_msg":"insufficient balance"}}""", typeof(MiniMaxInsufficientCreditsException), "insufficient balance")]
    [InlineData("""{"input_tokens":0,"base_resp":{"status_code":1004,"status_msg":"login fail"}}""", typeof(MiniMaxAuthenticationException), "login fail")]
    [InlineData("""{"type":"error","error":{"type":"rate_limit_error","message":"slow"}}""", typeof(MiniMaxRateLimitException), "slow")]
    [InlineData("""[{"error":{"code":503,"message":"overloaded"}}]""", typeof(MiniMaxServerException), "overloaded")]
    [InlineData("""{"message":"You've run out of credits"}""", typeof(MiniMaxInsufficientCreditsException), "run out of credits")]
    [InlineData("{}", typeof(MiniMaxInvalidResponseException), "no token count")]
    public async Task CountTokensAsync_ErrorBody_ThrowsTheMatchingException(string body, Type type, string words)
    {
        await using var server = FaultServer.Start(ServerScript.Json(200, body));
        using var client = new ChatCompletionsClient(
            Adapters.ForAddress(server.BaseAddress, "anthropic"), new ChatCompletionsClientOptions { Resilience = ResilienceOptions.None });

        var e = await Assert.ThrowsAnyAsync<MiniMaxException>(() => client.CountTokensAsync(Request, TestTimeouts.Token));

        Assert.IsType(type, e);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CountTokensAsync_TransientError_Retries()
    {
        await using var server = FaultServer.Start(
            ServerScript.Json(200, """{"base_resp":{"status_code":1002,"status_msg":"rate limit"}}"""),
            ServerScript.Json(200, """{"input_tokens":15}"""));
        using var client = new ChatCompletionsClient(
            Adapters.ForAddress(server.BaseAddress, "anthropic"),
            new ChatCompletionsClientOptions { Resilience = new() { RetryDelay = TimeSpan.FromMilliseconds(1) } });

        Assert.Equal(15, (await client.CountTokensAsync(Request, TestTimeouts.Token)).InputTokens);
        Assert.Equal(2, server.Requests.Count);
    }
}
