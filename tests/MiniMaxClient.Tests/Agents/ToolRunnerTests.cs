using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.Testing;

namespace MiniMaxClient.Tests.Agents;

/// <summary>Functions that require approval, as <see cref="ApprovalRequiredAIFunction"/> marks them.</summary>
public sealed class ToolRunnerTests : ToolRunTest
{
    private readonly List<string> _ran = [];

    public static MatrixTheoryData<string, bool, string> Wrappers { get; } =
        new([OpenAI, Messages], [false, true], ["marked", "marked inside", "marked outside", "by a service"]);

    [Theory]
    [MemberData(nameof(Wrappers))]
    public async Task Call_RequiresApprovalWithoutApprove_StopsBeforeAnyCallRuns(string protocol, bool streamed, string wrapper)
    {
        Emulator.Enqueue(
            Reply.ToolCall("look", """{"at":"a"}""", "1").WithToolCall("pay", """{"usd":5}""", "2").WithToolCall("nothing", "{}", "3"));

        ToolRunResult result = await RunAsync(protocol, streamed, [Look(), Pay(wrapper)]);

        Assert.Empty(_ran);
        Assert.Equal(ToolRunStopReason.ApprovalRequired, result.StopReason);
        Assert.Equal(["1", "2"], result.PendingCalls.Select(static call => call.Id));
        Assert.Equal(ToolCallOutcome.UnknownTool, Assert.Single(Assert.Single(result.Steps).Calls).Outcome);
        Assert.Equal("3", Assert.IsType<ToolMessage>(result.Messages[^1]).ToolCallId);
        Assert.Single(Emulator.Requests);
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task Run_StoppedForApproval_ContinuesWithResultsOfPendingCalls(string protocol, bool streamed)
    {
        Emulator.Enqueue(
            Reply.ToolCall("look", """{"at":"a"}""", "1").WithToolCall("pay", """{"usd":5}""", "2"), Reply.Text("Paid."));
        ToolRunResult ended = await RunAsync(protocol, streamed, [Look(), Pay("marked")]);
        ChatMessage[] results = [.. ended.PendingCalls.Select(static call => ChatMessage.Tool(call.Id, $"result {call.Id}"))];

        ToolRunResult result = await RunAsync(
            protocol, streamed, [Look(), Pay("marked")], request: Request with { Messages = [.. ended.Messages, .. results] });

        Assert.Equal(("Paid.", ToolRunStopReason.Completed), (result.Text, result.StopReason));
        Assert.Empty(result.PendingCalls);
        Assert.Equal([("1", "result 1"), ("2", "result 2")], GetToolResults(1));
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task Call_RequiresApproval_RunsIfApproved(string protocol, bool streamed)
    {
        Emulator.Enqueue(
            Reply.ToolCall("pay", """{"usd":5}""", "1").WithToolCall("pay", """{"usd":6}""", "2"), Reply.Text("Paid."));

        ToolRunResult result = await RunAsync(protocol, streamed, [Pay("marked")], new()
        {
            Approve = static (call, token) => new(call.Id == "1" ? ToolApproval.Approved : ToolApproval.Denied("too much")),
        });

        Assert.Equal(["pay 5"], _ran);
        Assert.Equal([("1", "paid"), ("2", "Error: the call was not approved: too much")], GetToolResults(1));
        Assert.Equal(ToolRunStopReason.Completed, result.StopReason);
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task Call_RequiresApprovalAndIsInvalid_IsReportedToTheModel(string protocol, bool streamed)
    {
        Emulator.Enqueue(
            Reply.ToolCall("look", """{"at":"a"}""", "1").WithToolCall("pay", """{"usd":"five"}""", "2"), Reply.Text("Sorry."));

        ToolRunResult result = await RunAsync(protocol, streamed, [Look(), Pay("marked")]);

        Assert.Equal(["look a"], _ran);
        Assert.Equal(ToolRunStopReason.Completed, result.StopReason);
        Assert.Equal("Error: the arguments do not match the schema: $.usd must be integer and is string.", GetToolResults(1)[1].Text);
    }

    [Fact]
    public async Task Stream_RunStoppedForApproval_ReportsTheCalls()
    {
        Emulator.Enqueue(Reply.ToolCall("look", """{"at":"a"}""", "1").WithToolCall("pay", """{"usd":5}""", "2"));
        List<ToolRunEvent> events = [];

        await foreach (ToolRunEvent one in CreateClient(OpenAI).StreamToolsAsync(Request, [Look(), Pay("marked")], cancellationToken: Token))
            events.Add(one);

        IReadOnlyList<ToolApprovalRequest> approvals = Assert.IsType<ToolApprovalRequired>(events[^2]).Approvals;
        ToolRunResult result = Assert.IsType<ToolRunCompleted>(events[^1]).Result;
        Assert.Equal("2", Assert.Single(approvals).Call.Id);
        Assert.Equal(result.State!.Approvals, approvals);
        Assert.Equal(ToolRunStopReason.ApprovalRequired, result.StopReason);
        Assert.DoesNotContain(events, static one => one is ToolCallStarted or ToolCallCompleted);
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task Call_OfARequestToolAndApprovalRequired_StopsForTheCaller(string protocol, bool streamed)
    {
        Emulator.Enqueue(Reply.ToolCall("ask", "{}", "1").WithToolCall("pay", """{"usd":5}""", "2"));
        ChatCompletionRequest request =
            Request with { Tools = [AIFunctionFactory.Create(() => 1, "ask").AsDeclarationOnly().ToFunctionTool()] };

        ToolRunResult result = await RunAsync(protocol, streamed, [Pay("marked")], request: request);

        Assert.Equal((ToolRunStopReason.NonInvocableTool, 2), (result.StopReason, result.PendingCalls.Count));
        Assert.Equal("2", Assert.Single(result.State!.Approvals).Call.Id);
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task PendingCalls_RunStoppedBeforeItsCalls_AreThoseOfTheLastResponse(string protocol, bool streamed)
    {
        Emulator.Enqueue(Reply.ToolCall("look", """{"at":"a"}""", "1"), Reply.ToolCall("look", """{"at":"b"}""", "2"));

        ToolRunResult result = await RunAsync(protocol, streamed, [Look()], new() { MaxSteps = 2 });

        Assert.Equal((ToolRunStopReason.MaxSteps, "2"), (result.StopReason, Assert.Single(result.PendingCalls).Id));
        Assert.Equal(["look a"], _ran);
    }

    private AIFunction Look() => AIFunctionFactory.Create(
        (string at) =>
        {
            _ran.Add("look " + at);
            return "seen";
        },
        "look");

    private AIFunction Pay(string wrapper)
    {
        AIFunction pay = AIFunctionFactory.Create(
            (int usd) =>
            {
                _ran.Add($"pay {usd}");
                return "paid";
            },
            "pay");
        return wrapper switch
        {
            "marked inside" => new Wrapper(new Wrapper(new ApprovalRequiredAIFunction(pay))),
            "marked outside" => new ApprovalRequiredAIFunction(new Wrapper(pay)),
            "by a service" => new Service(pay),
            _ => new ApprovalRequiredAIFunction(pay),
        };
    }

    private sealed class Wrapper(AIFunction inner) : DelegatingAIFunction(inner);

    /// <summary>A function of no type that is known, which gives the marker as a service.</summary>
    private sealed class Service(AIFunction inner) : AIFunction
    {
        public override string Name => inner.Name;

        public override JsonElement JsonSchema => inner.JsonSchema;

        public override object? GetService(Type serviceType, object? serviceKey = null) =>
            serviceType == typeof(ApprovalRequiredAIFunction)
                ? new ApprovalRequiredAIFunction(inner)
                : base.GetService(serviceType, serviceKey);

        protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) =>
            inner.InvokeAsync(arguments, cancellationToken);
    }
}
