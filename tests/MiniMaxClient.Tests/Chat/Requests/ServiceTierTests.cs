namespace MiniMaxClient.Tests.Chat.Requests;

public sealed class ServiceTierTests
{
    [Fact]
    public void Conversion_OfAText_IsItsValue()
    {
        ServiceTier? value = "priority";
        ServiceTier? unknown = "other";

        Assert.Equal(ServiceTier.Priority, value);
        Assert.Equal("other", unknown?.Value);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Conversion_OfNull_IsNull(bool hasValue)
    {
        string? text = null;
        ServiceTier? value = text;
        ServiceTier? conditional = hasValue ? ServiceTier.Priority : null;

        Assert.Null(value);
        Assert.Equal(hasValue, conditional is not null);
    }
}
