using System.Text;
using System.Text.Json;
using MiniMaxClient.Protocols.Anthropic;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Protocols.Anthropic;

/// <summary>Tests the blocks that are written for images, videos and files.</summary>
public sealed class AnthropicMediaWriterTests
{
    private static readonly byte[] Bytes = [1, 2, 3];

    public static TheoryData<ContentPart, string> Parts { get; } = new()
    {
        {
            ContentPart.FromImage(new Uri("https://a.example/b.png")),
            """{"type":"image","source":{"type":"url","url":"https://a.example/b.png"}}"""
        },
        {
            ContentPart.FromImage(new Uri("data:image/png;base64,iVBO+/==")),
            """{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBO+/=="}}"""
        },
        {
            ContentPart.FromImage(new Uri("data:image/png;name=cat.png;base64,AQID")),
            """{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AQID"}}"""
        },
        {
            ContentPart.FromImage(Bytes, "image/png; name=cat.png"),
            """{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AQID"}}"""
        },
        {
            JsonSerializer.Deserialize<ContentPart>("""{"type":"image_url","image_url":"https://a.example/b.png","x":1}""")!,
            """{"type":"image","source":{"type":"url","url":"https://a.example/b.png"},"x":1}"""
        },
        {
            JsonSerializer.Deserialize<ContentPart>("""{"type":"video_url","video_url":"mm_file://1"}""")!,
            """{"type":"video","source":{"type":"url","url":"mm_file://1"}}"""
        },
        {
            new FilePart { File = new() { Bytes = Bytes, FileName = "a.pdf", AdditionalProperties = Properties("x_new", "1") } },
            """
            {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"AQID","x_new":1},"title":"a.pdf"}
            """
        },
        {
            ContentPart.FromImage(new Uri("data:text/plain,a")),
            """{"type":"image","source":{"type":"url","url":"data:text/plain,a"}}"""
        },
        {
            ContentPart.FromImage(Bytes, "image/png", ImageDetail.High),
            """{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AQID","detail":"high"}}"""
        },
        {
            new VideoPart { VideoUrl = new() { Url = "mm_file://4711", Detail = ImageDetail.Low, Fps = 2, MaxLongSidePixel = 720 } },
            """
            {"type":"video","source":{"type":"url","url":"mm_file://4711","detail":"low","fps":2,"max_long_side_pixel":720}}
            """
        },
        {
            ContentPart.FromVideo(Bytes, "video/mov", fps: 0.2),
            """{"type":"video","source":{"type":"base64","media_type":"video/mov","data":"AQID","fps":0.2}}"""
        },
        {
            new VideoPart
            {
                VideoUrl = new() { Url = "https://a.example/b.mp4", AdditionalProperties = Properties("x_new", "1") },
                AdditionalProperties = Properties("cache_control", """{"type":"ephemeral"}"""),
            },
            """
            {"type":"video","source":{"type":"url","url":"https://a.example/b.mp4","x_new":1},"cache_control":{"type":"ephemeral"}}
            """
        },
        {
            new FilePart { File = new() { Bytes = Bytes, FileName = "a.pdf" } },
            """
            {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"AQID"},"title":"a.pdf"}
            """
        },
        {
            new FilePart { File = new() { FileData = "data:application/pdf;base64,JVBERg==" } },
            """{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBERg=="}}"""
        },
        {
            new FilePart { File = new() { FileData = "JVBERg==" } },
            """{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBERg=="}}"""
        },
        {
            new FilePart
            {
                File = new() { FileData = "https://a.example/b.pdf" },
                AdditionalProperties = Properties("context", "\"A bill.\""),
            },
            """{"type":"document","source":{"type":"url","url":"https://a.example/b.pdf"},"context":"A bill."}"""
        },
    };

    [Theory]
    [MemberData(nameof(Parts), DisableDiscoveryEnumeration = true)]
    public void TryWrite_Media_WritesBlock(ContentPart part, string expected)
    {
        Assert.True(TryWrite(part, out string written));

        Assert.Equal(expected, written);
    }

    [Fact]
    public void TryWrite_OtherPart_WritesNothing()
    {
        Assert.False(TryWrite("Hi", out string written));
        Assert.Equal("", written);
        Assert.False(TryWrite(new FilePart { File = new() { FileId = "file-1" } }, out written));
        Assert.Equal("", written);
    }

    private static bool TryWrite(ContentPart part, out string written)
    {
        using var stream = new MemoryStream();
        bool isWritten;
        using (var json = new Utf8JsonWriter(stream, JsonSettings.WriterOptions))
            isWritten = AnthropicMediaWriter.TryWrite(json, part, null);
        written = Encoding.UTF8.GetString(stream.ToArray());
        return isWritten;
    }

    private static Dictionary<string, JsonElement> Properties(string name, string json) => new() { [name] = Json.Element(json) };
}
