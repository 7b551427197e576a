using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;

namespace MiniMaxClient.Tests.ExtensionsAI;

/// <summary>The text of structured output as the app sees it, over raw responses and raw streams.</summary>
public sealed class StructuredOutputTextFilterTests
{
    private const string Ada = """{"name":"Ada","born":1815}""";
    private const string Escaped = """{\"name\":\"Ada\",\"born\":1815}""";

    private const string StreamedText =
        $$$"""
        data: {"id":"1","choices":[{"index":0,"delta":{"role":"assistant","content":"<think>\nA {b}.\n</think>\n\nSo, [1]:\n```json\n{\"name\":"}}]}

        data: {"id":"1","choices":[{"index":0,"delta":{"content":"\"Ada\",\"born\":1815}\n```"},"finish_reason":"stop"}]}

        data: [DONE]


        """;

    private const string StreamedCall =
        """
        event: message_start
        data: {"type":"message_start","message":{"id":"m1","type":"message","role":"assistant","content":[],"model":"m","usage":{"input_tokens":1,"output_tokens":1}}}

        event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"c1","name":"answer","input":{}}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"name\":\"Ada\","}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"\"born\":1815}"}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":0}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":5}}

        event: message_stop
        data: {"type":"message_stop"}


        """;

    private readonly CancellationToken _token = TestTimeouts.Token;

    [Theory]
    [InlineData($$"""{"role":"assistant","content":"{{Escaped}}"}""", Ada)]
    [InlineData($$"""{"role":"assistant","content":"As [1] and {you} say:\n```json\n{{Escaped}}\n```\nBye {x}."}""", Ada)]
    [InlineData($$"""{"role":"assistant","content":"<think>A {b}.</think>{{Escaped}}"}""", Ada)]
    [InlineData($$"""{"role":"assistant","content":null,"reasoning_content":"{{Escaped}}"}""", Ada)]
    [InlineData($$"""{"role":"assistant","content":"","reasoning_content":"A {\"draft\":1}, so {{Escaped}}."}""", Ada)]
    [InlineData("""{"role":"assistant","content":"I cannot."}""", "I cannot.")]
    [InlineData("""{"role":"assistant","content":"","reasoning_content":"Hm."}""", "")]
    public async Task FilterTextDelta_Text_ReturnsOnlyTheJson(string message, string expected)
    {
        await using var server = FaultServer.Start(ServerScript.Json(200,
            $$$"""{"id":"1","choices":[{"index":0,"message":{{{message}}},"finish_reason":"stop"}]}"""));
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, "openai"));
        IChatClient chat = client.AsIChatClient("m");

        foreach (bool isStreamed in (bool[])[false, true])
        {
            ChatResponse response = isStreamed
                ? await chat.GetStreamingResponseAsync("Who?", Options, _token).ToChatResponseAsync(_token)
                : await chat.GetResponseAsync("Who?", Options, _token);
            Assert.Equal(expected, response.Text);
        }
    }

    [Theory]
    [InlineData("openai", StreamedText)]
    [InlineData("anthropic", StreamedCall)]
    public Task FilterTextDelta_AnyDelivery_ReturnsOnlyTheJson(string provider, string stream) =>
        DeliveryMatrix.ForEachAsync(stream, async delivery =>
        {
            using var handler = new StubHandler(() => new StreamContent(delivery.Open()));
            using var http = new HttpClient(handler);
            using var client = new ChatCompletionsClient(Adapters.ForAddress(new("https://localhost"), provider), http);

            ChatResponse response = await client.AsIChatClient("m")
                .GetStreamingResponseAsync("Who?", Options, _token).ToChatResponseAsync(_token);

            Assert.Equal(Ada, response.Text);
            Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        });

    // The text around the JSON is the model's, and the call is not one of the app's tools.
    [Theory]
    [InlineData("openai", false)]
    [InlineData("openai", true)]
    [InlineData("anthropic", false)]
    [InlineData("anthropic", true)]
    public async Task Message_InTheNextRequest_IsTheOriginal(string provider, bool isStreamed)
    {
        ServerScript[] scripts = provider == "openai"
            ? [ServerScript.Stream(StreamedText)]
            : [ServerScript.Stream(StreamedCall)];
        await using var server = FaultServer.Start(scripts);
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, provider));
        IChatClient chat = client.AsIChatClient("m");
        ChatResponse response = await chat.GetStreamingResponseAsync("Who?", Options, _token).ToChatResponseAsync(_token);
        List<AIMessage> history = [EmulatedChat.CreateUserMessage("Who?"), .. response.Messages, EmulatedChat.CreateUserMessage("And?")];

        await chat.GetStreamingResponseAsync(isStreamed ? EmulatedChat.RoundTripThroughJson(history) : history, null, _token)
            .ToChatResponseAsync(_token);

        JsonElement sent = server.Requests[1].Json.GetProperty("messages")[1];
        Assert.Equal("assistant", sent.GetProperty("role").GetString());
        if (provider == "openai")
        {
            Assert.Equal(
                $"<think>\nA {{b}}.\n</think>\n\nSo, [1]:\n```json\n{Ada}\n```", sent.GetProperty("content").GetString());
        }
        else
        {
            JsonElement block = Assert.Single(sent.GetProperty("content").EnumerateArray());
            Assert.Equal(("text", Ada), (block.GetProperty("type").GetString(), block.GetProperty("text").GetString()));
        }
    }

    private static ChatOptions Options => new()
    {
        ResponseFormat = ChatResponseFormat.ForJsonSchema(Json.Element(
            """{"type":"object","properties":{"name":{"type":"string"},"born":{"type":"integer"}},"required":["name","born"]}""")),
    };
}
