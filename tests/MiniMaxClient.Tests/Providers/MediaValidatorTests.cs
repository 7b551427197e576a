using System.Buffers;
using System.Text.Json;
using MiniMaxClient.Providers;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Providers;

public sealed class MediaValidatorTests
{
    private const int MiB = 1024 * 1024;
    private const string Types = "image/jpeg, image/jpg, image/png, image/gif, image/webp";
    private const string VideoTypes = "video/mp4, video/avi, video/x-msvideo, video/mov, video/x-matroska";
    private const string Source = "(source: MiniMax's chat API pages)";

    private static readonly ModelCapabilities NoRules = ModelCapabilities.Unrestricted;
    private static readonly ModelCapabilities MiniMax = NoRules with { Media = MediaRules.MiniMax };
    private static readonly ModelCapabilities AimlApi = NoRules with { Media = MediaRules.AimlApi };
    private static readonly byte[] Bytes = [1, 2, 3];

    public static TheoryData<ContentPart> Valid { get; } =
    [
        ContentPart.FromImage(new Uri("http://a.example/b.png")),
        ContentPart.FromImage(Bytes, "image/png", ImageDetail.Default),
        ContentPart.FromImage(Bytes, "IMAGE/JPEG", ImageDetail.High),
        ContentPart.FromImage(new Uri("data:image/webp;base64,AQID"), ImageDetail.Low),
        ContentPart.FromVideo(new Uri("https://a.example/b.mov"), ImageDetail.Default, 0.2),
        ContentPart.FromVideo(new Uri("DATA:video/x-matroska;base64,AQID"), fps: 5),
        ContentPart.FromVideo(Bytes, "video/mov"),
        ContentPart.FromVideoFileId("4711"),
        new VideoPart { VideoUrl = new() { Url = "mm_file://4711", MaxLongSidePixel = 1 } },
        ContentPart.FromFile(Bytes, "a.pdf"),
        ContentPart.FromText("text"),
    ];

    [Theory]
    [MemberData(nameof(Valid), DisableDiscoveryEnumeration = true)]
    public void ValidatePart_MiniMaxMedia_HasNoProblem(ContentPart part)
    {
        Assert.Empty(Validate(MiniMax, part));
        Assert.Empty(Validate(NoRules, part));
    }

    public static TheoryData<ContentPart, string> InvalidForMiniMax { get; } = new()
    {
        {
            ContentPart.FromImage(Bytes, "image/png", ImageDetail.Auto),
            $"$.p.image_url.detail: 'auto' is not supported; supported: low, default, high {Source}"
        },
        {
            ContentPart.FromVideoFileId("4711", new("best")),
            $"$.p.video_url.detail: 'best' is not supported; supported: low, default, high {Source}"
        },
        {
            ContentPart.FromImage(Bytes, "image/bmp"),
            $"$.p.image_url.url: 'image/bmp' is not supported; supported: {Types} {Source}"
        },
        {
            ContentPart.FromImage(new Uri("data:image/svg+xml;x=1;base64,AQID")),
            $"$.p.image_url.url: 'image/svg+xml' is not supported; supported: {Types} {Source}"
        },
        {
            ContentPart.FromVideo(Bytes, "video/quicktime"),
            $"$.p.video_url.url: 'video/quicktime' is not supported; supported: {VideoTypes} {Source}"
        },
        {
            ContentPart.FromVideo(new Uri("data:video/webm;base64,AQID")),
            $"$.p.video_url.url: 'video/webm' is not supported; supported: {VideoTypes} {Source}"
        },
        {
            ContentPart.FromImage(new Uri("cat.png", UriKind.Relative)),
            $"$.p.image_url.url: is not an absolute URL {Source}"
        },
        {
            ContentPart.FromImage(new Uri("data:image/bmp,abc")),
            "$.p.image_url.url: is a data URL without a media type and base64"
        },
        {
            new ImagePart { ImageUrl = new() { Url = "data:;base64,AQID" } },
            "$.p.image_url.url: is a data URL without a media type and base64"
        },
        {
            new ImagePart { ImageUrl = new() { Url = "data:image/png;base64," } },
            "$.p.image_url.url: is a data URL without content"
        },
        {
            new ImagePart { ImageUrl = new() { Url = "data:image/png;base64,AQ%3D" } },
            "$.p.image_url.url: has characters that are not base64"
        },
        {
            new ImagePart { ImageUrl = new() { Url = "https:" } },
            "$.p.image_url.url: has no address after its scheme"
        },
        {
            ContentPart.FromImage(Bytes, "image/png", new("High")),
            $"$.p.image_url.detail: 'High' is not supported; supported: low, default, high {Source}"
        },
        {
            ContentPart.FromImage(new Uri("file:///cat.png")),
            $"$.p.image_url.url: 'file' is not supported; supported: http, https, data {Source}"
        },
        {
            ContentPart.FromVideo(new Uri("ftp://host/cat.mp4")),
            $"$.p.video_url.url: 'ftp' is not supported; supported: http, https, data, mm_file {Source}"
        },
        {
            ContentPart.FromImage(new byte[(10 * MiB) + 1], "image/png"),
            $"$.p.image_url.url: has 10485761 bytes; the maximum is 10485760 {Source}"
        },
        {
            new ImagePart { ImageUrl = new() { Url = "data:image/png;base64," + new string('A', (10 * MiB / 3 * 4) + 8) } },
            $"$.p.image_url.url: has 10485765 bytes; the maximum is 10485760 {Source}"
        },
    };

    [Theory]
    [MemberData(nameof(InvalidForMiniMax), DisableDiscoveryEnumeration = true)]
    public void ValidatePart_AgainstMiniMaxRules_ReturnsProblemAndNoneWithoutRules(ContentPart part, string problem)
    {
        Assert.Equal([problem], Validate(MiniMax, part));
        Assert.Empty(Validate(NoRules, part));
    }

    public static TheoryData<ContentPart, string> AlwaysInvalid { get; } = new()
    {
        { new ImagePart { ImageUrl = null! }, "$.p: has no value" },
        { new VideoPart { VideoUrl = null! }, "$.p: has no value" },
        { new FilePart { File = null! }, "$.p: has no value" },
        { new ImagePart { ImageUrl = new() }, "$.p.image_url: has neither a URL nor bytes" },
        { new VideoPart { VideoUrl = new() { Url = "" } }, "$.p.video_url: has neither a URL nor bytes" },
        { new VideoPart { VideoUrl = new() { Bytes = Bytes } }, "$.p.video_url: has bytes without a media type" },
        { new FilePart { File = new() }, "$.p.file: has no content" },
        {
            ContentPart.FromVideoFileId("4711", fps: 0.1),
            $"$.p.video_url.fps: is 0.1; it must be 0.2 to 5 {Source}"
        },
        {
            ContentPart.FromVideoFileId("4711", fps: double.NaN),
            $"$.p.video_url.fps: is NaN; it must be 0.2 to 5 {Source}"
        },
        {
            new ImagePart { ImageUrl = new() { Url = "https://a.example/b.png", MaxLongSidePixel = 0 } },
            "$.p.image_url.max_long_side_pixel: is 0; it must be at least 1"
        },
        {
            new ImagePart { ImageUrl = new() { Url = "mm_file://4711" } },
            $"$.p.image_url.url: is a file id (mm_file), which is supported for videos only {Source}"
        },
    };

    [Theory]
    [MemberData(nameof(AlwaysInvalid), DisableDiscoveryEnumeration = true)]
    public void ValidatePart_WithAndWithoutRules_ReturnsProblem(ContentPart part, string problem)
    {
        Assert.Equal([problem], Validate(NoRules, part));
        Assert.Equal([problem], Validate(MiniMax, part));
    }

    [Theory]
    [InlineData("""{"type":"image_url","image_url":"https://a.example/b.png"}""")]
    [InlineData("""{"type":"image_url","image_url":{"url":["https://a.example/b"]}}""")]
    public void ValidatePart_ValueInAdditionalProperty_HasNoProblem(string part) =>
        Assert.Empty(Validate(MiniMax, JsonSerializer.Deserialize<ContentPart>(part)!));

    [Fact]
    public void ValidatePart_UrlAndBytes_ReturnsProblem()
    {
        Assert.Equal(
            ["$.p.image_url: has a URL and bytes; set only one of them"],
            Validate(NoRules, new ImagePart { ImageUrl = new() { Url = "https://a.example/b", Bytes = Bytes, MediaType = "image/png" } }));
        Assert.Equal(
            ["$.p.file: has data and bytes; set only one of them"],
            Validate(NoRules, new FilePart { File = new() { FileData = "AQID", Bytes = Bytes } }));
    }

    [Fact]
    public void ValidatePart_DetailAtAnthropic_IsNotSupported() => Assert.Equal(
        [
            "$.p.image_url.max_long_side_pixel: is not supported (source: Anthropic's Messages schema)",
            "$.p.image_url.detail: is not supported (source: Anthropic's Messages schema)",
        ],
        Validate(
            ModelCapabilities.AnthropicMessages,
            new ImagePart { ImageUrl = new() { Bytes = Bytes, MediaType = "image/png", Detail = ImageDetail.Low, MaxLongSidePixel = 9 } })
            .OrderDescending());

    [Fact]
    public void ValidatePart_SeveralViolations_AreAllReported() => Assert.Equal(
        ["$.p.video_url.detail", "$.p.video_url.max_long_side_pixel", "$.p.video_url.url", "$.p.video_url.fps"],
        Validate(MiniMax, new VideoPart
        {
            VideoUrl = new() { Url = "a.mp4", Detail = ImageDetail.Auto, Fps = 9, MaxLongSidePixel = -1 },
        }).Select(static problem => problem.Split(':')[0]));

    [Theory]
    [InlineData("a.txt", "text/plain")]
    [InlineData("a.png", "image/png")]
    public void ValidatePart_FileOfOtherType_IsSupportedOnlyWithoutRules(string fileName, string mediaType)
    {
        string problem = $"$.p.file.file_data: '{mediaType}' is not supported; supported: application/pdf (source: AIML API's schema)";
        ContentPart inline = new FilePart { File = new() { FileData = $"data:{mediaType};base64,AQID" } };

        Assert.Equal([problem], Validate(AimlApi, ContentPart.FromFile(Bytes, fileName)));
        Assert.Equal([problem], Validate(AimlApi, inline));
        Assert.Empty(Validate(NoRules, ContentPart.FromFile(Bytes, fileName)));
        Assert.Empty(Validate(AimlApi, new FilePart { File = new() { FileData = "AQID" } }));
        Assert.Empty(Validate(AimlApi, new FilePart { File = new() { FileData = "https://a.example/b" } }));
    }

    [Theory]
    [InlineData("auto", true)]
    [InlineData("low", true)]
    [InlineData("default", false)]
    public void ValidatePart_DetailAtAimlApi_IsThatOfOpenAI(string detail, bool isSupported) => Assert.Equal(
        isSupported ? [] : ["$.p.image_url.detail: 'default' is not supported; supported: low, high, auto (source: AIML API's schema)"],
        Validate(AimlApi, ContentPart.FromImage(Bytes, "image/bmp", new(detail))));

    [Fact]
    public void ValidatePart_VideoOrFileTooLarge_ReturnsProblemWithoutReadingIt()
    {
        using var video = new UnbackedMemory((50 * MiB) + 1);
        using var file = new UnbackedMemory((512 * MiB) + 1);
        Assert.Equal(
            [
                $"$.p.video_url.url: has 52428801 bytes; the maximum is 52428800 {Source}",
                $"$.messages: has 69905068 bytes of images, videos and files as base64; the maximum of a request is 67108864 {Source}",
            ],
            Validate(MiniMax, ContentPart.FromVideo(video.Memory, "video/mp4")));
        Assert.Equal(
            ["$.p.file.file_data: has 536870913 bytes; the maximum is 536870912 (source: OpenAI's schema)"],
            Validate(NoRules, ContentPart.FromFile(file.Memory, "large.pdf")));
    }

    [Fact]
    public void ValidatePart_MoreThan20Files_ReturnsOneProblem() => Assert.Equal(
        ["$.p.file: exceeds the maximum of 20 files (source: OpenAI's schema)"],
        Validate(NoRules, [.. Enumerable.Repeat<ContentPart>(ContentPart.FromFile(new byte[] { 1 }), 22)]));

    [Fact]
    public void ValidatePart_FileIdNotSupported_ReturnsProblem() => Assert.Equal(
        ["$.p.file.file_id: is not supported by the model (source: OpenAI's schema)"],
        Validate(NoRules with { SupportsFileIds = false }, new FilePart { File = new() { FileId = "file-1" } }));

    [Fact]
    public void ValidateTotalSize_SumOfAllMedia_IsLimited()
    {
        using var memory = new UnbackedMemory((8 * MiB) - 8);
        ContentPart[] media =
        [
            ContentPart.FromImage(memory.Memory, "image/png"),
            ContentPart.FromVideo(memory.Memory, "video/mp4"),
            ContentPart.FromFile(memory.Memory, "a.pdf"),
        ];

        Assert.Empty(Validate(MiniMax, [.. media, .. media]));
        Assert.Equal(
            [$"$.messages: has 78293600 bytes of images, videos and files as base64; the maximum of a request is 67108864 {Source}"],
            Validate(MiniMax, [.. media, .. media, media[0]]));
        Assert.Empty(Validate(NoRules, [.. media, .. media, .. media]));
    }

    private static List<string> Validate(ModelCapabilities capabilities, params ContentPart[] parts)
    {
        List<string> problems = [];
        var validator = new MediaValidator(capabilities, (path, problem) => problems.Add($"{path}: {problem}"));
        foreach (ContentPart part in parts)
            validator.ValidatePart("$.p", part);
        validator.ValidateTotalSize();
        return problems;
    }

    /// <summary>Provides memory that has a length but no bytes, so that a test does not allocate half a gigabyte.</summary>
    private sealed class UnbackedMemory(int length) : MemoryManager<byte>
    {
        public override Memory<byte> Memory => CreateMemory(length);

        public override Span<byte> GetSpan() => throw new InvalidOperationException("The validator must not read the bytes.");

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin() => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
        }
    }
}
