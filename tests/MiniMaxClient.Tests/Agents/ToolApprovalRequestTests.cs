namespace MiniMaxClient.Tests.Agents;

public sealed class ToolApprovalRequestTests : ToolRunResumeTest
{
    [Fact]
    public async Task Approve_HasTheCallAsShown()
    {
        ToolApprovalRequest asked = (await PauseAsync()).Approvals[0];

        Assert.Equal(
            new ToolCallDecision { ApprovalId = asked.Id, CallId = "1", Name = "pay", Arguments = ToAda, IsApproved = true },
            asked.Approve());
    }

    [Fact]
    public async Task Deny_HasTheReason()
    {
        ToolApprovalRequest asked = (await PauseAsync()).Approvals[0];

        Assert.Equal((false, "no"), (asked.Deny("no").IsApproved, asked.Deny("no").Reason));
        Assert.Null(asked.Deny().Reason);
    }
}
