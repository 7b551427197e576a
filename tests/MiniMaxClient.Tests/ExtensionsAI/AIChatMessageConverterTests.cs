using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;
using AIRole = Microsoft.Extensions.AI.ChatRole;

namespace MiniMaxClient.Tests.ExtensionsAI;

/// <summary>Messages of Microsoft.Extensions.AI, including those that a host would reject unchanged.</summary>
public sealed class AIChatMessageConverterTests
{
    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task AssistantMessage_EmptyOrUsageOnly_IsOmitted(string provider)
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(provider, Reply.Text("Hi"));
        var usage = new UsageContent(new() { TotalTokenCount = 3 });

        await chat.GetResponseAsync(
            EmulatedChat.CreateUserMessage("a"), new(AIRole.Assistant, "b"), new(AIRole.Assistant, [usage]),
            new(AIRole.Assistant, []) { AuthorName = "Agent" }, new(AIRole.Assistant, [new TextContent(""), usage]),
            EmulatedChat.CreateUserMessage("c"));

        Assert.Equal(["user", "assistant", "user"], Roles(chat));
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task EmptyResponse_StoredOrNot_IsOmitted(string provider)
    {
        foreach (bool streamed in (bool[])[false, true])
        {
            await using EmulatedChat chat = await EmulatedChat.StartAsync(provider, Reply.Text(""), Reply.Text("Hi"), Reply.Text("Hi"));
            ChatResponse empty = await chat.GetResponseAsync([EmulatedChat.CreateUserMessage("a")], streamed);
            List<AIMessage> history = [EmulatedChat.CreateUserMessage("a"), .. empty.Messages, EmulatedChat.CreateUserMessage("b")];

            await chat.GetResponseAsync(history, streamed);
            Assert.Equal(["user", "user"], Roles(chat));
            await chat.GetResponseAsync(EmulatedChat.RoundTripThroughJson(history), streamed);
            Assert.Equal(["user", "user"], Roles(chat));
        }
    }

    [Fact]
    public async Task EmptyLists_OfAResponse_AreNotSentBack()
    {
        const string Message = """{"role":"assistant","content":"Hi","tool_calls":[],"annotations":[],"function_call":null}""";
        foreach (bool stored in (bool[])[false, true])
        {
            await using EmulatedChat chat = await EmulatedChat.StartAsync(WireResponse.CreateReply(Message), Reply.Text("Fine."));
            ChatResponse response = await chat.GetResponseAsync(EmulatedChat.CreateUserMessage("a"));
            List<AIMessage> history = [EmulatedChat.CreateUserMessage("a"), .. response.Messages, EmulatedChat.CreateUserMessage("b")];

            await chat.GetResponseAsync(stored ? EmulatedChat.RoundTripThroughJson(history) : history, streamed: false);

            Assert.Equal("""{"role":"assistant","content":"Hi"}""", chat.LastRequestJson.GetProperty("messages")[1].GetRawText());
        }
    }

    [Fact]
    public async Task AuthorNames_InvalidCharacters_AreReplacedByUnderscores()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(Reply.Text("Hi"));

        await chat.GetResponseAsync(
            new AIMessage(AIRole.User, "hi") { AuthorName = "Ada Lovelace" }, new AIMessage(AIRole.Assistant, "yo") { AuthorName = "Weather Agent" },
            EmulatedChat.CreateUserMessage("go"));

        Json.AssertEqual(
            """
            [{"role":"user","name":"Ada_Lovelace","content":"hi"},{"role":"assistant","name":"Weather_Agent","content":"yo"},
             {"role":"user","content":"go"}]
            """,
            chat.LastRequestJson.GetProperty("messages").GetRawText());
    }

    [Fact]
    public async Task SystemMessages_AtTheStart_AreMergedWithTheInstructions()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(Reply.Text("Hi"));

        await chat.Chat.GetResponseAsync(
            [new(AIRole.System, "A"), new(AIRole.System, "B"), EmulatedChat.CreateUserMessage("x")],
            new() { Instructions = "I" },
            TestTimeouts.Token);

        Json.AssertEqual(
            """[{"role":"system","content":"I\n\nA\n\nB"},{"role":"user","content":"x"}]""",
            chat.LastRequestJson.GetProperty("messages").GetRawText());
    }

    [Theory]
    [InlineData("openai", false)]
    [InlineData("openai", true)]
    [InlineData("anthropic", false)]
    public async Task SystemMessage_AfterOtherMessages_IsRejected(string provider, bool streamed)
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(provider);
        AIMessage[] messages =
            [EmulatedChat.CreateUserMessage("x"), new(AIRole.Assistant, "y"), new(AIRole.System, "summary"), EmulatedChat.CreateUserMessage("z")];

        var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(
            () => chat.GetResponseAsync(messages, streamed, new() { Instructions = "I" }));

        Assert.Equal("$.messages[3].role", Assert.Single(e.Problems).Path);
        Assert.Empty(chat.Emulator.Requests);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task FunctionResult_Empty_IsSentAsEmptyResult(string provider)
    {
        object[] results = ["", Json.Element("\"\""), new TextContent(""), Array.Empty<AIContent>()];
        foreach (object result in results)
        {
            await using EmulatedChat chat = await EmulatedChat.StartAsync(provider, Reply.Text("Hi"));

            await chat.GetResponseAsync(
                EmulatedChat.CreateUserMessage("x"), new(AIRole.Assistant, [new FunctionCallContent("t1", "f")]),
                new(AIRole.Tool, [new FunctionResultContent("t1", result)]));

            Assert.Contains($"\"content\":\"{ToolMessage.EmptyResult}\"", chat.LastRequestJson.GetRawText(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task Call_WithoutName_IsSentBackWithAName(string provider)
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync(provider, Reply.Text("Hi"));

        await chat.GetResponseAsync(
            EmulatedChat.CreateUserMessage("x"), new(AIRole.Assistant, [new FunctionCallContent("t1", "")]),
            new(AIRole.Tool, [new FunctionResultContent("t1", "Error: there is no such function.")]));

        Assert.Contains("\"name\":\"unnamed_function\"", chat.LastRequestJson.GetRawText(), StringComparison.Ordinal);
    }

    private static IEnumerable<string?> Roles(EmulatedChat chat) => chat.LastRequestJson.GetProperty("messages").EnumerateArray()
        .Select(static message => message.GetProperty("role").GetString());

    [Fact]
    public async Task ToChatMessages_EveryRole_IsKept()
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
    public async Task ToChatMessages_EmptyMessages_AreOmittedExceptOfTheUser()
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
    public async Task ToChatMessages_NullMessage_Throws()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => chat.GetResponseAsync(EmulatedChat.CreateUserMessage("Hi"), null!));
        await Assert.ThrowsAsync<ArgumentNullException>(() => chat.Chat.GetResponseAsync((IEnumerable<AIMessage>)null!, null, TestTimeouts.Token));
        Assert.Throws<ArgumentNullException>(() => chat.Chat.GetStreamingResponseAsync((IEnumerable<AIMessage>)null!, null, TestTimeouts.Token));
    }

    private static string Sent(EmulatedChat chat) => chat.LastRequestJson.GetProperty("messages").GetRawText();
}
