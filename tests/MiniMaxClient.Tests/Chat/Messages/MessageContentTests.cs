using System.Text.Json;

namespace MiniMaxClient.Tests.Chat.Messages;

public sealed class MessageContentTests
{
    [Fact]
    public void Serialize_FromString_WritesString()
    {
        MessageContent content = "Hi";

        Assert.Equal("\"Hi\"", JsonSerializer.Serialize(content));
        Assert.Null(content.Parts);
        Assert.Equal("Hi", content.Text);
        Assert.Equal("Hi", Assert.IsType<TextPart>(Assert.Single(content)).Text);
    }

    [Fact]
    public void Serialize_FromCollectionExpression_WritesParts()
    {
        MessageContent content = ["What is this?", ContentPart.FromImage(new Uri("https://example.com/a.png"), ImageDetail.Low)];

        Assert.Equal(
            """[{"type":"text","text":"What is this?"},{"type":"image_url","image_url":{"url":"https://example.com/a.png","detail":"low"}}]""",
            JsonSerializer.Serialize(content));
        Assert.Equal("What is this?", content.Text);
        Assert.Equal(2, content.Count());
    }

    [Theory]
    [InlineData("\"Hi\"")]
    [InlineData("\"\"")]
    [InlineData("[]")]
    [InlineData("""[{"type":"text","text":"Hi"}]""")]
    [InlineData("""[{"type":"refusal","refusal":"No."},{"type":"text","text":"Hi"}]""")]
    [InlineData("""[{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]""")]
    [InlineData("""[{"type":"input_audio","input_audio":{"data":"UklG","format":"wav"}}]""")]
    public void Serialize_DeserializedContent_PreservesForm(string json) =>
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<MessageContent>(json)));

    [Fact]
    public void Equals_SameTextInOtherForm_ReturnsFalse()
    {
        MessageContent text = "Hi";
        MessageContent parts = ["Hi"];
        MessageContent sameParts = ["Hi"];
        MessageContent otherParts = ["Ho"];

        Assert.True(text.Equals("Hi"));
        Assert.True(parts.Equals(sameParts));
        Assert.Equal(parts.GetHashCode(), sameParts.GetHashCode());
        Assert.False(text.Equals(parts));
        Assert.False(parts.Equals(otherParts));
        Assert.False(text.Equals(null));
    }

    [Fact]
    public void Conversion_Null_ReturnsNullOrThrows()
    {
        MessageContent? content = (string?)null;

        Assert.Null(content);
        Assert.Throws<ArgumentNullException>(() => MessageContent.FromString(null!));
        Assert.Throws<ArgumentNullException>(() => ChatMessage.User(null!));
        Assert.Throws<ArgumentNullException>(() => ContentPart.FromText(null!));
    }
}
