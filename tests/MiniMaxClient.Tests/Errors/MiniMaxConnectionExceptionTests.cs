namespace MiniMaxClient.Tests.Errors;

public sealed class MiniMaxConnectionExceptionTests
{
    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void IsTransient_IsPermanent_ReturnsOpposite(bool isPermanent, bool expected) =>
        Assert.Equal(expected, new MiniMaxConnectionException("Failed.") { IsPermanent = isPermanent }.IsTransient);

    [Fact]
    public void Constructor_InnerException_IsPreserved()
    {
        var inner = new IOException("Reset.");

        var e = new MiniMaxConnectionException("Failed.", inner);

        Assert.Equal("Failed.", e.Message);
        Assert.Same(inner, e.InnerException);
        Assert.False(e.IsPermanent);
    }
}
