namespace MiniMaxClient.Tests.Chat.Completions;

public sealed class FinishReasonTests
{
    [Fact]
    public void Conversion_OfAText_IsItsValue()
    {
        FinishReason? value = "stop";
        FinishReason? unknown = "other";

        Assert.Equal(FinishReason.Stop, value);
        Assert.Equal("other", unknown?.Value);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Conversion_OfNull_IsNull(bool hasValue)
    {
        string? text = null;
        FinishReason? value = text;
        FinishReason? conditional = hasValue ? FinishReason.Stop : null;

        Assert.Null(value);
        Assert.Equal(hasValue, conditional is not null);
    }
}
