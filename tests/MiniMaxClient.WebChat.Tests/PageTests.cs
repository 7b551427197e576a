using Microsoft.Playwright;
using MiniMaxClient.Testing;
using static Microsoft.Playwright.Assertions;

namespace MiniMaxClient.WebChat.Tests;

/// <summary>Tests the page in a browser.</summary>
public sealed class PageTests(Browser browser)
{
    [Fact]
    public async Task Stop_DuringAnswer_KeepsTextAndAbortsProviderRequest()
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser);

        await page.SendQuestionAsync("/silent");
        await Expect(page.Turn.Locator(".text")).ToContainTextAsync("The stream will stall soon. Until then");
        await Expect(page.Turn.Locator(".meta")).ToHaveTextAsync("AIML API · Answering…");
        RecordedRequest upstream = Assert.Single(page.Site.Emulator.Requests);
        Assert.False(upstream.Aborted.IsCompleted);
        await page.Stop.ClickAsync();

        await upstream.Aborted.WaitAsync(TestTimeouts.Token);
        await Expect(page.Turn.Locator(".note")).ToContainTextAsync("Stopped.");
        await Expect(page.Turn.Locator(".text")).ToContainTextAsync("The stream will stall soon.");
        await Expect(page.Send).ToBeVisibleAsync();
        Assert.Empty(page.PageErrors);
    }

    [Fact]
    public async Task Escape_DuringAnswer_StopsAndAskAgainRepeats()
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser);

        await page.SendQuestionAsync("/silent");
        await Expect(page.Turn.Locator(".text")).ToContainTextAsync("Until then");
        await page.Page.Keyboard.PressAsync("Escape");
        await Expect(page.Turn.Locator(".note")).ToContainTextAsync("Stopped.");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Ask again" }).ClickAsync();
        await Expect(page.Stop).ToBeVisibleAsync();
        await Expect(page.Turn.Locator(".text")).ToContainTextAsync("Until then");

        await Expect(page.Turns).ToHaveCountAsync(1);
        Assert.Equal(2, page.Site.Emulator.Requests.Count);
    }

    [Fact]
    public async Task NewChat_DuringAnswer_AbortsProviderRequestAndClears()
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser);
        await page.SendQuestionAndWaitAsync("Hello");

        await page.SendQuestionAsync("/silent");
        await Expect(page.Turn.Locator(".text")).ToContainTextAsync("Until then");
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "New chat" }).ClickAsync();

        await page.Site.Emulator.Requests[1].Aborted.WaitAsync(TestTimeouts.Token);
        await Expect(page.Turns).ToHaveCountAsync(0);
        await Expect(page.Send).ToBeVisibleAsync();
        await page.SendQuestionAndWaitAsync("Hello anew");
        await Expect(page.Turn.Locator(".text")).ToContainTextAsync("Ask another question");
        Assert.Empty(page.PageErrors);
    }

    [Fact]
    public async Task Answer_WithTool_CollapsesThinkingAndShowsToolAndCost()
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser);

        await page.Page.GetByRole(AriaRole.Button, new() { Name = "Use a tool" }).ClickAsync();
        await Expect(page.Turn.Locator(".text li")).ToHaveCountAsync(3);
        await Expect(page.Turn.Locator(".text strong").First).ToHaveTextAsync("Cork mat");
        await Expect(page.Turn.Locator(".meta")).ToContainTextAsync(" tokens in, ");
        await Expect(page.Turn.Locator(".meta")).ToContainTextAsync(" reported");
        await Expect(page.Page.Locator("#total")).ToContainTextAsync("in this chat");

        ILocator thinking = page.Turn.Locator(".thinking").First;
        ILocator thought = thinking.Locator(".thought");
        await Expect(thinking.Locator("summary")).ToContainTextAsync("Thought for ");
        await Expect(thought).ToBeHiddenAsync();
        await thinking.Locator("summary").ClickAsync();
        await Expect(thought).ToBeVisibleAsync();
        await Expect(thought).ToContainTextAsync("The order depends on the stock and on the weekly sales.");
        await thinking.Locator("summary").ClickAsync();
        await Expect(thought).ToBeHiddenAsync();

        ILocator tool = page.Turn.Locator(".tool");
        await Expect(tool.Locator("summary")).ToContainTextAsync("""low_stock{"below":10}""");
        await Expect(tool.Locator(".outcome")).ToContainTextAsync("ms");
        await tool.Locator("summary").ClickAsync();
        await Expect(tool.Locator("pre")).ToContainTextAsync("Cork mat");
        await Expect(page.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Answer: 3 products are low.");
        Assert.Empty(page.PageErrors);
    }

    [Fact]
    public async Task Answer_WithCodeAndMarkup_ShowsCodeBlockAndText()
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser);

        await page.SendQuestionAndWaitAsync("Write a C# method that reverses the words of a sentence.");
        await Expect(page.Turn.Locator("pre code")).ToContainTextAsync("static string ReverseWords(string sentence)\n{\n    string[]");
        await Expect(page.Turn.Locator(".text ol li")).ToHaveCountAsync(2);
        await page.SendQuestionAndWaitAsync("<img src=x onerror=alert(1)> **bold**");

        await Expect(page.Turn.Locator(".mine")).ToHaveTextAsync("<img src=x onerror=alert(1)> **bold**");
        await Expect(page.Turn.Locator(".text")).ToContainTextAsync("<img src=x onerror=alert(1)>");
        await Expect(page.Turn.Locator("img")).ToHaveCountAsync(0);
        Assert.Empty(page.PageErrors);
    }

    [Theory]
    [InlineData("Rate limit", "Rate limit exceeded", "AIML API requests a wait of 42 seconds.")]
    [InlineData("No credits", "Insufficient credits at AIML API", "Top up the account")]
    [InlineData("Interrupted", "The answer was interrupted", "Ask again")]
    public async Task Error_OfProvider_IsShownAndCanBeRetried(string button, string title, string advice)
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser);

        await page.Page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
        ILocator error = page.Page.GetByRole(AriaRole.Alert);
        await Expect(error).ToContainTextAsync(title);
        await Expect(error).ToContainTextAsync(advice);
        Assert.DoesNotContain(page.Site.Emulator.ApiKey, await page.Page.ContentAsync(), StringComparison.Ordinal);
        page.Site.Emulator.Enqueue(Reply.Text("It works now."));
        await error.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();

        await Expect(page.Turn.Locator(".text")).ToHaveTextAsync("It works now.");
        await Expect(error).ToHaveCountAsync(0);
        Assert.Empty(page.PageErrors);
    }

    [Theory]
    [InlineData(400, "The app rejected the question", "too long")]
    [InlineData(500, "The app rejected the question", "HTTP status 500")]
    [InlineData(null, "The app cannot be reached", "Check that it is running")]
    public async Task Error_OfApp_IsShown(int? status, string title, string advice)
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser);
        string body = status == 400 ? """{"detail":"It is too long."}""" : "no JSON";
        await page.Page.RouteAsync("**/api/chat", route => status is null
            ? route.AbortAsync()
            : route.FulfillAsync(new() { Status = status, Body = body }));

        await page.SendQuestionAsync("Hello");

        ILocator error = page.Page.GetByRole(AriaRole.Alert);
        await Expect(error).ToContainTextAsync(title);
        await Expect(error).ToContainTextAsync(advice);
        await Expect(page.Send).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Provider_Selected_ContinuesConversation()
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser);

        await page.SendQuestionAndWaitAsync("Hello");
        await page.SelectProviderAsync("ModelsLab · MiniMax-M2");
        await page.SendQuestionAndWaitAsync("And now?");

        await Expect(page.Turn.Locator(".meta")).ToContainTextAsync("ModelsLab · tokens not reported · cost not reported");
        await Expect(page.Turn.Locator(".text")).ToContainTextAsync("question number 2; the first one was “Hello”");
        Assert.Equal(["AimlApi", "ModelsLab"], page.Site.Emulator.Requests.Select(static request => request.Provider));
        await page.Page.GetByRole(AriaRole.Button, new() { Name = "New chat" }).ClickAsync();
        await Expect(page.Turns).ToHaveCountAsync(0);
        await page.SendQuestionAndWaitAsync("Hello anew");
        await Expect(page.Turn.Locator(".text")).ToContainTextAsync("Ask another question");
        Assert.Empty(page.PageErrors);
    }

    [Fact]
    public async Task Question_EnterAndShiftEnter_SendsAndBreaksLine()
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser);
        await Expect(page.Question).ToBeFocusedAsync();

        await page.Question.PressSequentiallyAsync("one");
        await page.Question.PressAsync("Shift+Enter");
        await page.Question.PressSequentiallyAsync("two");
        await page.Question.PressAsync("Enter");

        await Expect(page.Turn.Locator(".mine")).ToHaveTextAsync("one\ntwo");
        await Expect(page.Question).ToHaveValueAsync("");
        await Expect(page.Question).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Log_ScrolledUp_KeepsPositionUntilLatestIsClicked()
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser, height: 500);
        await page.SendQuestionAndWaitAsync("Write a C# method.");
        ILocator log = page.Page.Locator("#log");
        Assert.True(await DistanceFromEndAsync(log) < 2);
        var until = new TaskCompletionSource();
        page.Site.Emulator.Enqueue(
            Reply.Text(string.Join("\n\n", Enumerable.Range(1, 60).Select(static i => $"Line {i}"))).HoldAfterEvents(30, until.Task));

        await page.SendQuestionAsync("Go on");
        await Expect(page.Turn.Locator(".text")).ToContainTextAsync("Line 3");
        await log.HoverAsync();
        await page.Page.Mouse.WheelAsync(0, -5000);
        ILocator latest = page.Page.GetByRole(AriaRole.Button, new() { Name = "Latest" });
        await Expect(latest).ToBeVisibleAsync();
        until.SetResult();
        await Expect(page.Turn.Locator(".text")).ToContainTextAsync("Line 60");

        Assert.True(await DistanceFromEndAsync(log) > 300);
        await latest.ClickAsync();
        await Expect(latest).ToBeHiddenAsync();
        Assert.True(await DistanceFromEndAsync(log) < 2);
    }

    [Fact]
    public async Task Markup_Partial_IsNeverShownAsText()
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser);
        const string Text = "Some **bold** and `code`.\n\n- **one**: `a`\n- two\n\n1. first\n\n```cs\nint i;\n```\n\nEnd.";
        await page.Page.EvaluateAsync(
            """
            () => {
                window.seen = [];
                new MutationObserver(() => window.seen.push(document.querySelector('.text')?.textContent ?? ''))
                    .observe(document.getElementById('turns'), { childList: true, subtree: true, characterData: true });
            }
            """);
        page.Site.Emulator.Enqueue(Reply.Text(Text).WithChunkSize(1).WithChunkDelay(TimeSpan.FromMilliseconds(20)));

        await page.SendQuestionAndWaitAsync("Hello");

        string[] seen = await page.Page.EvaluateAsync<string[]>("() => window.seen");
        Assert.True(seen.Distinct().Count() > 10);
        Assert.All(seen, static text => Assert.DoesNotMatch(@"[*`]|^-|\b1", text));
        await Expect(page.Turn.Locator(".text > *")).ToHaveCountAsync(5);
        await Expect(page.Turn.Locator("ul li strong")).ToHaveTextAsync("one");
    }

    [Fact]
    public async Task Text_Streaming_DoesNotMoveThinking()
    {
        await using ChatPage page = await ChatPage.OpenAsync(browser);
        var gate = new TaskCompletionSource();
        page.Site.Emulator.Enqueue(
            Reply.Text("First.\n\nSecond.", thinking: "A thought of a few words.").HoldAfterEvents(2, gate.Task));

        await page.SendQuestionAsync("Hello");
        ILocator thinking = page.Turn.Locator(".thinking");
        await Expect(thinking.Locator("summary")).ToContainTextAsync("Thinking");
        float[] before = await GetBoxAsync(thinking);
        gate.SetResult();
        await Expect(page.Turn.Locator(".answer")).ToHaveAttributeAsync("aria-busy", "false");

        Assert.Equal(before, await GetBoxAsync(thinking));

        static async Task<float[]> GetBoxAsync(ILocator locator)
        {
            LocatorBoundingBoxResult box = (await locator.BoundingBoxAsync())!;
            return [box.X, box.Y, box.Width, box.Height];
        }
    }

    private static Task<double> DistanceFromEndAsync(ILocator log) =>
        log.EvaluateAsync<double>("log => log.scrollHeight - log.scrollTop - log.clientHeight");
}
