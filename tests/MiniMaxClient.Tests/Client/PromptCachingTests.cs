using System.Text.Json;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>Requests with markers of the prompt cache, over a socket.</summary>
public sealed class PromptCachingTests
{
    private static readonly CacheControl Marker = CacheControl.Ephemeral;

    private readonly CancellationToken _token = TestTimeouts.Token;

    public static TheoryData<string> MarkerProviders { get; } = ["anthropic", "minimax, messages", "modelslab, messages"];

    public static TheoryData<string> OtherProviders { get; } =
        [.. Adapters.AllNames.Except(["anthropic", "minimax, messages", "modelslab, messages"])];

    private static ChatCompletionRequest Request { get; } = new()
    {
        Model = MiniMaxModels.M3_1_Flash,
        MaxTokens = 100,
        Tools =
        [
            Tool.FromFunction("f"),
            Tool.FromFunction("g", "Does g.", JsonElement.Parse("""{"type":"object","properties":{}}""")) with
            {
                CacheControl = Marker,
            },
        ],
        Messages =
        [
            ChatMessage.System("Be brief."),
            ChatMessage.System("Answer in French.") with { CacheControl = Marker },
            ChatMessage.User(["First.", ContentPart.FromText("Second.") with { CacheControl = Marker }, "Third."]),
            new AssistantMessage
            {
                Content = "I call g.",
                ToolCalls = [new FunctionToolCall { Id = "call_1", Function = new() { Name = "g", Arguments = "{}" } }],
            },
            ChatMessage.Tool("call_1", "42") with { CacheControl = Marker },
            ChatMessage.User("Go on."),
        ],
    };

    [Theory]
    [MemberData(nameof(MarkerProviders))]
    public async Task CompleteAsync_MarkersInTheAnthropicStyle_AreSentWithTheirBlocks(string provider)
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Json(200, SampleResponse.Anthropic.Body));
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, provider));

        await client.CompleteAsync(Request with { Model = GetModel(provider) }, _token);

        JsonElement body = server.Requests[0].Json;
        Assert.Equal(
            """
            [{"name":"f","input_schema":{"type":"object","properties":{}}},{"name":"g","description":"Does g.","input_schema":{"type":"object","properties":{}},"cache_control":{"type":"ephemeral"}}]
            """,
            body.GetProperty("tools").GetRawText());
        Assert.Equal(
            """[{"type":"text","text":"Be brief."},{"type":"text","text":"Answer in French.","cache_control":{"type":"ephemeral"}}]""",
            body.GetProperty("system").GetRawText());
        Assert.Equal(
            """
            {"role":"user","content":[{"type":"text","text":"First."},{"type":"text","text":"Second.","cache_control":{"type":"ephemeral"}},{"type":"text","text":"Third."}]}
            """,
            body.GetProperty("messages")[0].GetRawText());
        Assert.Equal(
            """{"role":"assistant","content":[{"type":"text","text":"I call g."},{"type":"tool_use","id":"call_1","name":"g","input":{}}]}""",
            body.GetProperty("messages")[1].GetRawText());
        Assert.Equal(
            """
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","content":"42","cache_control":{"type":"ephemeral"}}]}
            """,
            body.GetProperty("messages")[2].GetRawText());
    }

    [Theory]
    [MemberData(nameof(OtherProviders))]
    public async Task CompleteAsync_ProviderWithoutMarkers_RemovesThemWithOneWarning(string provider)
    {
        using var log = new RecordingLoggerFactory();
        SampleResponse sample = SampleResponse.ForProvider(provider);
        await using FaultServer server = FaultServer.Start((_, _) => ServerScript.Json(200, sample.Body));
        using var client = new ChatCompletionsClient(
            Adapters.ForAddress(server.BaseAddress, provider), new() { LoggerFactory = log, PromptCaching = PromptCaching.Automatic });
        ChatCompletionRequest request = new()
        {
            Model = GetModel(provider),
            Messages =
            [
                ChatMessage.System("Be brief.") with { CacheControl = Marker },
                ChatMessage.User([.. Enumerable.Repeat(ContentPart.FromText("Hi") with { CacheControl = Marker }, 5)]),
            ],
        };

        await client.CompleteAsync(request, _token);
        await client.CompleteAsync(request, _token);

        Assert.All(server.Requests, static one => Assert.DoesNotContain("cache_control", one.Text, StringComparison.Ordinal));
        Assert.Single(log.Messages, static message => message.Contains("cache_control", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CompleteAsync_MessageMarkers_AreOnTheLastBlockOfTheMessage()
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Json(200, SampleResponse.Anthropic.Body));
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, "minimax, messages"));

        await client.CompleteAsync(
            Request with
            {
                Tools = null,
                Messages =
                [
                    ChatMessage.User(
                        ["Look.", ContentPart.FromImage(new Uri("https://example.com/a.png"))]) with { CacheControl = Marker },
                    new AssistantMessage { Content = "Seen.", ReasoningContent = "A cat.", CacheControl = Marker },
                    ChatMessage.User([ContentPart.FromVideo(new Uri("https://example.com/a.mp4")) with { CacheControl = Marker }]),
                    new AssistantMessage
                    {
                        ToolCalls = [new FunctionToolCall { Id = "c", Function = new() { Name = "f", Arguments = "{}" } }],
                        CacheControl = Marker,
                    },
                    ChatMessage.Tool("c", "1"),
                ],
            },
            _token);

        Assert.Equal(
            """
            [{"role":"user","content":[{"type":"text","text":"Look."},{"type":"image","source":{"type":"url","url":"https://example.com/a.png"},"cache_control":{"type":"ephemeral"}}]},{"role":"assistant","content":[{"type":"thinking","thinking":"A cat.","signature":""},{"type":"text","text":"Seen.","cache_control":{"type":"ephemeral"}}]},{"role":"user","content":[{"type":"video","source":{"type":"url","url":"https://example.com/a.mp4"},"cache_control":{"type":"ephemeral"}}]},{"role":"assistant","content":[{"type":"tool_use","id":"c","name":"f","input":{},"cache_control":{"type":"ephemeral"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"c","content":"1"}]}]
            """,
            server.Requests[0].Json.GetProperty("messages").GetRawText());
    }

    [Theory]
    [InlineData(PromptCaching.Automatic, null, true)]
    [InlineData(PromptCaching.Manual, PromptCaching.Automatic, true)]
    [InlineData(PromptCaching.Automatic, PromptCaching.Manual, false)]
    [InlineData(PromptCaching.Manual, null, false)]
    public async Task CompleteAsync_Automatic_MarksTheStablePrompt(PromptCaching ofClient, PromptCaching? ofRequest, bool expected)
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Json(200, SampleResponse.Anthropic.Body));
        using var client = new ChatCompletionsClient(
            Adapters.ForAddress(server.BaseAddress, "minimax, messages"), new() { PromptCaching = ofClient });

        await client.CompleteAsync(
            new ChatCompletionRequest
            {
                Model = MiniMaxModels.M3_1_Flash,
                Messages = [ChatMessage.System("Be brief."), ChatMessage.User("Hi"), ChatMessage.Assistant("Hello"), ChatMessage.User("?")],
                Options = new() { PromptCaching = ofRequest },
            },
            _token);

        string marker = expected ? ""","cache_control":{"type":"ephemeral"}""" : "";
        Assert.Contains($$"""{"type":"text","text":"Hello"{{marker}}}""", server.Requests[0].Text, StringComparison.Ordinal);
        Assert.Equal(expected ? 3 : 1, server.Requests[0].Text.Split("cache_control").Length);
    }

    [Fact]
    public async Task CompleteAsync_FiveMarkers_ThrowsBeforeAnythingIsSent()
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Json(200, SampleResponse.Anthropic.Body));
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, "minimax, messages"));

        var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => client.CompleteAsync(
            Request with
            {
                Messages = [ChatMessage.User([.. Enumerable.Repeat(ContentPart.FromText("Hi") with { CacheControl = Marker }, 4)])],
            },
            _token));

        Assert.Equal("$.messages[0].content[3].cache_control", Assert.Single(e.Problems).Path);
        Assert.Empty(server.Requests);
    }

    private static string GetModel(string provider) => provider switch
    {
        "minimax" or "minimax, messages" or "aimlapi" => MiniMaxModels.M3_1_Flash,
        _ => MiniMaxModels.M2,
    };
}
