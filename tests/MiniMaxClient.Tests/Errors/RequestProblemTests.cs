namespace MiniMaxClient.Tests.Errors;

public sealed class RequestProblemTests
{
    [Fact]
    public void ToString_Problem_ReturnsPathAndMessage() => Assert.Equal(
        "$.messages[2].content: is empty", new RequestProblem { Path = "$.messages[2].content", Message = "is empty" }.ToString());
}
