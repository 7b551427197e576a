using System.Text.Json;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Chat.Messages;

public sealed class MediaUrlTests
{
    [Fact]
    public void Serialize_Bytes_WritesDataUrlThatIsReadAsUrl()
    {
        var image = new ImageUrl { Bytes = new byte[] { 1, 2, 3 }, MediaType = "image/png", Detail = ImageDetail.Low };

        string json = JsonSerializer.Serialize(image);

        Assert.Equal("""{"url":"data:image/png;base64,AQID","detail":"low"}""", json);
        ImageUrl read = JsonSerializer.Deserialize<ImageUrl>(json)!;
        Assert.Equal("data:image/png;base64,AQID", read.Url);
        Assert.True(read.Bytes.IsEmpty);
        Assert.Null(read.MediaType);
        Assert.Equal(json, read.ToJson());
    }

    [Fact]
    public void Serialize_UrlAndBytes_WritesUrl() => Assert.Equal(
        """{"url":"https://a.example/b.png"}""",
        new ImageUrl { Url = "https://a.example/b.png", Bytes = new byte[] { 1 }, MediaType = "image/png" }.ToJson());

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"url":""}""")]
    [InlineData("""{"url":7}""")]
    [InlineData("""{"url":"https://a.example/b.mp4","detail":"x_new","max_long_side_pixel":720,"fps":0.2,"x_new":[1]}""")]
    public void Serialize_DeserializedVideo_PreservesForm(string json) =>
        Assert.Equal(json, JsonSerializer.Deserialize<VideoUrl>(json)!.ToJson());

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100_000)]
    public void Serialize_AnyLength_WritesBase64OfAllBytes(int length)
    {
        byte[] bytes = [.. Enumerable.Range(0, length).Select(static i => (byte)(i * 7))];

        string json = new VideoUrl { Bytes = bytes, MediaType = "video/mp4" }.ToJson();

        Assert.Equal(
            "data:video/mp4;base64," + Convert.ToBase64String(bytes), JsonSerializer.Deserialize<VideoUrl>(json)!.Url);
    }

    [Fact]
    public void Equals_SameBytes_ComparesTheReference()
    {
        byte[] bytes = [1];
        Assert.Equal(ContentPart.FromVideo(bytes, "video/mp4"), ContentPart.FromVideo(bytes, "video/mp4"));
        Assert.NotEqual(ContentPart.FromVideo(bytes, "video/mp4"), ContentPart.FromVideo(new byte[] { 1 }, "video/mp4"));
    }
}
