using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.ExtensionsAI;
using MiniMaxClient.Testing;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;
using AIRole = Microsoft.Extensions.AI.ChatRole;

namespace MiniMaxClient.Tests.ExtensionsAI;

/// <summary>Histories in which a framework stored each call of a response as a message.</summary>
public sealed class ToolCallMessageMergerTests
{
    [Fact]
    public async Task CallsInSeveralMessages_BeforeTheirResults_AreSentAsOneMessage()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync("openai", Reply.Text("Rome."));

        await chat.GetResponseAsync(
            EmulatedChat.CreateUserMessage("Oslo or Rome?"),
            new(AIRole.Assistant, [new TextContent("I look."), CreateCall("call_1")]),
            new(AIRole.Assistant, [CreateCall("call_2")]), new(AIRole.Assistant, [CreateCall("call_3")]),
            CreateResult("call_1"), CreateResult("call_2"), CreateResult("call_3"));

        Assert.Equal(
            """
            [{"role":"user","content":"Oslo or Rome?"},
            {"role":"assistant","content":"I look.","tool_calls":[
            {"id":"call_1","type":"function","function":{"name":"weather","arguments":"{}"}},
            {"id":"call_2","type":"function","function":{"name":"weather","arguments":"{}"}},
            {"id":"call_3","type":"function","function":{"name":"weather","arguments":"{}"}}]},
            {"role":"tool","tool_call_id":"call_1","content":"sun"},
            {"role":"tool","tool_call_id":"call_2","content":"sun"},
            {"role":"tool","tool_call_id":"call_3","content":"sun"}]
            """.ReplaceLineEndings(""),
            chat.LastRequestJson.GetProperty("messages").GetRawText());
    }

    [Fact]
    public async Task CallsInSeveralMessages_EachWithItsResult_StayAsTheyAre()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync("openai", Reply.Text("Rome."));

        await chat.GetResponseAsync(
            EmulatedChat.CreateUserMessage("Oslo or Rome?"),
            new(AIRole.Assistant, [CreateCall("call_1")]), CreateResult("call_1"),
            new(AIRole.Assistant, [CreateCall("call_2")]), CreateResult("call_2"));

        Assert.Equal(
            ["user", "assistant", "tool", "assistant", "tool"],
            chat.LastRequestJson.GetProperty("messages").EnumerateArray().Select(static one => one.GetProperty("role").GetString()));
    }

    [Fact]
    public async Task CallsInSeveralMessages_WithTextInTheSecond_AreRejectedAsBefore()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync("openai");

        await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => chat.GetResponseAsync(
            EmulatedChat.CreateUserMessage("Oslo or Rome?"), new(AIRole.Assistant, [CreateCall("call_1")]),
            new(AIRole.Assistant, [new TextContent("Another."), CreateCall("call_2")]),
            CreateResult("call_1"), CreateResult("call_2")));
    }

    [Fact]
    public async Task CallsInSeveralMessages_OfOneAuthor_AreSentAsOneMessage()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync("openai", Reply.Text("Rome."));

        await chat.GetResponseAsync(
            EmulatedChat.CreateUserMessage("Oslo or Rome?"),
            new(AIRole.Assistant, [CreateCall("call_1")]) { AuthorName = "Clerk" },
            new(AIRole.Assistant, [CreateCall("call_2")]) { AuthorName = "Clerk" },
            CreateResult("call_1"), CreateResult("call_2"));

        JsonElement merged = chat.LastRequestJson.GetProperty("messages")[1];
        Assert.Equal(("Clerk", 2), (merged.GetProperty("name").GetString(), merged.GetProperty("tool_calls").GetArrayLength()));
    }

    [Theory]
    [InlineData(""" "content":[{"type":"image_url","image_url":{"url":"https://a.example/b.png"}}] """)]
    [InlineData(""" "content":"<think></think>" """)]
    [InlineData(""" "refusal":"No." """)]
    [InlineData(""" "name":"Clerk" """)]
    [InlineData(""" "reasoning_content":"Hm." """)]
    [InlineData(""" "reasoning":"Hm." """)]
    [InlineData(""" "reasoning_details":[{"type":"reasoning.encrypted","data":"abc"}] """)]
    [InlineData(""" "annotations":[{"type":"url_citation"}] """)]
    [InlineData(""" "audio":{"id":"audio_1"} """)]
    [InlineData(""" "audio_content":"abc" """)]
    [InlineData(""" "cache_control":{"type":"ephemeral"} """)]
    [InlineData(""" "extra":1 """)]
    public void Merge_MessageWithMoreThanCalls_StaysAsItIs(string property)
    {
        AssistantMessage first = ReadMessage("call_1"), second = ReadMessage("call_2", $",{property}");

        Assert.Equal([first, second], ToolCallMessageMerger.Merge([first, second]));
    }

    private static AssistantMessage ReadMessage(string id, string properties = "") =>
        JsonSerializer.Deserialize<AssistantMessage>(
            $$$"""
            {"role":"assistant","tool_calls":[
             {"id":"{{{id}}}","type":"function","function":{"name":"weather","arguments":"{}"}}]{{{properties}}}}
            """)!;

    private static FunctionCallContent CreateCall(string id) => new(id, "weather", new Dictionary<string, object?>());

    private static AIMessage CreateResult(string id) => new(AIRole.Tool, [new FunctionResultContent(id, "sun")]);
}
