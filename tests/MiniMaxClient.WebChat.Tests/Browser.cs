using Microsoft.Playwright;
using MiniMaxClient.WebChat.Tests;

[assembly: AssemblyFixture(typeof(Browser))]

namespace MiniMaxClient.WebChat.Tests;

/// <summary>The machine's own Chromium; where there is none, the tests that ask for a page are skipped.</summary>
public sealed class Browser : IAsyncLifetime
{
    /// <summary>The path of another browser of its kind.</summary>
    private const string Variable = "MINIMAXCLIENT_CHROMIUM";

    private static readonly string[] ExecutablePaths = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        string? path = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } set ? set : ExecutablePaths.FirstOrDefault(File.Exists);
        if (path is null)
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path });
        Assertions.SetDefaultExpectTimeout((float)TestTimeouts.Limit.TotalMilliseconds);
    }

    /// <summary>A window of its own, with nothing of another test in it.</summary>
    public async Task<IBrowserContext> OpenAsync(int width, int height, ColorScheme colors)
    {
        Assert.SkipWhen(_browser is null, $"There is no Chromium on this machine, and {Variable} names none.");
        IBrowserContext context = await _browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = colors,
            ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout((float)TestTimeouts.Limit.TotalMilliseconds);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
