using System.Net;
using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>The request of one attempt, over a socket.</summary>
public sealed class HttpAttemptSendTests
{
    private static readonly string LongPrompt = new('a', 1_100_000);

    private readonly CancellationToken _token = TestTimeouts.Token;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ExpectationFailed_LongBody_RepeatsOnceWithoutTheExpectation(bool stream)
    {
        ServerScript response = stream
            ? ServerScript.Stream([.. SampleResponse.OpenAI.Events])
            : ServerScript.Json(200, SampleResponse.OpenAI.Body);
        await using FaultServer server = FaultServer.Start(
            (_, request) => request.Headers.ContainsKey("Expect") ? ServerScript.Json(417, "") : response);
        using HttpClient http = CreateHttpClient();
        using ChatCompletionsClient client = CreateClient(server, http);

        ChatCompletion completion = await client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(LongPrompt), _token);

        Assert.Equal(SampleResponse.Text, completion.Text);
        Assert.Equal([true, false], server.Requests.Select(static request => request.Headers.ContainsKey("Expect")));
        Assert.Single(completion.Call!.Attempts);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_100_000)]
    public async Task ExpectationFailed_RequestWithoutExpectation_ThrowsWithTheStatus(int length)
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Json(417, "{}"));
        using HttpClient http = CreateHttpClient();
        using ChatCompletionsClient client = CreateClient(server, http);

        var e = await Assert.ThrowsAnyAsync<MiniMaxException>(
            () => client.CompleteAsync(EmulatedClient.CreateRequest(LongPrompt.Substring(0, length)), _token));

        Assert.Equal(417, e.StatusCode);
        Assert.Equal(length == 1 ? 1 : 2, server.Requests.Count);
    }

    [Fact]
    public async Task ProxyPassword_ConnectionFails_IsNotInTheException()
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Json(502, ""));
        using var http = new HttpClient(new SocketsHttpHandler
        {
            Proxy = new WebProxy($"http://user:proxySecret@{server.BaseAddress.Authority}"), UseProxy = true,
        });
        using var client = new ChatCompletionsClient(
            new OpenAICompatibleAdapter("own", "https://api.example.org/v1", "key"), http, EmulatedClient.NoRetries);

        var e = await Assert.ThrowsAsync<MiniMaxConnectionException>(
            () => client.CompleteAsync(EmulatedClient.CreateRequest(), _token));

        Assert.DoesNotContain("proxySecret", e.ToString(), StringComparison.Ordinal);
        Assert.Contains("***@", Assert.IsType<HttpRequestException>(e.InnerException).Message, StringComparison.Ordinal);
    }

    private static ChatCompletionsClient CreateClient(FaultServer server, HttpClient http) => new(
        new OpenAICompatibleAdapter("own", new Uri(server.BaseAddress, "v1"), "key"),
        http,
        new() { Resilience = ResilienceOptions.None });

    // The server reads the body before it responds.
    private static HttpClient CreateHttpClient() =>
        new(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMilliseconds(1) });
}
