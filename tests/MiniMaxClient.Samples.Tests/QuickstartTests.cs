namespace MiniMaxClient.Samples.Tests;

/// <summary>The quickstart does its job on the emulator.</summary>
public sealed class QuickstartTests
{
    [Fact]
    public async Task Quickstart_WithoutKeys_AnswersPlainAndStreamedOnEachProvider()
    {
        string output = await SampleProgram.RunAsync("Quickstart", "Why is the sky blue?");

        Assert.StartsWith("No key in the environment, so the answers come from the emulator", output, StringComparison.Ordinal);
        foreach (string provider in (string[])["aimlapi", "runapi", "modelslab"])
        {
            string part = output.Split($"=== {provider} (")[1].Split("\n===")[0];
            Assert.Equal(2, part.Split("[thinking] The user says: \"Why is the sky blue?\".").Length - 1);
            Assert.Equal(2, part.Split("heard you say: \"Why is the sky blue?\".\n").Length - 1);
            Assert.Equal(2, part.Split("[stop] tokens ").Length - 1);
        }

        Assert.Contains("cost 0.", output, StringComparison.Ordinal);
    }
}
