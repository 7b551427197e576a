using System.Diagnostics;
using Microsoft.Extensions.AI;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Diagnostics;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

/// <summary>Tests the span and the measurements of tool runs.</summary>
public sealed class AgentTelemetryTests : EmulatorTest
{
    private const string RunTags = "gen_ai.operation.name = invoke_agent, gen_ai.agent.name = weather, "
        + "gen_ai.provider.name = openai, gen_ai.request.model = MiniMax-M2.1";

    private static readonly AIFunction Look = AIFunctionFactory.Create(static () => "rain", "look");

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Run_Completed_HasASpanAroundItsRequestsAndToolCalls(bool stream)
    {
        Emulator.Enqueue(Reply.ToolCall("look", "{}"), Reply.Text("It rains."));
        using ChatCompletionsClient client = Emulator.CreateClient();
        using var recorder = new TelemetryRecorder();

        await RunAsync(client, stream);

        Assert.Equal(
            ["chat MiniMax-M2.1", "execute_tool look", "chat MiniMax-M2.1", "invoke_agent weather"],
            recorder.Spans.Select(static span => span.DisplayName));
        Activity run = recorder.Spans[^1];
        Assert.Equal(recorder.Root.SpanId, run.ParentSpanId);
        Assert.All(recorder.Spans.SkipLast(1), span => Assert.Equal(run.SpanId, span.ParentSpanId));
        Assert.Equal(ActivityKind.Internal, run.Kind);
        Assert.Equal(RunTags, Assert.Single(recorder.GetMeasurements("gen_ai.invoke_agent.duration")).Tags);
        Assert.Equal(2, Assert.Single(recorder.GetMeasurements("gen_ai.invoke_agent.inference_calls")).Value);
        Assert.Equal(1, Assert.Single(recorder.GetMeasurements("gen_ai.invoke_agent.tool_calls")).Value);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Run_RequestFails_IsAFailedSpan(bool stream)
    {
        Emulator.Enqueue(Reply.ToolCall("look", "{}"), Reply.Error(401, "No."));
        using ChatCompletionsClient client = Emulator.CreateClient();
        using var recorder = new TelemetryRecorder();

        await Assert.ThrowsAsync<MiniMaxAuthenticationException>(() => RunAsync(client, stream));

        Activity run = recorder.Spans[^1];
        Assert.Equal(
            (ActivityStatusCode.Error, "MiniMaxAuthenticationException"), (run.Status, run.GetTagItem("error.type")));
        Assert.EndsWith(
            "error.type = MiniMaxAuthenticationException",
            Assert.Single(recorder.GetMeasurements("gen_ai.invoke_agent.duration")).Tags,
            StringComparison.Ordinal);
        Assert.Equal(2, Assert.Single(recorder.GetMeasurements("gen_ai.invoke_agent.inference_calls")).Value);
    }

    [Fact]
    public async Task Run_Abandoned_EndsItsSpan()
    {
        Emulator.Enqueue(Reply.ToolCall("look", "{}"), Reply.Text("It rains."));
        using ChatCompletionsClient client = Emulator.CreateClient();
        using var recorder = new TelemetryRecorder();

        await foreach (ToolRunEvent runEvent in client.StreamToolsAsync(EmulatedClient.CreateRequest(), [Look], cancellationToken: Token))
        {
            if (runEvent is ToolCallCompleted)
                break;
        }

        Assert.Equal("invoke_agent", recorder.Spans[^1].DisplayName);
        Assert.Equal(recorder.Root, Activity.Current);
    }

    [Fact]
    public async Task Run_DefaultModelsOfSeveralClients_HasNoModelTag()
    {
        Emulator.Enqueue(Reply.Text("It rains."));
        using ChatCompletionsClient first = new(Adapters.ForEmulator(Emulator, "aimlapi"), new() { DefaultModel = MiniMaxModels.M2 }),
            second = new(Adapters.ForEmulator(Emulator, "runapi"), new() { DefaultModel = MiniMaxModels.M2_1 });
        using var failover = new FailoverChatCompletionsClient(first, second);
        using var recorder = new TelemetryRecorder();

        await failover.RunToolsAsync(EmulatedClient.CreateRequest() with { Model = "" }, [Look], cancellationToken: Token);

        Assert.Equal(
            "gen_ai.operation.name = invoke_agent",
            Assert.Single(recorder.GetMeasurements("gen_ai.invoke_agent.duration")).Tags);
    }

    private static async Task RunAsync(ChatCompletionsClient client, bool stream)
    {
        var options = new ToolRunOptions { AgentName = "weather" };
        ChatCompletionRequest request = EmulatedClient.CreateRequest();
        if (!stream)
        {
            await client.RunToolsAsync(request, [Look], options, TestTimeouts.Token);
            return;
        }

        await foreach (ToolRunEvent runEvent in client.StreamToolsAsync(request, [Look], options, TestTimeouts.Token))
            Assert.NotEqual(0, runEvent.Step);
    }
}
