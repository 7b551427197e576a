using Microsoft.Extensions.AI;
using MiniMaxClient.Testing;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;
using AIRole = Microsoft.Extensions.AI.ChatRole;

namespace MiniMaxClient.Tests.ExtensionsAI;

public sealed class FunctionCallConverterTests
{
    [Theory]
    [InlineData("""{"q":""")]
    [InlineData("[1]")]
    public async Task Call_WithArgumentsThatAreNoObject_TellsSoAndKeepsThem(string arguments)
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(Reply.ToolCall("look", arguments, "call_1"));

        ChatResponse answer = await chat.GetResponseAsync(EmulatedChat.CreateUserMessage("Hi"));

        FunctionCallContent call = Assert.Single(answer.Messages[0].Contents.OfType<FunctionCallContent>());
        Assert.Equal("The arguments of the call are not a JSON object.", call.Exception!.Message);
        Assert.Null(call.Arguments);
        Assert.Equal(arguments, call.AdditionalProperties!["arguments"]);
        Assert.Equal(arguments, Assert.IsType<FunctionToolCall>(call.RawRepresentation).Function.Arguments);
    }

    [Fact]
    public async Task Call_WithoutArguments_HasNone()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(WireResponse.CreateReply(
            """{"content":"","tool_calls":[{"id":"call_1","type":"function","function":{"name":"look","arguments":""}}]}"""));

        ChatResponse answer = await chat.GetResponseAsync(new ChatOptions { Tools = [AIFunctionFactory.Create(() => "seen", "look")] });

        FunctionCallContent call = Assert.Single(answer.Messages[0].Contents.OfType<FunctionCallContent>());
        Assert.Equal("look", call.Name);
        Assert.Null(call.Exception);
        Assert.Empty(call.Arguments!);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answer_CutInsideACharacter_ComesAndGoesBack(bool streamed)
    {
        // A host that counts UTF-16 units cuts at a limit on tokens like this.
        const string Message = """
            {"content":"One \ud83d","tool_calls":[{"id":"call_1","type":"function",
             "function":{"name":"look","arguments":"{\"q\":\"\ud83d\"}"}}]}
            """;
        Reply reply = streamed
            ? Reply.Stream(
                $$$"""{"id":"1","choices":[{"index":0,"delta":{{{Message.ReplaceLineEndings("")}}},"finish_reason":"tool_calls"}]}""")
            : WireResponse.CreateReply(Message);
        await using EmulatedChat chat = await EmulatedChat.StartAsync(reply, Reply.Text("Fine."));
        List<AIMessage> history = [EmulatedChat.CreateUserMessage("Hi")];

        ChatResponse answer = await chat.GetResponseAsync(history, streamed);
        history.AddMessages(answer);
        history.Add(new(AIRole.Tool, [new FunctionResultContent("call_1", "found")]));
        await chat.GetResponseAsync(history, streamed);

        Assert.StartsWith("One ", answer.Text);
        Assert.Single(answer.Messages[0].Contents.OfType<FunctionCallContent>());
        Assert.StartsWith("One ", chat.LastRequestJson.GetProperty("messages")[1].GetProperty("content").GetString());
    }
}
