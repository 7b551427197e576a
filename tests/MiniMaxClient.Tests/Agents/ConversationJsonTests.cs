using System.Text.Json;
using MiniMaxClient.Agents;

namespace MiniMaxClient.Tests.Agents;

public sealed class ConversationJsonTests
{
    public static TheoryData<string, string> InvalidTexts { get; } = new()
    {
        { "{}", "version is missing" },
        { "[]", "version is missing" },
        { "null", "version is missing" },
        { """{"version":"1","request":{"messages":[]}}""", "version is missing" },
        { """{"version":2,"request":{"messages":[]}}""", "has version 2; this library reads version 1" },
        { """{"version":1.5,"request":{"messages":[]}}""", "has version 1.5" },
        { """{"version":1}""", "each once, and nothing else" },
        { """{"version":1,"request":{"messages":[]},"more":1}""", "each once, and nothing else" },
        { """{"version":1,"request":{"messages":[]},"request":{"messages":[]}}""", "each once, and nothing else" },
        { """{"version":1,"request":null}""", "request.messages is not an array" },
        { """{"version":1,"request":{"model":"m"}}""", "request.messages is not an array" },
        { """{"version":1,"request":{"messages":"hi"}}""", "request.messages is not an array" },
        { """{"version":1,"request":{"messages":["hi"]}}""", "request.messages is not an array" },
        { """{"version":1,"request":{"messages":[{"content":"hi"}]}}""", "request.messages is not an array" },
        { """{"version":1,"request":{"messages":[{"role":"user"}],"messages":[]}}""", "has a property twice" },
        { """{"version":1,"request":{"messages":[{"role":"user","role":"system"}]}}""", "has a property twice" },
        { """{"version":1,"request":{"messages":[{"role":1,"content":"hi"}]}}""", "request.messages is not an array" },
    };

    [Theory]
    [MemberData(nameof(InvalidTexts))]
    public void Read_NotAConversation_ThrowsWithTheReason(string text, string reason)
    {
        JsonException exception = Assert.Throws<JsonException>(() => ConversationJson.Read(text));

        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("""{"version":1,"request":{"messages":[]}""")]
    public void Read_NotJson_Throws(string text) => Assert.ThrowsAny<JsonException>(() => ConversationJson.Read(text));

    [Fact]
    public void Read_DeepJson_IsReadUpToTheLimitOfStoredJson()
    {
        string json = $$$"""{"version":1,"request":{"model":"m","messages":[{"role":"user","content":"Hi","x":{{{Nest(300)}}},"y":1}]}}""";

        Assert.Equal(json, ConversationJson.Write(ConversationJson.Read(json)));
        Assert.ThrowsAny<JsonException>(() => ConversationJson.Read(json.Replace(Nest(300), Nest(600), StringComparison.Ordinal)));
    }

    [Fact]
    public void Read_UnpairedSurrogate_IsNotAnError() =>
        Assert.Single(ConversationJson.Read("{\"version\":1,\"request\":{\"messages\":[{\"role\":\"user\",\"content\":\"\ud83d\"}]}}").Messages);

    [Fact]
    public void Write_Request_HasTheWireForm()
    {
        var request = new ChatCompletionRequest { Model = "m", Messages = [ChatMessage.User("é")], MaxTokens = 5 };

        string json = ConversationJson.Write(request);

        Assert.Equal("""{"version":1,"request":{"model":"m","messages":[{"role":"user","content":"é"}],"max_tokens":5}}""", json);
        Assert.Equal(json, ConversationJson.Write(ConversationJson.Read(json)));
    }

    private static string Nest(int depth) => new string('[', depth) + new string(']', depth);
}
