using Microsoft.Playwright;

namespace MiniMaxClient.WebChat.Tests;

/// <summary>Represents the page in a browser, with its own site.</summary>
internal sealed class ChatPage : IAsyncDisposable
{
    /// <summary>The environment variable with the folder for screenshots.</summary>
    private const string ScreenshotsVariable = "MINIMAXCLIENT_SCREENSHOTS";

    private readonly IBrowserContext _context;

    private ChatPage(ChatSite site, IBrowserContext context, IPage page)
    {
        Site = site;
        _context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                PageErrors.Add(message.Text);
        };
        page.PageError += (_, error) => PageErrors.Add(error);
    }

    public ChatSite Site { get; }

    public IPage Page { get; }

    /// <summary>Gets the errors and warnings of the browser.</summary>
    public List<string> PageErrors { get; } = [];

    public ILocator Question => Page.GetByLabel("Your question");

    public ILocator Provider => Page.GetByLabel("Provider");

    public ILocator Effort => Page.GetByLabel("Reasoning effort");

    public ILocator AddImage => Page.GetByRole(AriaRole.Button, new() { Name = "Add image" });

    /// <summary>Gets the hidden field that the button opens.</summary>
    public ILocator Files => Page.Locator("#files");

    /// <summary>Gets the images of the next question.</summary>
    public ILocator Previews => Page.Locator("#previews");

    /// <summary>Gets the message about an image that is not sent.</summary>
    public ILocator Notice => Page.Locator("#notice");

    public ILocator Stop => Page.GetByRole(AriaRole.Button, new() { Name = "Stop" });

    public ILocator Send => Page.GetByRole(AriaRole.Button, new() { Name = "Send" });

    public ILocator Turns => Page.Locator(".turn");

    /// <summary>Gets the last question with its answer.</summary>
    public ILocator Turn => Turns.Last;

    public static async Task<ChatPage> OpenAsync(
        Browser browser, int width = 1280, int height = 800, ColorScheme colors = ColorScheme.Light)
    {
        IBrowserContext context = await browser.OpenAsync(width, height, colors);
        ChatSite site = await ChatSite.StartAsync();
        var page = new ChatPage(site, context, await context.NewPageAsync());
        await page.Page.GotoAsync(site.Address.ToString());
        await Assertions.Expect(page.Provider.Locator("option")).ToHaveCountAsync(4);
        return page;
    }

    public Task SelectProviderAsync(string label) => Provider.SelectOptionAsync(new SelectOptionValue { Label = label });

    public async Task SendQuestionAsync(string question)
    {
        await Question.FillAsync(question);
        await Question.PressAsync("Enter");
    }

    /// <summary>Sends a question, and waits for the end of the answer.</summary>
    public async Task SendQuestionAndWaitAsync(string question)
    {
        int before = await Turns.CountAsync();
        await SendQuestionAsync(question);
        await Assertions.Expect(Turns).ToHaveCountAsync(before + 1);
        await Assertions.Expect(Turn.Locator(".answer")).ToHaveAttributeAsync("aria-busy", "false");
    }

    /// <summary>Returns the number of pixels by which the page is wider than its window.</summary>
    public Task<int> MeasureOverflowAsync() => Page.EvaluateAsync<int>(
        """
        () => Math.max(...['html', 'body', 'header', 'main', 'footer'].map(name => {
            const box = document.querySelector(name);
            return box.scrollWidth - box.clientWidth;
        }))
        """);

    public async Task SaveScreenshotAsync(string name)
    {
        if (Environment.GetEnvironmentVariable(ScreenshotsVariable) is { Length: > 0 } folder)
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png") });
    }

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        await Site.DisposeAsync();
    }
}
