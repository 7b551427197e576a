using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

/// <summary>Calls that fail, whose errors the model receives.</summary>
public sealed class ToolRunFaultTests : ToolRunTest
{
    private static readonly string[] BadArguments =
    [
        """{"city":"Paris","days":""", "not json", """["Paris",3]""", "\"Paris\"", "null", "17",
        """{"city":"Paris"}""", """{"city":"Paris","days":"three"}""", """{"city":3,"days":3}""", """{"city":null,"days":3}""",
        """{"city":"Paris","days":3,"unit":"Kelvin"}""", """{"city":"Paris","days":2.5}""", """{"city":"\ud83d","days":"\ude00"}""",
        """{"\ud83d":"Paris","days":3}""", """{"city":"Paris","days":99999999999}""",
        """{"city":"Paris","days":3,"from":"tomorrow"}""",
    ];

    public static TheoryData<string, bool, string> BadCalls { get; } =
    [
        .. from protocol in (string[])[OpenAI, Messages]
           from streamed in (bool[])[false, true]
           from arguments in BadArguments
           select (protocol, streamed, arguments),
    ];

    internal enum Unit
    {
        Celsius,
        Fahrenheit,
    }

    [Theory]
    [MemberData(nameof(BadCalls))]
    public async Task Arguments_Invalid_AreReportedAndTheRunContinues(string protocol, bool streamed, string arguments)
    {
        int count = 0;
        Emulator.Enqueue(
            Reply.ToolCall("forecast", arguments, "bad"),
            Reply.ToolCall("forecast", """{"city":"Paris","days":3,"unit":"Celsius"}""", "good"),
            Reply.Text("Warm."));

        ToolRunResult result = await RunAsync(protocol, streamed, [Forecast(() => count++)]);

        Assert.Equal((ToolRunStopReason.Completed, 1, 1), (result.StopReason, result.FailedCalls, count));
        ToolCallResult refused = result.Steps[0].Calls.Single();
        Assert.Equal(ToolCallOutcome.InvalidArguments, refused.Outcome);
        Assert.Null(refused.Exception);
        Assert.StartsWith("Error: the arguments ", refused.Message.Content.Text, StringComparison.Ordinal);
        Assert.Equal([("bad", refused.Message.Content.Text), ("good", "3 days in Paris")], GetToolResults(2));
        AssertObjects(GetSentMessages(2));
    }

    [Theory]
    [InlineData("not json", "the arguments are not a JSON object.")]
    [InlineData("[]", "the arguments are not a JSON object.")]
    [InlineData("""{"city":"Paris"}""", "the arguments do not match the schema: $.days is missing.")]
    [InlineData("{}", "the arguments do not match the schema: $.city is missing; $.days is missing.")]
    [InlineData("""{"city":3,"days":"x"}""",
        "the arguments do not match the schema: $.city must be string and is number; $.days must be integer and is string.")]
    [InlineData("""{"city":"Paris","days":3,"unit":"Kelvin"}""",
        """the arguments do not match the schema: $.unit must be one of ["Celsius","Fahrenheit"].""")]
    [InlineData("""{"city":"Paris","days":99999999999}""", "the arguments do not match the schema: $.days cannot be read as integer.")]
    [InlineData("""{"city":"Paris","days":3,"from":"tomorrow"}""",
        "the arguments do not match the schema: $.from cannot be read as date-time.")]
    public async Task Error_InvalidArguments_NamesTheProblem(string arguments, string error)
    {
        Emulator.Enqueue(Reply.ToolCall("forecast", arguments), Reply.Text("Sorry."));
        await RunAsync(OpenAI, streamed: false, [Forecast()]);
        Assert.Equal("Error: " + error, GetToolResults(1).Single().Text);
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task Arguments_TruncatedByTheTokenLimit_AreNotRun(string protocol, bool streamed)
    {
        int count = 0;
        string[] cuts = ["", """{"folder":"/tm""", "{"];
        foreach (string cut in cuts)
        {
            Emulator.Enqueue(
                Reply.ToolCall("delete", """{"folder":"a"}""").WithToolCall("delete", cut).WithFinishReason("length"),
                Reply.Text("Sorry."));
            AIFunction tool = AIFunctionFactory.Create((string folder = "/") => { count++; }, "delete");
            ToolRunResult result = await RunAsync(protocol, streamed, [tool]);
            Assert.Equal(
                [ToolCallOutcome.Succeeded, ToolCallOutcome.InvalidArguments],
                result.Steps[0].Calls.Select(static call => call.Outcome));
            Assert.Equal(
                "Error: the response reached the token limit, and the arguments are cut off.",
                result.Steps[0].Calls[1].Message.Content.Text);
            AssertObjects(GetSentMessages(Emulator.Requests.Count - 1));
        }
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task Arguments_CompleteAtTheTokenLimit_AreRun(string protocol, bool streamed)
    {
        Emulator.Enqueue(
            Reply.ToolCall("forecast", """{"city":"Paris","days":3}""").WithFinishReason("length"),
            Reply.ToolCall("now", "").WithFinishReason("length"),
            Reply.Text("Warm."));
        ToolRunResult result = await RunAsync(protocol, streamed, [Forecast(), AIFunctionFactory.Create(() => "12:00", "now")]);
        Assert.Equal(0, result.FailedCalls);
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task Tool_Unknown_IsReportedWithTheKnownNames(string protocol, bool streamed)
    {
        Emulator.Enqueue(
            Reply.ToolCall("fore cast", "{}", "a").WithToolCall("forecast", """{"city":"Paris","days":3}""", "b"),
            Reply.Text("Warm."));
        ChatCompletionRequest request = Request with { Tools = [Tool.FromFunction("ask", "Asks the user.", Json.Element("{}"))] };

        ToolRunResult result = await RunAsync(protocol, streamed, [Forecast()], request: request);

        Assert.Equal(
            [ToolCallOutcome.UnknownTool, ToolCallOutcome.Succeeded], result.Steps[0].Calls.Select(static call => call.Outcome));
        Assert.Equal(1, result.FailedCalls);
        Assert.Equal(
            [("a", "Error: there is no tool 'fore cast'. The tools are: ask, forecast."), ("b", "3 days in Paris")], GetToolResults(1));
    }

    [Fact]
    public async Task Tool_RunWithoutTools_IsUnknown()
    {
        Emulator.Enqueue(Reply.ToolCall("forecast", "{}"), Reply.Text("Sorry."));
        ToolRunResult result = await RunAsync(OpenAI, streamed: false, []);
        Assert.Equal("Error: there is no tool 'forecast'.", GetToolResults(1).Single().Text);
        Assert.Equal(1, result.FailedCalls);
    }

    [Theory]
    [InlineData(OpenAI, false, false)]
    [InlineData(OpenAI, true, true)]
    [InlineData(Messages, true, false)]
    [InlineData(Messages, false, true)]
    public async Task Tool_Throws_IsLoggedAndItsMessageSentOnlyWithIncludeErrorDetails(string protocol, bool streamed, bool includes)
    {
        using var log = new RecordingLoggerFactory();
        var failure = new InvalidOperationException("The password is 1234.");
        AIFunction tool = AIFunctionFactory.Create(string () => throw failure, "fail");
        Emulator.Enqueue(Reply.ToolCall("fail", "{}").WithToolCall("fail", "{}"), Reply.Text("Sorry."));

        ToolRunResult result = await RunAsync(
            protocol, streamed, [tool], new() { LoggerFactory = log, IncludeErrorDetails = includes, MaxParallelCalls = 2 });

        string expected = includes ? "Error: the tool failed: The password is 1234." : "Error: the tool failed.";
        Assert.Equal([expected, expected], GetToolResults(1).Select(static one => one.Text));
        Assert.All(result.Steps[0].Calls, call =>
        {
            Assert.Equal(ToolCallOutcome.Failed, call.Outcome);
            Assert.Same(failure, call.Exception);
        });
        Assert.Equal(2, result.FailedCalls);
        Assert.Equal(2, log.Messages.Count(static message => message.StartsWith("Warning: The tool fail failed", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Tool_RunWithoutOptions_UsesTheLoggerOfTheClient()
    {
        using var log = new RecordingLoggerFactory();
        AIFunction tool = AIFunctionFactory.Create(string () => throw new InvalidOperationException("x"), "fail");
        Emulator.Enqueue(Reply.ToolCall("fail", "{}"), Reply.Text("Sorry."));

        await RunAsync(OpenAI, streamed: true, [tool], clientOptions: new() { LoggerFactory = log });

        Assert.Single(log.Messages, static message => message.StartsWith("Warning: The tool fail failed", StringComparison.Ordinal));
        Assert.Contains("MiniMaxClient.ToolRun", log.Categories);
    }

    [Fact]
    public async Task Tool_ThrowsLikeArgumentBinding_HasFailed()
    {
        AIFunction json = AIFunctionFactory.Create((string city) => JsonNode.Parse(city)!.ToString(), "json");
        AIFunction timeout = AIFunctionFactory.Create(string () => throw new TaskCanceledException("The request timed out."), "timeout");
        AIFunction broken = AIFunctionFactory.Create(Task<string> () => Task.FromException<string>(new JsonException("No.")), "broken");
        Emulator.Enqueue(
            Reply.ToolCall("json", """{"city":"Paris"}""").WithToolCall("timeout", "{}").WithToolCall("broken", "{}"),
            Reply.Text("Sorry."));
        ToolRunResult result = await RunAsync(OpenAI, streamed: false, [json, timeout, broken]);
        Assert.All(result.Steps[0].Calls, static call => Assert.Equal(ToolCallOutcome.Failed, call.Outcome));
    }

    [Fact]
    public async Task Arguments_InvalidInANestedRecord_AreNamedByTheirPath()
    {
        AIFunction tool = AIFunctionFactory.Create((Trip[] trips) => trips.Length, "plan");
        Emulator.Enqueue(
            Reply.ToolCall("plan", """{"trips":[{"to":"Oslo","at":"2026-01-02"},{"to":"Rome","at":"soon"}]}"""), Reply.Text("Sorry."));
        await RunAsync(OpenAI, streamed: false, [tool]);
        Assert.Equal(
            "Error: the arguments do not match the schema: $.trips[1].at cannot be read.", GetToolResults(1).Single().Text);
    }

    private static AIFunction Forecast(Action? onCall = null) => AIFunctionFactory.Create(
        (string city, int days, Unit unit = Unit.Celsius, DateTime? from = null) =>
        {
            onCall?.Invoke();
            return $"{days} days in {city}";
        },
        "forecast");

    private static void AssertObjects(JsonElement messages)
    {
        foreach (JsonElement message in messages.EnumerateArray())
        {
            if (message.TryGetProperty("tool_calls", out JsonElement calls))
            {
                Assert.All(calls.EnumerateArray(), static call => Assert.Equal(
                    JsonValueKind.Object,
                    Json.Element(call.GetProperty("function").GetProperty("arguments").GetString()!).ValueKind));
            }
        }
    }

    internal sealed record Trip(string To, DateTime At);
}
