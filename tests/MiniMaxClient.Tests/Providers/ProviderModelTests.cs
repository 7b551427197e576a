namespace MiniMaxClient.Tests.Providers;

public sealed class ProviderModelTests
{
    [Fact]
    public void Adapter_InvalidModels_ThrowsOneExceptionWithEachProblem()
    {
        ProviderModel[] models =
        [
            new() { Model = "a b" },
            new() { Model = "m", Id = "", ContextLength = 0, MaxOutputTokens = -1, Inputs = [], Effort = [default] },
            new() { Model = "m", Inputs = [ModelInput.Text, (ModelInput)9] },
            null!,
        ];

        var e = Assert.Throws<ArgumentException>(() => new MiniMaxAdapter("key-1", new() { Models = models }));

        Assert.Equal(
            "Models[0].Model is empty or contains white space or a control character. "
            + "Models[1].Id is empty or contains white space or a control character. "
            + "Models[1].ContextLength is 0; it must be at least 1. "
            + "Models[1].MaxOutputTokens is -1; it must be at least 1. "
            + "Models[1].Inputs does not contain Text, which every model processes. "
            + "Models[1].Effort contains an empty value. "
            + "Models[2].Inputs contains an undefined value; it can contain Text, Image, Video and File. "
            + "Models[2].Model is 'm', which is also the model of another entry. "
            + "Models[3] is null. (Parameter 'options')",
            e.Message);
    }

    [Fact]
    public void Adapter_NullModels_ThrowsArgumentException() =>
        Assert.Throws<ArgumentException>(() => new AimlApiAdapter("key-1", new() { Models = null! }));
}
