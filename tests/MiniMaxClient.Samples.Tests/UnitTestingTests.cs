namespace MiniMaxClient.Samples.Tests;

/// <summary>The sample of an app's own tests runs by one command, and all of them pass.</summary>
public sealed class UnitTestingTests
{
    [Fact]
    public async Task Tests_OfTheSample_AllPass()
    {
        string output = await SampleProgram.RunAsync("UnitTesting", "-noColor");

        Assert.Matches(@"Total: 11, Errors: 0, Failed: 0, Skipped: 0", output);
    }
}
