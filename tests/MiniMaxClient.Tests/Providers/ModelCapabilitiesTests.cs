namespace MiniMaxClient.Tests.Providers;

public sealed class ModelCapabilitiesTests
{
    [Theory]
    [InlineData(MiniMaxModels.M2, null)]
    [InlineData("alias", "minimax/m2")]
    public void GetMessageRules_MiniMaxId_ReturnsMiniMaxRules(string model, string? mappedModel) =>
        Assert.Same(MessageRules.MiniMax, ModelCapabilities.Unrestricted.GetMessageRules(model, mappedModel));

    [Fact]
    public void GetMessageRules_OtherId_ReturnsNoRules() =>
        Assert.Same(MessageRules.None, ModelCapabilities.Unrestricted.GetMessageRules("a-model", "b-model"));

    [Fact]
    public void GetMessageRules_OwnRules_TakePrecedence()
    {
        var rules = new MessageRules { Source = "a test" };
        ModelCapabilities capabilities = ModelCapabilities.Unrestricted with { MessageRules = rules };

        Assert.Same(rules, capabilities.GetMessageRules(MiniMaxModels.M2, null));
    }

    [Fact]
    public void CreateOpenAIRangesWith_Field_ReplacesItsRangeOnly()
    {
        IReadOnlyDictionary<string, NumberRange> ranges = ModelCapabilities.CreateOpenAIRangesWith("n", new(1, 1));

        Assert.Equal(new(1, 1), ranges["n"]);
        Assert.Equal(new(1, 128), ModelCapabilities.OpenAIRanges["n"]);
        Assert.Equal(
            ModelCapabilities.OpenAIRanges.Where(static range => range.Key != "n"),
            ranges.Where(static range => range.Key != "n"));
    }

    [Fact]
    public void Ranges_NotSet_AreThoseOfOpenAI() =>
        Assert.Same(ModelCapabilities.OpenAIRanges, new ModelCapabilities { Source = "a test" }.Ranges);
}
