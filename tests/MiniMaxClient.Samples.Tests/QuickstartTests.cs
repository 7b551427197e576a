namespace MiniMaxClient.Samples.Tests;

/// <summary>Tests the quickstart on the emulator.</summary>
public sealed class QuickstartTests
{
    [Fact]
    public async Task Quickstart_WithoutApiKeys_CompletesAndStreamsOnEachProvider()
    {
        string output = await SampleProgram.RunAsync("Quickstart", "Why is the sky blue?");

        Assert.StartsWith("No API key is set, so the emulator on this machine is used.", output, StringComparison.Ordinal);
        foreach (string provider in (string[])["aimlapi", "runapi", "modelslab", "minimax"])
        {
            string section = output.Split($"=== {provider} (")[1].Split("\n===")[0];
            Assert.Equal(2, section.Split("[thinking] The user says: \"Why is the sky blue?\".").Length - 1);
            Assert.Equal(2, section.Split("heard you say: \"Why is the sky blue?\".\n").Length - 1);
            Assert.Equal(2, section.Split("[stop] tokens ").Length - 1);
            Assert.Equal(provider == "modelslab" ? 0 : 2, section.Split("cost 0.").Length - 1);
            Assert.Contains(
                provider == "minimax" ? "Balance: general FiveHours 100 %, general Week 100 %" : "Balance: 100 USD",
                section,
                StringComparison.Ordinal);
        }
    }
}
