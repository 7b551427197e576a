namespace MiniMaxClient.Tests.Agents;

public sealed class ToolRunOptionsTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(20, 1)]
    [InlineData(1000, 128)]
    public void GetProblems_ValidOptions_ReturnsNone(int maxSteps, int maxParallelCalls) =>
        Assert.Empty(new ToolRunOptions { MaxSteps = maxSteps, MaxParallelCalls = maxParallelCalls }.GetProblems());

    [Theory]
    [InlineData(0, 1, "MaxSteps is 0; it must be 1 to 1000.")]
    [InlineData(1001, 1, "MaxSteps is 1001; it must be 1 to 1000.")]
    [InlineData(1, 0, "MaxParallelCalls is 0; it must be 1 to 128.")]
    [InlineData(1, 129, "MaxParallelCalls is 129; it must be 1 to 128.")]
    public void GetProblems_ValueOutOfRange_ReturnsTheProblem(int maxSteps, int maxParallelCalls, string problem) => Assert.Equal(
        [problem], new ToolRunOptions { MaxSteps = maxSteps, MaxParallelCalls = maxParallelCalls }.GetProblems());
}
