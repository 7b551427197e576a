using Microsoft.Playwright;
using MiniMaxClient.Testing;
using static Microsoft.Playwright.Assertions;

namespace MiniMaxClient.WebChat.Tests;

/// <summary>Tests the layout and the contrast of the page in light and dark, narrow and wide windows.</summary>
public sealed class LookTests(Browser browser)
{
    // The contrast of each text with its background; WCAG 2.2 requires 4.5 to 1 for text of this size.
    private const string PoorContrasts =
        """
        () => {
            const channels = color => color.match(/[\d.]+/g).map(Number);
            const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
                .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
                .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
            const behind = element => {
                for (let e = element; e; e = e.parentElement) {
                    const color = channels(getComputedStyle(e).backgroundColor);
                    if (color.length < 4 || color[3] > 0)
                        return color;
                }
            };
            const poor = [];
            const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            for (let text; (text = texts.nextNode());) {
                const element = text.parentElement;
                if (text.data.trim() === '' || !element.checkVisibility() || element.closest('.unseen, noscript'))
                    continue;
                const [a, b] = [light(channels(getComputedStyle(element).color)), light(behind(element))];
                const contrast = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
                if (contrast < 4.5)
                    poor.push(`${contrast.toFixed(2)} ${element.className || element.tagName} ${text.data.trim().slice(0, 30)}`);
            }
            return poor;
        }
        """;

    [Theory]
    [InlineData(360, 740, ColorScheme.Light)]
    [InlineData(360, 740, ColorScheme.Dark)]
    [InlineData(1280, 900, ColorScheme.Light)]
    [InlineData(1280, 900, ColorScheme.Dark)]
    public async Task Page_OfEachState_FitsWindowWithSufficientContrast(int width, int height, ColorScheme colors)
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser, width, height, colors);
        await CheckAsync("1-welcome");

        await page.SendQuestionAndWaitAsync("What should I order for the shop this week?");
        await page.Turn.Locator(".tool summary").ClickAsync();
        await page.Turn.Locator(".thinking summary").First.ClickAsync();
        await page.Page.Locator("#log").EvaluateAsync("log => log.scrollTop = 0");
        await CheckAsync("2-tool");

        await page.SendQuestionAndWaitAsync("Write a C# method that reverses the words of a sentence.");
        await CheckAsync("3-code");

        await page.SendQuestionAndWaitAsync("/error 429");
        await page.SendQuestionAsync("/silent");
        await Expect(page.Turn.Locator(".text")).ToContainTextAsync("Until then");
        await CheckAsync("4-error");
        await page.Stop.ClickAsync();

        var gate = new TaskCompletionSource();
        page.Site.Emulator.Enqueue(Reply.Text("Done.", thinking: string.Concat(Enumerable.Repeat("One thing leads to another. ", 20)))
            .HoldAfterEvents(20, gate.Task));
        await page.SendQuestionAsync("Think it through, please: what is the best way to lay out six products on two shelves?");
        await Expect(page.Turn.Locator(".tail")).ToContainTextAsync("thing");
        await CheckAsync("5-thinking");
        gate.SetResult();
        await Expect(page.Turn.Locator(".answer")).ToHaveAttributeAsync("aria-busy", "false");

        await page.SendQuestionAndWaitAsync("/code");
        await page.Turn.Locator(".copy").Last.ClickAsync();
        await CheckAsync("6-languages");
        await page.Page.EvaluateAsync("() => document.getElementById('picture').click()");
        await Expect(page.Previews.GetByAltText("shelf.png")).ToBeVisibleAsync();
        await page.Files.SetInputFilesAsync(new FilePayload { Name = "notes.txt", MimeType = "text/plain", Buffer = [1] });
        await CheckAsync("7-preview");
        await page.Question.PressAsync("Enter");
        await Expect(page.Turn.Locator(".text")).ToContainTextAsync("so I cannot see what is in a picture");
        await CheckAsync("8-picture");
        Assert.Empty(page.PageErrors);

        async Task CheckAsync(string name)
        {
            await page.SaveScreenshotAsync($"{width}-{colors}-{name}".ToLowerInvariant());
            Assert.True(await page.MeasureOverflowAsync() <= 0, name);
            Assert.Empty(await page.Page.EvaluateAsync<string[]>(PoorContrasts));
        }
    }

    [Fact]
    public async Task Page_DarkColorScheme_HasDarkBackground()
    {
        await using ChatPage light = await ChatPage.OpenAsync(browser, colors: ColorScheme.Light);
        await using ChatPage dark = await ChatPage.OpenAsync(browser, colors: ColorScheme.Dark);

        Assert.Equal("rgb(247, 246, 242)", await GetBackgroundAsync(light));
        Assert.Equal("rgb(21, 23, 26)", await GetBackgroundAsync(dark));

        static Task<string> GetBackgroundAsync(ChatPage page) =>
            page.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor");
    }
}
