namespace MiniMaxClient.Tests.Chat.Messages;

public sealed class MediaTypesTests
{
    [Theory]
    [InlineData("a.pdf", "application/pdf")]
    [InlineData("/folder.txt/A.JPG", "image/jpeg")]
    [InlineData("a.webp", "image/webp")]
    [InlineData("a.mp4", "video/mp4")]
    [InlineData("a.MOV", "video/quicktime")]
    [InlineData("a.avi", "video/x-msvideo")]
    [InlineData("a.mkv", "video/x-matroska")]
    [InlineData("/folder.txt/README", null)]
    [InlineData("a.", null)]
    [InlineData("pdf", null)]
    [InlineData("", null)]
    public void FindByFileName_Extension_DeterminesTheMediaType(string fileName, string? mediaType) =>
        Assert.Equal(mediaType, MediaTypes.FindByFileName(fileName));

    [Theory]
    [InlineData("video/quicktime", "video/mov")]
    [InlineData("VIDEO/QuickTime", "video/mov")]
    [InlineData("video/mp4", "video/mp4")]
    public void ToInlineVideoType_QuickTime_IsMov(string mediaType, string inlineType) =>
        Assert.Equal(inlineType, MediaTypes.ToInlineVideoType(mediaType));
}
