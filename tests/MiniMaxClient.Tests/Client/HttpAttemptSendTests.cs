using System.Net;
using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>One attempt, over a socket.</summary>
public sealed class HttpAttemptSendTests
{
    private static readonly string Long = new('a', 1_100_000);

    private readonly CancellationToken _token = TestTimeouts.Token;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ExpectationFailed_IsRepeatedOnceWithoutIt(bool stream)
    {
        ServerScript answer = stream
            ? ServerScript.Stream([.. SampleResponse.OpenAI.Events])
            : ServerScript.Json(200, SampleResponse.OpenAI.Body);
        await using FaultServer server = FaultServer.Start(
            (_, request) => request.Headers.ContainsKey("Expect") ? ServerScript.Json(417, "") : answer);
        using HttpClient http = Impatient();
        using ChatCompletionsClient client = Client(server, http);

        ChatCompletion completion = await client.CompletePromptAsync(stream, EmulatedClient.CreateRequest(Long), _token);

        Assert.Equal(SampleResponse.Text, completion.Text);
        Assert.Equal([true, false], server.Requests.Select(static request => request.Headers.ContainsKey("Expect")));
        Assert.Single(completion.Call!.Attempts);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_100_000)]
    public async Task ExpectationFailed_ForARequestWithoutIt_IsAnErrorLikeOthers(int length)
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Json(417, "{}"));
        using HttpClient http = Impatient();
        using ChatCompletionsClient client = Client(server, http);

        var e = await Assert.ThrowsAnyAsync<MiniMaxException>(
            () => client.CompleteAsync(EmulatedClient.CreateRequest(Long.Substring(0, length)), _token));

        Assert.Equal(417, e.StatusCode);
        Assert.Equal(length == 1 ? 1 : 2, server.Requests.Count);
    }

    [Fact]
    public async Task PasswordOfAProxy_IsNotInTheException()
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

    private static ChatCompletionsClient Client(FaultServer server, HttpClient http) => new(
        new OpenAICompatibleAdapter("own", new Uri(server.BaseAddress, "v1"), "key"),
        http,
        new() { Resilience = ResilienceOptions.None });

    // The server reads the body before it responds.
    private static HttpClient Impatient() =>
        new(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMilliseconds(1) });
}
