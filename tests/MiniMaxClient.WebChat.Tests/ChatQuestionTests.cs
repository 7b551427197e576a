using System.Net;
using System.Text.Json;
using MiniMaxClient.Samples.WebChat;

namespace MiniMaxClient.WebChat.Tests;

/// <summary>Tests what a question's reasoning effort and images become in the request of the provider.</summary>
public sealed class ChatQuestionTests
{
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];
    private static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 1];
    private static readonly byte[] WebP = [.. "RIFF"u8, 1, 0, 0, 0, .. "WEBPVP8 "u8];
    private static readonly byte[] Gif = [.. "GIF89a"u8, 1];

    public static TheoryData<byte[], string> Images => new()
    {
        { Png, "image/png" }, { Jpeg, "image/jpeg" }, { WebP, "image/webp" }, { Gif, "image/gif" },
    };

    [Theory]
    [InlineData("aimlapi", "xhigh", "\"reasoning_effort\":\"xhigh\"")]
    [InlineData("minimax", "low", "\"reasoning_effort\":\"low\"")]
    [InlineData("runapi", "none", "\"thinking\":{\"type\":\"disabled\"}")]
    public async Task Chat_WithEffort_SendsIt(string provider, string effort, string sent)
    {
        await using ChatSite site = await ChatSite.StartAsync();

        JsonElement[] events = await site.PostAndReadEventsAsync("Hello", provider, effort: effort);

        Assert.Equal("done", events[^1].GetProperty("kind").GetString());
        Assert.Contains(sent, Assert.Single(site.Emulator.Requests).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_WithoutEffort_LeavesItToTheModel()
    {
        await using ChatSite site = await ChatSite.StartAsync();

        await site.PostAndReadEventsAsync("Hello");

        JsonElement request = Assert.Single(site.Emulator.Requests).Json;
        Assert.False(request.TryGetProperty("reasoning_effort", out _));
        Assert.Equal("Hello", request.GetProperty("messages")[1].GetProperty("content").GetString());
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Chat_WithImage_SendsItWithTheTypeOfItsBytes(byte[] image, string mediaType)
    {
        await using ChatSite site = await ChatSite.StartAsync();

        JsonElement[] events = await site.PostAndReadEventsAsync("What is this?", "minimax", images: image);

        Assert.Equal("done", events[^1].GetProperty("kind").GetString());
        Assert.Equal(
            $$$"""
            {"role":"user","content":[{"type":"text","text":"What is this?"},
            {"type":"image_url","image_url":{"url":"data:{{{mediaType}}};base64,{{{Convert.ToBase64String(image)}}}"}}]}
            """.ReplaceLineEndings(""),
            Assert.Single(site.Emulator.Requests).Json.GetProperty("messages")[1].GetRawText());
    }

    [Theory]
    [InlineData("aimlapi")]
    [InlineData("runapi")]
    [InlineData("minimax")]
    public async Task Chat_AfterImage_SendsTheImageAgain(string provider)
    {
        await using ChatSite site = await ChatSite.StartAsync();

        JsonElement[] first = await site.PostAndReadEventsAsync("What is this?", provider, images: [Png, Jpeg]);
        string conversation = first[^1].GetProperty("conversation").GetString()!;
        JsonElement[] second = await site.PostAndReadEventsAsync("And why?", provider, conversation);

        Assert.Equal("done", second[^1].GetProperty("kind").GetString());
        string sent = site.Emulator.Requests[^1].Text;
        Assert.Contains($"data:image/png;base64,{Convert.ToBase64String(Png)}", sent, StringComparison.Ordinal);
        Assert.Contains($"data:image/jpeg;base64,{Convert.ToBase64String(Jpeg)}", sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_ImageInConversationForModelWithoutImages_SendsError()
    {
        await using ChatSite site = await ChatSite.StartAsync();

        JsonElement[] first = await site.PostAndReadEventsAsync("What is this?", images: Png);
        string conversation = first[^1].GetProperty("conversation").GetString()!;
        JsonElement error = Assert.Single(await site.PostAndReadEventsAsync("And why?", "modelslab", conversation));

        Assert.Equal("MiniMax-M2 does not read images", error.GetProperty("title").GetString());
        Assert.Contains("start a new chat", error.GetProperty("advice").GetString(), StringComparison.Ordinal);
        Assert.Single(site.Emulator.Requests);
    }

    [Theory]
    [InlineData("modelslab", "low")]
    [InlineData("runapi", "high")]
    [InlineData("aimlapi", "none")]
    public async Task Chat_EffortThatTheModelDoesNotHave_ReturnsBadRequest(string provider, string effort)
    {
        await using ChatSite site = await ChatSite.StartAsync();

        Assert.EndsWith(
            "does not have this reasoning effort.", await PostAndReadProblemAsync(site, new { provider, text = "Hello", effort }),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_ImageThatIsNotAccepted_ReturnsBadRequest()
    {
        await using ChatSite site = await ChatSite.StartAsync();
        byte[] tooLarge = [.. Png, .. new byte[ImageLimits.Default.MaxBytes]];

        Assert.Equal("An image must be a PNG, JPEG, WebP or GIF file.", await PostImagesAsync("<svg onload=x>"u8.ToArray()));
        Assert.Equal("An image must be a PNG, JPEG, WebP or GIF file.", await PostImagesAsync([[]]));
        Assert.Equal("An image must be a PNG, JPEG, WebP or GIF file.", await PostImagesAsync([null]));
        Assert.Equal("An image can have up to 5 MB.", await PostImagesAsync(tooLarge));
        Assert.Equal("A question can have up to 4 images.", await PostImagesAsync(Png, Png, Png, Png, Png));

        Task<string> PostImagesAsync(params byte[]?[] images) =>
            PostAndReadProblemAsync(site, new { provider = "aimlapi", text = "What is this?", images });
    }

    [Theory]
    [InlineData("AAAA")]
    [InlineData(null)]
    public async Task Chat_InvalidImageForModelWithoutImages_ReturnsBadRequest(string? image)
    {
        await using ChatSite site = await ChatSite.StartAsync();

        Assert.Equal(
            "An image must be a PNG, JPEG, WebP or GIF file.",
            await PostAndReadProblemAsync(site, new { provider = "modelslab", text = "x", images = new[] { image } }));
    }

    [Fact]
    public async Task Chat_LargestImages_FitIntoTheRequest()
    {
        await using ChatSite site = await ChatSite.StartAsync();
        byte[] image = [.. Png, .. new byte[ImageLimits.Default.MaxBytes - Png.Length]];

        JsonElement[] events = await site.PostAndReadEventsAsync(
            "What is this?", "minimax", images: [.. Enumerable.Repeat(image, ImageLimits.Default.MaxCount)]);

        Assert.Equal("done", events[^1].GetProperty("kind").GetString());
    }

    private static async Task<string> PostAndReadProblemAsync(ChatSite site, object question)
    {
        using HttpResponseMessage response = await site.PostAsync(question, TestTimeouts.Token);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(site.Emulator.Requests);
        using JsonDocument problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestTimeouts.Token));
        return problem.RootElement.GetProperty("detail").GetString()!;
    }
}
