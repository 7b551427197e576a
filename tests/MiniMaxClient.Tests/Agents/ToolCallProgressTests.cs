using MiniMaxClient.Agents;

namespace MiniMaxClient.Tests.Agents;

public sealed class ToolCallProgressTests
{
    private static readonly FunctionToolCall Call = new() { Id = "1", Function = new() { Name = "pay", Arguments = "{}" } };

    [Fact]
    public void CreateApprovalRequest_ApprovalNeeded_HasItsIdAndTheCall()
    {
        ToolApprovalRequest approval = new ToolCallProgress { ApprovalId = "a", MayHaveRun = true }.CreateApprovalRequest(Call)!;

        Assert.Equal(("a", true), (approval.Id, approval.MayHaveRun));
        Assert.Same(Call, approval.Call);
    }

    [Fact]
    public void CreateApprovalRequest_NoneNeeded_ReturnsNull() => Assert.Null(ToolCallProgress.NotStarted.CreateApprovalRequest(Call));
}
