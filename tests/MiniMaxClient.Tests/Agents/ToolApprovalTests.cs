using Microsoft.Extensions.AI;
using MiniMaxClient.Testing;

namespace MiniMaxClient.Tests.Agents;

/// <summary>The delegate that approves calls.</summary>
public sealed class ToolApprovalTests : ToolRunTest
{
    private readonly List<string> _deleted = [];

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task Approve_ApprovedOrDenied_DecidesEachCall(string protocol, bool streamed)
    {
        Emulator.Enqueue(
            Reply.ToolCall("delete", """{"path":"a"}""", "1").WithToolCall("delete", """{"path":"b"}""", "2")
                .WithToolCall("delete", """{"path":"c"}""", "3").WithToolCall("delete", "{}", "4").WithToolCall("drop", "{}", "5"),
            Reply.Text("Done."));
        var requested = new List<string>();

        ToolRunResult result = await RunAsync(protocol, streamed, [Delete()], new()
        {
            MaxParallelCalls = 3,
            Approve = async (call, token) =>
            {
                await Task.Yield();
                requested.Add(call.Id);
                return call.Id switch
                {
                    "1" => ToolApproval.Approved,
                    "2" => ToolApproval.Denied("b is under version control."),
                    _ => default,
                };
            },
        });

        // Approval is requested for valid calls only.
        Assert.Equal(["1", "2", "3"], requested);
        Assert.Equal(["a"], _deleted);
        Assert.Equal(
            [
                ("1", "deleted a"), ("2", "Error: the call was not approved: b is under version control."),
                ("3", "Error: the call was not approved."),
            ],
            GetToolResults(1).Take(3));
        Assert.Equal(
            [
                ToolCallOutcome.Succeeded, ToolCallOutcome.Denied, ToolCallOutcome.Denied, ToolCallOutcome.InvalidArguments,
                ToolCallOutcome.UnknownTool,
            ],
            result.Steps[0].Calls.Select(static call => call.Outcome));
        Assert.Equal(4, result.FailedCalls);
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task Approve_Throws_EndsTheRunAndCancelsRunningTools(string protocol, bool streamed)
    {
        var started = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        AIFunction slow = AIFunctionFactory.Create(
            async (CancellationToken token) =>
            {
                using CancellationTokenRegistration registration = token.Register(() => cancelled.TrySetResult());
                started.SetResult();
                await cancelled.Task;
            },
            "slow");
        var failure = new InvalidOperationException("The window was closed.");
        Emulator.Enqueue(Reply.ToolCall("slow", "{}").WithToolCall("delete", """{"path":"a"}"""), Reply.Text("Never."));

        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(protocol, streamed, [slow, Delete()], new()
        {
            MaxParallelCalls = 2,
            Approve = async (call, token) =>
            {
                if (call.Function.Name == "slow")
                    return ToolApproval.Approved;
                await started.Task;
                throw failure;
            },
        }));

        Assert.Same(failure, e);
        await cancelled.Task.WaitAsync(Token);
        Assert.Empty(_deleted);
        Assert.Single(Emulator.Requests);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Approve_IgnoresCancellation_DoesNotDelayTheEnd(bool observesToken)
    {
        using var cancellation = new CancellationTokenSource();
        var requested = new TaskCompletionSource();
        var answer = new TaskCompletionSource<ToolApproval>();
        Emulator.Enqueue(Reply.ToolCall("delete", """{"path":"a"}"""), Reply.Text("Never."));
        Task<ToolRunResult> run = RunAsync(
            OpenAI,
            streamed: false,
            [Delete()],
            new()
            {
                Approve = async (_, token) =>
                {
                    requested.SetResult();
                    return await answer.Task.WaitAsync(observesToken ? token : Token);
                },
            },
            cancellationToken: cancellation.Token);
        await requested.Task.WaitAsync(Token);

        await cancellation.CancelAsync();

        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(Token));
        Assert.Equal(cancellation.Token, e.CancellationToken);
        answer.SetResult(ToolApproval.Approved);
        Assert.Empty(_deleted);
    }

    [Fact]
    public void IsApproved_DefaultValue_IsFalse()
    {
        Assert.Equal((false, null), (default(ToolApproval).IsApproved, default(ToolApproval).Reason));
        Assert.Equal(default, ToolApproval.Denied());
        Assert.True(ToolApproval.Approved.IsApproved);
        Assert.Equal("No.", ToolApproval.Denied("No.").Reason);
    }

    private AIFunction Delete() => AIFunctionFactory.Create(
        (string path) =>
        {
            _deleted.Add(path);
            return $"deleted {path}";
        },
        "delete");
}
