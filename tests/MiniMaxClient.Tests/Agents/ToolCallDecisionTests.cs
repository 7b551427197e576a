using System.Text.Json;

namespace MiniMaxClient.Tests.Agents;

public sealed class ToolCallDecisionTests
{
    private const string Shown = """{"ApprovalId":"a","CallId":"1","Name":"pay","Arguments":"{}","IsApproved":true,"Reason":null}""";

    private static readonly FunctionToolCall Call = new() { Id = "1", Function = new() { Name = "pay", Arguments = "{}" } };

    [Fact]
    public void Json_OfADecision_IsItsMembers()
    {
        ToolCallDecision decision = JsonSerializer.Deserialize<ToolCallDecision>(Shown)!;

        Assert.True(decision.IsApproved && decision.Matches(Call));
        Assert.Equal(Shown, JsonSerializer.Serialize(decision));
    }

    [Fact]
    public void Json_WithoutIsApproved_IsADenial() => Assert.False(JsonSerializer.Deserialize<ToolCallDecision>(
        """{"ApprovalId":"a","CallId":"1","Name":"pay","Arguments":"{}"}""")!.IsApproved);

    [Fact]
    public void ToString_LongTexts_IsOneBoundedLine()
    {
        string text = new ToolCallDecision
        {
            ApprovalId = "a", CallId = "1", Name = "pay\n", Arguments = new string('x', 1_000_000), IsApproved = true,
        }.ToString();

        Assert.StartsWith("Approved: pay  xxx", text, StringComparison.Ordinal);
        Assert.InRange(text.Length, 200, 300);
    }

    [Theory]
    [InlineData("1", "pay", "{}", true)]
    [InlineData("2", "pay", "{}", false)]
    [InlineData("1", "Pay", "{}", false)]
    [InlineData("1", "pay", "{ }", false)]
    [InlineData("1", "pay", "", false)]
    public void Matches_Texts_MustBeEqual(string id, string name, string arguments, bool isMatch)
    {
        var decision = new ToolCallDecision { ApprovalId = "a", CallId = id, Name = name, Arguments = arguments };

        Assert.Equal(isMatch, decision.Matches(Call));
    }
}
