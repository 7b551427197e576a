using Microsoft.Extensions.AI;
using MiniMaxClient.Testing;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;
using AIRole = Microsoft.Extensions.AI.ChatRole;

namespace MiniMaxClient.Tests.ExtensionsAI;

public sealed class AIFunctionCallConverterTests
{
    [Theory]
    [InlineData("""{"q":""")]
    [InlineData("[1]")]
    public async Task ToFunctionCallContent_ArgumentsNotAnObject_HasExceptionAndArguments(string arguments)
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(Reply.ToolCall("look", arguments, "call_1"));

        ChatResponse response = await chat.GetResponseAsync(EmulatedChat.CreateUserMessage("Hi"));

        FunctionCallContent call = Assert.Single(response.Messages[0].Contents.OfType<FunctionCallContent>());
        Assert.Equal("The arguments of the call are not a JSON object.", call.Exception!.Message);
        Assert.Null(call.Arguments);
        Assert.Equal(arguments, call.AdditionalProperties!["arguments"]);
        Assert.Equal(arguments, Assert.IsType<FunctionToolCall>(call.RawRepresentation).Function.Arguments);
    }

    [Fact]
    public async Task ToFunctionCallContent_NoArguments_IsEmpty()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(WireResponse.CreateReply(
            """{"content":"","tool_calls":[{"id":"call_1","type":"function","function":{"name":"look","arguments":""}}]}"""));

        ChatResponse response = await chat.GetResponseAsync(new ChatOptions { Tools = [AIFunctionFactory.Create(() => "seen", "look")] });

        FunctionCallContent call = Assert.Single(response.Messages[0].Contents.OfType<FunctionCallContent>());
        Assert.Equal("look", call.Name);
        Assert.Null(call.Exception);
        Assert.Empty(call.Arguments!);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ToFunctionCallContent_TruncatedSurrogatePair_IsSentBack(bool streamed)
    {
        // A host that counts UTF-16 units truncates like this at the token limit.
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

        ChatResponse response = await chat.GetResponseAsync(history, streamed);
        history.AddMessages(response);
        history.Add(new(AIRole.Tool, [new FunctionResultContent("call_1", "found")]));
        await chat.GetResponseAsync(history, streamed);

        Assert.StartsWith("One ", response.Text);
        Assert.Single(response.Messages[0].Contents.OfType<FunctionCallContent>());
        Assert.StartsWith("One ", chat.LastRequestJson.GetProperty("messages")[1].GetProperty("content").GetString());
    }
}
