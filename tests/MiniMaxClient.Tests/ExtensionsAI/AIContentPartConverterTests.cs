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

    public static TheoryData<AIRole, AIContent, string> Impossible { get; } = new()
    {
        { AIRole.User, new DataContent(Bytes, "audio/wav"), "DataContent of the type audio/wav" },
        { AIRole.User, new UriContent("https://example.com/a.mp4", "video/mp4"), "UriContent of the type video/mp4" },
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
        Assert.Empty(chat.Emulator.Requests);
    }

    private static string Sent(EmulatedChat chat) => chat.LastRequestJson.GetProperty("messages").GetRawText();
}
