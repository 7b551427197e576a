using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

public sealed class PreparedHttpRequestTests
{
    private const string Response = """{"choices":[{"index":0,"message":{"role":"assistant","content":"Done."},"finish_reason":"stop"}]}""";

    [Theory]
    [InlineData("App/1.0", "App/1.0")]
    [InlineData(null, "MiniMaxClient/")]
    public async Task CreateHttpRequest_UserAgentOfTheHttpClient_TakesPrecedence(string? appUserAgent, string expectedStart)
    {
        await using var server = FaultServer.Start(ServerScript.Json(200, Response));
        using var http = new HttpClient();
        if (appUserAgent is not null)
            http.DefaultRequestHeaders.UserAgent.ParseAdd(appUserAgent);
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, "openai"), http);

        await client.CompleteAsync("Hi", "m", TestTimeouts.Token);

        string header = server.Requests[0].Headers["User-Agent"];
        Assert.StartsWith(expectedStart, header, StringComparison.Ordinal);
        Assert.Equal(appUserAgent is null, header.Contains("MiniMaxClient", StringComparison.Ordinal));
    }
}
