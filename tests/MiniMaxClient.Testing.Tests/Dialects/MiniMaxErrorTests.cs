using MiniMaxClient.Testing.Dialects;

namespace MiniMaxClient.Testing.Tests.Dialects;

public sealed class MiniMaxErrorTests
{
    [Theory]
    [InlineData(1002, 429)]
    [InlineData(2049, 401)]
    [InlineData(1008, 402)]
    [InlineData(2013, 400)]
    [InlineData(2054, 402)]
    [InlineData(2056, 429)]
    [InlineData(2061, 403)]
    [InlineData(2062, 402)]
    [InlineData(2064, 529)]
    [InlineData(1, 500)]
    public void GetHttpStatus_Code_ReturnsStatus(int code, int expected) =>
        Assert.Equal(expected, MiniMaxError.GetHttpStatus(code));

    [Fact]
    public void CreateInvalidParams_Problem_HasCodeInMessage() =>
        Assert.Equal((400, "invalid params, x (2013)"),
            (MiniMaxError.CreateInvalidParams("x").Status, MiniMaxError.CreateInvalidParams("x").Message));
}
