using System.Text;

namespace MiniMaxClient.Samples.Tests.ProviderCheck;

/// <summary>No output and no file has a key that a server quotes.</summary>
public sealed class KeyLeakTests
{
    private const string Key = "sk-cp-8fK2mW7qLx94TzRb31NvYc";

    public static TheoryData<string> Quotes { get; } =
    [
        Key,
        Key.ToUpperInvariant(),
        Key[..14] + "…",
        "…" + Key[^12..],
        Uri.EscapeDataString(Key),
        Convert.ToBase64String(Encoding.UTF8.GetBytes(Key)),
        $"Bearer {Key}",
    ];

    [Theory]
    [MemberData(nameof(Quotes))]
    public async Task Run_ServerQuotesTheKey_WritesItNowhere(string quote)
    {
        await using DifferentServer server = await DifferentServer.StartAsync(quotedText: quote);
        CheckRun run = await CheckRun.StartAsync(
            ["--provider", "minimax", "--address", $"{server.Address}"], new() { ["MINIMAX_API_KEY"] = Key });

        string written = run.AllText;
        Assert.Contains("provider-check-minimax.cassette", written, StringComparison.Ordinal);
        for (int i = 0; i + 8 <= Key.Length; i++)
            Assert.DoesNotContain(Key.Substring(i, 8), written, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(Key)), written, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EMPTY")]
    [InlineData("\"")]
    public async Task Run_ShortKey_KeepsTheReportAndIsSaid(string key)
    {
        await using DifferentServer server = await DifferentServer.StartAsync(quotedText: "EMPTY");
        CheckRun run = await CheckRun.StartAsync(
            ["--provider", "aimlapi", "--address", $"{server.Address}"], new() { ["AIMLAPI_API_KEY"] = key });

        Assert.Contains("complete", run.GetChecks("aimlapi", "chat", "different"));
        Assert.Contains("The key has fewer than 8 characters", run.Progress, StringComparison.Ordinal);
    }
}
