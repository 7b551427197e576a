using MiniMaxClient.Testing.Contracts;

namespace MiniMaxClient.Testing.Tests.Contracts;

public sealed class OpenAIContractTests
{
    [Theory]
    [InlineData("\"top_p\":1,\"stop\":[\"x\"]", null)]
    [InlineData("\"n\":2", "Number must be less than or equal to 1 at \"n\"")]
    [InlineData("\"stop\":[]", "Array must contain at least 1 element(s) at \"stop\"")]
    public void MiniMax_Field_IsValidated(string field, string? expected) =>
        Assert.Equal(expected, OpenAIContract.MiniMax.Validate(Wire.Parse(Wire.With(Wire.Hello, field)), ""));

    [Theory]
    [InlineData("\"stop\":[]", null)]
    [InlineData("\"top_k\":0", "Number must be greater than or equal to 1 at \"top_k\"")]
    public void ModelsLab_Field_IsValidated(string field, string? expected) =>
        Assert.Equal(expected, OpenAIContract.ModelsLab.Validate(Wire.Parse(Wire.With(Wire.HelloModelsLab, field)), ""));
}
