using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

public sealed class PreparedHttpRequestTests
{
    private const string Final = """{"choices":[{"index":0,"message":{"role":"assistant","content":"Done."},"finish_reason":"stop"}]}""";

    [Theory]
    [InlineData("App/1.0", "App/1.0")]
    [InlineData(null, "MiniMaxClient/")]
    public async Task UserAgent_OfTheAppsHttpClient_IsKept(string? own, string sent)
    {
        await using var server = FaultServer.Start(ServerScript.Json(200, Final));
        using var http = new HttpClient();
        if (own is not null)
            http.DefaultRequestHeaders.UserAgent.ParseAdd(own);
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, "openai"), http);

        await client.CompleteAsync("Hi", "m", TestTimeouts.Token);

        string header = server.Requests[0].Headers["User-Agent"];
        Assert.StartsWith(sent, header, StringComparison.Ordinal);
        Assert.Equal(own is null, header.Contains("MiniMaxClient", StringComparison.Ordinal));
    }
}
