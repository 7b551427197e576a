using Microsoft.Extensions.AI;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.ExtensionsAI;

public sealed class AIToolConverterTests
{
    private static readonly AIFunction Look =
        AIFunctionFactory.Create((string q) => q, new AIFunctionFactoryOptions { Name = "look", Description = "Looks it up." });

    public static TheoryData<ChatToolMode?, string> Modes { get; } = new()
    {
        { null, "" },
        { ChatToolMode.Auto, ""","tool_choice":"auto" """ },
        { ChatToolMode.None, ""","tool_choice":"none" """ },
        { ChatToolMode.RequireAny, ""","tool_choice":"required" """ },
        { ChatToolMode.RequireSpecific("look"), ""","tool_choice":{"type":"function","function":{"name":"look"}}""" },
    };

    [Theory]
    [MemberData(nameof(Modes), DisableDiscoveryEnumeration = true)]
    public async Task ToTools_ToolsAndMode_AreSent(ChatToolMode? mode, string expected) =>
        await AssertSentAsync(
            new() { Tools = [Look], ToolMode = mode, AllowMultipleToolCalls = false },
            $$$$"""
            {"model":"MiniMax-M2.1","messages":[{"role":"user","content":"Hi"}],
             "tools":[{"type":"function","function":{"name":"look","description":"Looks it up.",
              "parameters":{"type":"object","properties":{"q":{"type":"string"}},"required":["q"]}}}],
             "parallel_tool_calls":false{{{{expected}}}}}
            """);

    [Fact]
    public async Task IsStrict_OptionsProperty_AppliesToSchemas()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync();
        ChatResponseFormat format = ChatResponseFormat.ForJsonSchema(Json.Element("""{"type":"object"}"""));

        await chat.GetResponseAsync(new ChatOptions
        {
            Tools = [Look], ResponseFormat = format, AdditionalProperties = new() { ["strict"] = true },
        });

        Assert.False(chat.LastRequestJson.TryGetProperty("strict", out _));
        Assert.True(chat.LastRequestJson.GetProperty("response_format").GetProperty("json_schema").GetProperty("strict").GetBoolean());
        Assert.True(chat.LastRequestJson.GetProperty("tools")[0].GetProperty("function").GetProperty("strict").GetBoolean());
    }

    [Fact]
    public async Task ToToolChoice_WithoutTools_IsOmittedOrRejected()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync();

        await chat.GetResponseAsync(new ChatOptions { ToolMode = ChatToolMode.None, AllowMultipleToolCalls = true });

        Json.AssertEqual("""{"model":"MiniMax-M2.1","messages":[{"role":"user","content":"Hi"}]}""", chat.LastRequestJson.GetRawText());
        var e = await Assert.ThrowsAsync<ArgumentException>(() => chat.GetResponseAsync(new ChatOptions { ToolMode = ChatToolMode.RequireAny }));
        Assert.Contains("ChatOptions.ToolMode", e.Message);
    }

    private static async Task AssertSentAsync(ChatOptions options, string expected)
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync();

        await chat.GetResponseAsync(options);

        Json.AssertEqual(expected, chat.LastRequestJson.GetRawText());
    }
}
