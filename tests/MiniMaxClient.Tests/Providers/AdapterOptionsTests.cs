using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Providers;

/// <summary>The authentication, the headers and the path of an adapter, as they are sent with each kind of request.</summary>
public sealed class AdapterOptionsTests
{
    private const string Key = "Zq7Xw9Kd3Rt5Yv1B";

    private static readonly ChatCompletionRequest Request = new()
    {
        Model = MiniMaxModels.M2,
        Messages = [ChatMessage.User("Hi")],
    };

    private readonly CancellationToken _token = TestTimeouts.Token;

    /// <summary>Authentications, and the header that each sends.</summary>
    public static TheoryData<string, string?, string?> Authentications { get; } = new()
    {
        { "Bearer", "Authorization", "Bearer " + Key },
        { "api-key", "api-key", Key },
        { "Ocp-Apim-Subscription-Key", "Ocp-Apim-Subscription-Key", Key },
        { "Authorization", "Authorization", Key },
        { "Authorization Token", "Authorization", "Token " + Key },
        { "None", null, null },
    };

    [Fact]
    public void Authentication_WithoutAKey_IsRejected()
    {
        var options = new CompatibleAdapterOptions { Authentication = ProviderAuthentication.Header("api-key") };

        Assert.Throws<ArgumentException>("options", () => new OpenAICompatibleAdapter("own", "https://host.example", null, options));
        Assert.NotNull(new OpenAICompatibleAdapter(
            "own", "https://host.example", null, options with { Authentication = ProviderAuthentication.None }));
    }

    [Fact]
    public void ToString_OfOptions_LeavesOutTheQueryOfTheAddress()
    {
        var options = new ModelsLabAdapterOptions { BaseAddress = new Uri("https://host.example/v7?key=" + Key), KeyInBody = true };

        Assert.Contains("BaseAddress = https://host.example/v7, ", options.ToString(), StringComparison.Ordinal);
        Assert.Contains("KeyInBody = True", options.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Key, options.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("body", "Authorization")]
    [InlineData("modelslab", "x-api-key")]
    public void Header_InThePlaceOfTheKey_IsRejected(string kind, string header)
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

    [Theory]
    [InlineData("model")]
    [InlineData("messages")]
    [InlineData("tools")]
    public void Body_WithTheNameOfAField_IsRejected(string property) =>
        Assert.Throws<ArgumentException>(nameof(property), () => ProviderAuthentication.Body(property));

    [Theory]
    [MemberData(nameof(Authentications))]
    public async Task Authentication_ByAHeader_IsThatOfEveryKindOfRequest(string kind, string? header, string? value)
    {
        ProviderAuthentication authentication = kind switch
        {
            "Bearer" => ProviderAuthentication.Bearer,
            "None" => ProviderAuthentication.None,
            _ => ProviderAuthentication.Header(kind.Split(' ')[0], kind.Contains(' ') ? kind.Split(' ')[1] : null),
        };
        IReadOnlyList<FaultRequest> sent = await SendAllAsync(
            server => new AnthropicCompatibleAdapter("own", server.BaseAddress, Key, new() { Authentication = authentication }));

        Assert.Equal(["/v1/messages", "/v1/messages", "/v1/models", "/v1/messages/count_tokens"], sent.Select(Path));
        foreach (FaultRequest request in sent)
        {
            (string, string)[] credentials =
            [
                .. request.Headers.Where(static one => one.Value.Contains(Key, StringComparison.Ordinal))
                    .Select(static one => (one.Key, one.Value)),
            ];
            Assert.Equal(header is null ? [] : [(header, value!)], credentials);
            Assert.DoesNotContain(Key, request.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Authentication_InTheBody_IsInThatOfTheChatAndABearerTokenElsewhere(bool isAnthropic)
    {
        var options = new CompatibleAdapterOptions { Authentication = ProviderAuthentication.Body("api_key") };
        IReadOnlyList<FaultRequest> sent = await SendAllAsync(server => isAnthropic
            ? new AnthropicCompatibleAdapter("own", server.BaseAddress, Key, options)
            : new OpenAICompatibleAdapter("own", server.BaseAddress, Key, options));

        Assert.StartsWith($$"""{"api_key":"{{Key}}","model":"MiniMax-M2",""", sent[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Authorization", sent[0].Headers.Keys);
        Assert.All(sent.Skip(2), static one => Assert.Equal("Bearer " + Key, one.Headers["Authorization"]));
    }

    [Fact]
    public async Task Headers_AreSentWithEveryKindOfRequest()
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
    public async Task Options_OfAKnownProvider_ApplyToItsRequests(string provider)
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
        Assert.All(sent, static one =>
        {
            Assert.Equal(("g", Key), (one.Headers["X-Gateway"], one.Headers["X-Gateway-Key"]));
            Assert.DoesNotContain("Authorization", one.Headers.Keys);
            Assert.DoesNotContain("x-api-key", one.Headers.Keys);
        });
    }

    [Fact]
    public async Task Header_OfTheCall_ReplacesThatOfTheOptions()
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
    public async Task Header_OfTheCallThatWouldReplaceTheKey_IsRejectedBeforeItIsSent(string name)
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
    public async Task ChatPath_OfItsOwn_IsThePathOfTheChatAloneWithTheQuery()
    {
        await using var server = FaultServer.Start(Answer);
        using var client = new ChatCompletionsClient(new OpenAICompatibleAdapter(
            "own", new Uri(server.BaseAddress, "base?api-version=1"), Key, new() { ChatPath = "/v2/llm/generate" }));

        await client.CompleteAsync(Request, _token);
        await client.ListModelsAsync(_token);

        Assert.Equal(
            ["/base/v2/llm/generate?api-version=1", "/base/models?api-version=1"], server.Requests.Select(static one => one.Path));
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
    public void ChatPath_ThatIsNone_IsRejected(string path)
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
    public void Headers_ThatCannotBeSent_AreRejectedAndNotShown(string name, string value, string problem)
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

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a:b")]
    [InlineData("Host")]
    [InlineData("Content-Type")]
    [InlineData("a\r\nb")]
    public void AuthenticationHeader_ThatIsNone_IsRejected(string name) =>
        Assert.Throws<ArgumentException>(nameof(name), () => ProviderAuthentication.Header(name));

    [Fact]
    public void Authentication_ThatCannotBe_IsRejected()
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

    [Fact]
    public async Task PreparedRequest_IsThatOfEveryKind()
    {
        IReadOnlyList<FaultRequest> sent = await SendAllAsync(static server => new SigningAdapter(server.BaseAddress));

        Assert.Equal(4, sent.Count);
        Assert.All(sent, static one => Assert.Equal($"{one.Method} {one.Path}", one.Headers["X-Signed"]));
    }

    private static string Path(FaultRequest request) => request.Path;

    private static Dictionary<string, string> Headers(params (string Name, string Value)[] headers) =>
        headers.ToDictionary(static header => header.Name, static header => header.Value);

    private static ServerScript Answer(int index, FaultRequest request) =>
        request.Path.Contains("models", StringComparison.Ordinal) ? ServerScript.Json(200, """{"data":[{"id":"m"}]}""")
        : request.Path.Contains("count_tokens", StringComparison.Ordinal) ? ServerScript.Json(200, """{"input_tokens":3}""")
        : (request.Path.EndsWith("messages", StringComparison.Ordinal) ? SampleResponse.Anthropic : SampleResponse.OpenAI)
            .ToScript(request);

    /// <summary>Sends a chat request, plain and streamed, a model list and, where there is one, a token count.</summary>
    private async Task<IReadOnlyList<FaultRequest>> SendAllAsync(Func<FaultServer, ProviderAdapter> create)
    {
        await using var server = FaultServer.Start(Answer);
        ProviderAdapter adapter = create(server);
        using var client = new ChatCompletionsClient(adapter);
        await client.CompleteAsync(Request, _token);
        await client.StreamAsync(Request, _token).ToCompletionAsync(_token);
        await client.ListModelsAsync(_token);
        if (adapter is not (AimlApiAdapter or OpenAICompatibleAdapter))
            await client.CountTokensAsync(Request, _token);
        return server.Requests;
    }

    private sealed class SigningAdapter(Uri endpoint)
        : AnthropicCompatibleAdapter("own", endpoint, Key, new() { Authentication = ProviderAuthentication.None })
    {
        protected override ProviderRequest PrepareRequest(ProviderRequest request) => request with
        {
            Headers = new Dictionary<string, string>(request.Headers)
            {
                ["X-Signed"] = $"{request.Method} {request.Uri.PathAndQuery}",
            },
        };
    }
}
