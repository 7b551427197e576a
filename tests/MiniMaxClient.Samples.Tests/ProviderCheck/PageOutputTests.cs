using System.Text.RegularExpressions;
using MiniMaxClient.Samples.ProviderCheck;
using MiniMaxClient.Samples.Tests.Documents;

namespace MiniMaxClient.Samples.Tests.ProviderCheck;

/// <summary>The outputs and the options on the page are those of the program.</summary>
public sealed partial class PageOutputTests
{
    private const string Page = "src/MiniMaxClient/docs/provider-check.md";

    [Fact]
    public async Task Output_OnTheEmulator_IsOnThePage()
    {
        CheckRun run = await CheckRun.StartAsync([]);

        Assert.Equal(CheckProgram.AsAssumed, run.ExitCode);
        AssertOnPage("## On the emulator", run.Output.Trim());
    }

    [Fact]
    public async Task Output_OnTheDifferentServer_IsOnThePage()
    {
        await using DifferentServer server = await DifferentServer.StartAsync();
        CheckRun run = await CheckRun.StartAsync(
            ["--provider", "aimlapi", "--address", $"{server.Address}"],
            new() { ["AIMLAPI_API_KEY"] = "sk-4f9a0c1e7b2d8853" });

        Assert.Equal(CheckProgram.Differences, run.ExitCode);
        AssertOnPage("## On a different server", run.Output.Trim());
    }

    [Fact]
    public void Options_OnThePage_AreThoseOfTheProgram()
    {
        IEnumerable<string> options = UsageOption().Matches(CheckOptions.Usage).Select(static match => match.Groups[1].Value);
        IEnumerable<string> rows = TableOption().Matches(RepositoryPages.Read(Page)).Select(static match => match.Groups[1].Value);
        Assert.Equal(options, rows);
    }

    private static void AssertOnPage(string heading, string output)
    {
        string page = RepositoryPages.Read(Page);
        string section = page[page.IndexOf(heading + "\n", StringComparison.Ordinal)..];
        // The message is the text for the page.
        Assert.True(TextBlock().Match(section).Groups[1].Value == output, $"The block of '{heading}' must be:\n{output}");
    }

    [GeneratedRegex(@"^  (--[a-z-]+)", RegexOptions.Multiline)]
    private static partial Regex UsageOption();

    [GeneratedRegex(@"^\| `(--[a-z-]+)` \|", RegexOptions.Multiline)]
    private static partial Regex TableOption();

    [GeneratedRegex(@"```text\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex TextBlock();
}
