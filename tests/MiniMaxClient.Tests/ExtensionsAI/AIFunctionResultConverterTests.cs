using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.Tests.Support;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;
using AIRole = Microsoft.Extensions.AI.ChatRole;

namespace MiniMaxClient.Tests.ExtensionsAI;

public sealed class AIFunctionResultConverterTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ToToolMessage_SeveralResults_AreSeparateMessages(bool stored)
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync();
        AIMessage[] messages =
        [
            EmulatedChat.CreateUserMessage("Hi"),
            new(AIRole.Assistant,
            [
                new TextContent("I look."),
                .. Enumerable.Range(1, 6).Select(static i => new FunctionCallContent(
                    $"call_{i}", "look", new Dictionary<string, object?> { ["q"] = "a", ["n"] = i, ["none"] = null })),
            ]),
            new(AIRole.Tool,
            [
                new FunctionResultContent("call_1", "21 °C"),
                new FunctionResultContent("call_2", new { Degrees = 21.50m, Sky = (string[])["blue"] }),
                new FunctionResultContent("call_3", null),
                new FunctionResultContent("call_4", Json.Element("""{ "a" : 1 }""")),
                new FunctionResultContent("call_5", 42),
                new FunctionResultContent("call_6", Json.Element("\"text\"")),
            ]),
        ];

        await chat.GetResponseAsync(stored ? EmulatedChat.RoundTripThroughJson(messages).ToArray() : messages);

        JsonElement sent = chat.LastRequestJson.GetProperty("messages");
        Json.AssertEqual(
            """{"id":"call_2","type":"function","function":{"name":"look","arguments":"{\"q\":\"a\",\"n\":2,\"none\":null}"}}""",
            sent[1].GetProperty("tool_calls")[1].GetRawText());
        Assert.Equal("I look.", sent[1].GetProperty("content").GetString());
        Assert.Equal(
            ["21 °C", """{"degrees":21.50,"sky":["blue"]}""", ToolMessage.EmptyResult, """{"a":1}""", "42", "text"],
            sent.EnumerateArray().Skip(2).Select(static message => message.GetProperty("content").GetString()));
        Assert.Equal("call_6", sent[7].GetProperty("tool_call_id").GetString());
    }

    [Fact]
    public async Task ToToolMessage_Exception_DoesNotContainItsMessage()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync();

        await chat.GetResponseAsync(
            EmulatedChat.CreateUserMessage("Hi"),
            new(AIRole.Assistant, [new FunctionCallContent("call_1", "look")]),
            new(AIRole.Tool, [new FunctionResultContent("call_1", null) { Exception = new InvalidOperationException("secret") }]));

        Assert.Equal("Error: the function failed.", chat.LastRequestJson.GetProperty("messages")[2].GetProperty("content").GetString());
        Assert.Equal(
            "{}",
            chat.LastRequestJson.GetProperty("messages")[1].GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString());
    }

    [Fact]
    public async Task ToToolMessage_ResultInAUserMessage_PrecedesTheText()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync();

        await chat.GetResponseAsync(
            EmulatedChat.CreateUserMessage("Hi"),
            new(AIRole.Assistant, [new FunctionCallContent("call_1", "look")]),
            new(AIRole.User, [new TextContent("Go on."), new FunctionResultContent("call_1", "found")]));

        Assert.Equal(
            ["user", "assistant", "tool", "user"],
            chat.LastRequestJson.GetProperty("messages").EnumerateArray().Select(static message => message.GetProperty("role").GetString()));
    }
}
