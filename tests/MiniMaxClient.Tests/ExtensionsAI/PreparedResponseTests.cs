using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;
using AIRole = Microsoft.Extensions.AI.ChatRole;

namespace MiniMaxClient.Tests.ExtensionsAI;

/// <summary>What of an answer is seen through <see cref="IChatClient"/>, plain and streamed.</summary>
public sealed class PreparedResponseTests
{
    // AIML API's own sample, shortened.
    private const string Body = """
        {"id":"061e124f421132818a05794a3cf7d8c4",
         "choices":[{"finish_reason":"stop","index":0,
          "message":{"content":"<think>\nHmm.\n</think>\n\nHello","role":"assistant","name":"MiniMax AI","audio_content":""}}],
         "created":1775165263,"model":"MiniMax-M2.7","object":"chat.completion",
         "usage":{"total_tokens":667,"total_characters":0,"prompt_tokens":50,"completion_tokens":617,
          "completion_tokens_details":{"reasoning_tokens":373},"prompt_tokens_details":{"cached_tokens":7},"x_tokens":3},
         "input_sensitive":false,"base_resp":{"status_code":0,"status_msg":""},
         "meta":{"usage":{"credits_used":1965,"usd_spent":0.0009825}},"x_extra":"kept"}
        """;

    [Fact]
    public async Task Answer_Plain_HasAllThatCame()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(
            "aimlapi", Reply.Raw(200, "application/json", Body).WithHeader("x-inference-id", "inf-1"));

        ChatResponse answer = await chat.GetResponseAsync(EmulatedChat.CreateUserMessage("Hi"));

        Json.AssertEqual(
            """{"model":"minimax/m2-1","messages":[{"role":"user","content":"Hi"}]}""", chat.LastRequestJson.GetRawText());
        Assert.Equal("Hello", answer.Text);
        AIMessage message = Assert.Single(answer.Messages);
        Assert.Equal((AIRole.Assistant, null), (message.Role, message.AuthorName));
        Assert.Equal(["Hmm."], message.Contents.OfType<TextReasoningContent>().Select(static content => content.Text));
        Assert.Equal(
            ("061e124f421132818a05794a3cf7d8c4", "061e124f421132818a05794a3cf7d8c4", "MiniMax-M2.7"),
            (answer.ResponseId, message.MessageId, answer.ModelId));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1775165263), answer.CreatedAt);
        Assert.Equal(ChatFinishReason.Stop, answer.FinishReason);
        var completion = Assert.IsType<ChatCompletion>(answer.RawRepresentation);
        Assert.Same(completion.Message, message.RawRepresentation);
        UsageDetails usage = answer.Usage!;
        Assert.Equal((50, 617, 667, 7, 373), (
            usage.InputTokenCount, usage.OutputTokenCount, usage.TotalTokenCount,
            usage.CachedInputTokenCount, usage.ReasoningTokenCount));
        Assert.Equal((0, 3, 1965), (
            usage.AdditionalCounts!["total_characters"], usage.AdditionalCounts["x_tokens"], usage.AdditionalCounts["credits_used"]));
        AdditionalPropertiesDictionary facts = answer.AdditionalProperties!;
        Assert.Equal(("aimlapi", "inf-1", 0.0009825m), (facts["provider"], facts["request_id"], facts["cost_usd"]));
        Assert.Equal(0, ((JsonElement)facts["base_resp"]!).GetProperty("status_code").GetInt32());
        Assert.Equal(1965, ((JsonElement)facts["meta"]!).GetProperty("usage").GetProperty("credits_used").GetInt32());
        Assert.Equal("kept", facts["x_extra"]!.ToString());
        Assert.False(((JsonElement)facts["input_sensitive"]!).GetBoolean());
        Assert.DoesNotContain("choices", facts.Keys);
    }

    [Theory]
    [InlineData("""{"role":"assistant","content":"<think>\nHmm.\n</think>\n\nHello there","name":"MiniMax AI","audio_content":""}""")]
    [InlineData("""{"role":"assistant","content":"Hello","reasoning_content":"Hmm, well."}""")]
    [InlineData("""{"role":"assistant","content":"Hello","reasoning_details":[{"type":"reasoning.text","index":0,"text":"Hmm.","signature":"c2ln"},{"type":"reasoning.text","index":1,"text":"Well."}]}""")]
    [InlineData("""{"role":"assistant","content":"","tool_calls":[{"id":"call_1","type":"function","function":{"name":"look","arguments":"{ \"q\" : [1, 2.50] }"}}]}""")]
    [InlineData("""{"role":"assistant","content":"","refusal":"No."}""")]
    public async Task Answer_Streamed_BecomesThatOfThePlainCall(string message)
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(
            [
                .. new[] { WireResponse.CreateReply(message), WireResponse.CreateStreamedReply(message, 1), WireResponse.CreateStreamedReply(message, 100) }
                    .Select(static reply => reply.WithHeader("trace-id", "trace-1")),
            ]);
        ChatResponse plain = await chat.GetResponseAsync(EmulatedChat.CreateUserMessage("Hi"));
        // An update can have the id of its message, or properties of the response: those of a stream are the message's alone.
        Assert.NotEmpty(plain.AdditionalProperties!);
        plain.AdditionalProperties = null;

        for (int i = 0; i < 2; i++)
        {
            ChatResponse streamed = await chat.GetResponseAsync([EmulatedChat.CreateUserMessage("Hi")], streamed: true);
            Assert.Equal(Text(plain), Text(streamed));
        }

        static string Text(ChatResponse response) => JsonSerializer.Serialize(response, AIJsonUtilities.DefaultOptions);
    }

    [Fact]
    public async Task Stream_GivesThinkingAndTextApart_ChunkByChunk()
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
    public async Task Stream_OfCallsInSinglePieces_GivesThemWhole()
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

    [Theory]
    [InlineData("stop", "stop")]
    [InlineData("length", "length")]
    [InlineData("content_filter", "content_filter")]
    [InlineData("tool_call", "tool_calls")]
    [InlineData("function_call", "tool_calls")]
    [InlineData("eos", "eos")]
    public async Task FinishReason_OfAnyKind_IsTold(string sent, string expected)
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(Reply.Text("Hello").WithFinishReason(sent));

        ChatResponse answer = await chat.GetResponseAsync(EmulatedChat.CreateUserMessage("Hi"));

        Assert.Equal(expected, answer.FinishReason?.Value);
    }

    [Fact]
    public async Task Refusal_IsAnErrorContent()
    {
        await using EmulatedChat chat =
            await EmulatedChat.StartAsync(WireResponse.CreateStreamedReply("""{"content":"","refusal":"I will not."}"""));

        ChatResponse answer = await chat.GetResponseAsync([EmulatedChat.CreateUserMessage("Hi")], streamed: true);

        ErrorContent refusal = Assert.Single(answer.Messages[0].Contents.OfType<ErrorContent>());
        Assert.Equal(("I will not.", "Refusal"), (refusal.Message, refusal.ErrorCode));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answer_WithoutAnId_IsOneMessageWithAnId(bool streamed)
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(streamed
            ? Reply.Stream(
                """{"choices":[{"index":0,"delta":{"content":"One "}}]}""",
                """{"id":"late","choices":[{"index":0,"delta":{"content":"two","name":"MiniMax AI"},"finish_reason":"stop"}]}""")
            : Reply.Raw(200, "application/json", """{"choices":[{"index":0,"message":{"content":"One two"}}]}"""));

        ChatResponse answer = await chat.GetResponseAsync([EmulatedChat.CreateUserMessage("Hi")], streamed);

        AIMessage message = Assert.Single(answer.Messages);
        Assert.Equal("One two", message.Text);
        Assert.NotNull(message.MessageId);
        Assert.Equal(streamed ? "late" : null, answer.ResponseId);
    }

    [Fact]
    public async Task Choices_Several_TheFirstCounts()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(Reply.Raw(200, "application/json", """
            {"id":"1","choices":[{"index":0,"message":{"content":"One"}},{"index":1,"message":{"content":"Two"}}]}
            """));

        ChatResponse answer = await chat.GetResponseAsync(EmulatedChat.CreateUserMessage("Hi"));

        Assert.Equal("One", answer.Text);
        Assert.Equal(2, Assert.IsType<ChatCompletion>(answer.RawRepresentation).Choices.Count);
    }

    private static async Task<List<ChatResponseUpdate>> ListAsync(EmulatedChat chat)
    {
        List<ChatResponseUpdate> updates = [];
        await foreach (ChatResponseUpdate update in chat.Chat.GetStreamingResponseAsync("Hi", null, TestTimeouts.Token))
            updates.Add(update);
        return updates;
    }
}
