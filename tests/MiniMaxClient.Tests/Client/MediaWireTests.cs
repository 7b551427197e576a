using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Client;

/// <summary>The bodies of requests with images and videos, in the chat and the Messages format.</summary>
public sealed class MediaWireTests
{
    private static readonly ChatCompletionRequest Request = new()
    {
        Model = MiniMaxModels.M3,
        MaxTokens = 9,
        Messages =
        [
            ChatMessage.User(
            [
                "What moves first?",
                ContentPart.FromImage(new Uri("https://a.example/b.png"), ImageDetail.Default),
                new ImagePart { ImageUrl = new() { Bytes = new byte[] { 1, 2, 3 }, MediaType = "image/png", MaxLongSidePixel = 512 } },
                new VideoPart { VideoUrl = new() { Url = "mm_file://4711", Fps = 2, Detail = ImageDetail.Low, MaxLongSidePixel = 720 } },
                ContentPart.FromVideo(new byte[] { 4, 5, 6, 7 }, "video/mov", fps: 0.5),
            ]),
        ],
    };

    private readonly CancellationToken _token = TestTimeouts.Token;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chat_ImagesAndVideos_AreParts(bool stream)
    {
        await using FaultServer server = FaultServer.Start(stream
            ? ServerScript.Stream([.. SampleResponse.OpenAI.Events])
            : ServerScript.Json(200, SampleResponse.OpenAI.Body));
        using var client = new ChatCompletionsClient(Adapters.ForAddress(server.BaseAddress, "openai"));

        ChatCompletion completion = await client.CompletePromptAsync(stream, Request, _token);

        Assert.Equal(SampleResponse.Text, completion.Text);
        Assert.Equal(
            """{"model":"MiniMax-M3","messages":[{"role":"user","content":[{"type":"text","text":"What moves first?"},"""
            + """{"type":"image_url","image_url":{"url":"https://a.example/b.png","detail":"default"}},"""
            + """{"type":"image_url","image_url":{"url":"data:image/png;base64,AQID","max_long_side_pixel":512}},"""
            + """{"type":"video_url","video_url":{"url":"mm_file://4711","detail":"low","max_long_side_pixel":720,"fps":2}},"""
            + """{"type":"video_url","video_url":{"url":"data:video/mov;base64,BAUGBw==","fps":0.5}}]}],"max_tokens":9"""
            + (stream ? ""","stream_options":{"include_usage":true},"stream":true}""" : "}"),
            server.Requests[0].Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Messages_ImagesAndVideos_AreBlocks(bool stream)
    {
        await using FaultServer server = FaultServer.Start(stream
            ? ServerScript.Stream([.. SampleResponse.Anthropic.Events])
            : ServerScript.Json(200, SampleResponse.Anthropic.Body));
        using var client = new ChatCompletionsClient(new VideoAdapter(server.BaseAddress));

        ChatCompletion completion = await client.CompletePromptAsync(stream, Request, _token);

        Assert.Equal(SampleResponse.Text, completion.Text);
        Assert.Equal(
            """{"model":"MiniMax-M3","max_tokens":9,"messages":[{"role":"user","content":[{"type":"text","text":"What moves first?"},"""
            + """{"type":"image","source":{"type":"url","url":"https://a.example/b.png","detail":"default"}},"""
            + """{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AQID","max_long_side_pixel":512}},"""
            + """{"type":"video","source":{"type":"url","url":"mm_file://4711","detail":"low","fps":2,"max_long_side_pixel":720}},"""
            + """{"type":"video","source":{"type":"base64","media_type":"video/mov","data":"BAUGBw==","fps":0.5}}]}]"""
            + (stream ? ""","stream":true}""" : "}"),
            server.Requests[0].Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task InvalidMedia_AreRejectedWithPathReasonAndSource(bool stream)
    {
        await using FaultServer server = FaultServer.Start(ServerScript.Json(200, SampleResponse.Anthropic.Body));
        using var client = new ChatCompletionsClient(new VideoAdapter(server.BaseAddress));
        ChatCompletionRequest request = Request with
        {
            Messages = [ChatMessage.User(["Look.", ContentPart.FromImage(new byte[] { 1 }, "image/bmp", ImageDetail.Auto)])],
        };

        var e = await Assert.ThrowsAsync<MiniMaxInvalidRequestException>(() => client.CompletePromptAsync(stream, request, _token));

        Assert.Equal(
            [
                new()
                {
                    Path = "$.messages[0].content[1].image_url.detail",
                    Message = "'auto' is not supported; supported: low, default, high (source: MiniMax's chat API pages)",
                },
                new()
                {
                    Path = "$.messages[0].content[1].image_url.url",
                    Message = "'image/bmp' is not supported; supported: image/jpeg, image/jpg, image/png, image/gif, image/webp "
                        + "(source: MiniMax's chat API pages)",
                },
            ],
            e.Problems);
        Assert.Empty(server.Requests);
    }

    /// <summary>Represents a host with MiniMax's Messages format.</summary>
    private sealed class VideoAdapter(Uri address) : AnthropicCompatibleAdapter("minimax", address, "key-1")
    {
        public override ModelCapabilities GetCapabilities(string model) => base.GetCapabilities(model) with
        {
            UserPartTypes = ["text", "image_url", "video_url"],
            Media = MediaRules.MiniMax,
        };
    }
}
