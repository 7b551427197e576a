using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;
using AIRole = Microsoft.Extensions.AI.ChatRole;

namespace MiniMaxClient.Tests.ExtensionsAI;

/// <summary>Responses are sent back as received: streamed or not, stored or not, over both protocols.</summary>
public sealed class ReplayTests
{
    private const string Tagged =
        """{"role":"assistant","content":"<think>\nHmm.\n</think>\n\nHello","name":"MiniMax AI","audio_content":""}""";

    private static readonly string[] Messages =
    [
        Tagged,
        """{"role":"assistant","content":"<thinking>Hmm.</thinking> Hello <b>\n "}""",
        """{"role":"assistant","content":"Hmm.\n</think>\nHello"}""",
        """{"role":"assistant","content":"<think>One.</think>Two.<think>Three.</think>Four."}""",
        """{"role":"assistant","content":"<think>\nCut while it th"}""",
        """{"role":"assistant","content":"Hello"}""",
        """{"role":"assistant","content":"Hello","reasoning_content":"Hmm."}""",
        """{"role":"assistant","content":"Hello","reasoning":"Hmm."}""",
        """{"role":"assistant","content":"\n","reasoning_content":"Hmm, well.","reasoning_details":[{"type":"reasoning.text","id":"reasoning-text-1","format":"MiniMax-response-v1","index":0,"text":"Hmm, well."}]}""",
        """{"role":"assistant","content":"Hello","reasoning_details":[{"type":"reasoning.text","index":0,"text":"Hmm."},{"type":"reasoning.text","index":1,"text":"Well.","x_score":0.50}]}""",
        """{"role":"assistant","content":"Hello","reasoning_details":[{"type":"reasoning.text","index":0,"text":"Hmm.","signature":"c2ln"},{"type":"reasoning.text","index":1,"text":"Well."}]}""",
        """{"role":"assistant","content":"<think>\nCalls.\n</think>\n\n\n","tool_calls":[{"id":"call_1","type":"function","function":{"name":"look","arguments":"{ \"q\" : \"a\", \"n\" : 1.50 }"}},{"id":"call_2","type":"function","function":{"name":"look","arguments":"{}"}}]}""",
        """{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"look","arguments":"{\"q\":null}"}}]}""",
        """{"role":"assistant","content":"<think>\n👋\n</think>\n\n \"👋\" <é>","tool_calls":[{"id":"call_1","type":"function","function":{"name":"look","arguments":"{\"q\":\"👋 <é>+\",\"r\":\"\\ud83d\\udc4b\"}"}}]}""",
        """{"role":"assistant","content":"Hello","reasoning_details":[{"type":"reasoning.text","index":0,"text":"👋","x_mark":"👋 é"}],"x_extra":"👋 é"}""",
        """{"role":"assistant","refusal":"No.","content":""}""",
        """{"role":"assistant","content":"Hello","x_extra":{"a":[1.0,"ü"]}}""",
    ];

    public static MatrixTheoryData<int, bool, bool> Ways { get; } = new(Enumerable.Range(0, Messages.Length), [false, true], [false, true]);

    public static MatrixTheoryData<bool, bool> Both { get; } = new([false, true], [false, true]);

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Message_OfAChatCompletion_IsSentBackAsReceived(int message, bool streamed, bool stored)
    {
        Reply reply = streamed ? WireResponse.CreateStreamedReply(Messages[message]) : WireResponse.CreateReply(Messages[message]);

        JsonElement sent = await ReplayAsync("openai", reply, streamed, stored);

        Json.AssertEqual(Messages[message], sent[1].GetRawText());
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Message_OfTheMessagesApi_IsSentBackWithReasoningAndSignatures(bool streamed, bool stored)
    {
        const string Blocks = """
            [{"type":"thinking","thinking":"Hmm, well.","signature":"c2lnbmVk"},
             {"type":"redacted_thinking","data":"c2VjcmV0"},
             {"type":"text","text":"I look."},
             {"type":"tool_use","id":"call_1","name":"look","input":{"q":"a"}},
             {"type":"tool_use","id":"call_2","name":"look","input":{}}]
            """;
        Reply reply = streamed
            ? Reply.Stream(
                """{"type":"message_start","message":{"id":"m1","model":"MiniMax-M2.1","usage":{"input_tokens":5,"output_tokens":1}}}""",
                """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}""",
                """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hmm, "}}""",
                """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"well."}}""",
                """{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"c2lnbmVk"}}""",
                """{"type":"content_block_stop","index":0}""",
                """{"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"c2VjcmV0"}}""",
                """{"type":"content_block_stop","index":1}""",
                """{"type":"content_block_start","index":2,"content_block":{"type":"text","text":""}}""",
                """{"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"I look."}}""",
                """{"type":"content_block_stop","index":2}""",
                """{"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"call_1","name":"look","input":{}}}""",
                """{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"{\"q\":"}}""",
                """{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"\"a\"}"}}""",
                """{"type":"content_block_stop","index":3}""",
                """{"type":"content_block_start","index":4,"content_block":{"type":"tool_use","id":"call_2","name":"look","input":{}}}""",
                """{"type":"content_block_stop","index":4}""",
                """{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":9}}""",
                """{"type":"message_stop"}""")
            : Reply.Raw(200, "application/json", $$$"""
                {"id":"m1","type":"message","role":"assistant","model":"MiniMax-M2.1","content":{{{Blocks}}},
                 "usage":{"input_tokens":5,"output_tokens":9},"stop_reason":"tool_use"}
                """);

        JsonElement sent = await ReplayAsync("anthropic", reply, streamed, stored);

        Json.AssertEqual($$"""{"role":"assistant","content":{{Blocks}}}""", sent[1].GetRawText());
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Message_WithContentsOnly_IsSentBackInItsOriginalFormat(bool streamed, bool stored)
    {
        foreach (string message in (string[])[
            """{"role":"assistant","content":"<think>\nHmm.\n</think>\n\nHello"}""",
            """{"role":"assistant","content":"Hello","reasoning_content":"Hmm."}""",
            """{"role":"assistant","content":"Hello","reasoning":"Hmm."}""",
            """{"role":"assistant","content":"Hello","reasoning_details":[{"type":"reasoning.text","id":"r1","format":"MiniMax-response-v1","index":0,"text":"Hmm.","signature":"c2ln"}]}"""])
        {
            await using EmulatedChat chat =
                await EmulatedChat.StartAsync(streamed ? WireResponse.CreateStreamedReply(message) : WireResponse.CreateReply(message), Reply.Text("Fine."));
            ChatResponse original = await chat.GetResponseAsync([EmulatedChat.CreateUserMessage("Hi")], streamed);
            List<AIMessage> history = [EmulatedChat.CreateUserMessage("Hi"), new(AIRole.Assistant, original.Messages[0].Contents), EmulatedChat.CreateUserMessage("And?")];

            await chat.GetResponseAsync(stored ? EmulatedChat.RoundTripThroughJson(history) : history, streamed);

            Json.AssertEqual(message, chat.LastRequestJson.GetProperty("messages")[1].GetRawText());
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Message_WithChangedText_IsSentAsChanged(bool streamed, bool stored)
    {
        await using EmulatedChat chat =
            await EmulatedChat.StartAsync(streamed ? WireResponse.CreateStreamedReply(Tagged) : WireResponse.CreateReply(Tagged), Reply.Text("Fine."));
        ChatResponse original = await chat.GetResponseAsync([EmulatedChat.CreateUserMessage("Hi")], streamed);
        original.Messages[0].Contents.OfType<TextContent>().Single().Text = "Bonjour";
        List<AIMessage> history = [EmulatedChat.CreateUserMessage("Hi"), .. original.Messages, EmulatedChat.CreateUserMessage("And?")];

        await chat.GetResponseAsync(stored ? EmulatedChat.RoundTripThroughJson(history) : history, streamed);

        Json.AssertEqual(
            """{"role":"assistant","content":"<think>\nHmm.\n</think>\n\nBonjour","name":"MiniMax AI"}""",
            chat.LastRequestJson.GetProperty("messages")[1].GetRawText());
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Message_ReasoningOnly_IsSentBackWithEmptyContent(bool streamed, bool stored)
    {
        const string Message = """{"role":"assistant","reasoning_content":"Hmm."}""";

        JsonElement sent = await ReplayAsync(
            "openai", streamed ? WireResponse.CreateStreamedReply(Message) : WireResponse.CreateReply(Message), streamed, stored);

        Json.AssertEqual("""{"role":"assistant","content":"","reasoning_content":"Hmm."}""", sent[1].GetRawText());
    }

    [Fact]
    public async Task Message_AuthorNameSetByAnAgent_IsSentBackAsReceived()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(WireResponse.CreateReply(Tagged), Reply.Text("Fine."));
        ChatResponse original = await chat.GetResponseAsync(EmulatedChat.CreateUserMessage("Hi"));
        original.Messages[0].AuthorName = "My agent";

        await chat.GetResponseAsync([EmulatedChat.CreateUserMessage("Hi"), .. original.Messages, EmulatedChat.CreateUserMessage("And?")]);

        Json.AssertEqual(Tagged, chat.LastRequestJson.GetProperty("messages")[1].GetRawText());
    }

    [Fact]
    public async Task Message_RawRepresentation_IsSentUnchanged()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(WireResponse.CreateReply(Tagged), Reply.Text("Fine."));
        ChatCompletion original = await chat.Client.CompleteAsync("Hi", MiniMaxModels.M2_1, TestTimeouts.Token);

        await chat.GetResponseAsync(
            EmulatedChat.CreateUserMessage("Hi"), new AIMessage { Role = AIRole.Assistant, RawRepresentation = original.Message }, EmulatedChat.CreateUserMessage("And?"));

        Json.AssertEqual(Tagged, chat.LastRequestJson.GetProperty("messages")[1].GetRawText());
    }

    private static async Task<JsonElement> ReplayAsync(string provider, Reply reply, bool streamed, bool stored)
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(provider, reply, Reply.Text("Fine."));
        List<AIMessage> history = [EmulatedChat.CreateUserMessage("Hi")];
        ChatResponse original = await chat.GetResponseAsync(history, streamed);
        history.AddMessages(original);
        FunctionCallContent[] calls = [.. original.Messages.Single().Contents.OfType<FunctionCallContent>()];
        if (calls.Length > 0)
            history.Add(new(AIRole.Tool, [.. calls.Select(static call => new FunctionResultContent(call.CallId, "found"))]));
        history.Add(EmulatedChat.CreateUserMessage("And?"));

        await chat.GetResponseAsync(stored ? EmulatedChat.RoundTripThroughJson(history) : history, streamed);

        return chat.LastRequestJson.GetProperty("messages");
    }
}
