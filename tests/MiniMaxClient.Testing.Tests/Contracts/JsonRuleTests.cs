using MiniMaxClient.Testing.Contracts;
using static MiniMaxClient.Testing.Contracts.JsonRule;

namespace MiniMaxClient.Testing.Tests.Contracts;

public sealed class JsonRuleTests
{
    private static readonly JsonRule Rule = ClosedObject(
        Required("name", AnyString),
        Optional("count", Integer(1, 3).OrNull()),
        Optional("kind", OneOf("a", "b")),
        Optional("items", List(AnyBoolean, max: 1)));

    [Theory]
    [InlineData("""{"name":"x","count":null,"kind":"a","items":[true]}""", null)]
    [InlineData("[]", "Expected object, received array")]
    [InlineData("{}", "Required at \"name\"")]
    [InlineData("""{"name":1}""", "Expected string, received number at \"name\"")]
    [InlineData("""{"name":"x","count":4}""", "Number must be less than or equal to 3 at \"count\"")]
    [InlineData("""{"name":"x","count":1.5}""", "Expected integer, received float at \"count\"")]
    [InlineData("""{"name":"x","kind":"c"}""", "Invalid enum value. Expected 'a' | 'b', received 'c' at \"kind\"")]
    [InlineData("""{"name":"x","items":[1]}""", "Expected boolean, received number at \"items[0]\"")]
    [InlineData("""{"name":"x","items":[true,true]}""", "Array must contain at most 1 element(s) at \"items\"")]
    [InlineData("""{"name":"x","other":1}""", "Unrecognized key(s) in object: 'other'")]
    public void Validate_Value_ReturnsFirstViolation(string json, string? expected) =>
        Assert.Equal(expected, Rule.Validate(Wire.Parse(json), ""));
}
