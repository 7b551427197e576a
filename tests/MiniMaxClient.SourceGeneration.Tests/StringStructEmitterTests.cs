namespace MiniMaxClient.SourceGeneration.Tests;

public sealed class StringStructEmitterTests
{
    [Fact]
    public void Emit_PublicStruct_HasTheConverterAndTheConversions()
    {
        string code = StringStructEmitter.Emit(Models.Record("Tier") with { IsStruct = true });

        Models.AssertParses(code);
        Assert.Contains("JsonConverter(typeof(MiniMaxJsonConverter<Tier>))]", code, StringComparison.Ordinal);
        Assert.Contains("partial record struct Tier", code, StringComparison.Ordinal);
        Assert.Contains("public Tier(string value) =>", code, StringComparison.Ordinal);
        Assert.Contains("internal static Tier? From(string? value) =>", code, StringComparison.Ordinal);
    }

    [Fact]
    public void Emit_InternalStruct_HasNoConverter() => Assert.DoesNotContain(
        "JsonConverter",
        StringStructEmitter.Emit(Models.Record("Tier") with { IsStruct = true, IsPublic = false }),
        StringComparison.Ordinal);
}
