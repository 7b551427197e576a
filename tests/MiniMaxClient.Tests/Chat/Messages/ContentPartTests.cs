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

    [Fact]
    public void FromFile_Bytes_WritesDataUrl()
    {
        UserMessage message = ChatMessage.User([ContentPart.FromFile(Encoding.ASCII.GetBytes("%PDF-1.7"), "a.pdf")]);

        Assert.Equal(
            """{"role":"user","content":[{"type":"file","file":{"file_data":"data:application/pdf;base64,JVBERi0xLjc=","filename":"a.pdf"}}]}""",
            message.ToJson());
    }

    [Fact]
    public void FromFile_OtherMediaType_WritesItInDataUrl()
    {
        FilePart file = ContentPart.FromFile(new byte[] { 1, 2, 3 }, "table.csv", "text/csv");
        Json.AssertEqual(
            """{"type":"file","file":{"file_data":"data:text/csv;base64,AQID","filename":"table.csv"}}""", file.ToJson());
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

        FileContent read = JsonSerializer.Deserialize<FileContent>(ContentPart.FromFile(bytes).File.ToJson())!;

        Assert.Equal("data:application/pdf;base64," + Convert.ToBase64String(bytes), read.FileData);
    }

    [Fact]
    public void FromFile_PlusInBase64_IsNotEscaped() =>
        Assert.Equal("""{"file_data":"data:application/pdf;base64,++++"}""", ContentPart.FromFile(new byte[] { 0xfb, 0xef, 0xbe }).File.ToJson());

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
            ContentPart.FromImage(new byte[] { 0xfb, 0xef, 0xbe }, "image/png", ImageDetail.Auto).ToJson());

    [Fact]
    public void FromImage_InvalidArguments_Throws()
    {
        Assert.Throws<ArgumentNullException>(() => ContentPart.FromImage(null!));
        Assert.Throws<ArgumentException>(() => ContentPart.FromImage(new byte[] { 1 }, " "));
    }

    [Fact]
    public void FromImage_Bytes_AreNotCopied()
    {
        byte[] image = [1, 2];
        ImageUrl url = ContentPart.FromImage(image, "image/png").ImageUrl;

        Assert.Equal((null, image, "image/png"), (url.Url, url.Bytes, url.MediaType));
    }

    [Fact]
    public void FromVideo_Uri_WritesItUnchanged()
    {
        Assert.Equal(
            """{"type":"video_url","video_url":{"url":"https://a.example/%C3%A4.mp4","detail":"low","fps":0.5}}""",
            ContentPart.FromVideo(new Uri("https://a.example/%C3%A4.mp4"), ImageDetail.Low, 0.5).ToJson());
        Assert.Equal(
            """{"type":"video_url","video_url":{"url":"mm_file://4711"}}""",
            ContentPart.FromVideo(new Uri("mm_file://4711", UriKind.RelativeOrAbsolute)).ToJson());
    }

    [Fact]
    public void FromVideo_Bytes_WritesDataUrl() => Assert.Equal(
        """{"type":"video_url","video_url":{"url":"data:video/mp4;base64,AQID","detail":"high","fps":2}}""",
        ContentPart.FromVideo(new byte[] { 1, 2, 3 }, "video/mp4", ImageDetail.High, 2).ToJson());

    [Fact]
    public void FromVideoFileId_Id_WritesMmFileUrl() => Assert.Equal(
        """{"type":"video_url","video_url":{"url":"mm_file://4711","detail":"default","fps":5}}""",
        ContentPart.FromVideoFileId("4711", ImageDetail.Default, 5).ToJson());

    [Fact]
    public void FromVideo_InvalidArguments_Throws()
    {
        Assert.Throws<ArgumentNullException>(() => ContentPart.FromVideo(null!));
        Assert.Throws<ArgumentException>(() => ContentPart.FromVideo(new byte[] { 1 }, ""));
        Assert.Throws<ArgumentException>(() => ContentPart.FromVideoFileId(" "));
    }

    [Fact]
    public void Deserialize_VideoPart_RoundTrips()
    {
        const string Video =
            """{"type":"video_url","video_url":{"url":"mm_file://4711","detail":"low","max_long_side_pixel":720,"fps":2,"x":1},"y":2}""";
        var read = Assert.IsType<VideoPart>(JsonSerializer.Deserialize<ContentPart>(Video));

        Assert.Equal(("mm_file://4711", 2d, 720), (read.VideoUrl.Url, read.VideoUrl.Fps, read.VideoUrl.MaxLongSidePixel));
        Assert.Equal(Video, read.ToJson());
    }

    [Fact]
    public async Task FromFileAsync_Path_ReadsTheFileAndInfersTheMediaType()
    {
        using var folder = new TemporaryFolder();
        CancellationToken token = TestTimeouts.Token;

        Assert.Equal(
            """{"type":"image_url","image_url":{"url":"data:image/jpeg;base64,AQID","detail":"low"}}""",
            (await ContentPart.FromImageAsync(folder.Write("a.JPG"), ImageDetail.Low, token)).ToJson());
        Assert.Equal(
            """{"type":"video_url","video_url":{"url":"data:video/mov;base64,AQID","detail":"high","fps":0.2}}""",
            (await ContentPart.FromVideoAsync(folder.Write("b.mov"), ImageDetail.High, 0.2, token)).ToJson());
        Assert.Equal(
            """{"type":"file","file":{"file_data":"data:application/pdf;base64,AQID","filename":"c.pdf"}}""",
            (await ContentPart.FromFileAsync(folder.Write("c.pdf"), token)).ToJson());
    }

    [Theory]
    [InlineData("a.unknown", "cannot be inferred from its extension", "cannot be inferred", "cannot be inferred")]
    [InlineData("README", "cannot be inferred from its extension", "cannot be inferred", "cannot be inferred")]
    [InlineData("a.pdf", "is application/pdf; image/* is required", "is application/pdf; video/* is required", null)]
    [InlineData("a.mp4", "is video/mp4; image/* is required", null, null)]
    public async Task FromFileAsync_UnsuitableExtension_ThrowsBeforeReading(string path, string image, string? video, string? file)
    {
        CancellationToken token = TestTimeouts.Token;
        await AssertThrowsAsync(image, () => ContentPart.FromImageAsync(path, cancellationToken: token));
        await AssertThrowsAsync(video, () => ContentPart.FromVideoAsync(path, cancellationToken: token));
        await AssertThrowsAsync(file, () => ContentPart.FromFileAsync(path, token));

        async Task AssertThrowsAsync(string? message, Func<Task> create)
        {
            if (message is null)
            {
                await Assert.ThrowsAsync<FileNotFoundException>(create);
                return;
            }

            var e = await Assert.ThrowsAsync<ArgumentException>(create);
            Assert.Equal("path", e.ParamName);
            Assert.Contains($"'{path}' {message}", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task FromFileAsync_Canceled_Throws()
    {
        using var folder = new TemporaryFolder();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => ContentPart.FromFileAsync(folder.Write("a.pdf"), new CancellationToken(canceled: true)));
    }

    private sealed class TemporaryFolder : IDisposable
    {
        private readonly string _path = Directory.CreateTempSubdirectory().FullName;

        public string Write(string name)
        {
            string path = Path.Combine(_path, name);
            File.WriteAllBytes(path, [1, 2, 3]);
            return path;
        }

        public void Dispose() => Directory.Delete(_path, recursive: true);
    }
}
