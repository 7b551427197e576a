namespace MiniMaxClient.Samples.Tests;

/// <summary>Tests the agent sample, whose tools run for real while the model is scripted.</summary>
public sealed class AgentTests
{
    [Fact]
    public async Task Agent_WithoutApiKey_PrintsStepsAndToolResults()
    {
        string output = await SampleProgram.RunAsync("Agent");

        Assert.StartsWith("AIMLAPI_API_KEY is not set", output, StringComparison.Ordinal);
        Assert.Contains("""  [1] search {"text":"2026-03"}""", output, StringComparison.Ordinal);
        Assert.Contains("orders.csv:5: 2026-03-02,kettle,21,39.90", output, StringComparison.Ordinal);
        Assert.Contains("Succeeded: # Shop notes", output, StringComparison.Ordinal);
        Assert.Contains("In March we sold 1857.10 EUR, in February 1234.00 EUR: 623.10 EUR more.", output, StringComparison.Ordinal);
        Assert.Matches(@"5 steps, \d+ tokens, 0\.\d+ USD \(reported\), stop reason: Completed", output);
    }
}
