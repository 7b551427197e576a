using System.Text.RegularExpressions;
using Microsoft.Agents.AI;
using Microsoft.Agents.AI.Workflows;

namespace MiniMaxClient.Neighbours.Tests.Agents;

/// <summary>Workflows of two agents: the second receives the streamed response of the first.</summary>
public sealed partial class WorkflowTests
{
    public static TheoryData<string> Providers { get; } = [.. Adapters.AllNames];

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task SequentialWorkflow_OfTwoAgents_SendsNoEmptyMessageAndValidNames(string provider)
    {
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(
            provider, Reply.Text("A poem about rain.", thinking: "Rhymes.").WithChunkSize(3),
            Reply.Text("A better poem.", thinking: "Meter.").WithChunkSize(3));
        Workflow workflow = AgentWorkflowBuilder.BuildSequential(
            emulated.Chat.AsAIAgent(instructions: "Write.", name: "Writer Agent"),
            emulated.Chat.AsAIAgent(instructions: "Review.", name: "Review <Agent>"));

        List<AIMessage> output = await WorkflowRun.RunAsync(workflow, "Write a poem.");

        Assert.Equal("A better poem.", output[^1].Text);
        Assert.Equal(2, emulated.Requests.Count);
        Assert.All(emulated.Requests, AssertValid);
        Assert.Equal("Write.", emulated.Requests[0].System());
        Assert.Equal("Review.", emulated.Requests[1].System());
        Assert.Contains("A poem about rain.", emulated.Requests[1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task HandoffWorkflow_FromOneAgentToAnother_SendsEveryCallWithItsResult(string provider)
    {
        // The first agent calls the tool that hands the conversation over; the second responds.
        await using EmulatedChat emulated = await EmulatedChat.StartAsync(provider, MiniMaxModels.M2, responder: static request =>
            request.System()!.Contains("Triage", StringComparison.Ordinal)
                ? Reply.Text("", thinking: "Weather.").WithToolCall(HandoffTool(request), """{"reasonForHandoff":"weather"}""", "call_1")
                : Reply.Text("Snow.", thinking: "Cold."));
        AIAgent triage = emulated.Chat.AsAIAgent(instructions: "Triage.", name: "Triage", description: "Sends on.");
        AIAgent forecaster = emulated.Chat.AsAIAgent(instructions: "Forecast.", name: "Forecaster", description: "Knows the weather.");
        Workflow workflow = AgentWorkflowBuilder.CreateHandoffBuilderWith(triage).WithHandoff(triage, forecaster).Build();

        List<AIMessage> output = await WorkflowRun.RunAsync(workflow, "Weather in Oslo?");

        Assert.Contains(output, static message => message.Text == "Snow.");
        Assert.Equal(2, emulated.Requests.Count);
        Assert.All(emulated.Requests, AssertValid);
        Assert.Contains("Forecast.", emulated.Requests[1].System(), StringComparison.Ordinal);
    }

    private static string HandoffTool(RecordedRequest request)
    {
        var tool = request.Json.GetProperty("tools")[0];
        return (tool.TryGetProperty("function", out var function) ? function : tool).GetProperty("name").GetString()!;
    }

    private static void AssertValid(RecordedRequest request)
    {
        Assert.Equal(200, request.Status);
        request.AssertNoAssistantMessageIsEmpty();
        request.AssertEveryResultHasItsCall();
        Assert.All(request.Messages(), static message =>
        {
            if (message.TryGetProperty("name", out var name))
                Assert.Matches(ValidName(), name.GetString()!);
        });
    }

    // The pattern by which OpenAI-compatible hosts check names.
    [GeneratedRegex(@"^[^\s<|\\/>]+$")]
    private static partial Regex ValidName();
}
