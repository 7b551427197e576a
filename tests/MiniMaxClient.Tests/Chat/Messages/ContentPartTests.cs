using System.Text;
using System.Text.Json;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Chat.Messages;

public sealed class ContentPartTests
{
    [Fact]
    public void Deserialize_TypeAsLastProperty_CreatesMatchingType()
    {
        MessageContent content = JsonSerializer.Deserialize<MessageContent>("""[{"text":"Hi","x":{"type":"file"},"type":"text"}]""")!;

        Assert.Equal("Hi", Assert.IsType<TextPart>(Assert.Single(content)).Text);
    }

    [Theory]
    [InlineData("""{"type":"file","file":{"file_id":"file-1"}}""")]
    [InlineData("""{"type":"file","file":{"file_data":"JVBERi0="}}""")]
    [InlineData("""{"type":"file","file":{}}""")]
    public void Serialize_DeserializedFilePart_PreservesForm(string json) =>
        Assert.Equal(json, JsonSerializer.Deserialize<ContentPart>(json)!.ToString());

    [Fact]
    public void Deserialize_WrittenFilePart_SetsFileDataAndRoundTrips()
    {
        string json = ContentPart.FromFile(new byte[] { 1, 2, 3 }, "a.pdf").ToString();

        var read = Assert.IsType<FilePart>(JsonSerializer.Deserialize<ContentPart>(json));

        Assert.Equal("data:application/pdf;base64,AQID", read.File.FileData);
        Assert.True(read.File.Bytes.IsEmpty);
        Assert.Equal(json, read.ToString());
    }

    [Fact]
    public void FromFile_Bytes_WritesDataUrl()
    {
        UserMessage message = ChatMessage.User([ContentPart.FromFile(Encoding.ASCII.GetBytes("%PDF-1.7"), "a.pdf")]);

        Assert.Equal(
            """{"role":"user","content":[{"type":"file","file":{"file_data":"data:application/pdf;base64,JVBERi0xLjc=","filename":"a.pdf"}}]}""",
            message.ToString());
    }

    [Fact]
    public void FromFile_OtherMediaType_WritesItInDataUrl()
    {
        FilePart file = ContentPart.FromFile(new byte[] { 1, 2, 3 }, "table.csv", "text/csv");
        Json.AssertEqual(
            """{"type":"file","file":{"file_data":"data:text/csv;base64,AQID","filename":"table.csv"}}""", file.ToString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(100_000)]
    public void FromFile_AnyLength_WritesBase64OfAllBytes(int length)
    {
        byte[] bytes = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7))];

        FileContent read = JsonSerializer.Deserialize<FileContent>(ContentPart.FromFile(bytes).File.ToString())!;

        Assert.Equal("data:application/pdf;base64," + Convert.ToBase64String(bytes), read.FileData);
    }

    [Fact]
    public void FromFile_PlusInBase64_IsNotEscaped() =>
        Assert.Equal("""{"file_data":"data:application/pdf;base64,++++"}""", ContentPart.FromFile(new byte[] { 0xfb, 0xef, 0xbe }).File.ToString());

    [Theory]
    [InlineData("a.txt", "text/plain")]
    [InlineData("A.PDF", "application/pdf")]
    [InlineData("a.b.csv", "text/csv")]
    [InlineData(".json", "application/json")]
    [InlineData(null, "application/pdf")]
    [InlineData("", "application/pdf")]
    public void FromFile_NoMediaType_InfersItFromFileName(string? fileName, string mediaType) =>
        Assert.Equal(mediaType, ContentPart.FromFile(new byte[] { 1 }, fileName).File.MediaType);

    [Theory]
    [InlineData("README")]
    [InlineData("pdf")]
    [InlineData("a.unknown")]
    [InlineData("a.")]
    public void FromFile_MediaTypeNotInferable_ThrowsArgumentException(string name)
    {
        var e = Assert.Throws<ArgumentException>(() => ContentPart.FromFile(new byte[] { 1 }, name));

        Assert.Equal("mediaType", e.ParamName);
        Assert.Contains(name, e.Message, StringComparison.Ordinal);
        Assert.Equal("application/x-own", ContentPart.FromFile(new byte[] { 1 }, name, "application/x-own").File.MediaType);
    }

    [Fact]
    public void FromImage_Bytes_WritesDataUrl() =>
        Assert.Equal(
            """{"type":"image_url","image_url":{"url":"data:image/png;base64,++++","detail":"auto"}}""",
            ContentPart.FromImage(new byte[] { 0xfb, 0xef, 0xbe }, "image/png", ImageDetail.Auto).ToString());

    [Fact]
    public void FromImage_InvalidArguments_Throws()
    {
        Assert.Throws<ArgumentNullException>(() => ContentPart.FromImage(null!));
        Assert.Throws<ArgumentException>(() => ContentPart.FromImage(new byte[] { 1 }, " "));
    }
}
