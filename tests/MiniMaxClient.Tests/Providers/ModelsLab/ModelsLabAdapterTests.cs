using System.Text.Json;
using MiniMaxClient.Tests.Agents;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Providers.ModelsLab;

/// <summary>The pages of ModelsLab differ on the key header and the format of content; requests satisfy both.</summary>
public sealed class ModelsLabAdapterTests
{
    private const string Key = "key-of-modelslab";

    private static readonly ChatCompletionRequest Request =
        new() { Model = MiniMaxModels.M2, Messages = [ChatMessage.User(["a", "b"])], MaxTokens = 9 };

    [Theory]
    [InlineData("modelslab, messages", true)]
    [InlineData("modelslab", false)]
    public async Task Chat_MessagesEndpoint_SendsTheKeyInBothHeaders(string provider, bool both)
    {
        foreach (bool stream in (bool[])[false, true])
        {
            await using FaultServer server = FaultServer.Start((_, sent) => SampleResponse.ForProvider(provider).ToScript(sent));
            using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, provider, Key));
            await Client.EmulatedClient.CompletePromptAsync(client, stream, Request, TestTimeouts.Token);

            FaultRequest sent = Assert.Single(server.Requests);
            Assert.Equal("Bearer " + Key, sent.Headers["Authorization"]);
            Assert.Equal(both ? Key : null, sent.Headers.GetValueOrDefault("x-api-key"));
        }
    }

    [Theory]
    [InlineData("modelslab")]
    [InlineData("modelslab, key in the body")]
    [InlineData("modelslab, messages")]
    public async Task ModelListAndTokenCount_AnyOptions_SendTheKeyInBothHeaders(string provider)
    {
        await using FaultServer server = FaultServer.Start(
            ServerScript.Json(200, """{"object":"list","data":[]}"""), ServerScript.Json(200, """{"input_tokens":3}"""));
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, provider, Key));

        await client.ListModelsAsync(TestTimeouts.Token);
        await client.CountTokensAsync(Request, TestTimeouts.Token);

        Assert.Equal(
            ["/api/v7/llm/v1/models", "/api/v7/llm/v1/messages/count_tokens"], server.Requests.Select(static sent => sent.Path));
        Assert.All(server.Requests, static sent =>
        {
            Assert.Equal("Bearer " + Key, sent.Headers["Authorization"]);
            Assert.Equal(Key, sent.Headers["x-api-key"]);
        });
    }

    [Fact]
    public async Task OtherProviders_Chat_SendOneKeyHeader()
    {
        foreach (string provider in (string[])["aimlapi", "runapi", "openai", "anthropic"])
            Assert.False((await SentRequest.SendAsync(provider, Request)).Headers.ContainsKey("x-api-key"));
    }

    [Theory]
    [InlineData("modelslab")]
    [InlineData("modelslab, key in the body")]
    [InlineData("modelslab, messages")]
    public async Task Content_TextPartsOnly_IsOneString(string provider)
    {
        FaultRequest sent = await SentRequest.SendAsync(provider, Request with
        {
            Messages =
            [
                ChatMessage.System(["S", "1"]), ChatMessage.User(["a", "b"]),
                new AssistantMessage { Content = MessageContent.Create(["c", "d"]) }, ChatMessage.User("e"),
                SentRequest.Call("{}"), ChatMessage.Tool("t1", ["f", "g"]),
            ],
        });

        string text = sent.Text;
        Assert.Contains("""{"role":"user","content":"ab"},{"role":"assistant","content":"cd"},{"role":"user","content":"e"}""", text, StringComparison.Ordinal);
        Assert.Contains(
            provider == "modelslab, messages"
                ? """{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"fg"}]}"""
                : """{"role":"tool","tool_call_id":"t1","content":"fg"}""",
            text,
            StringComparison.Ordinal);
        Assert.Contains(
            provider == "modelslab, messages" ? "\"system\":\"S1\"" : """{"role":"system","content":"S1"}""",
            text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Content_ReasoningOrAdditionalProperties_IsSentAsParts()
    {
        var marked = new TextPart
        {
            Text = "a",
            AdditionalProperties = new Dictionary<string, JsonElement> { ["cache_control"] = Json.Element("""{"type":"ephemeral"}""") },
        };
        FaultRequest sent = await SentRequest.SendAsync("modelslab, messages", Request with
        {
            Messages =
            [
                ChatMessage.User([marked]), new AssistantMessage { Content = "b", ReasoningContent = "Hm." }, ChatMessage.User("c"),
            ],
        });

        Assert.Equal(
            """[{"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}}]},{"role":"assistant","content":[{"type":"thinking","thinking":"Hm.","signature":""},{"type":"text","text":"b"}]},{"role":"user","content":"c"}]""",
            sent.Json.GetProperty("messages").GetRawText());
    }

    [Fact]
    public async Task ResponseFormat_JsonSchema_IsRejectedBeforeSending()
    {
        foreach (string provider in (string[])["modelslab", "modelslab, key in the body"])
        {
            Assert.Equal(
                [
                    new()
                    {
                        Path = "$.response_format.type",
                        Message = "'json_schema' is not supported; supported: text, json_object (source: ModelsLab's LLM API pages)",
                    },
                ],
                await SentRequest.RejectAsync(
                    provider, Request with { ResponseFormat = ResponseFormat.ForSchema("guest", Json.Element("""{"type":"object"}""")) }));
        }
    }

    [Fact]
    public async Task ResponseFormat_JsonObject_IsSent() => Assert.Equal(
        """{"model":"minimax-minimax-m2","messages":[{"role":"user","content":"ab"}],"max_tokens":9,"response_format":{"type":"json_object"}}""",
        (await SentRequest.SendAsync("modelslab", Request with { ResponseFormat = ResponseFormat.JsonObject })).Text);

    [Fact]
    public async Task StructuredOutput_AutoMode_UsesJsonObject()
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Json(
            200,
            """{"choices":[{"index":0,"message":{"role":"assistant","content":"{\"name\":\"Ada\",\"age\":36}"},"finish_reason":"stop"}]}"""));
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, "modelslab", Key));

        Guest guest = await client.CompleteAsync(
            Request, StructuredOutputJson.Default.Guest, cancellationToken: TestTimeouts.Token);

        Assert.Equal(new Guest("Ada", 36), guest);
        JsonElement sent = Assert.Single(server.Requests).Json;
        Assert.Equal("""{"type":"json_object"}""", sent.GetProperty("response_format").GetRawText());
        Assert.False(sent.TryGetProperty("tools", out _));
    }
}
