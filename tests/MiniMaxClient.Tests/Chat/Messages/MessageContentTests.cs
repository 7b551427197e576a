using System.Text;
using System.Text.Json;

namespace MiniMaxClient.Tests.Chat.Messages;

public sealed class MessageContentTests
{
    [Fact]
    public void Content_FromAString_IsWrittenAsAString()
    {
        MessageContent content = "Hi";

        Assert.Equal("\"Hi\"", JsonSerializer.Serialize(content));
        Assert.Null(content.Parts);
        Assert.Equal("Hi", content.Text);
        Assert.Equal("Hi", Assert.IsType<TextPart>(Assert.Single(content)).Text);
    }

    [Fact]
    public void Content_FromACollectionExpression_IsWrittenAsParts()
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
    public void Content_FromTheWire_StaysInItsForm(string json) =>
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<MessageContent>(json)));

    [Fact]
    public void Content_OfTheSameWordsInTheOtherForm_IsNotEqual()
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
    public void Content_FromNull_IsNullOrRefused()
    {
        MessageContent? content = (string?)null;

        Assert.Null(content);
        Assert.Throws<ArgumentNullException>(() => MessageContent.FromString(null!));
        Assert.Throws<ArgumentNullException>(() => ChatMessage.User(null!));
        Assert.Throws<ArgumentNullException>(() => ContentPart.FromText(null!));
    }

    [Fact]
    public void Part_WithItsTypeLast_IsReadAsItsType()
    {
        MessageContent content = JsonSerializer.Deserialize<MessageContent>("""[{"text":"Hi","x":{"type":"file"},"type":"text"}]""")!;

        Assert.Equal("Hi", Assert.IsType<TextPart>(Assert.Single(content)).Text);
    }

    [Fact]
    public void FilePart_FromBytes_IsWrittenAsADataUrl()
    {
        UserMessage message = ChatMessage.User([ContentPart.FromFile(Encoding.ASCII.GetBytes("%PDF-1.7"), "a.pdf")]);

        Assert.Equal(
            """{"role":"user","content":[{"type":"file","file":{"file_data":"data:application/pdf;base64,JVBERi0xLjc=","filename":"a.pdf"}}]}""",
            message.ToString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(100_000)]
    public void FilePart_OfAnyLength_IsWrittenAsTheBase64OfAllItsBytes(int length)
    {
        byte[] bytes = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7))];

        FileContent read = JsonSerializer.Deserialize<FileContent>(ContentPart.FromFile(bytes).File.ToString())!;

        Assert.Equal("data:application/pdf;base64," + Convert.ToBase64String(bytes), read.FileData);
    }

    [Fact]
    public void FilePart_WithPlusInItsBase64_WritesOneByteForIt() =>
        Assert.Equal("""{"file_data":"data:application/pdf;base64,++++"}""", ContentPart.FromFile(new byte[] { 0xfb, 0xef, 0xbe }).File.ToString());

    [Fact]
    public void ImagePart_FromBytes_IsWrittenAsADataUrl() =>
        Assert.Equal(
            """{"type":"image_url","image_url":{"url":"data:image/png;base64,++++","detail":"auto"}}""",
            ContentPart.FromImage(new byte[] { 0xfb, 0xef, 0xbe }, "image/png", ImageDetail.Auto).ToString());

    [Fact]
    public void FilePart_ReadBack_IsWrittenTheSame()
    {
        string json = ContentPart.FromFile(new byte[] { 1, 2, 3 }, "a.pdf").ToString();

        var read = Assert.IsType<FilePart>(JsonSerializer.Deserialize<ContentPart>(json));

        Assert.Equal("data:application/pdf;base64,AQID", read.File.FileData);
        Assert.True(read.File.Bytes.IsEmpty);
        Assert.Equal(json, read.ToString());
    }

    [Theory]
    [InlineData("""{"type":"file","file":{"file_id":"file-1"}}""")]
    [InlineData("""{"type":"file","file":{"file_data":"JVBERi0="}}""")]
    [InlineData("""{"type":"file","file":{}}""")]
    public void FilePart_FromTheWire_IsWrittenTheSame(string json) =>
        Assert.Equal(json, JsonSerializer.Deserialize<ContentPart>(json)!.ToString());

    [Theory]
    [InlineData("<think>\nWhy?\n</think>\n\nBecause.", "Because.", "Why?")]
    [InlineData("Because.", "Because.", "")]
    [InlineData("<think>\nWhy", "", "Why")]
    public void AssistantMessage_WithThinkTags_ShowsBothViewsAndGoesBackAsItCame(string content, string text, string reasoning)
    {
        AssistantMessage message = ChatMessage.Assistant(content);

        Assert.Equal((text, reasoning), (message.Text, message.Reasoning));
        Assert.Equal(content, JsonElement.Parse(message.ToString()).GetProperty("content").GetString());
    }

    [Theory]
    [InlineData("a.txt", "text/plain")]
    [InlineData("A.PDF", "application/pdf")]
    [InlineData("a.b.csv", "text/csv")]
    [InlineData(".json", "application/json")]
    [InlineData(null, "application/pdf")]
    [InlineData("", "application/pdf")]
    public void File_WithoutAMediaType_HasThatOfItsName(string? name, string type) =>
        Assert.Equal(type, ContentPart.FromFile(new byte[] { 1 }, name).File.MediaType);

    [Theory]
    [InlineData("README")]
    [InlineData("pdf")]
    [InlineData("a.unknown")]
    [InlineData("a.")]
    public void File_WhoseNameDoesNotGiveAMediaType_NeedsOne(string name)
    {
        var e = Assert.Throws<ArgumentException>(() => ContentPart.FromFile(new byte[] { 1 }, name));

        Assert.Equal("mediaType", e.ParamName);
        Assert.Contains(name, e.Message, StringComparison.Ordinal);
        Assert.Equal("application/x-own", ContentPart.FromFile(new byte[] { 1 }, name, "application/x-own").File.MediaType);
    }
}
