using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using MiniMaxClient.ExtensionsAI;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;

namespace MiniMaxClient.Tests.ExtensionsAI;

public sealed class AICacheControlTests
{
    private const string Key = "anthropic:cache_control";

    private static readonly UnsupportedContentPolicy Policy = UnsupportedContentPolicy.RejectAll;

    public static TheoryData<string, object?, string?> Values { get; } = new()
    {
        { "marker", CacheControl.Ephemeral, """{"type":"ephemeral"}""" },
        { "element", JsonElement.Parse("""{"type":"ephemeral","ttl":"1h"}"""), """{"type":"ephemeral","ttl":"1h"}""" },
        { "node", JsonNode.Parse("""{"type":"ephemeral"}"""), """{"type":"ephemeral"}""" },
        { "text", """{"type":"ephemeral"}""", """{"type":"ephemeral"}""" },
        { "dictionary", new Dictionary<string, object?> { ["type"] = "ephemeral" }, """{"type":"ephemeral"}""" },
        {
            "dictionary with other values",
            new Dictionary<string, object?> { ["type"] = "ephemeral", ["ttl"] = 300, ["deep"] = new Dictionary<string, object?> { ["a"] = true } },
            """{"type":"ephemeral","ttl":300,"deep":{"a":true}}"""
        },
        { "null", null, null },
        { "JSON null", JsonElement.Parse("null"), null },
    };

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public void Find_ValueOfTheKey_IsReadAsAMarker(string name, object? value, string? expected)
    {
        CacheControl? marker = AICacheControl.Find(new AdditionalPropertiesDictionary { [Key] = value });

        Assert.Equal(expected, marker is null ? null : JsonSerializer.Serialize(marker));
        Assert.NotEmpty(name);
    }

    [Theory]
    [InlineData("ephemeral")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""{"type":"ephemeral"} and more""")]
    [InlineData("")]
    [InlineData(true)]
    public void Find_OtherValue_ThrowsArgumentExceptionThatNamesTheKey(object value)
    {
        var e = Assert.Throws<ArgumentException>(() => AICacheControl.Find(new AdditionalPropertiesDictionary { [Key] = value }));

        Assert.Contains(Key, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ToChatMessages_MarkedContents_BecomeMarkedParts()
    {
        ChatMessage message = Convert(new AIMessage(
            Microsoft.Extensions.AI.ChatRole.User,
            [
                new TextContent("a").WithCacheControl(),
                new UriContent("https://example.com/a.png", "image/png").WithCacheControl(),
                new TextContent("b"),
            ]));

        Assert.Equal(
            """
            {"role":"user","content":[{"type":"text","cache_control":{"type":"ephemeral"},"text":"a"},{"type":"image_url","cache_control":{"type":"ephemeral"},"image_url":{"url":"https://example.com/a.png"}},{"type":"text","text":"b"}]}
            """,
            Serialize(message));
    }

    [Fact]
    public void ToChatMessages_MarkedResultCallAndText_BecomeMarkers()
    {
        var result = (ToolMessage)Convert(new AIMessage(
            Microsoft.Extensions.AI.ChatRole.Tool, [new FunctionResultContent("c", "1").WithCacheControl()]));
        var calls = (AssistantMessage)Convert(new AIMessage(
            Microsoft.Extensions.AI.ChatRole.Assistant,
            [new FunctionCallContent("a", "f"), new FunctionCallContent("b", "f").WithCacheControl()]));
        var text = (AssistantMessage)Convert(new AIMessage(
            Microsoft.Extensions.AI.ChatRole.Assistant, [new TextContent("Hi").WithCacheControl()]));
        var received = (AssistantMessage)Convert(new AIMessage(
            Microsoft.Extensions.AI.ChatRole.Assistant, [new TextContent("Hi").WithCacheControl()])
        {
            RawRepresentation = ChatMessage.Assistant("Hi"),
        });

        Assert.Equal(CacheControl.Ephemeral, result.CacheControl);
        Assert.Equal([null, CacheControl.Ephemeral], calls.ToolCalls!.Select(static call => call.CacheControl));
        Assert.Equal(CacheControl.Ephemeral, text.CacheControl);
        Assert.Equal(CacheControl.Ephemeral, received.CacheControl);
    }

    [Fact]
    public void ToChatMessages_MarkedContentOfAReceivedMessage_MarksItsPart()
    {
        var message = (UserMessage)Convert(new AIMessage(
            Microsoft.Extensions.AI.ChatRole.User, [new TextContent("manual").WithCacheControl(), new TextContent("question")])
        {
            RawRepresentation = ChatMessage.User(["manual", "question"]),
        });

        Assert.Equal([CacheControl.Ephemeral, null], message.Content.Parts!.Select(static part => part.CacheControl));
        Assert.Null(message.CacheControl);
    }

    private static ChatMessage Convert(AIMessage message) => Assert.Single(AIChatMessageConverter.ToChatMessages(message, Policy));

    private static string Serialize(ChatMessage message) => JsonSerializer.Serialize(message);
}
