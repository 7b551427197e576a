using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;
using static MiniMaxClient.Tests.Providers.AdapterRequests;

namespace MiniMaxClient.Tests.Providers;

public sealed class AdapterOptionsTests
{
    private readonly CancellationToken _token = TestTimeouts.Token;

    [Theory]
    [InlineData("body", "Authorization")]
    [InlineData("modelslab", "x-api-key")]
    public void Headers_KeyHeader_ThrowsArgumentException(string kind, string header)
    {
        var headers = new Dictionary<string, string> { [header] = "mine" };
        var e = Assert.Throws<ArgumentException>("options", () => (ProviderAdapter)(kind switch
        {
            "body" => new OpenAICompatibleAdapter(
                "own", "https://host.example", Key, new() { Authentication = ProviderAuthentication.Body(), Headers = headers }),
            _ => new ModelsLabAdapter(Key, new() { Headers = headers }),
        }));

        Assert.DoesNotContain("mine", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_EveryKindOfRequest_AreSent()
    {
        IReadOnlyList<FaultRequest> sent = await SendAllAsync(server => new AnthropicCompatibleAdapter(
            "own", server.BaseAddress, Key, new() { Headers = Headers(("anthropic-beta", "a"), ("HTTP-Referer", "https://app")) }));

        Assert.Equal(4, sent.Count);
        foreach (FaultRequest request in sent)
        {
            Assert.Equal("a", request.Headers["anthropic-beta"]);
            Assert.Equal("https://app", request.Headers["HTTP-Referer"]);
            Assert.Equal("2023-06-01", request.Headers["anthropic-version"]);
            Assert.Equal("Bearer " + Key, request.Headers["Authorization"]);
        }
    }

    [Theory]
    [InlineData("aimlapi")]
    [InlineData("runapi")]
    [InlineData("modelslab")]
    public async Task Options_KnownProvider_AreAppliedToItsRequests(string provider)
    {
        Dictionary<string, string> headers = Headers(("X-Gateway", "g"));
        var authentication = ProviderAuthentication.Header("X-Gateway-Key");
        IReadOnlyList<FaultRequest> sent = await SendAllAsync(server => provider switch
        {
            "aimlapi" => new AimlApiAdapter(Key, new()
            {
                BaseAddress = server.BaseAddress, Headers = headers, Authentication = authentication, DefaultMaxTokens = 7,
            }),
            "runapi" => new RunApiAdapter(Key, new()
            {
                BaseAddress = server.BaseAddress, Headers = headers, Authentication = authentication, DefaultMaxTokens = 7,
            }),
            _ => new ModelsLabAdapter(Key, new()
            {
                BaseAddress = server.BaseAddress, Headers = headers, Authentication = authentication, DefaultMaxTokens = 7,
            }),
        });

        Assert.Equal(7, sent[0].Json.GetProperty("max_tokens").GetInt32());
        Assert.All(sent, static request =>
        {
            Assert.Equal(("g", Key), (request.Headers["X-Gateway"], request.Headers["X-Gateway-Key"]));
            Assert.DoesNotContain("Authorization", request.Headers.Keys);
            Assert.DoesNotContain("x-api-key", request.Headers.Keys);
        });
    }

    [Fact]
    public async Task Headers_RequestOptions_ReplaceThoseOfTheAdapter()
    {
        await using var server = FaultServer.Start(ServerScript.Json(200, SampleResponse.Anthropic.Body));
        using var client = new ChatCompletionsClient(new AnthropicCompatibleAdapter(
            "own", server.BaseAddress, Key, new() { Headers = Headers(("anthropic-beta", "a"), ("X-Other", "o")) }));

        await client.CompleteAsync(Request with { Options = new() { Headers = Headers(("Anthropic-Beta", "b")) } }, _token);

        Assert.Equal(("b", "o"), (server.Requests[0].Headers["anthropic-beta"], server.Requests[0].Headers["X-Other"]));
    }

    [Theory]
    [InlineData("api-key")]
    [InlineData("API-KEY")]
    [InlineData("X-Mine")]
    public async Task Headers_RequestOptionsWithKeyHeader_ThrowInvalidRequestException(string name)
    {
        await using var server = FaultServer.Start(ServerScript.Json(200, SampleResponse.OpenAI.Body));
        using var client = new ChatCompletionsClient(new OpenAICompatibleAdapter(
            "own", server.BaseAddress, Key, new() { Authentication = ProviderAuthentication.Header(name.ToLowerInvariant()) }));
        ChatCompletionRequest request = Request with { Options = new() { Headers = Headers((name, "stolen")) } };

        foreach (Func<Task> call in (Func<Task>[])
            [
                () => client.CompleteAsync(request, _token),
                () => client.StreamAsync(request, _token).ToCompletionAsync(_token),
            ])
        {
            var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(call);
            Assert.Equal($"Options.Headers['{name}']: is a header that the client sets itself", e.Problems.Single().ToString());
        }

        Assert.Equal(0, server.Connections);
    }

    [Fact]
    public async Task ChatPath_Set_IsUsedForChatOnlyAndKeepsTheQuery()
    {
        await using var server = FaultServer.Start(Respond);
        using var client = new ChatCompletionsClient(new OpenAICompatibleAdapter(
            "own", new Uri(server.BaseAddress, "base?api-version=1"), Key, new() { ChatPath = "/v2/llm/generate" }));

        await client.CompleteAsync(Request, _token);
        await client.ListModelsAsync(_token);

        Assert.Equal(
            ["/base/v2/llm/generate?api-version=1", "/base/models?api-version=1"], server.Requests.Select(static request => request.Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("a//b")]
    [InlineData("a/../b")]
    [InlineData("a?b=1")]
    [InlineData("a#b")]
    [InlineData("a b")]
    [InlineData("a%2fb")]
    [InlineData("a\nb")]
    [InlineData("https://host/a")]
    public void ChatPath_Invalid_ThrowsArgumentException(string path)
    {
        var options = new CompatibleAdapterOptions { ChatPath = path };
        Assert.Throws<ArgumentException>("options", () => new OpenAICompatibleAdapter("own", "https://host", Key, options));
        Assert.Throws<ArgumentException>("options", () => new AnthropicCompatibleAdapter("own", "https://host", Key, options));
    }

    [Theory]
    [InlineData("X-Mine", "Zq7Xw9Kd\r\nX-Injected: 1", "Headers['X-Mine'] has a value with a line break")]
    [InlineData("X-Mine", "Zq7Xw9Kdü", "Headers['X-Mine'] has a value with a line break")]
    [InlineData("Zq7Xw9Kd X", "1", "Headers['…'] is not a header name.")]
    [InlineData("", "1", "Headers['…'] is not a header name.")]
    [InlineData("Host", "Zq7Xw9Kd", "Headers['Host'] is a header that the client sets itself.")]
    [InlineData("Content-Type", "Zq7Xw9Kd", "Headers['Content-Type'] is a header that the client sets itself.")]
    [InlineData("authorization", "Zq7Xw9Kd", "Headers['Authorization'] carries the API key")]
    public void Headers_Invalid_ThrowArgumentExceptionWithoutTheirValue(string name, string value, string problem)
    {
        foreach (Action create in (Action[])
            [
                () => _ = new OpenAICompatibleAdapter("own", "https://host", Key, new() { Headers = Headers((name, value)) }),
                () => _ = new AnthropicCompatibleAdapter("own", "https://host", Key, new() { Headers = Headers((name, value)) }),
                () => _ = new AimlApiAdapter(Key, new() { Headers = Headers((name, value)) }),
            ])
        {
            var e = Assert.Throws<ArgumentException>("options", create);
            Assert.StartsWith(problem, e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("Zq7Xw9Kd", e.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Options_Invalid_ThrowArgumentException()
    {
        Assert.Throws<ArgumentException>("scheme", static () => ProviderAuthentication.Header("a", "b c"));
        Assert.Throws<ArgumentException>("property", static () => ProviderAuthentication.Body(""));
        Assert.Throws<ArgumentException>("property", static () => ProviderAuthentication.Body("a\"b"));
        Assert.Throws<ArgumentException>("options", static () => new ModelsLabAdapter(
            Key, new() { KeyInBody = true, Authentication = ProviderAuthentication.Bearer }));
        var e = Assert.Throws<ArgumentException>("options", static () => new OpenAICompatibleAdapter(
            "own", "https://host", Key, new() { DefaultMaxTokens = 0, Headers = Headers(("Host", "h")) }));
        Assert.StartsWith(
            "DefaultMaxTokens is 0; it must be at least 1. Headers['Host'] is a header that the client sets itself.",
            e.Message,
            StringComparison.Ordinal);
    }

    private static string Path(FaultRequest request) => request.Path;

    private static Dictionary<string, string> Headers(params (string Name, string Value)[] headers) =>
        headers.ToDictionary(static header => header.Name, static header => header.Value);
}
