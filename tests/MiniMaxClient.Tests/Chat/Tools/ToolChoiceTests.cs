using System.Text.Json;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Chat.Tools;

public sealed class ToolChoiceTests
{
    [Theory]
    [InlineData("\"auto\"")]
    [InlineData("\"none\"")]
    [InlineData("\"required\"")]
    [InlineData("\"any\"")]
    [InlineData("""{"type":"function","function":{"name":"f"}}""")]
    [InlineData("""{"type":"custom","custom":{"name":"f"}}""")]
    [InlineData("""{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[{"type":"function","function":{"name":"f"}}]}}""")]
    [InlineData("""{"type":"mcp","server_label":"s"}""")]
    [InlineData("{}")]
    public void Serialize_DeserializedChoice_PreservesForm(string json) =>
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<ToolChoice>(json)));

    [Theory]
    [InlineData("\"auto\"", typeof(ModeToolChoice), "auto")]
    [InlineData("""{"type":"function","function":{"name":"f"}}""", typeof(FunctionToolChoice), "function")]
    [InlineData("""{"type":"custom","custom":{"name":"f"}}""", typeof(CustomToolChoice), "custom")]
    [InlineData("""{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[]}}""", typeof(AllowedToolsChoice), "allowed_tools")]
    [InlineData("""{"type":"function","name":"f"}""", typeof(UnknownToolChoice), "function")]
    [InlineData("""{"type":"mcp","server_label":"s"}""", typeof(UnknownToolChoice), "mcp")]
    [InlineData("{}", typeof(UnknownToolChoice), "")]
    public void Deserialize_AnyForm_CreatesMatchingType(string json, Type type, string name)
    {
        ToolChoice choice = JsonSerializer.Deserialize<ToolChoice>(json)!;

        Assert.IsType(type, choice);
        Assert.Equal(name, choice.Type);
    }

    [Fact]
    public void Serialize_ModeOrFunction_WritesStringOrObject()
    {
        Assert.Equal("\"auto\"", JsonSerializer.Serialize(ToolChoice.Auto));
        Assert.Equal("\"none\"", JsonSerializer.Serialize(ToolChoice.None));
        Assert.Equal("\"required\"", JsonSerializer.Serialize(ToolChoice.Required));
        Assert.Equal("""{"type":"function","function":{"name":"f"}}""", JsonSerializer.Serialize(ToolChoice.ForFunction("f")));
    }

    [Fact]
    public void ForCustom_Name_WritesObject() =>
        Assert.Equal("""{"type":"custom","custom":{"name":"run_sql"}}""", ToolChoice.ForCustom("run_sql").ToJson());

    [Fact]
    public void ForAllowedTools_NoTools_HasEmptyList()
    {
        AllowedToolsChoice choice = ToolChoice.ForAllowedTools(new() { Mode = "auto" });

        Assert.Empty(choice.AllowedTools.Tools);
        Assert.Equal("allowed_tools", choice.Type);
    }
}
