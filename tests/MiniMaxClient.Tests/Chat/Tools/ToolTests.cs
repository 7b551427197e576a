using System.Text.Json;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Chat.Tools;

public sealed class ToolTests
{
    [Theory]
    [InlineData("""{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"a":{"const":null}}}}}""", typeof(FunctionTool))]
    [InlineData("""{"type":"custom","custom":{"name":"f","format":{"type":"grammar","grammar":{"syntax":"regex","definition":"a+"}}}}""", typeof(CustomTool))]
    [InlineData("""{"type":"web_search","max_uses":3}""", typeof(UnknownTool))]
    public void Deserialize_AnyForm_CreatesMatchingType(string json, Type type)
    {
        Tool tool = JsonSerializer.Deserialize<Tool>(json)!;

        Assert.IsType(type, tool);
        Assert.Equal(json, tool.ToJson());
    }

    [Theory]
    [InlineData("""{"type":"function","function":{"name":"f"},"custom":{"name":"c"}}""", typeof(FunctionTool))]
    [InlineData("""{"type":"custom","custom":{"name":"c"},"function":{"name":"f"}}""", typeof(CustomTool))]
    public void Deserialize_BothForms_UsesTypeAndPreservesOtherForm(string json, Type type)
    {
        Tool tool = JsonSerializer.Deserialize<Tool>(json)!;

        Assert.IsType(type, tool);
        Assert.Equal(json, tool.ToJson());
    }

    [Fact]
    public void Deserialize_UnknownTypeWithFunction_PreservesType()
    {
        const string Text = """{"type":"mcp","function":{"name":"f","parameters":{"type":"object"}},"server":"s"}""";
        Tool tool = JsonSerializer.Deserialize<Tool>(Text)!;
        Assert.Equal("mcp", Assert.IsType<UnknownTool>(tool).Type);
        Json.AssertEqual(Text, tool.ToJson());
    }

    [Fact]
    public void FromFunction_DisposedSchemaDocument_KeepsSchema()
    {
        FunctionTool tool;
        using (JsonDocument document = JsonDocument.Parse("""{"type":"object"}"""))
            tool = Tool.FromFunction("f", "Does f.", document.RootElement, strict: true);

        Assert.Equal(
            """{"type":"function","function":{"name":"f","description":"Does f.","parameters":{"type":"object"},"strict":true}}""",
            tool.ToJson());
    }

    [Fact]
    public void FromFunction_UndefinedSchema_HasNoSchema() =>
        Assert.Null(Tool.FromFunction("f", parameters: default(JsonElement)).Function.Parameters);

    [Fact]
    public void FromFunction_NullName_ThrowsArgumentNullException() =>
        Assert.Throws<ArgumentNullException>(() => Tool.FromFunction(null!));

    [Fact]
    public void ForGrammar_SyntaxAndDefinition_WritesGrammar() => Assert.Equal(
        """{"type":"grammar","grammar":{"syntax":"regex","definition":"a+"}}""", CustomToolFormat.ForGrammar("regex", "a+").ToJson());
}
