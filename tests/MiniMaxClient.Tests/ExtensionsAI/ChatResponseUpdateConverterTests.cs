using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;
using AIRole = Microsoft.Extensions.AI.ChatRole;

namespace MiniMaxClient.Tests.ExtensionsAI;

/// <summary>The updates of a response: those without the id of the message become separate messages in Agent Framework.</summary>
public sealed class ChatResponseUpdateConverterTests
{
    public static TheoryData<string> Providers { get; } = ["openai", "aimlapi", "anthropic"];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task ToChatResponseUpdate_Stream_HasOneMessageId(string provider)
    {
        foreach (Reply reply in (Reply[])[Reply.Text("one two three", "hm"), Reply.Text(""), Reply.ToolCall("f", "{}")])
        {
            await using EmulatedChat chat = await EmulatedChat.StartAsync(provider, reply.WithUsage(5, 9));

            List<ChatResponseUpdate> updates = [];
            await foreach (ChatResponseUpdate update in chat.Chat.GetStreamingResponseAsync("q", null, TestTimeouts.Token))
                updates.Add(update);

            Assert.NotNull(updates[0].MessageId);
            Assert.All(updates, update => Assert.Equal(updates[0].MessageId, update.MessageId));
        }
    }

    [Fact]
    public async Task ToChatResponseUpdate_StreamWithoutId_HasOneGeneratedId()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(
            Reply.Stream("""{"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}]}"""));

        List<ChatResponseUpdate> updates = [];
        await foreach (ChatResponseUpdate update in chat.Chat.GetStreamingResponseAsync("q", null, TestTimeouts.Token))
            updates.Add(update);

        Assert.NotNull(Assert.Single(updates.Select(static update => update.MessageId).Distinct()));
    }

    [Fact]
    public async Task ToFinalUpdates_Metadata_IsOnTheMessage()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync("aimlapi", Reply.Text("Hi").WithUsage(5, 9));

        ChatResponse response = await chat.GetResponseAsync([EmulatedChat.CreateUserMessage("q")], streamed: true);

        Assert.Equal("aimlapi", Assert.Single(response.Messages).AdditionalProperties!["provider"]);
    }

    [Fact]
    public async Task ToChatResponseUpdate_ReasoningDetails_HaveTheReasoningOfTheChunks()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(Reply.Stream(
            """{"choices":[{"index":0,"delta":{"reasoning_details":[{"type":"reasoning.text","index":0,"text":"<think>Hm.\n"}]}}]}""",
            """{"choices":[{"index":0,"delta":{"reasoning_details":[{"type":"reasoning.text","index":0,"text":"Yes.\n</think>"}]}}]}""",
            """{"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}]}"""));

        ChatResponse response = await chat.GetResponseAsync([EmulatedChat.CreateUserMessage("q")], streamed: true);

        Assert.Equal("Hm.\nYes.", string.Concat(response.Messages[0].Contents.OfType<TextReasoningContent>()));
        Assert.Equal("Hi", response.Text);
    }

    [Theory]
    [InlineData("""{"role":"assistant","content":"<think>\nHmm.\n</think>\n\nHello there","name":"MiniMax AI","audio_content":""}""")]
    [InlineData("""{"role":"assistant","content":"Hello","reasoning_content":"Hmm, well."}""")]
    [InlineData("""{"role":"assistant","content":"Hello","reasoning_details":[{"type":"reasoning.text","index":0,"text":"Hmm.","signature":"c2ln"},{"type":"reasoning.text","index":1,"text":"Well."}]}""")]
    [InlineData("""{"role":"assistant","content":"","tool_calls":[{"id":"call_1","type":"function","function":{"name":"look","arguments":"{ \"q\" : [1, 2.50] }"}}]}""")]
    [InlineData("""{"role":"assistant","content":"","refusal":"No."}""")]
    public async Task ToChatResponse_Streamed_EqualsTheNonStreamingResponse(string message)
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(
            [
                .. new[] { WireResponse.CreateReply(message), WireResponse.CreateStreamedReply(message, 1), WireResponse.CreateStreamedReply(message, 100) }
                    .Select(static reply => reply.WithHeader("trace-id", "trace-1")),
            ]);
        ChatResponse plain = await chat.GetResponseAsync(EmulatedChat.CreateUserMessage("Hi"));
        // The additional properties of a stream are on its message, not on the response.
        Assert.NotEmpty(plain.AdditionalProperties!);
        plain.AdditionalProperties = null;

        for (int i = 0; i < 2; i++)
        {
            ChatResponse streamed = await chat.GetResponseAsync([EmulatedChat.CreateUserMessage("Hi")], streamed: true);
            Assert.Equal(Text(plain), Text(streamed));
        }

        static string Text(ChatResponse response) => JsonSerializer.Serialize(response, AIJsonUtilities.DefaultOptions);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ToChatResponse_WithoutId_IsOneMessageWithGeneratedId(bool streamed)
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(streamed
            ? Reply.Stream(
                """{"choices":[{"index":0,"delta":{"content":"One "}}]}""",
                """{"id":"late","choices":[{"index":0,"delta":{"content":"two","name":"MiniMax AI"},"finish_reason":"stop"}]}""")
            : Reply.Raw(200, "application/json", """{"choices":[{"index":0,"message":{"content":"One two"}}]}"""));

        ChatResponse response = await chat.GetResponseAsync([EmulatedChat.CreateUserMessage("Hi")], streamed);

        AIMessage message = Assert.Single(response.Messages);
        Assert.Equal("One two", message.Text);
        Assert.NotNull(message.MessageId);
        Assert.Equal(streamed ? "late" : null, response.ResponseId);
    }

    [Fact]
    public async Task ToChatResponse_SeveralChoices_UsesTheFirst()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(Reply.Raw(200, "application/json", """
            {"id":"1","choices":[{"index":0,"message":{"content":"One"}},{"index":1,"message":{"content":"Two"}}]}
            """));

        ChatResponse response = await chat.GetResponseAsync(EmulatedChat.CreateUserMessage("Hi"));

        Assert.Equal("One", response.Text);
        Assert.Equal(2, Assert.IsType<ChatCompletion>(response.RawRepresentation).Choices.Count);
    }
}
