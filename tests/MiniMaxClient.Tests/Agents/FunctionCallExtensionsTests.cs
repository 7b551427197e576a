using System.Text.Json.Serialization;

namespace MiniMaxClient.Tests.Agents;

public sealed partial class FunctionCallExtensionsTests
{
    [Theory]
    [InlineData("""{"to":"Ada","amount":7,"due":"2026-12-24"}""")]
    [InlineData("""{ "to":"Ada", "amount":7.0, "due":"2026-12-24", "note":null }""")]
    [InlineData("\"{\\\"to\\\":\\\"Ada\\\",\\\"amount\\\":7,\\\"due\\\":\\\"2026-12-24\\\"}\"")]
    public void GetArguments_Valid_ReturnsTheValue(string arguments)
    {
        var expected = new Payment("Ada", 7, new(2026, 12, 24));

        Assert.Equal(expected, Call(arguments).GetArguments(PaymentJson.Default.Payment));
        Assert.Equal(expected, Call(arguments).GetArguments<Payment>());
    }

    [Theory]
    [InlineData("", "the arguments are missing")]
    [InlineData("{\"to\":\"A", "the arguments are not a JSON object.")]
    [InlineData("[1]", "the arguments are not a JSON object.")]
    [InlineData("""{"to":"Ada","to":"Eve","amount":7,"due":"2026-12-24"}""", "the arguments have a duplicate property.")]
    [InlineData("""{"to":"Ada","due":"2026-12-24"}""", "$.amount is missing")]
    [InlineData("""{"to":"Ada","amount":"7","due":"2026-12-24"}""", "$.amount")]
    [InlineData("""{"to":"Ada","amount":7,"due":"soon"}""", "$.due: expected a date (yyyy-MM-dd), got 'soon'")]
    public void GetArguments_Invalid_NamesTheFunctionAndTheProblem(string arguments, string problem)
    {
        var e = Assert.Throws<MiniMaxInvalidResponseException>(() => Call(arguments).GetArguments(PaymentJson.Default.Payment));

        Assert.StartsWith("The call of the function 'pay' is invalid: ", e.Message, StringComparison.Ordinal);
        Assert.Contains(problem, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    public void GetArguments_NoneForATypeWithoutRequiredMembers_ReturnsTheDefault(string arguments) =>
        Assert.Equal(new Empty(), Call(arguments).GetArguments<Empty>());

    [Fact]
    public void GetArguments_NullArgument_Throws()
    {
        Assert.Throws<ArgumentNullException>("call", () => default(FunctionCall)!.GetArguments<Payment>());
        Assert.Throws<ArgumentNullException>("type", () => Call("{}").GetArguments<Payment>(null!));
    }

    private static FunctionCall Call(string arguments) => new() { Name = "pay", Arguments = arguments };

    internal sealed record Payment(string To, int Amount, DateOnly Due, string? Note = null);

    internal sealed record Empty;

    [JsonSerializable(typeof(Payment))]
    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    private sealed partial class PaymentJson : JsonSerializerContext;
}
