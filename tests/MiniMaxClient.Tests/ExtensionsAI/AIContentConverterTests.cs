using Microsoft.Extensions.AI;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;
using AIRole = Microsoft.Extensions.AI.ChatRole;

namespace MiniMaxClient.Tests.ExtensionsAI;

public sealed class AIContentConverterTests
{
    [Fact]
    public async Task AddDelta_Stream_SeparatesReasoningAndText()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(
            Reply.Text("Hello there", "Hmm, well.").WithChunkSize(4).WithUsage(5, 9, 3));

        List<ChatResponseUpdate> updates = await ListAsync(chat);

        AIContent[] contents = [.. updates.SelectMany(static update => update.Contents)];
        Assert.Equal("Hmm, well.", string.Concat(contents.OfType<TextReasoningContent>()));
        Assert.Equal("Hello there", string.Concat(contents.OfType<TextContent>()));
        Assert.True(contents.OfType<TextContent>().Count() > 1);
        Assert.Equal("Hello there", string.Concat(updates));
        Assert.Equal(9, Assert.Single(contents.OfType<UsageContent>()).Details.OutputTokenCount);
        Assert.Equal(ChatFinishReason.Stop, updates[^1].FinishReason);
        Assert.Null(updates[0].FinishReason);
        Assert.Single(updates.Select(static update => (update.ResponseId, update.ModelId, update.Role)).Distinct());
        Assert.NotNull(updates[0].ResponseId);
        Assert.All(updates, update => Assert.Equal(updates[0].ResponseId, update.MessageId));
        Assert.All(updates.SkipLast(2), static update => Assert.IsType<ChatCompletionChunk>(update.RawRepresentation));
        Assert.Equal("Hello there", Assert.IsType<ChatCompletion>(updates[^1].RawRepresentation).Text);
    }

    [Fact]
    public async Task AddCallsAndRefusal_StreamedCalls_AreComplete()
    {
        const string Message = """
            {"content":"","tool_calls":[
             {"id":"call_1","type":"function","function":{"name":"look","arguments":"{\"q\":\"one\"}"}},
             {"id":"call_2","type":"function","function":{"name":"look","arguments":"{\"q\":\"two\"}"}}]}
            """;
        await using EmulatedChat chat = await EmulatedChat.StartAsync(WireResponse.CreateStreamedReply(Message));

        List<ChatResponseUpdate> updates = await ListAsync(chat);

        FunctionCallContent[] calls = [.. updates.SelectMany(static update => update.Contents).OfType<FunctionCallContent>()];
        Assert.Equal(["call_1 look one", "call_2 look two"], calls.Select(static c => $"{c.CallId} {c.Name} {c.Arguments!["q"]}"));
        Assert.All(calls, call => Assert.Contains(call, updates[^2].Contents));
        Assert.Equal(ChatFinishReason.ToolCalls, updates[^1].FinishReason);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task AddCallsAndRefusal_LineBreakBeforeCalls_IsNoTextAndIsSentBack(bool streamed, bool stored)
    {
        // MiniMax's tool-use sample: the text of a message with calls is a line break.
        const string Message = """
            {"role":"assistant","content":"\n","reasoning_content":"Hm.",
             "tool_calls":[{"id":"call_1","type":"function","function":{"name":"look","arguments":"{}"}}]}
            """;
        Reply first = streamed ? WireResponse.CreateStreamedReply(Message) : WireResponse.CreateReply(Message);
        await using EmulatedChat chat = await EmulatedChat.StartAsync(first, Reply.Text("Found."));

        ChatResponse response = await chat.GetResponseAsync([EmulatedChat.CreateUserMessage("Hi")], streamed);
        List<AIMessage> history =
        [
            EmulatedChat.CreateUserMessage("Hi"), .. response.Messages, new(AIRole.Tool, [new FunctionResultContent("call_1", "x")]),
        ];
        await chat.GetResponseAsync(stored ? EmulatedChat.RoundTripThroughJson(history) : history, streamed: false);

        Assert.Equal("", response.Text);
        Assert.Equal("\n", chat.LastRequestJson.GetProperty("messages")[1].GetProperty("content").GetString());
    }

    [Theory]
    [InlineData("\n\nHi.")]
    [InlineData("\n")]
    public async Task AddDelta_LeadingLineBreaks_AreText(string text)
    {
        foreach (bool streamed in (bool[])[false, true])
        {
            await using EmulatedChat chat = await EmulatedChat.StartAsync(Reply.Text(text).WithChunkSize(1));

            ChatResponse response = await chat.GetResponseAsync([EmulatedChat.CreateUserMessage("Hi")], streamed);

            Assert.Equal(text, response.Text);
        }
    }

    [Fact]
    public async Task AddDelta_MuchLeadingWhiteSpace_IsDeliveredDuringTheStream()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(Reply.Text(new string('\n', 300)).WithChunkSize(1));

        List<ChatResponseUpdate> updates = await ListAsync(chat);

        // Up to 256 characters are also held for a think tag after them.
        Assert.Equal(
            [257, .. Enumerable.Repeat(1, 43)],
            updates.SelectMany(static update => update.Contents).OfType<TextContent>().Select(static text => text.Text.Length));
    }

    [Theory]
    [InlineData(64, 0)]
    [InlineData(65, 65)]
    public async Task AddCallsAndRefusal_WhiteSpaceBeforeCalls_IsNoTextUpToALimit(int length, int expected)
    {
        foreach (bool streamed in (bool[])[false, true])
        {
            string blanks = new(' ', length);
            await using EmulatedChat chat = await EmulatedChat.StartAsync(
                Reply.Text(blanks).WithChunkSize(1).WithToolCall("look", "{}"), Reply.Text("Found."));

            ChatResponse response = await chat.GetResponseAsync([EmulatedChat.CreateUserMessage("Hi")], streamed);
            FunctionCallContent call = Assert.Single(response.Messages[0].Contents.OfType<FunctionCallContent>());
            await chat.GetResponseAsync(
                EmulatedChat.CreateUserMessage("Hi"), response.Messages[0],
                new(AIRole.Tool, [new FunctionResultContent(call.CallId, "x")]));

            Assert.Equal(expected, response.Text.Length);
            Assert.Equal(blanks, chat.LastRequestJson.GetProperty("messages")[1].GetProperty("content").GetString());
        }
    }

    [Fact]
    public async Task AddCallsAndRefusal_Refusal_IsAnErrorContent()
    {
        await using EmulatedChat chat =
            await EmulatedChat.StartAsync(WireResponse.CreateStreamedReply("""{"content":"","refusal":"I will not."}"""));

        ChatResponse response = await chat.GetResponseAsync([EmulatedChat.CreateUserMessage("Hi")], streamed: true);

        ErrorContent refusal = Assert.Single(response.Messages[0].Contents.OfType<ErrorContent>());
        Assert.Equal(("I will not.", "Refusal"), (refusal.Message, refusal.ErrorCode));
    }

    private static async Task<List<ChatResponseUpdate>> ListAsync(EmulatedChat chat)
    {
        List<ChatResponseUpdate> updates = [];
        await foreach (ChatResponseUpdate update in chat.Chat.GetStreamingResponseAsync("Hi", null, TestTimeouts.Token))
            updates.Add(update);
        return updates;
    }
}
