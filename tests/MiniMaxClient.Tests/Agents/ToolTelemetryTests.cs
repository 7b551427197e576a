using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.AI;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Diagnostics;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

/// <summary>Tests the telemetry of tool invocations.</summary>
public sealed class ToolTelemetryTests
{
    private readonly CancellationToken _token = TestTimeouts.Token;

    [Fact]
    public async Task RunToolsAsync_SuccessAndFailure_RecordsASpanAndADurationForEach()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);
        emulator.Enqueue(Reply.ToolCall("look", """{"at":"it"}""", "call_1"), Reply.ToolCall("fail", "{}", "call_2"), Reply.Text("Done"));
        using ChatCompletionsClient client = emulator.CreateClient();
        string? current = null;
        AIFunction look = AIFunctionFactory.Create(
            [Description("Looks at a thing.")] (string at) => current = Activity.Current?.DisplayName, "look");
        AIFunction fail = AIFunctionFactory.Create(string () => throw new TimeoutException("secret"), "fail");
        using var recorder = new TelemetryRecorder();

        await client.RunToolsAsync(EmulatedClient.CreateRequest(), [look, fail], cancellationToken: _token);

        Assert.Equal("execute_tool look", current);
        Assert.Equal(
            ["chat", "execute_tool", "chat", "execute_tool", "chat"],
            recorder.Spans.Select(static span => span.GetTagItem("gen_ai.operation.name")));
        Assert.All(recorder.Spans, span => Assert.Equal(recorder.Root.SpanId, span.ParentSpanId));
        Assert.Equal(
            """
            execute_tool look (Internal, Unset)
            gen_ai.operation.name = execute_tool
            gen_ai.tool.call.id = call_1
            gen_ai.tool.description = Looks at a thing.
            gen_ai.tool.name = look
            gen_ai.tool.type = function
            """,
            TelemetryRecorder.FormatText(recorder.Spans[1]));
        Assert.Equal(
            """
            execute_tool fail (Internal, Error)
            error.type = TimeoutException
            gen_ai.operation.name = execute_tool
            gen_ai.tool.call.id = call_2
            gen_ai.tool.name = fail
            gen_ai.tool.type = function
            """,
            TelemetryRecorder.FormatText(recorder.Spans[3]));
        Assert.Equal(
            [
                "gen_ai.tool.name = look, gen_ai.tool.type = function",
                "gen_ai.tool.name = fail, gen_ai.tool.type = function, error.type = TimeoutException",
            ],
            recorder.GetMeasurements("gen_ai.execute_tool.duration").Select(static one => one.Tags));
        Assert.Equal(
            "execute_tool look: gen_ai.operation.name = execute_tool, gen_ai.tool.name = look, gen_ai.tool.type = function",
            recorder.Sampled[1]);
    }
}
