using System.Text;
using System.Text.Json;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Providers;

/// <summary><see cref="ProviderAdapter.FindError"/> is called for every part of every response.</summary>
public sealed class ErrorFinderTests
{
    private const string Own = """{"ok":false,"why":"quota","wait":7}""";
    private const string OpenAIHalf = """data: {"choices":[{"index":0,"delta":{"content":"Hel"}}]}""" + "\n\n";

    private const string AnthropicHalf =
        """
        data: {"type":"message_start","message":{"id":"m","type":"message","role":"assistant","content":[]}}

        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hel"}}


        """;

    private static readonly ChatCompletionRequest Request = new()
    {
        Model = MiniMaxModels.M2,
        Messages = [ChatMessage.User("Hi")],
    };

    private readonly CancellationToken _token = TestTimeouts.Token;

    /// <summary>The protocol, the kind of call, the status and the body with the error.</summary>
    public static TheoryData<string, string, int, string> Places { get; } = new()
    {
        { "openai", "complete", 400, Own },
        { "openai", "complete", 200, Own },
        { "openai", "complete", 200, "[" + Own + "]" },
        { "openai", "complete", 200, "\"quota\"" },
        { "openai", "complete", 200, "quota" },
        { "openai", "complete", 200, "data: " + Own + "\n\n" },
        { "openai", "complete", 200, """{"choices":[{"message":{"role":"assistant","content":""}}],"ok":false,"why":"quota"}""" },
        { "openai", "stream", 400, Own },
        { "openai", "stream", 200, "data: " + Own + "\n\n" },
        { "openai", "stream", 200, OpenAIHalf + "data: " + Own + "\n\n" },
        { "openai", "stream", 200, OpenAIHalf + "event: error\ndata: " + Own + "\n\n" },
        { "openai", "stream", 200, OpenAIHalf + "data: [" + Own + "]\n\n" },
        { "openai", "stream", 200, OpenAIHalf + "data: quota\n\n" },
        { "openai", "stream", 200, OpenAIHalf + "data: \"quota\"\n\n" },
        { "openai", "stream", 200, OpenAIHalf + "quota\n\n" },
        { "openai", "stream", 200, OpenAIHalf + Own + "\n\n" },
        {
            "openai", "stream", 200,
            """data: {"choices":[{"index":0,"delta":{"content":"Hel"}}],"ok":false,"why":"quota"}""" + "\n\n"
        },
        { "openai", "list", 400, Own },
        { "openai", "list", 200, Own },
        { "openai", "list", 200, """{"data":[],"ok":false,"why":"quota"}""" },
        { "anthropic", "complete", 400, Own },
        { "anthropic", "complete", 200, Own },
        { "anthropic", "stream", 200, AnthropicHalf + "data: " + Own + "\n\n" },
        { "anthropic", "stream", 200, AnthropicHalf + "data: quota\n\n" },
        { "anthropic", "list", 200, Own },
        { "anthropic", "count", 400, Own },
        { "anthropic", "count", 200, Own },
        { "anthropic", "count", 200, "quota" },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public async Task FindError_ErrorFormatOfAdapter_IsRecognizedInEveryPart(
        string protocol, string call, int status, string body)
    {
        bool isStream = call == "stream" && status == 200;
        await using var server = FaultServer.Start(
            ServerScript.Respond(status, isStream ? "text/event-stream" : "application/json", body));
        using ChatCompletionsClient client = Client(Adapter(protocol, server.BaseAddress));

        var e = await Assert.ThrowsAsync<MiniMaxInsufficientCreditsException>(() => CallAsync(client, call));

        Assert.Equal(("own", status, "quota"), (e.Provider, e.StatusCode, e.ProviderCode));
        Assert.Contains("The quota is used up.", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("complete")]
    [InlineData("list")]
    public async Task FindError_ReturnsNull_ErrorStatusIsStillAnError(string call)
    {
        const string body = """{"error":{"message":"m","code":"ignored"},"choices":[{"message":{"content":"Hi"}}],"data":[]}""";
        await using var server = FaultServer.Start(ServerScript.Json(200, body), ServerScript.Json(500, body));
        using ChatCompletionsClient client = Client(Adapter("openai", server.BaseAddress));

        await CallAsync(client, call);
        await Assert.ThrowsAsync<MiniMaxServerException>(() => CallAsync(client, call));
    }

    [Theory]
    [InlineData("complete")]
    [InlineData("list")]
    [InlineData("count")]
    public async Task FindError_ErrorWithStatus200_HasRetryAfterOfTheHeaders(string call)
    {
        await using var server = FaultServer.Start(
            ServerScript.Json(200, """{"error":{"message":"slow","code":429}}""", "Retry-After: 77"));
        using ChatCompletionsClient client = Client(new AnthropicCompatibleAdapter("own", server.BaseAddress, "key-1"));

        var e = await Assert.ThrowsAsync<MiniMaxRateLimitException>(() => CallAsync(client, call));

        Assert.Equal(TimeSpan.FromSeconds(77), e.RetryAfter);
    }

    private static ChatCompletionsClient Client(ProviderAdapter adapter) =>
        new(adapter, new() { Resilience = ResilienceOptions.None });

    private static ProviderAdapter Adapter(string protocol, Uri address) =>
        protocol == "openai" ? new OwnAdapter(address) : new OwnMessagesAdapter(address);

    private async Task CallAsync(ChatCompletionsClient client, string call)
    {
        await (call switch
        {
            "complete" => client.CompleteAsync(Request, _token),
            "stream" => client.StreamAsync(Request, _token).ToCompletionAsync(_token),
            "list" => client.ListModelsAsync(_token),
            _ => (Task)client.CountTokensAsync(Request, _token),
        });
    }

    private static ProviderError? Find(in ResponsePart part)
    {
        JsonElement json = part.ReadJson();
        if (json.ValueKind == JsonValueKind.Array)
            json = json[0];
        bool isOwn = json.ValueKind == JsonValueKind.Object
            ? json.TryGetProperty("ok", out JsonElement ok) && ok.ValueKind == JsonValueKind.False
            : Encoding.UTF8.GetString(part.Content).Trim('"') == "quota";
        if (isOwn)
            return new() { Message = "The quota is used up.", Code = "quota", Kind = ProviderErrorKind.InsufficientCredits };
        return part.Error is { Code: "ignored" } ? null : part.Error;
    }

    [Theory]
    [InlineData(400, Own)]
    [InlineData(200, Own)]
    [InlineData(200, "data: " + Own + "\n\n")]
    public async Task FindError_Throws_ThrowsInvalidResponseExceptionWithoutItsMessage(int status, string body)
    {
        await using var server = FaultServer.Start(ServerScript.Json(status, body));
        using var client = new ChatCompletionsClient(
            new ThrowingAdapter(server.BaseAddress), new() { Resilience = ResilienceOptions.None });

        foreach (Func<Task> call in (Func<Task>[])
            [
                () => client.CompleteAsync(Request, _token),
                () => client.StreamAsync(Request, _token).ToCompletionAsync(_token),
            ])
        {
            var e = await Assert.ThrowsAsync<MiniMaxInvalidResponseException>(call);
            Assert.Contains("FindError threw InvalidOperationException", e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("quota", e.ToString(), StringComparison.Ordinal);
        }
    }

    private sealed class ThrowingAdapter(Uri endpoint) : OpenAICompatibleAdapter("own", endpoint, "key-1")
    {
        protected override ProviderError? FindError(in ResponsePart part) =>
            throw new InvalidOperationException("Unexpected: " + Encoding.UTF8.GetString(part.Content));
    }

    private sealed class OwnAdapter(Uri endpoint) : OpenAICompatibleAdapter("own", endpoint, "key-1")
    {
        protected override ProviderError? FindError(in ResponsePart part) => Find(part);
    }

    private sealed class OwnMessagesAdapter(Uri endpoint) : AnthropicCompatibleAdapter("own", endpoint, "key-1")
    {
        protected override ProviderError? FindError(in ResponsePart part) => Find(part);
    }
}
