using Microsoft.Extensions.AI;
using MiniMaxClient.Testing;
using AIRole = Microsoft.Extensions.AI.ChatRole;

namespace MiniMaxClient.Tests.ExtensionsAI;

public sealed class AIAssistantMessageConverterTests
{
    [Fact]
    public async Task ToAssistantMessage_ReasoningOfAnotherClient_IsInThinkTags()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync();

        await chat.GetResponseAsync(
            EmulatedChat.CreateUserMessage("Hi"),
            new(AIRole.Assistant,
            [
                new TextReasoningContent("One. "), new TextReasoningContent("Two.") { ProtectedData = "another's" }, new TextContent("Hello"),
            ]),
            EmulatedChat.CreateUserMessage("And?"));

        Assert.Equal(
            "<think>\nOne. Two.\n</think>\n\nHello", chat.LastRequestJson.GetProperty("messages")[1].GetProperty("content").GetString());
    }

    [Fact]
    public async Task ToAssistantMessage_CallWithInvalidJson_HasEmptyArguments()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(Reply.ToolCall("look", """{"q":""", "call_1"), Reply.Text("Fine."));
        ChatResponse response = await chat.GetResponseAsync(EmulatedChat.CreateUserMessage("Hi"));

        await chat.GetResponseAsync(
            [EmulatedChat.CreateUserMessage("Hi"), .. response.Messages, new(AIRole.Tool, [new FunctionResultContent("call_1", "Error: no JSON.")])]);

        Assert.Equal(
            "{}",
            chat.LastRequestJson.GetProperty("messages")[1].GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString());
    }
}
