using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Protocols;

/// <summary>Tests errors with HTTP 200 instead of a list of models.</summary>
public sealed class ModelListReaderTests
{
    [Theory]
    [InlineData("""{"base_resp":{"status_code":1008,"status_msg":"insufficient balance"}}""", typeof(MiniMaxInsufficientCreditsException), "insufficient balance")]
    [InlineData("""{"data":[],"base_resp":{"status_code":"1004","status_msg":"login fail"}}""", typeof(MiniMaxAuthenticationException), "login fail")]
    [InlineData("""{"error":{"message":"slow","code":429},"data":[]}""", typeof(MiniMaxRateLimitException), "slow")]
    [InlineData("""[{"error":{"code":503,"message":"overloaded"}}]""", typeof(MiniMaxServerException), "overloaded")]
    [InlineData("""{"message":"You've run out of credits"}""", typeof(MiniMaxInsufficientCreditsException), "run out of credits")]
    public async Task ListModelsAsync_ErrorBody_ThrowsTheMatchingException(string body, Type type, string words)
    {
        foreach (string provider in (string[])["openai", "anthropic"])
        {
            await using var server = FaultServer.Start(ServerScript.Json(200, body));
            using var client = Client(server, provider, ResilienceOptions.None);

            var e = await Assert.ThrowsAnyAsync<MiniMaxException>(() => client.ListModelsAsync(TestTimeouts.Token));

            Assert.IsType(type, e);
            Assert.Contains(words, e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ListModelsAsync_TransientError_Retries()
    {
        await using var server = FaultServer.Start(
            ServerScript.Json(200, """{"base_resp":{"status_code":1002,"status_msg":"rate limit"}}"""),
            ServerScript.Json(200, """{"data":[{"id":"m"}],"base_resp":{"status_code":0}}"""));
        using var client = Client(server, "openai", new() { RetryDelay = TimeSpan.FromMilliseconds(1) });

        Assert.Equal("m", Assert.Single(await client.ListModelsAsync(TestTimeouts.Token)).Id);
        Assert.Equal(2, server.Requests.Count);
    }

    private static ChatCompletionsClient Client(FaultServer server, string provider, ResilienceOptions resilience) =>
        new(Adapters.ForAddress(server.BaseAddress, provider), new ChatCompletionsClientOptions { Resilience = resilience });
}
