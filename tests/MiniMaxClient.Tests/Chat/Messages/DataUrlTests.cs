namespace MiniMaxClient.Tests.Chat.Messages;

public sealed class DataUrlTests
{
    [Theory]
    [InlineData("data:image/png;base64,AQID", "image/png", "image/png", "AQID")]
    [InlineData("DATA:image/png;BASE64,AQID", "image/png", "image/png", "AQID")]
    [InlineData("data:text/plain;charset=utf-8;base64,AQ==", "text/plain;charset=utf-8", "text/plain", "AQ==")]
    [InlineData("data:;base64,AQID", "", "", "AQID")]
    [InlineData("data:image/png;base64,", "image/png", "image/png", "")]
    public void TryParse_Base64_SplitsTheUrl(string url, string fullMediaType, string mediaType, string base64)
    {
        Assert.True(DataUrl.TryParse(url, out DataUrl data));

        Assert.Equal(fullMediaType, data.FullMediaType.ToString());
        Assert.Equal(mediaType, data.MediaType.ToString());
        Assert.Equal(base64, data.Base64.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("https://example.com/a.png;base64,AQID")]
    [InlineData("data:image/png;base64")]
    [InlineData("data:text/plain,text;base64,AQID")]
    [InlineData("data:,text")]
    public void TryParse_OtherText_ReturnsFalse(string? url) => Assert.False(DataUrl.TryParse(url, out _));
}
