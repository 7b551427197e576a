using System.Text.Json;
using MiniMaxClient.Testing.Completions;

namespace MiniMaxClient.Testing.Tests.Completions;

public sealed class SchemaInstructionTests
{
    private const string Schema = """{"type":"object","properties":{"a":{"type":"string"}}}""";

    [Theory]
    [InlineData("Respond with JSON. It must match this JSON Schema: " + Schema + " Thanks.", true)]
    [InlineData("Respond with JSON: " + Schema, false)]
    [InlineData("The JSON Schema is below.", false)]
    [InlineData("JSON Schema: {", false)]
    [InlineData("JSON Schema: {\"a\":1}", false)]
    public void FindInstructed_Text_ReturnsTheSchemaOfAnInstruction(string text, bool isFound)
    {
        JsonElement? schema = SchemaInstruction.FindInstructed(["Hello", text]);

        Assert.Equal(isFound ? Schema : null, schema?.GetRawText());
    }

    [Fact]
    public void FindAny_TextWithoutInstruction_ReturnsTheSchema() =>
        Assert.Equal(Schema, SchemaInstruction.FindAny(["Use " + Schema])?.GetRawText());
}
