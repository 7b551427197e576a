using Microsoft.Extensions.AI;
using MiniMaxClient.Tests.Support;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;
using AIRole = Microsoft.Extensions.AI.ChatRole;

namespace MiniMaxClient.Tests.ExtensionsAI;

public sealed class AIContentPartConverterTests
{
    private static readonly byte[] Bytes = [1, 2, 3];

    [Fact]
    public async Task ToMessageContent_ContentsOfAUser_AreParts()
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync();

        await chat.GetResponseAsync(new AIMessage(AIRole.User,
        [
            new TextContent("Look:"),
            new DataContent(Bytes, "image/png") { AdditionalProperties = new() { ["detail"] = "low" } },
            new UriContent("https://example.com/a.jpg", "image/jpeg"),
            new DataContent(Bytes, "application/pdf") { Name = "a.pdf" },
            new HostedFileContent("file-1"),
            new AIContent { RawRepresentation = new UnknownPart("x_audio") },
            new UsageContent(new() { InputTokenCount = 1 }),
        ]));

        Json.AssertEqual(
            """
            [{"role":"user","content":[{"type":"text","text":"Look:"},
             {"type":"image_url","image_url":{"url":"data:image/png;base64,AQID","detail":"low"}},
             {"type":"image_url","image_url":{"url":"https://example.com/a.jpg"}},
             {"type":"file","file":{"file_data":"data:application/pdf;base64,AQID","filename":"a.pdf"}},
             {"type":"file","file":{"file_id":"file-1"}},{"type":"x_audio"}]}]
            """,
            Sent(chat));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ToMessageContent_Media_HaveTheSettingsOfTheirAdditionalProperties(bool streamed)
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync();

        await chat.GetResponseAsync(
            [
                new AIMessage(AIRole.User,
                [
                    new DataContent(Bytes, "video/quicktime") { AdditionalProperties = new() { ["fps"] = 2 } },
                    new DataContent(Bytes, "video/mp4") { AdditionalProperties = new() { ["fps"] = Json.Element("0.5") } },
                    new UriContent("https://example.com/a.mov", "video/quicktime")
                    {
                        AdditionalProperties = new() { ["detail"] = "high", ["fps"] = "1.5", ["max_long_side_pixel"] = 720L },
                    },
                    new DataContent("data:image/gif;base64,AQID")
                    {
                        AdditionalProperties = new() { ["detail"] = ImageDetail.Default, ["max_long_side_pixel"] = 512, ["fps"] = null },
                    },
                ]),
            ],
            streamed);

        Json.AssertEqual(
            """
            [{"role":"user","content":[
             {"type":"video_url","video_url":{"url":"data:video/mov;base64,AQID","fps":2}},
             {"type":"video_url","video_url":{"url":"data:video/mp4;base64,AQID","fps":0.5}},
             {"type":"video_url","video_url":{"url":"https://example.com/a.mov","detail":"high","fps":1.5,"max_long_side_pixel":720}},
             {"type":"image_url","image_url":{"url":"data:image/gif;base64,AQID","detail":"default","max_long_side_pixel":512}}]}]
            """,
            Sent(chat));
    }

    [Theory]
    [InlineData("fps", "fast", "'fps' of a content is 'fast'; it must be a number")]
    [InlineData("max_long_side_pixel", 720.5, "'max_long_side_pixel' of a content is '720.5'; it must be an integer")]
    public async Task ToMessageContent_SettingIsNoNumber_Throws(string key, object value, string message)
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync();
        var video = new DataContent(Bytes, "video/mp4") { AdditionalProperties = new() { [key] = value } };

        var e = await Assert.ThrowsAsync<ArgumentException>(() => chat.GetResponseAsync(new AIMessage(AIRole.User, [video])));

        Assert.Contains(message, e.Message);
        Assert.Empty(chat.Emulator.Requests);
    }

    public static TheoryData<AIRole, AIContent, string> Impossible { get; } = new()
    {
        { AIRole.User, new DataContent(Bytes, "audio/wav"), "DataContent of the type audio/wav" },
        { AIRole.User, new UriContent("https://example.com/a.mp3", "audio/mpeg"), "UriContent of the type audio/mpeg" },
        { AIRole.Assistant, new DataContent(Bytes, "video/mp4"), "DataContent" },
        { AIRole.User, new HostedVectorStoreContent("v1"), "HostedVectorStoreContent" },
        { AIRole.Assistant, new DataContent(Bytes, "image/png"), "DataContent" },
        { AIRole.Tool, new TextContent("Found."), "TextContent" },
    };

    [Theory]
    [MemberData(nameof(Impossible), DisableDiscoveryEnumeration = true)]
    public async Task ToMessageContent_UnsupportedContent_ThrowsWithItsType(AIRole role, AIContent content, string named)
    {
        await using EmulatedChat chat = await EmulatedChat.StartAsync();

        var e = await Assert.ThrowsAsync<NotSupportedException>(() => chat.GetResponseAsync(new AIMessage(role, [content])));

        Assert.Contains(named, e.Message);
        Assert.Contains("Text, images, videos and PDF files are supported", e.Message);
        Assert.Empty(chat.Emulator.Requests);
    }

    private static string Sent(EmulatedChat chat) => chat.LastRequestJson.GetProperty("messages").GetRawText();
}
