using MiniMaxClient.Testing.Completions;

namespace MiniMaxClient.Testing.Tests.Completions;

public sealed class LenientJsonTests
{
    [Theory]
    [InlineData("""{"a":"x"}""", "x")]
    [InlineData("""{"a":"x\ud800"}""", """x\ud800""")]
    [InlineData("""{"a":1}""", null)]
    [InlineData("{}", null)]
    [InlineData("[]", null)]
    public void GetStringOrNull_AnyValue_ReturnsOnlyStrings(string json, string? expected) =>
        Assert.Equal(expected, Wire.Parse(json).GetStringOrNull("a"));

    [Theory]
    [InlineData("""{"a":7}""", 7)]
    [InlineData("""{"a":1e99}""", int.MaxValue)]
    [InlineData("""{"a":-1}""", 0)]
    [InlineData("""{"a":"7"}""", null)]
    public void GetInt32OrNull_AnyValue_ReturnsClampedNumber(string json, int? expected) =>
        Assert.Equal(expected, Wire.Parse(json).GetInt32OrNull("a"));

    [Theory]
    [InlineData("""{"a":[1,2]}""", 2)]
    [InlineData("""{"a":{}}""", 0)]
    public void EnumerateArrayOrEmpty_AnyValue_ReturnsOnlyArrays(string json, int count) =>
        Assert.Equal(count, Wire.Parse(json).EnumerateArrayOrEmpty("a").Count());
}
