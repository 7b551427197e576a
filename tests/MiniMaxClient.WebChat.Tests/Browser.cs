using Microsoft.Playwright;
using MiniMaxClient.WebChat.Tests;

[assembly: AssemblyFixture(typeof(Browser))]

namespace MiniMaxClient.WebChat.Tests;

/// <summary>Starts the installed Chromium; without it, the tests that need a page are skipped.</summary>
public sealed class Browser : IAsyncLifetime
{
    /// <summary>The environment variable with the path of another Chromium-based browser.</summary>
    private const string Variable = "MINIMAXCLIENT_CHROMIUM";

    private static readonly string[] ExecutablePaths = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        string? path = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } value
            ? value
            : ExecutablePaths.FirstOrDefault(File.Exists);
        if (path is null)
            return;
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path });
        Assertions.SetDefaultExpectTimeout((float)TestTimeouts.Limit.TotalMilliseconds);
    }

    /// <summary>Opens a window that shares no state with other tests.</summary>
    public async Task<IBrowserContext> OpenAsync(int width, int height, ColorScheme colors)
    {
        Assert.SkipWhen(_browser is null, $"Chromium is not installed on this machine, and {Variable} is not set.");
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
