namespace MiniMaxClient.SourceGeneration.Tests;

public sealed class RecordEmitterTests
{
    [Fact]
    public void Emit_RequiredProperty_IsRejectedIfItIsMissing()
    {
        PropertyModel required = Models.Property("Content", PropertyKind.Value, "Content") with { IsNullable = false };

        string code = RecordEmitter.Emit(Models.Record("Page", required));
        string optional = RecordEmitter.Emit(Models.Record("Page", required with { IsNullable = true }));

        Models.AssertParses(code);
        Assert.Contains("if (contentValue is null)", code, StringComparison.Ordinal);
        Assert.Contains("json = start;", code, StringComparison.Ordinal);
        Assert.DoesNotContain("json = start;", optional, StringComparison.Ordinal);
    }

    [Fact]
    public void Emit_AbstractRecord_HasNoReaderAndNoWriter()
    {
        TypeModel type = Models.Record("Page", Models.Property("Title") with { IsShared = true });

        string code = RecordEmitter.Emit(type with { IsAbstract = true });

        Models.AssertParses(code);
        Assert.DoesNotContain("Utf8JsonReader json", code, StringComparison.Ordinal);
        Assert.DoesNotContain("WriteGeneratedProperties", code, StringComparison.Ordinal);
        Assert.Contains("public partial string? Title", code, StringComparison.Ordinal);
    }

    [Fact]
    public void Emit_IgnoredJsonName_IsSkipped()
    {
        string code = RecordEmitter.Emit(Models.Record("Page", Models.Property("Title")) with { IgnoredJsonName = "stream" });

        Models.AssertParses(code);
        Assert.Contains("case 6 when name.SequenceEqual(\"stream\"u8):", code, StringComparison.Ordinal);
        Assert.Contains("json.Skip();", code, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PropertyKind.Int32, "int", "reader.ReadInt32(ref json, name, ref aValue);", "json.Property(\"a\"u8, A);")]
    [InlineData(PropertyKind.StringStruct, "Tier", "reader.ReadString(ref json, name, ref aValue);", "json.Property(\"a\"u8, A?.Value);")]
    [InlineData(PropertyKind.Array, "Part", "reader.ReadArray(ref json, name, ref aValue, Part.Read);", "json.Property(\"a\"u8, A);")]
    public void Emit_KindOfProperty_DeterminesTheCalls(object kind, string type, string read, string write)
    {
        string code = RecordEmitter.Emit(Models.Record("Page", Models.Property("A", (PropertyKind)kind, type)));

        Models.AssertParses(code);
        Assert.Contains(read, code, StringComparison.Ordinal);
        Assert.Contains(write, code, StringComparison.Ordinal);
    }
}
