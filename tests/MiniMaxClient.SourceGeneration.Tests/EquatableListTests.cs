namespace MiniMaxClient.SourceGeneration.Tests;

public sealed class EquatableListTests
{
    [Fact]
    public void Equals_SameElements_ReturnsTrueWithSameHashCode()
    {
        var first = new EquatableList<string>(["a", "b"]);
        var second = new EquatableList<string>(["a", "b"]);

        Assert.True(first.Equals((object)second));
        Assert.Equal(first.GetHashCode(), second.GetHashCode());
    }

    [Theory]
    [InlineData("b", "a")]
    [InlineData("a", "b", "c")]
    public void Equals_OtherElements_ReturnsFalse(params string[] items) =>
        Assert.False(new EquatableList<string>(["a", "b"]).Equals(new EquatableList<string>(items)));
}
