using System.Net;
using System.Text;
using System.Text.Json;
using MiniMaxClient.Testing.Contracts;

namespace MiniMaxClient.Testing.Tests.Contracts;

public sealed class MediaRulesTests : IAsyncLifetime
{
    private const string Flash = "MiniMax-M3.1-Flash";
    private const string Text = """{"type":"text","text":"What moves first?"}""";
    private const string ToolUse = """{"role":"assistant","content":[{"type":"tool_use","id":"c1","name":"f","input":{}}]}""";

    private static readonly string[] MediaModels = [Flash, "MiniMax-M3"];
    private static readonly string[] TextModels =
    [
        "MiniMax-M2.7", "MiniMax-M2.7-highspeed", "MiniMax-M2.5", "MiniMax-M2.5-highspeed", "MiniMax-M2.1",
        "MiniMax-M2.1-highspeed", "MiniMax-M2", "M2-her",
    ];

    private MiniMaxEmulator _emulator = null!;

    public static MatrixTheoryData<string, string> GoodParts { get; } = new(MediaModels,
    [
        """{"type":"image_url","image_url":{"url":"https://x/a.png"}}""",
        """{"type":"image_url","image_url":{"url":"http://x/a","detail":"low","max_long_side_pixel":1}}""",
        """{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0=","detail":"default"}}""",
        """{"type":"image_url","image_url":{"url":"data:image/webp;base64,iVBORw0=","detail":"high"}}""",
        """{"type":"video_url","video_url":{"url":"mm_file://4711","fps":0.2,"detail":"low","max_long_side_pixel":720}}""",
        """{"type":"video_url","video_url":{"url":"https://x/a.mp4","fps":5}}""",
        """{"type":"video_url","video_url":{"url":"data:video/quicktime;base64,AAAA"}}""",
        """{"type":"video_url","video_url":{"url":"data:video/x-matroska;base64,AAAA"}}""",
    ]);

    public static MatrixTheoryData<string, (string Part, string Problem)> BadParts { get; } = new(MediaModels,
    [
        ("""{"type":"image_url","image_url":{"url":"https://x","detail":"auto"}}""",
            "Invalid enum value. Expected 'low' | 'default' | 'high', received 'auto' at \"messages[0].content[1].image_url.detail\""),
        ("""{"type":"image_url","image_url":{"url":"https://x","max_long_side_pixel":0}}""",
            "Number must be greater than or equal to 1 at \"messages[0].content[1].image_url.max_long_side_pixel\""),
        ("""{"type":"image_url","image_url":{}}""", "Required at \"messages[0].content[1].image_url.url\""),
        ("""{"type":"video_url","video_url":{"url":"https://x","fps":0.1}}""",
            "Number must be greater than or equal to 0.2 at \"messages[0].content[1].video_url.fps\""),
        ("""{"type":"video_url","video_url":{"url":"https://x","fps":6}}""",
            "Number must be less than or equal to 5 at \"messages[0].content[1].video_url.fps\""),
        ("""{"type":"image_url","image_url":{"url":"mm_file://4711"}}""", "messages.0.content.1: unsupported url"),
        ("""{"type":"image_url","image_url":{"url":"ftp://x"}}""", "messages.0.content.1: unsupported url"),
        ("""{"type":"image_url","image_url":{"url":"data:image/bmp;base64,AAAA"}}""",
            "messages.0.content.1: unsupported media type 'image/bmp'"),
        ("""{"type":"video_url","video_url":{"url":"data:video/webm;base64,AAAA"}}""",
            "messages.0.content.1: unsupported media type 'video/webm'"),
        ("""{"type":"input_audio","input_audio":{}}""", "messages.0.content.1: unsupported content type 'input_audio'"),
        ("""{"type":"file","file":{"file_data":"x"}}""", "messages.0.content.1: unsupported content type 'file'"),
    ]);

    public static MatrixTheoryData<string, (string Part, string Type)> PartsOfTextModels { get; } = new(TextModels,
    [
        ("""{"type":"image_url","image_url":{"url":"https://x"}}""", "image_url"),
        ("""{"type":"video_url","video_url":{"url":"https://x"}}""", "video_url"),
        ("""{"type":"image","source":{"type":"url","url":"https://x"}}""", "image"),
        ("""{"type":"video","source":{"type":"url","url":"https://x"}}""", "video"),
        ("""{"type":"document","source":{"type":"url","url":"https://x"}}""", "document"),
    ]);

    public static MatrixTheoryData<string, string> GoodBlocks { get; } = new(MediaModels,
    [
        """{"type":"image","source":{"type":"url","url":"https://x","detail":"high","max_long_side_pixel":9}}""",
        """{"type":"image","source":{"type":"base64","media_type":"image/gif","data":"AAAA"},"cache_control":{"type":"ephemeral"}}""",
        """{"type":"video","source":{"type":"url","url":"mm_file://4711","fps":2,"detail":"low"}}""",
        """{"type":"video","source":{"type":"base64","media_type":"video/mov","data":"AAAA"}}""",
    ]);

    public static MatrixTheoryData<string, (string Block, string Message)> BadBlocks { get; } = new(MediaModels,
    [
        ("""{"type":"foo"}""", "messages.0.content.1: unsupported content type 'foo'"),
        ("""{"type":"document","source":{"type":"url","url":"https://x"}}""", "messages.0.content.1: unsupported content type 'document'"),
        ("""{"type":"image","source":{"type":"url","url":"mm_file://4711"}}""", "messages.0.content.1: unsupported url"),
        ("""{"type":"image","source":{"type":"url","url":"data:image/png;base64,AAAA"}}""", "messages.0.content.1: unsupported url"),
        ("""{"type":"image","source":{"type":"base64","media_type":"image/tiff","data":"AAAA"}}""",
            "messages.0.content.1: unsupported media type 'image/tiff'"),
        ("""{"type":"video","source":{"type":"base64","media_type":"video/quicktime","data":"AAAA"}}""",
            "messages.0.content.1: unsupported media type 'video/quicktime'"),
        ("""{"type":"image","source":{"type":"base64","data":"AAAA"}}""",
            "invalid params, Required at \"messages[0].content[1].source.media_type\" (2013)"),
        ("""{"type":"image","source":{"type":"file","file_id":"1"}}""",
            "invalid params, Invalid discriminator value. Expected 'url' | 'base64' at \"messages[0].content[1].source.type\" (2013)"),
        ("""{"type":"image","source":{"type":"url","url":"https://x","detail":"auto"}}""",
            "invalid params, Invalid enum value. Expected 'low' | 'default' | 'high', received 'auto' at \"messages[0].content[1].source.detail\" (2013)"),
        ("""{"type":"video","source":{"type":"url","url":"https://x","fps":9}}""",
            "invalid params, Number must be less than or equal to 5 at \"messages[0].content[1].source.fps\" (2013)"),
    ]);

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: Wire.Token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [MemberData(nameof(GoodParts))]
    public async Task ValidateChatContent_ValidPart_IsAccepted(string model, string part)
    {
        using HttpResponseMessage response = await Wire.PostAsync(_emulator.MiniMax, Body(model, "user", part));

        Assert.True(response.IsSuccessStatusCode, await response.TextAsync());
    }

    [Theory]
    [MemberData(nameof(BadParts))]
    public async Task ValidateChatContent_InvalidPart_ReturnsBadRequest(string model, (string Part, string Problem) row) =>
        await AssertBadRequestAsync(
            Wire.PostAsync(_emulator.MiniMax, Body(model, "user", row.Part)), $"invalid params, {row.Problem} (2013)");

    [Fact]
    public async Task ValidateChatContent_MediaOfTheAssistant_ReturnsBadRequest() => await AssertBadRequestAsync(
        Wire.PostAsync(_emulator.MiniMax, Body(Flash, "assistant", """{"type":"image_url","image_url":{"url":"https://x"}}""")),
        "invalid params, messages.0.content.1: unsupported content type 'image_url' (2013)");

    [Theory]
    [MemberData(nameof(PartsOfTextModels))]
    public async Task Validate_MediaOfTextModel_ReturnsBadRequest(string model, (string Part, string Type) row)
    {
        string problem = $"messages.0.content.1: unsupported content type '{row.Type}'";

        await AssertBadRequestAsync(
            Wire.PostAsync(_emulator.MiniMax, Body(model, "user", row.Part)), $"invalid params, {problem} (2013)");
        await AssertBadRequestAsync(Wire.PostMessageAsync(_emulator.MiniMax, Body(model, "user", row.Part)), problem);
    }

    [Theory]
    [MemberData(nameof(GoodBlocks))]
    public async Task ValidateMessagesContent_ValidBlock_IsAccepted(string model, string block)
    {
        using HttpResponseMessage response = await Wire.PostMessageAsync(_emulator.MiniMax, Body(model, "user", block));

        Assert.True(response.IsSuccessStatusCode, await response.TextAsync());
    }

    [Theory]
    [MemberData(nameof(BadBlocks))]
    public async Task ValidateMessagesContent_InvalidBlock_ReturnsBadRequest(string model, (string Block, string Message) row) =>
        await AssertBadRequestAsync(Wire.PostMessageAsync(_emulator.MiniMax, Body(model, "user", row.Block)), row.Message);

    [Theory]
    [InlineData(Flash, "image", null)]
    [InlineData(Flash, "video", "messages.1.content.0.content.0: unsupported content type 'video'")]
    [InlineData("MiniMax-M2.7", "image", "messages.1.content.0.content.0: unsupported content type 'image'")]
    public async Task ValidateMessagesContent_MediaInToolResult_DependsOnModel(string model, string type, string? message)
    {
        string body = $$$"""
            {"model":"{{{model}}}","messages":[{{{ToolUse}}},{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1",
            "content":[{"type":"{{{type}}}","source":{"type":"url","url":"https://x"}}]}]}]}
            """;

        if (message is not null)
        {
            await AssertBadRequestAsync(Wire.PostMessageAsync(_emulator.MiniMax, body), message);
            return;
        }

        using HttpResponseMessage response = await Wire.PostMessageAsync(_emulator.MiniMax, body);
        Assert.True(response.IsSuccessStatusCode, await response.TextAsync());
    }

    [Fact]
    public async Task HasTooLargeImage_AboveLimit_ReturnsRequestTooLarge()
    {
        string data = Convert.ToBase64String(new byte[MediaRules.MaxImageBytes + 3]);
        string part = $$$"""{"type":"image_url","image_url":{"url":"data:image/png;base64,{{{data}}}"}}""";
        string block = $$$"""{"type":"image","source":{"type":"base64","media_type":"image/png","data":"{{{data}}}"}}""";

        using HttpResponseMessage chat = await Wire.PostAsync(_emulator.MiniMax, Body(Flash, "user", part));
        using HttpResponseMessage message = await Wire.PostMessageAsync(_emulator.MiniMax, Body(Flash, "user", block));
        using HttpResponseMessage smaller = await Wire.PostMessageAsync(
            _emulator.MiniMax, Body(Flash, "user", block.Replace(data, data[8..], StringComparison.Ordinal)));

        foreach (HttpResponseMessage response in new[] { chat, message })
        {
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
            Assert.Equal(
                $$$"""{"type":"error","error":{"type":"request_too_large","message":"image is larger than 10 MB","http_code":"413"},"request_id":"{{{response.Header("trace-id")}}}"}""",
                await response.TextAsync());
        }

        Assert.Equal(HttpStatusCode.OK, smaller.StatusCode);
    }

    [Fact]
    public async Task Body_AboveLimit_ReturnsRequestTooLarge()
    {
        StringBuilder body = new(Wire.Hello);
        body.Append(' ', MediaRules.MaxBodyBytes + 1 - body.Length);

        using HttpResponseMessage tooLarge = await Wire.PostAsync(_emulator.MiniMax, body.ToString());
        using HttpResponseMessage largest = await Wire.PostAsync(_emulator.MiniMax, body.ToString(0, MediaRules.MaxBodyBytes));
        using HttpResponseMessage elsewhere = await Wire.PostAsync(_emulator.OpenAICompatible, body.ToString());

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLarge.StatusCode);
        Assert.Contains("\"request_too_large\"", await tooLarge.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, largest.StatusCode);
        Assert.Equal(HttpStatusCode.OK, elsewhere.StatusCode);
    }

    private static async Task AssertBadRequestAsync(Task<HttpResponseMessage> sending, string message)
    {
        using HttpResponseMessage response = await sending;
        JsonElement error = (await response.JsonAsync()).GetProperty("error");

        Assert.Equal(message, error.GetProperty("message").GetString());
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private static string Body(string model, string role, string part) =>
        $$"""{"model":"{{model}}","messages":[{"role":"{{role}}","content":[{{Text}},{{part}}]}]}""";
}
