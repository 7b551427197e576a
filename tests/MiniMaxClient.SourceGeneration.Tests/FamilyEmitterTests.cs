namespace MiniMaxClient.SourceGeneration.Tests;

public sealed class FamilyEmitterTests
{
    private static readonly TypeModel Family = Models.Record("Part") with { IsAbstract = true, Discriminator = "type" };
    private static readonly TypeModel Text = Models.Record("TextPart") with { Family = "Part", Case = "text" };
    private static readonly TypeModel Unknown = Models.Record("UnknownPart") with { Family = "Part" };

    [Fact]
    public void EmitFamily_Cases_AreReadByTheirDiscriminator()
    {
        TypeModel other = Models.Record("Other") with { Family = "Message", Case = "other" };

        string code = FamilyEmitter.EmitFamily(Family, [Family, Text, Unknown, other]);

        Models.AssertParses(code);
        Assert.Contains("Discriminator.Peek(json, \"type\"u8)", code, StringComparison.Ordinal);
        Assert.Contains("\"text\" => global::MiniMaxClient.TextPart.ReadObject(ref json),", code, StringComparison.Ordinal);
        Assert.Contains("known ?? global::MiniMaxClient.UnknownPart.ReadObject(ref json)", code, StringComparison.Ordinal);
        Assert.DoesNotContain("Other", code, StringComparison.Ordinal);
    }

    [Fact]
    public void EmitFamily_NoCaseForOtherValues_IsACompilerError() => Assert.Contains(
        "\n#error The family has no case for other values.\n",
        FamilyEmitter.EmitFamily(Family, [Family, Text]),
        StringComparison.Ordinal);

    [Fact]
    public void EmitTable_Types_HaveTheEntryOfTheirKind()
    {
        string code = FamilyEmitter.EmitTable(
        [
            Family, Text, Models.Record("Chunk"), Models.Record("Tier") with { IsStruct = true },
            Models.Record("Hidden") with { IsPublic = false }, Models.Record("Envelope") with { IsAbstract = true },
        ]);

        Models.AssertParses(code);
        Assert.Equal(
            [
                "AddObject(global::MiniMaxClient.Part.Read);",
                "AddCase<global::MiniMaxClient.TextPart, global::MiniMaxClient.Part>(global::MiniMaxClient.Part.Read);",
                "AddObject(global::MiniMaxClient.Chunk.Read);",
                "AddText<global::MiniMaxClient.Tier>(static text => new(text), static value => value.Value);",
            ],
            code.Split('\n').Select(static line => line.Trim()).Where(static line => line.EndsWith(");", StringComparison.Ordinal)));
    }

    [Fact]
    public void EmitTable_CaseThatDeclaresRead_IsReadByItsOwnMethod() => Assert.Contains(
        "AddObject(global::MiniMaxClient.TextPart.Read);",
        FamilyEmitter.EmitTable([Family, Text with { HasReadMethod = true }]),
        StringComparison.Ordinal);
}
