using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;
using AIRole = Microsoft.Extensions.AI.ChatRole;

namespace MiniMaxClient.Tests.ExtensionsAI;

public sealed class ChatResponseMetadataConverterTests
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
    public async Task ToAdditionalProperties_Response_HasAllMetadata()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(
            "aimlapi", Reply.Raw(200, "application/json", Body).WithHeader("x-inference-id", "inf-1"));

        ChatResponse response = await chat.GetResponseAsync(EmulatedChat.CreateUserMessage("Hi"));

        Json.AssertEqual(
            """{"model":"minimax/m2-1","messages":[{"role":"user","content":"Hi"}]}""", chat.LastRequestJson.GetRawText());
        Assert.Equal("Hello", response.Text);
        AIMessage message = Assert.Single(response.Messages);
        Assert.Equal((AIRole.Assistant, null), (message.Role, message.AuthorName));
        Assert.Equal(["Hmm."], message.Contents.OfType<TextReasoningContent>().Select(static content => content.Text));
        Assert.Equal(
            ("061e124f421132818a05794a3cf7d8c4", "061e124f421132818a05794a3cf7d8c4", "MiniMax-M2.7"),
            (response.ResponseId, message.MessageId, response.ModelId));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1775165263), response.CreatedAt);
        Assert.Equal(ChatFinishReason.Stop, response.FinishReason);
        var completion = Assert.IsType<ChatCompletion>(response.RawRepresentation);
        Assert.Same(completion.Message, message.RawRepresentation);
        UsageDetails usage = response.Usage!;
        Assert.Equal((50, 617, 667, 7, 373), (
            usage.InputTokenCount, usage.OutputTokenCount, usage.TotalTokenCount,
            usage.CachedInputTokenCount, usage.ReasoningTokenCount));
        Assert.Equal((0, 3, 1965), (
            usage.AdditionalCounts!["total_characters"], usage.AdditionalCounts["x_tokens"], usage.AdditionalCounts["credits_used"]));
        AdditionalPropertiesDictionary properties = response.AdditionalProperties!;
        Assert.Equal(("aimlapi", "inf-1", 0.0009825m), (properties["provider"], properties["request_id"], properties["cost_usd"]));
        Assert.Equal(0, ((JsonElement)properties["base_resp"]!).GetProperty("status_code").GetInt32());
        Assert.Equal(1965, ((JsonElement)properties["meta"]!).GetProperty("usage").GetProperty("credits_used").GetInt32());
        Assert.Equal("kept", properties["x_extra"]!.ToString());
        Assert.False(((JsonElement)properties["input_sensitive"]!).GetBoolean());
        Assert.DoesNotContain("choices", properties.Keys);
    }

    [Theory]
    [InlineData("stop", "stop")]
    [InlineData("length", "length")]
    [InlineData("content_filter", "content_filter")]
    [InlineData("tool_call", "tool_calls")]
    [InlineData("function_call", "tool_calls")]
    [InlineData("eos", "eos")]
    public async Task ToChatFinishReason_WireValue_IsConverted(string sent, string expected)
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(Reply.Text("Hello").WithFinishReason(sent));

        ChatResponse response = await chat.GetResponseAsync(EmulatedChat.CreateUserMessage("Hi"));

        Assert.Equal(expected, response.FinishReason?.Value);
    }
}
