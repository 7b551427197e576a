using Microsoft.Extensions.AI;
using MiniMaxClient.Agents;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

public sealed class ToolSetTests
{
    private static readonly AIFunction Look = AIFunctionFactory.Create((string q) => q, "look");
    private static readonly AIFunction Pay = new ApprovalRequiredAIFunction(AIFunctionFactory.Create(() => 1, "pay"));

    private static readonly ChatCompletionRequest Request = new()
    {
        Model = MiniMaxModels.M2_1,
        Messages = [ChatMessage.User("Hi")],
        Tools = [Tool.FromFunction("search", parameters: Json.Element("""{"type":"object"}"""))],
    };

    [Fact]
    public void Tools_RequestToolsAndFunctions_AreInThisOrder()
    {
        var tools = new ToolSet(Request, [Look, Pay]);

        Assert.Equal(["search", "look", "pay"], tools.Tools.Cast<FunctionTool>().Select(static tool => tool.Function.Name));
        Assert.Equal(["search", "look", "pay"], tools.ToolNames);
        Assert.Equal("string", tools.GetSchema(Look).GetProperty("properties").GetProperty("q").GetProperty("type").GetString());
    }

    [Theory]
    [InlineData("look", true)]
    [InlineData("search", false)]
    [InlineData("Look", false)]
    public void FindFunction_Name_ReturnsOnlyFunctions(string name, bool isFound) =>
        Assert.Equal(isFound, new ToolSet(Request, [Look]).FindFunction(name) is not null);

    [Theory]
    [InlineData("look", false, false)]
    [InlineData("pay", false, true)]
    [InlineData("search", true, false)]
    [InlineData("unknown", false, false)]
    public void IsNonInvocableAndIsApprovalRequired_Call_DependOnTheTool(string name, bool isNonInvocable, bool isApprovalRequired)
    {
        var tools = new ToolSet(Request, [Look, Pay]);
        var call = new FunctionToolCall { Id = "call_1", Function = new() { Name = name, Arguments = "{}" } };

        Assert.Equal((isNonInvocable, isApprovalRequired), (tools.IsNonInvocable(call), tools.IsApprovalRequired(call)));
    }

    [Fact]
    public void Constructor_DuplicateNameOrNull_ThrowsArgumentException()
    {
        Assert.Throws<ArgumentException>("functions", static () => new ToolSet(Request, [Look, Look]));
        Assert.Throws<ArgumentException>(
            "functions", static () => new ToolSet(Request, [AIFunctionFactory.Create(() => 1, "search")]));
        Assert.Throws<ArgumentException>("functions", static () => new ToolSet(Request, [null!]));
    }
}
