using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace MiniMaxClient.Samples.Tests;

/// <summary>Tests the agent sample, whose tools run for real while the model is scripted.</summary>
public sealed class AgentTests
{
    private const string Transcript =
        """
        > What were our net sales in March 2026, without returns, and how much more than in February?

        I need the orders and the returns of both months. I can search for both in parallel.
          search {"text":"2026-03"}
            orders.csv:5: 2026-03-02,kettle,21,39.90
            orders.csv:6: 2026-03-15,toaster,12,54.50
            orders.csv:7: 2026-03-29,grinder,5,89.00
            returns.csv:3: 2026-03-20,kettle,2,wrong colour
          search {"text":"2026-02"}
            orders.csv:2: 2026-02-03,kettle,14,39.90
            orders.csv:3: 2026-02-11,toaster,9,54.50
            orders.csv:4: 2026-02-24,kettle,6,39.90
            returns.csv:2: 2026-02-20,toaster,1,arrived broken

        The returns have no price; the notes may explain how they are counted.
          read_file {"path":"notes.md"}
            # Shop notes

            - Prices are in euro, without tax.
            - A return is refunded in full at the price of its order.
            - The grinder is new since March.

        A return counts at the price of its order. Now I calculate the sums.
          calculate {"expression":"21*39.90 + 12*54.50 + 5*89.00 - 2*39.90"}
            1857.10
          calculate {"expression":"14*39.90 + 9*54.50 + 6*39.90 - 1*54.50"}
            1234.00

        Now the difference.
          calculate {"expression":"1857.10 - 1234.00"}
            623.10

        In March we sold 1857.10 EUR, in February 1234.00 EUR: 623.10 EUR more.

        """;

    [Fact]
    public async Task Agent_WithoutApiKey_PrintsReasoningCallsAndTheirResultsInOrder()
    {
        string output = await SampleProgram.RunAsync("Agent");

        Assert.StartsWith("AIMLAPI_API_KEY is not set", output, StringComparison.Ordinal);
        Assert.Contains(Transcript, output, StringComparison.Ordinal);
        Assert.Matches(@"5 steps, \d+ tokens, 0\.\d+ USD \(reported\), stop reason: Completed", output);
    }

    [Fact]
    public async Task Agent_OfAgentFramework_PrintsTheSame()
    {
        string output = await SampleProgram.RunAsync("Agent", "--agent-framework");

        Assert.Contains(Transcript, output, StringComparison.Ordinal);
        Assert.Matches(@"\d+ tokens, Clerk of Agent Framework", output);
    }

    [Fact]
    public async Task Agent_RunAsAnAssembly_PrintsTheSame()
    {
        string output = await SampleProgram.RunAsync(SampleProgram.CreateAssemblyStartInfo("Agent"));

        Assert.Contains(Transcript, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task McpServer_OfTheSample_HasNoApiKeyInItsEnvironment()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The server's environment is read from /proc.");
        string folder = Directory.CreateTempSubdirectory().FullName;
        File.CreateSymbolicLink(Path.Combine(folder, "notes.md"), "/proc/self/environ");
        var start = SampleProgram.CreateStartInfo("Agent", "How many?", folder);
        string? path = start.Environment["PATH"];
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        start.Environment["DOTNET_ROOT"] = Environment.GetEnvironmentVariable("DOTNET_ROOT");
        start.Environment["OTHER"] = "kept-1";
        foreach (string name in (string[])["MINIMAX_API_KEY", "RUNAPI_API_KEY", "RUNAPI_KEY", "MODELSLAB_API_KEY"])
            start.Environment[name] = "secret-1";

        string output = await SampleProgram.RunAsync(start);
        Directory.Delete(folder, recursive: true);

        Assert.Contains("OTHER=kept-1", output, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-1", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task McpServer_OfTheSample_ReadsTheFolderAndNothingElse()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        string folder = Directory.CreateTempSubdirectory().FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "a.txt"), "first\nsecond", cancellationToken);
        var start = SampleProgram.CreateStartInfo("Agent");
        await using McpClient server = await McpClient.CreateAsync(
            new StdioClientTransport(new() { Command = start.FileName, Arguments = ["--mcp-server", folder] }),
            cancellationToken: cancellationToken);

        IList<McpClientTool> tools = await server.ListToolsAsync(cancellationToken: cancellationToken);
        Assert.Equal(["read_file", "search"], tools.Select(static tool => tool.Name).Order());
        Assert.Equal("first\nsecond", await CallAsync("read_file", "path", "a.txt"));
        Assert.Equal("a.txt:2: second", await CallAsync("search", "text", "SECOND"));
        Assert.Equal("Error: the path is outside the folder.", await CallAsync("read_file", "path", "../b.txt"));
        Directory.Delete(folder, recursive: true);

        async Task<string> CallAsync(string tool, string parameter, string value)
        {
            CallToolResult result = await server.CallToolAsync(
                tool, new Dictionary<string, object?> { [parameter] = value }, cancellationToken: cancellationToken);
            return Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text;
        }
    }
}
