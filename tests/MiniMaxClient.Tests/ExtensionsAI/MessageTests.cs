using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;
using AIRole = Microsoft.Extensions.AI.ChatRole;

namespace MiniMaxClient.Tests.ExtensionsAI;

/// <summary>What the ecosystem's messages are on the wire.</summary>
public sealed class MessageTests
{
    private static readonly byte[] Bytes = [1, 2, 3];

    [Fact]
    public async Task Messages_OfEveryRole_KeepIt()
    {
        await using EmulatedChat chat = await EmulatedChat.StartPlainHostAsync();

        await chat.GetResponseAsync(
            new AIMessage(AIRole.System, "Be terse."),
            new AIMessage(new AIRole("developer"), "No jokes.") { AuthorName = "dev" },
            new AIMessage(AIRole.User, "Hi") { AuthorName = "Ann" },
            new AIMessage(AIRole.Assistant, "Hello"),
            new AIMessage(new AIRole("critic"), "Too short."),
            new AIMessage(AIRole.User, [new TextContent("One"), new TextContent("Two")]));

        Json.AssertEqual(
            """
            [{"role":"system","content":"Be terse."},{"role":"developer","name":"dev","content":"No jokes."},
             {"role":"user","name":"Ann","content":"Hi"},{"role":"assistant","content":"Hello"},
             {"role":"critic","content":"Too short."},
             {"role":"user","content":[{"type":"text","text":"One"},{"type":"text","text":"Two"}]}]
            """,
            Sent(chat));
    }

    [Fact]
    public async Task Messages_ThatAreEmpty_AreLeftOutSaveForTheUsers()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync();

        await chat.GetResponseAsync(
            new AIMessage(AIRole.System, []), new AIMessage(AIRole.Assistant, []), EmulatedChat.CreateUserMessage("What is 1 + 2?"));
        var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(
            () => chat.GetResponseAsync(EmulatedChat.CreateUserMessage("Hi"), new AIMessage(AIRole.User, [])));

        Json.AssertEqual("""[{"role":"user","content":"What is 1 + 2?"}]""", Sent(chat));
        Assert.Equal("$.messages[1].content", Assert.Single(e.Problems).Path);
    }

    [Fact]
    public async Task Contents_OfAUser_AreParts()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync();

        await chat.GetResponseAsync(new AIMessage(AIRole.User,
        [
            new TextContent("Look:"),
            new DataContent(Bytes, "image/png") { AdditionalProperties = new() { ["detail"] = "low" } },
            new UriContent("https://example.com/a.jpg", "image/jpeg"),
            new DataContent(Bytes, "application/pdf") { Name = "a.pdf" },
            new HostedFileContent("file-1"),
            new AIContent { RawRepresentation = new UnknownPart("x_audio") },
            new UsageContent(new() { InputTokenCount = 1 }),
        ]));

        Json.AssertEqual(
            """
            [{"role":"user","content":[{"type":"text","text":"Look:"},
             {"type":"image_url","image_url":{"url":"data:image/png;base64,AQID","detail":"low"}},
             {"type":"image_url","image_url":{"url":"https://example.com/a.jpg"}},
             {"type":"file","file":{"file_data":"data:application/pdf;base64,AQID","filename":"a.pdf"}},
             {"type":"file","file":{"file_id":"file-1"}},{"type":"x_audio"}]}]
            """,
            Sent(chat));
    }

    public static TheoryData<AIRole, AIContent, string> Impossible { get; } = new()
    {
        { AIRole.User, new DataContent(Bytes, "audio/wav"), "DataContent of the type audio/wav" },
        { AIRole.User, new UriContent("https://example.com/a.mp4", "video/mp4"), "UriContent of the type video/mp4" },
        { AIRole.User, new HostedVectorStoreContent("v1"), "HostedVectorStoreContent" },
        { AIRole.Assistant, new DataContent(Bytes, "image/png"), "DataContent" },
        { AIRole.Tool, new TextContent("Found."), "TextContent" },
    };

    [Theory]
    [MemberData(nameof(Impossible), DisableDiscoveryEnumeration = true)]
    public async Task Content_WithoutAPlaceOnTheWire_IsRefusedByName(AIRole role, AIContent content, string named)
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync();

        var e = await Assert.ThrowsAsync<NotSupportedException>(() => chat.GetResponseAsync(new AIMessage(role, [content])));

        Assert.Contains(named, e.Message);
        Assert.Empty(chat.Emulator.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Results_Several_AreAMessageEach(bool stored)
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync();
        AIMessage[] messages =
        [
            EmulatedChat.CreateUserMessage("Hi"),
            new(AIRole.Assistant,
            [
                new TextContent("I look."),
                .. Enumerable.Range(1, 6).Select(static i => new FunctionCallContent(
                    $"call_{i}", "look", new Dictionary<string, object?> { ["q"] = "a", ["n"] = i, ["none"] = null })),
            ]),
            new(AIRole.Tool,
            [
                new FunctionResultContent("call_1", "21 °C"),
                new FunctionResultContent("call_2", new { Degrees = 21.50m, Sky = (string[])["blue"] }),
                new FunctionResultContent("call_3", null),
                new FunctionResultContent("call_4", Json.Element("""{ "a" : 1 }""")),
                new FunctionResultContent("call_5", 42),
                new FunctionResultContent("call_6", Json.Element("\"text\"")),
            ]),
        ];

        await chat.GetResponseAsync(stored ? EmulatedChat.RoundTripThroughJson(messages).ToArray() : messages);

        JsonElement sent = chat.LastRequestJson.GetProperty("messages");
        Json.AssertEqual(
            """{"id":"call_2","type":"function","function":{"name":"look","arguments":"{\"q\":\"a\",\"n\":2,\"none\":null}"}}""",
            sent[1].GetProperty("tool_calls")[1].GetRawText());
        Assert.Equal("I look.", sent[1].GetProperty("content").GetString());
        Assert.Equal(
            ["21 °C", """{"degrees":21.50,"sky":["blue"]}""", ToolMessage.EmptyResult, """{"a":1}""", "42", "text"],
            sent.EnumerateArray().Skip(2).Select(static message => message.GetProperty("content").GetString()));
        Assert.Equal("call_6", sent[7].GetProperty("tool_call_id").GetString());
    }

    [Fact]
    public async Task Result_OfAFunctionThatThrew_DoesNotTellTheExceptionsMessage()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync();

        await chat.GetResponseAsync(
            EmulatedChat.CreateUserMessage("Hi"),
            new(AIRole.Assistant, [new FunctionCallContent("call_1", "look")]),
            new(AIRole.Tool, [new FunctionResultContent("call_1", null) { Exception = new InvalidOperationException("secret") }]));

        Assert.Equal("Error: the function failed.", chat.LastRequestJson.GetProperty("messages")[2].GetProperty("content").GetString());
        Assert.Equal(
            "{}",
            chat.LastRequestJson.GetProperty("messages")[1].GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString());
    }

    [Fact]
    public async Task Result_InAUsersMessage_StandsBeforeWhatTheUserSays()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync();

        await chat.GetResponseAsync(
            EmulatedChat.CreateUserMessage("Hi"),
            new(AIRole.Assistant, [new FunctionCallContent("call_1", "look")]),
            new(AIRole.User, [new TextContent("Go on."), new FunctionResultContent("call_1", "found")]));

        Assert.Equal(
            ["user", "assistant", "tool", "user"],
            chat.LastRequestJson.GetProperty("messages").EnumerateArray().Select(static message => message.GetProperty("role").GetString()));
    }

    [Fact]
    public async Task Reasoning_OfElsewhere_GoesBetweenTags()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync();

        await chat.GetResponseAsync(
            EmulatedChat.CreateUserMessage("Hi"),
            new(AIRole.Assistant,
            [
                new TextReasoningContent("One. "), new TextReasoningContent("Two.") { ProtectedData = "another's" }, new TextContent("Hello"),
            ]),
            EmulatedChat.CreateUserMessage("And?"));

        Assert.Equal(
            "<think>\nOne. Two.\n</think>\n\nHello", chat.LastRequestJson.GetProperty("messages")[1].GetProperty("content").GetString());
    }

    [Fact]
    public async Task Call_WithArgumentsThatAreNoJson_GoesBackWithNone()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(Reply.ToolCall("look", """{"q":""", "call_1"), Reply.Text("Fine."));
        ChatResponse answer = await chat.GetResponseAsync(EmulatedChat.CreateUserMessage("Hi"));

        await chat.GetResponseAsync(
            [EmulatedChat.CreateUserMessage("Hi"), .. answer.Messages, new(AIRole.Tool, [new FunctionResultContent("call_1", "Error: no JSON.")])]);

        Assert.Equal(
            "{}",
            chat.LastRequestJson.GetProperty("messages")[1].GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString());
    }

    [Fact]
    public async Task Messages_WithANullAmongThem_AreRefused()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => chat.GetResponseAsync(EmulatedChat.CreateUserMessage("Hi"), null!));
        await Assert.ThrowsAsync<ArgumentNullException>(() => chat.Chat.GetResponseAsync((IEnumerable<AIMessage>)null!, null, TestTimeouts.Token));
        Assert.Throws<ArgumentNullException>(() => chat.Chat.GetStreamingResponseAsync((IEnumerable<AIMessage>)null!, null, TestTimeouts.Token));
    }

    private static string Sent(EmulatedChat chat) => chat.LastRequestJson.GetProperty("messages").GetRawText();
}
