using System.Text;
using System.Text.Json;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Chat.Messages;

public sealed class ChatMessageTests
{
    [Theory]
    [InlineData("""{"role":"system","content":"a"}""", typeof(SystemMessage))]
    [InlineData("""{"role":"developer","content":"a"}""", typeof(DeveloperMessage))]
    [InlineData("""{"role":"user","content":"a"}""", typeof(UserMessage))]
    [InlineData("""{"role":"assistant","content":"a"}""", typeof(AssistantMessage))]
    [InlineData("""{"role":"tool","tool_call_id":"c","content":"a"}""", typeof(ToolMessage))]
    public void Deserialize_KnownRole_CreatesMatchingType(string json, Type type)
    {
        ChatMessage message = JsonSerializer.Deserialize<ChatMessage>(json)!;

        Assert.IsType(type, message);
        Assert.Equal(json, message.ToJson());
    }

    [Theory]
    [InlineData("""{"role":"critic","name":"Ann","content":[{"type":"text","text":"a"}],"score":7,"tool_calls":[{"id":"1"}]}""")]
    [InlineData("""{"role":"tool_result","content":null,"tool_call_id":"1"}""")]
    public void Deserialize_UnknownRole_PreservesAllProperties(string json)
    {
        ChatMessage message = JsonSerializer.Deserialize<ChatMessage>(json)!;
        Assert.IsType<UnknownMessage>(message);
        Json.AssertEqual(json, message.ToJson());
        ChatMessage again = JsonSerializer.Deserialize<ChatMessage>(message.ToJson())!;
        Assert.Equal(message.Role, again.Role);
        Json.AssertEqual(json, JsonSerializer.Serialize(again));
    }

    [Fact]
    public void Deserialize_RoleAsLastProperty_CreatesMatchingType() =>
        Assert.IsType<UserMessage>(JsonSerializer.Deserialize<ChatMessage>("""{"content":[{"role":"tool"}],"role":"user"}"""));

    [Theory]
    [InlineData("""{"role":"odd","role":"user","content":"x"}""", "user")]
    [InlineData("""{"role":"user","role":"odd","content":"x"}""", "odd")]
    [InlineData("""{"role":"user","role":5,"content":"x"}""", "user")]
    [InlineData("""{"role":"odd","role":"","content":"x"}""", "")]
    public void Deserialize_RepeatedRole_UsesLastRole(string json, string role)
    {
        ChatMessage message = JsonSerializer.Deserialize<ChatMessage>(json)!;

        Assert.Equal(role, message.Role.Value);
        Assert.Equal(role == "user", message is UserMessage);
    }

    [Fact]
    public void Create_NullArgument_ThrowsArgumentNullException()
    {
        Assert.Throws<ArgumentNullException>(() => ChatMessage.System(null!));
        Assert.Throws<ArgumentNullException>(() => ChatMessage.Developer(null!));
        Assert.Throws<ArgumentNullException>(() => ChatMessage.Assistant(null!));
        Assert.Throws<ArgumentNullException>(() => ChatMessage.Tool(null!, "Done."));
        Assert.Throws<ArgumentNullException>(() => ChatMessage.Tool("c", null!));
    }

    [Fact]
    public void ToolMessage_IsError_IsPreservedWhenSerialized()
    {
        ToolMessage message = ChatMessage.Tool("c", "No such file.") with { IsError = true };

        Assert.Equal("""{"role":"tool","tool_call_id":"c","content":"No such file.","is_error":true}""", message.ToJson());
        Assert.True(JsonSerializer.Deserialize<ToolMessage>(message.ToJson())!.IsError);
    }

    [Fact]
    public void ToolMessage_IsErrorInOpenAIRequest_IsOmitted()
    {
        ToolMessage message = ChatMessage.Tool("c", "No such file.") with { IsError = true };

        byte[] written = JsonText.WriteToBytes(json => message.Write(json, new(FileSink: null, IsOpenAIRequest: true)));

        Json.AssertEqual("""{"role":"tool","tool_call_id":"c","content":"No such file."}""", Encoding.UTF8.GetString(written));
    }

    [Fact]
    public void WithNonEmptyContent_EmptyContent_ReturnsEmptyResult()
    {
        ToolMessage done = ChatMessage.Tool("c", "Done.");

        Assert.Equal(ToolMessage.EmptyResult, ChatMessage.Tool("c", "").WithNonEmptyContent().Content.Text);
        Assert.Same(done, done.WithNonEmptyContent());
    }

    [Theory]
    [InlineData("""{"role":"system","content":"a"}""", "a")]
    [InlineData("""{"role":"developer","content":"a"}""", "a")]
    [InlineData("""{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"u"}},{"type":"text","text":"b"}]}""", "ab")]
    [InlineData("""{"role":"assistant","content":"<think>Hm.</think>a","tool_calls":[]}""", "a")]
    [InlineData("""{"role":"assistant","content":null}""", "")]
    [InlineData("""{"role":"tool","tool_call_id":"c","content":"a"}""", "a")]
    [InlineData("""{"role":"function","name":"f","content":"a"}""", "a")]
    [InlineData("""{"role":"function","content":[{"type":"text","text":"a"}]}""", "a")]
    [InlineData("""{"role":"function","content":7}""", "")]
    [InlineData("""{"role":"function"}""", "")]
    public void Text_AnyRole_IsTheVisibleText(string json, string text)
    {
        ChatMessage message = JsonSerializer.Deserialize<ChatMessage>(json)!;

        Assert.Equal((text, text), (message.Text, message.ToString()));
    }

    [Fact]
    public void Conversion_Text_IsAUserMessageAndNullStaysNull()
    {
        ChatMessage message = "Hi";
        ChatMessage? none = (string?)null;

        Assert.Equal(ChatMessage.User("Hi"), message);
        Assert.Null(none);
    }
}
