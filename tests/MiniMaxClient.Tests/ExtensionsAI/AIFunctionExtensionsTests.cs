using System.ComponentModel;
using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.Tests.Agents;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.ExtensionsAI;

public sealed class AIFunctionExtensionsTests
{
    [Fact]
    public void ToFunctionTool_Strict_RequiresAllPropertiesAndClosesObjects()
    {
        FunctionTool tool = SchemaCase.CreateFunction((Shapes.Options v, JsonElement any, int n = 3) => n).ToFunctionTool(strict: true);
        Assert.True(tool.Function.Strict);
        Json.AssertEqual(
            """
            {"type":"object","properties":{
              "v":{"type":"object","properties":{
                "depth":{"type":"integer","description":"Default value: 5"},
                "filter":{"type":["string","null"],"description":"Default value: null"}},
                "required":["depth","filter"],"additionalProperties":false},
              "any":{},
              "n":{"type":"integer","description":"Default value: 3"}},
             "required":["v","any","n"],"additionalProperties":false}
            """,
            tool.Function.Parameters!.Value.GetRawText());
    }

    [Fact]
    public void ToFunctionTool_Function_EqualsTheToolDefinedByHand()
    {
        FunctionTool made = AIFunctionFactory.Create(WeatherAsync).ToFunctionTool();
        FunctionTool byHand = Tool.FromFunction(
            "Weather", "Tells the weather.", Json.Element("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}"""));
        Json.AssertEqual(byHand.ToJson(), made.ToJson());
        Assert.Null(SchemaCase.CreateFunction(() => 1).ToFunctionTool().Function.Description);
        Assert.Throws<ArgumentNullException>("function", static () => ((AIFunctionDeclaration)null!).ToFunctionTool());
    }

    [Description("Tells the weather.")]
    private static Task<string> WeatherAsync(string city) => Task.FromResult(city);
}
