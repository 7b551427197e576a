using Microsoft.Playwright;
using MiniMaxClient.Testing;
using static Microsoft.Playwright.Assertions;

namespace MiniMaxClient.WebChat.Tests;

/// <summary>Tests the line that shows the thinking of the model while it lasts.</summary>
public sealed class ThinkingTests(Browser browser)
{
    private static readonly string[] Words =
    [
        "one", "internationalization", "leads", "to", "another.", "Nevertheless", "the", "stock", "decides:", "fewer", "than",
        "ten.",
    ];

    // Collects the texts of the line, and the texts that were wider than the line.
    private const string Observe =
        """
        () => {
            window.seen = [];
            window.tooWide = [];
            new MutationObserver(() => {
                const tail = document.querySelector('.tail');
                if (!tail)
                    return;
                window.seen.push(tail.textContent);
                if (tail.scrollWidth > tail.clientWidth)
                    window.tooWide.push(tail.textContent);
            }).observe(document.getElementById('turns'), { childList: true, subtree: true, characterData: true });
        }
        """;

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Thinking_Long_ShowsWholeWordsOnly(int width)
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser, width);
        await page.Page.EvaluateAsync(Observe);
        string thinking = string.Join(' ', Enumerable.Range(0, 200).Select(static i => Words[i * 7 % Words.Length]));
        page.Site.Emulator.Enqueue(
            Reply.Text("Done.", thinking).WithChunkSize(5).WithChunkDelay(TimeSpan.FromMilliseconds(4)));

        await page.SendQuestionAndWaitAsync("Hello");

        string[] seen = await page.Page.EvaluateAsync<string[]>("() => window.seen");
        Assert.True(seen.Distinct().Count() > 10);
        Assert.Contains(seen, text => text.Length > width / 40);
        Assert.All(
            seen.SelectMany(static text => text.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
            static word => Assert.Contains(word, Words));
        Assert.Empty(await page.Page.EvaluateAsync<string[]>("() => window.tooWide"));
        await page.Turn.Locator(".thinking summary").ClickAsync();
        await Expect(page.Turn.Locator(".thought")).ToHaveTextAsync(thinking);
        Assert.Empty(page.PageErrors);
    }

    [Fact]
    public async Task Thinking_WithoutSpaces_FitsTheLine()
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser, 390);
        await page.Page.EvaluateAsync(Observe);
        page.Site.Emulator.Enqueue(
            Reply.Text("完成。", string.Concat(Enumerable.Repeat("库存少于十件的商品需要订购。", 20)))
                .WithChunkSize(4).WithChunkDelay(TimeSpan.FromMilliseconds(4)));

        await page.SendQuestionAndWaitAsync("Hello");

        string[] seen = await page.Page.EvaluateAsync<string[]>("() => window.seen");
        Assert.Contains(seen, static text => text.Length > 8);
        Assert.Empty(await page.Page.EvaluateAsync<string[]>("() => window.tooWide"));
    }

    [Fact]
    public async Task Thinking_WhileItLasts_IsNamedOnce()
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser);
        var gate = new TaskCompletionSource();
        page.Site.Emulator.Enqueue(Reply.Text("Done.", thinking: "Some words of a thought.").HoldAfterEvents(2, gate.Task));

        await page.SendQuestionAsync("Hello");
        await Expect(page.Turn.Locator(".thinking .label")).ToHaveTextAsync("Thinking");
        await Expect(page.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Thinking");

        await Expect(page.Turn.Locator(".meta")).ToHaveTextAsync("AIML API");
        gate.SetResult();
        await Expect(page.Turn.Locator(".meta")).ToContainTextAsync(" tokens in, ");
    }

    [Fact]
    public async Task Meta_OfFailure_HasNoDuration()
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser);

        await page.SendQuestionAndWaitAsync("/error 402");

        await Expect(page.Turn.Locator(".meta")).ToHaveTextAsync("AIML API");
        await Expect(page.Turn.Locator(".copy")).ToHaveCountAsync(0);
    }
}
