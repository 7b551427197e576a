using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
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
            ["chat", "execute_tool", "chat", "execute_tool", "chat", "invoke_agent"],
            recorder.Spans.Select(static span => span.GetTagItem("gen_ai.operation.name")));
        Assert.All(recorder.Spans.SkipLast(1), span => Assert.Equal(recorder.Spans[^1].SpanId, span.ParentSpanId));
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
            recorder.Sampled[2]);
        Assert.Equal("exception: exception.type = System.TimeoutException", TelemetryRecorder.FormatText(Assert.Single(recorder.Spans[3].Events)));
    }

    [Fact]
    public async Task RunToolsAsync_SensitiveData_RecordsArgumentsResultsAndDefinitions()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);
        emulator.Enqueue(Reply.ToolCall("look", """{"at":"it"}""", "call_1"), Reply.Text("Done"));
        using ChatCompletionsClient client = emulator.CreateClient(options: new() { EnableSensitiveData = true });
        AIFunction look = AIFunctionFactory.Create((string at) => $"seen: {at}", "look", "Looks at a thing.");
        using var recorder = new TelemetryRecorder();

        await client.RunToolsAsync(EmulatedClient.CreateRequest(), [look], cancellationToken: _token);

        Activity chat = recorder.Spans[0];
        Assert.Equal(
            """[{"type":"function","name":"look","description":"Looks at a thing.","parameters":{"type":"object","properties":{"at":{"type":"string"}},"required":["at"]}}]""",
            chat.GetTagItem("gen_ai.tool.definitions"));
        Activity tool = recorder.Spans[1];
        Assert.Equal("""{"at":"it"}""", tool.GetTagItem("gen_ai.tool.call.arguments"));
        Assert.Equal("seen: it", tool.GetTagItem("gen_ai.tool.call.result"));
    }

    [Fact]
    public async Task RunToolsAsync_ResultMarkedAsError_IsAFailedSpan()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);
        emulator.Enqueue(Reply.ToolCall("look", "{}", "call_1"), Reply.Text("Done"));
        using ChatCompletionsClient client = emulator.CreateClient();
        AIFunction look = AIFunctionFactory.Create(
            static () => JsonDocument.Parse("""{"content":[{"type":"text","text":"gone"}],"isError":true}""").RootElement, "look");
        using var recorder = new TelemetryRecorder();

        await client.RunToolsAsync(EmulatedClient.CreateRequest(), [look], cancellationToken: _token);

        Assert.Equal((ActivityStatusCode.Error, "tool_error"), (recorder.Spans[1].Status, recorder.Spans[1].GetTagItem("error.type")));
    }
}
