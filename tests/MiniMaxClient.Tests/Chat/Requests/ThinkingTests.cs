namespace MiniMaxClient.Tests.Chat.Requests;

public sealed class ThinkingTests
{
    [Fact]
    public void Conversion_OfAText_IsItsValue()
    {
        ReasoningEffort? value = "high";
        ReasoningEffort? unknown = "other";

        Assert.Equal(ReasoningEffort.High, value);
        Assert.Equal("other", unknown?.Value);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Conversion_OfNull_IsNull(bool hasValue)
    {
        string? text = null;
        ReasoningEffort? value = text;
        ReasoningEffort? conditional = hasValue ? ReasoningEffort.High : null;

        Assert.Null(value);
        Assert.Equal(hasValue, conditional is not null);
    }
}
