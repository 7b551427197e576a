using MiniMaxClient.Providers;

namespace MiniMaxClient.Tests.Providers;

public sealed class ModelEntryTests
{
    private static readonly ModelEntry Entry =
        new("m", "vendor/m", ModelCapabilities.Unrestricted with { Fields = ["tools", "reasoning_effort"], ContextLength = 5 })
        {
            Aliases = ["m-preview"],
        };

    [Fact]
    public void Ids_Entry_ContainsTheModelTheIdAndTheAliases() => Assert.Equal(["m", "vendor/m", "m-preview"], Entry.Ids);

    [Fact]
    public void With_OnlyTheModel_KeepsAllOtherProperties() => Assert.Equal(
        Entry.Capabilities with { Source = "Models of the adapter, over OpenAI's schema" },
        Entry.With(new() { Model = "m" }).Capabilities);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void With_Effort_SupportsNoneOnlyIfTheListContainsIt(bool isInList)
    {
        ModelEntry entry = Entry with { Capabilities = ModelCapabilities.AnthropicMessages };
        ReasoningEffort[] efforts = isInList ? [ReasoningEffort.Low, ReasoningEffort.None] : [ReasoningEffort.Low];

        Assert.Equal(
            isInList, entry.With(new() { Model = "m", Effort = efforts }).Capabilities.SupportsEffort(ReasoningEffort.None));
    }

    [Fact]
    public void With_NoEffort_RemovesTheField() =>
        Assert.Equal(["tools"], Entry.With(new() { Model = "m", Effort = [] }).Capabilities.Fields!);

    [Fact]
    public void With_Effort_AddsTheField()
    {
        ModelEntry entry = Entry with { Capabilities = Entry.Capabilities with { Fields = ["tools"] } };

        Assert.Equal(
            ["tools", "reasoning_effort"],
            entry.With(new() { Model = "m", Effort = [ReasoningEffort.Max] }).Capabilities.Fields!);
    }
}
