using Microsoft.Playwright;
using MiniMaxClient.Samples.WebChat;
using MiniMaxClient.Testing;
using static Microsoft.Playwright.Assertions;

namespace MiniMaxClient.WebChat.Tests;

/// <summary>Tests the reasoning effort and the images of a question in a browser.</summary>
public sealed class ComposerTests(Browser browser)
{
    // The smallest PNG: one pixel.
    private const string PngBase64 =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private static readonly FilePayload Png =
        new() { Name = "mat.png", MimeType = "image/png", Buffer = Convert.FromBase64String(PngBase64) };

    [Fact]
    public async Task Effort_OfSelectedProvider_HasThoseOfItsModel()
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser);

        await Expect(page.Effort.Locator("option")).ToHaveTextAsync(
            ["Default effort", "Low effort", "Medium effort", "High effort", "Extra high effort", "Max effort"]);
        await page.Effort.SelectOptionAsync("low");
        await page.SelectProviderAsync("MiniMax · MiniMax-M3.1-Flash");
        await Expect(page.Effort).ToHaveValueAsync("low");
        await page.SelectProviderAsync("RunAPI · MiniMax-M3");
        await Expect(page.Effort.Locator("option")).ToHaveTextAsync(["Default effort", "No thinking"]);
        await Expect(page.Effort).ToHaveValueAsync("");
        await page.SelectProviderAsync("ModelsLab · MiniMax-M2");
        await Expect(page.Effort).ToBeHiddenAsync();
        await Expect(page.AddImage).ToBeHiddenAsync();
    }

    [Fact]
    public async Task TryAgain_AfterError_SendsTheSameImageAndEffort()
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser);
        page.Site.Emulator.Enqueue(Reply.Error(402, "Insufficient credits"), Reply.Text("A mat."));

        await page.Effort.SelectOptionAsync("low");
        await page.Files.SetInputFilesAsync(Png);
        await page.SendQuestionAndWaitAsync("What is this?");
        await page.Effort.SelectOptionAsync("high");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(page.Turn.Locator(".text")).ToHaveTextAsync("A mat.");

        Assert.Equal(page.Site.Emulator.Requests[0].Text, page.Site.Emulator.Requests[1].Text);
        Assert.Contains("\"reasoning_effort\":\"low\"", page.Site.Emulator.Requests[1].Text, StringComparison.Ordinal);
        AssertHasImage(page);
        await ExpectPictureAsync(page.Turn);
        Assert.DoesNotContain(page.PageErrors, static error => !error.Contains("402", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TryAgain_WithProviderWithoutTheEffort_SendsNone()
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser);
        page.Site.Emulator.Enqueue(Reply.Error(402, "Insufficient credits"), Reply.Text("Hi."));

        await page.Effort.SelectOptionAsync("low");
        await page.SendQuestionAndWaitAsync("Hello");
        await page.SelectProviderAsync("ModelsLab · MiniMax-M2");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();

        await Expect(page.Turn.Locator(".text")).ToHaveTextAsync("Hi.");
        Assert.False(page.Site.Emulator.Requests[1].Json.TryGetProperty("reasoning_effort", out _));
    }

    [Fact]
    public async Task Image_ByButton_IsShownSentAndKeptInTheConversation()
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser);

        await page.Question.PressAsync("Tab");
        await Expect(page.AddImage).ToBeFocusedAsync();
        IFileChooser chooser = await page.Page.RunAndWaitForFileChooserAsync(() => page.AddImage.PressAsync("Enter"));
        await chooser.SetFilesAsync(Png);
        await Expect(page.Previews.GetByAltText("mat.png")).ToBeVisibleAsync();
        await Expect(page.Question).ToBeFocusedAsync();
        await page.SendQuestionAndWaitAsync("What is this?");

        AssertHasImage(page);
        await Expect(page.Previews).ToBeHiddenAsync();
        await Expect(page.Turn.Locator(".text")).ToContainTextAsync("a file of type image/png with 70 bytes");
        await page.SendQuestionAndWaitAsync("And now?");
        await ExpectPictureAsync(page.Turns.First);
        AssertHasImage(page);
        Assert.Empty(page.PageErrors);
    }

    [Theory]
    [InlineData("paste", "clipboardData")]
    [InlineData("drop", "dataTransfer")]
    public async Task Image_ByPasteOrDrop_IsSent(string name, string property)
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser);

        Assert.True(await DispatchAsync(page, name, property, "image/png", "mat.png"));
        await Expect(page.Previews.GetByAltText("mat.png")).ToBeVisibleAsync();
        await page.SendQuestionAndWaitAsync("What is this?");

        AssertHasImage(page);
        await ExpectPictureAsync(page.Turn);
        Assert.Empty(page.PageErrors);
    }

    [Fact]
    public async Task Paste_OfTextWithPicture_IsLeftToTheBrowser()
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser);

        Assert.False(await DispatchAsync(page, "paste", "clipboardData", "image/png", "cells.png", text: "1\t2"));

        await Expect(page.Previews).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Drop_OfAnotherFile_ShowsWhatIsAccepted()
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser);

        Assert.True(await DispatchAsync(page, "drop", "dataTransfer", "application/pdf", "notes.pdf"));

        await Expect(page.Notice).ToHaveTextAsync(
            "notes.pdf is not an image that can be sent. Use a PNG, JPEG, WebP or GIF file.");
        await Expect(page.Previews).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Image_TooLarge_ShowsTheLimitBeforeSending()
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser);
        byte[] large = new byte[ImageLimits.Default.MaxBytes + 1];

        await page.Files.SetInputFilesAsync(new FilePayload { Name = "photo.png", MimeType = "image/png", Buffer = large });
        await Expect(page.Notice).ToHaveTextAsync("photo.png has 5.1 MB; the limit is 5 MB.");
        await Expect(page.Previews).ToBeHiddenAsync();
        await page.Files.SetInputFilesAsync([Png, Png, Png, Png, Png]);
        await Expect(page.Notice).ToHaveTextAsync("A question can have up to 4 images.");
        await Expect(page.Previews.GetByRole(AriaRole.Img)).ToHaveCountAsync(4);

        Assert.Empty(page.Site.Emulator.Requests);
    }

    [Fact]
    public async Task Image_Removed_IsNotSentAndFocusMovesOn()
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser);

        await page.Files.SetInputFilesAsync([Png, new() { Name = "cup.png", MimeType = "image/png", Buffer = Png.Buffer }]);
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Remove mat.png" }).PressAsync("Enter");
        ILocator other = page.Page.GetByRole(AriaRole.Button, new() { Name = "Remove cup.png" });
        await Expect(other).ToBeFocusedAsync();
        await other.PressAsync("Enter");

        await Expect(page.Question).ToBeFocusedAsync();
        await Expect(page.Previews).ToBeHiddenAsync();
        await page.SendQuestionAndWaitAsync("Hello");
        Assert.DoesNotContain("image_url", page.Site.Emulator.Requests[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Image_ForModelWithoutImages_IsExplainedAndNotSent()
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser);
        await page.Files.SetInputFilesAsync(Png);
        await page.Question.PressAsync("Enter");
        await Expect(page.Notice).ToHaveTextAsync("Write a question about the image.");

        await page.SelectProviderAsync("ModelsLab · MiniMax-M2");
        await page.SendQuestionAsync("What is this?");

        await Expect(page.Notice).ToHaveTextAsync(
            "MiniMax-M2 does not read images. Remove the image, or select another provider.");
        await Expect(page.Question).ToHaveValueAsync("What is this?");
        await page.SelectProviderAsync("RunAPI · MiniMax-M3");
        await Expect(page.Notice).ToBeHiddenAsync();
        await page.Question.PressAsync("Enter");
        await Expect(page.Turn.Locator(".answer")).ToHaveAttributeAsync("aria-busy", "false");
        AssertHasImage(page);
    }

    [Fact]
    public async Task Card_OfPicture_AddsItToTheQuestion()
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser);

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Show a picture" }).ClickAsync();
        await Expect(page.Previews.GetByAltText("shelf.png")).ToBeVisibleAsync();
        await Expect(page.Question).ToHaveValueAsync("What is on this shelf?");
        await page.Question.PressAsync("Enter");
        await Expect(page.Turn.Locator(".text")).ToContainTextAsync("a file of type image/png");

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "New chat" }).ClickAsync();
        await Expect(page.Page.Locator("img[alt='shelf.png']")).ToHaveCountAsync(0);
        Assert.Empty(page.PageErrors);
    }

    [Fact]
    public async Task Tab_FromQuestion_VisitsTheControlsInTheirOrder()
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser);
        await page.Files.SetInputFilesAsync(Png);
        await Expect(page.Question).ToBeFocusedAsync();

        await page.Page.Keyboard.PressAsync("Tab");
        await Expect(page.AddImage).ToBeFocusedAsync();
        await page.Page.Keyboard.PressAsync("Tab");
        await Expect(page.Effort).ToBeFocusedAsync();
        await page.Page.Keyboard.PressAsync("Tab");
        await Expect(page.Send).ToBeFocusedAsync();
    }

    /// <summary>Dispatches an event with one file, and returns whether the page handles it.</summary>
    private static Task<bool> DispatchAsync(
        ChatPage page, string name, string property, string type, string fileName, string? text = null) =>
        page.Page.EvaluateAsync<bool>(
            """
            ({ name, property, type, fileName, text, base64 }) => {
                const transfer = new DataTransfer();
                const bytes = Uint8Array.from(atob(base64), c => c.charCodeAt(0));
                transfer.items.add(new File([bytes], fileName, { type }));
                if (text)
                    transfer.setData('text/plain', text);
                const options = { [property]: transfer, bubbles: true, cancelable: true };
                const target = document.getElementById('question');
                if (name === 'paste')
                    return !target.dispatchEvent(new ClipboardEvent(name, options));
                target.dispatchEvent(new DragEvent('dragover', options));
                return !target.dispatchEvent(new DragEvent(name, options));
            }
            """,
            new { name, property, type, fileName, text, base64 = PngBase64 });

    private static void AssertHasImage(ChatPage page) => Assert.Contains(
        $$$"""{"type":"image_url","image_url":{"url":"data:image/png;base64,{{{PngBase64}}}"}}""",
        page.Site.Emulator.Requests[^1].Text, StringComparison.Ordinal);

    private static async Task ExpectPictureAsync(ILocator turn)
    {
        ILocator picture = turn.GetByAltText("mat.png");
        await Expect(picture).ToBeVisibleAsync();
        Assert.Equal(1, await picture.EvaluateAsync<int>("picture => picture.decode().then(() => picture.naturalWidth)"));
    }
}
