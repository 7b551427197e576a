namespace MiniMaxClient.Samples.Tests;

/// <summary>Runs the tests of the unit testing sample.</summary>
public sealed class UnitTestingTests
{
    [Fact]
    public async Task UnitTesting_AllTests_Pass()
    {
        string output = await SampleProgram.RunAsync("UnitTesting", "-noColor");

        Assert.Matches(@"Total: 11, Errors: 0, Failed: 0, Skipped: 0", output);
    }
}
