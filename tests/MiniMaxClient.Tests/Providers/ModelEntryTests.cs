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
    public void With_OnlyTheModel_KeepsAllOtherProperties() => Assert.Equal(Entry.Capabilities, Entry.With(new() { Model = "m" }).Capabilities);

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
