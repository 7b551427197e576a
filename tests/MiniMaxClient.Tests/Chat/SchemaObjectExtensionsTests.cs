using System.Text.Json.Nodes;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Chat;

public sealed class SchemaObjectExtensionsTests
{
    [Fact]
    public void WithProperty_NewProperty_AddsItToCopyOfSameType()
    {
        var request = new ChatCompletionRequest { Model = "m", Messages = [] };

        ChatCompletionRequest changed =
            request.WithProperty("min_p", 0.1).WithProperty("tags", new JsonArray("a")).WithProperty("off", null);

        Assert.Equal("""{"model":"m","messages":[]}""", request.ToJson());
        Assert.Equal("""{"model":"m","messages":[],"min_p":0.1,"tags":["a"],"off":null}""", changed.ToJson());
        Assert.Equal("""{"model":"m","messages":[],"min_p":0.2,"tags":["a"],"off":null}""", changed.WithProperty("min_p", 0.2).ToJson());
    }

    [Fact]
    public void WithProperty_MessageAndPart_WritesPropertyInEach()
    {
        UserMessage message = ChatMessage.User([ContentPart.FromText("Hi").WithProperty("cache_control", "x")])
            .WithProperty("weight", 1);

        Assert.Equal(
            """{"role":"user","content":[{"type":"text","text":"Hi","cache_control":"x"}],"weight":1}""", message.ToJson());
    }

    [Fact]
    public void WithProperty_NameOfTypedProperty_IsWrittenOnce()
    {
        UserMessage message = ChatMessage.User("Hi").WithProperty("content", "Ho").WithProperty("name", "Ann");

        Assert.Empty(JsonDifference.Between("""{"role":"user","content":"Ho","name":"Ann"}""", message.ToJson()));
    }

    [Fact]
    public void WithProperty_PlusAndNonAsciiCharacters_AreNotEscaped() =>
        Assert.Equal(
            """{"role":"user","content":"Hi","x":{"a":"1+1=é"}}""",
            ChatMessage.User("Hi").WithProperty("x", new JsonObject { ["a"] = "1+1=é" }).ToJson());

    [Fact]
    public void WithProperty_InvalidArguments_Throws()
    {
        Assert.Throws<ArgumentNullException>(() => ((ChatMessage)null!).WithProperty("a", 1));
        Assert.Throws<ArgumentNullException>(() => ChatMessage.User("Hi").WithProperty(null!, 1));
        Assert.Throws<ArgumentException>(() => ChatMessage.User("Hi").WithProperty(" ", 1));
    }
}
