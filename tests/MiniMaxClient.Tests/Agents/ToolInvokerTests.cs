using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

/// <summary>The calls that run, and the errors that the model receives, for the arguments that hosts send.</summary>
public sealed class ToolInvokerTests
{
    private const string Final = """{"choices":[{"index":0,"message":{"role":"assistant","content":"Done."},"finish_reason":"stop"}]}""";

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly List<string> _ran = [];

    // The JSON value of "arguments" on the wire, and the error that the model receives.
    [Theory]
    [InlineData("\"\"", "tool_calls", "are missing; send {} for none.")]
    [InlineData("\"null\"", "tool_calls", "are missing; send {} for none.")]
    [InlineData("null", "tool_calls", "are missing; send {} for none.")]
    [InlineData("[1]", "tool_calls", "are ")]
    [InlineData("5", "tool_calls", "are ")]
    [InlineData("true", "tool_calls", "are ")]
    [InlineData("\"[1]\"", "tool_calls", "are not a JSON object.")]
    [InlineData("\"true\"", "tool_calls", "are not a JSON object.")]
    [InlineData("\"\\\"[1]\\\"\"", "tool_calls", "are not a JSON object.")]
    [InlineData("\"{\\\"path\\\":\\\"/tmp/x\\\", \\\"de\"", "tool_calls", "are not a JSON object.")]
    [InlineData("\"{\\\"path\\\":\\\"/tmp/x\\\",\\\"path\\\":\\\"/\\\"}\"", "tool_calls", "have a duplicate property.")]
    [InlineData("\"{\\\"path\\\":7}\"", "tool_calls", "do not match the schema: $.path must be string and is number.")]
    [InlineData("\"{}\"", "length", "the response reached the token limit, and the arguments are cut off.")]
    [InlineData("\"{}\"", "content_filter", "a content filter stopped the response, and the arguments are cut off.")]
    public async Task ValidateCall_InvalidArguments_SendsTheErrorWithoutRunning(string arguments, string finish, string error)
    {
        await using var server = FaultServer.Start(ServerScript.Json(200, Called("clean", arguments, finish)), ServerScript.Json(200, Final));
        using ChatCompletionsClient client = Client(server);

        ToolRunResult run = await client.RunToolsAsync(Request, [Clean()], cancellationToken: _token);

        Assert.Empty(_ran);
        Assert.Equal(ToolCallOutcome.InvalidArguments, Assert.Single(run.Steps[0].Calls).Outcome);
        JsonElement result = server.Requests[1].Json.GetProperty("messages")[2];
        Assert.Equal(("tool", "c1"), (result.GetProperty("role").GetString(), result.GetProperty("tool_call_id").GetString()));
        string text = result.GetProperty("content").GetString()!;
        Assert.StartsWith("Error: ", text, StringComparison.Ordinal);
        Assert.Contains(error.StartsWith("the ", StringComparison.Ordinal) || error.StartsWith("a ", StringComparison.Ordinal)
            ? error : "the arguments " + error, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"{\\\"path\\\":\\\"/tmp/x\\\",\\\"deep\\\":false}\"", "tool_calls")]
    [InlineData("\"{\\\"path\\\":\\\"/tmp/x\\\",\\\"deep\\\":false}\"", "length")]
    [InlineData("\"\\\"{\\\\\\\"path\\\\\\\":\\\\\\\"/tmp/x\\\\\\\",\\\\\\\"deep\\\\\\\":false}\\\"\"", "tool_calls")]
    public async Task InvokeToolAsync_ObjectArguments_RunsAndSendsThemEncodedOnce(string arguments, string finish)
    {
        await using var server = FaultServer.Start(ServerScript.Json(200, Called("clean", arguments, finish)), ServerScript.Json(200, Final));
        using ChatCompletionsClient client = Client(server);

        await client.RunToolsAsync(Request, [Clean()], cancellationToken: _token);

        Assert.Equal(["/tmp/x False"], _ran);
        JsonElement call = server.Requests[1].Json.GetProperty("messages")[1].GetProperty("tool_calls")[0];
        Json.AssertEqual(
            """{"path":"/tmp/x","deep":false}""", call.GetProperty("function").GetProperty("arguments").GetString()!);
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"null\"")]
    [InlineData("null")]
    [InlineData("\"{}\"")]
    public async Task InvokeToolAsync_MissingArgumentsWithoutParameters_Runs(string arguments)
    {
        await using var server =
            FaultServer.Start(ServerScript.Json(200, Called("now", arguments, "length")), ServerScript.Json(200, Final));
        using ChatCompletionsClient client = Client(server);
        AIFunction now = AIFunctionFactory.Create(() => _ran.Add("now"), "now");

        await client.RunToolsAsync(Request, [now], cancellationToken: _token);

        Assert.Equal(["now"], _ran);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Clean")]
    [InlineData("clean ")]
    public async Task ValidateCall_UnknownName_RunsNothing(string name)
    {
        await using var server = FaultServer.Start(
            ServerScript.Json(200, Called(name, "\"{\\\"path\\\":\\\"/\\\"}\"", "tool_calls")), ServerScript.Json(200, Final));
        using ChatCompletionsClient client = Client(server);

        ToolRunResult run = await client.RunToolsAsync(Request, [Clean()], cancellationToken: _token);

        Assert.Empty(_ran);
        Assert.Equal(ToolCallOutcome.UnknownTool, Assert.Single(run.Steps[0].Calls).Outcome);
    }

    [Theory]
    [InlineData("{\\\"path\\\":\\\"/tmp/x\\\", \\\"de", "length")]
    [InlineData("{\\\"path\\\":\\\"/tmp/x\\\", \\\"de", "tool_calls")]
    [InlineData("", "tool_calls")]
    [InlineData("{}", "length")]
    [InlineData("{}", "content_filter")]
    [InlineData("{}", null)]
    [InlineData("[1]", "tool_calls")]
    public Task ValidateCall_InvalidStreamedArguments_RunsNothing(string arguments, string? finish) => DeliveryMatrix.ForEachAsync(
        StreamedCall(arguments, finish),
        async delivery =>
        {
            int count = 0;
            using var handler = new StubHandler(
                () => count++ == 0 ? new StreamContent(delivery.Open()) : new StringContent(StreamedText));
            using var http = new HttpClient(handler);
            using var client = new ChatCompletionsClient(Adapters.ForAddress(new("https://localhost"), "openai"), http);
            ToolRunEvent? last = null;

            await foreach (ToolRunEvent one in client.StreamToolsAsync(Request, [Clean()], cancellationToken: _token))
                last = one;

            Assert.Empty(_ran);
            ToolRunResult run = Assert.IsType<ToolRunCompleted>(last).Result;
            Assert.Equal(ToolCallOutcome.InvalidArguments, Assert.Single(run.Steps[0].Calls).Outcome);
            Assert.Contains("Error: ", handler.Requests[1], StringComparison.Ordinal);
        });

    [Fact]
    public Task InvokeToolAsync_CompleteStreamedArguments_Runs() => DeliveryMatrix.ForEachAsync(
        StreamedCall("{\\\"path\\\":\\\"/tmp/x\\\"}", "length"),
        async delivery =>
        {
            _ran.Clear();
            int count = 0;
            using var http = new HttpClient(new StubHandler(
                () => count++ == 0 ? new StreamContent(delivery.Open()) : new StringContent(StreamedText)));
            using var client = new ChatCompletionsClient(Adapters.ForAddress(new("https://localhost"), "openai"), http);

            await foreach (ToolRunEvent one in client.StreamToolsAsync(Request, [Clean()], cancellationToken: _token))
            {
            }

            Assert.Equal(["/tmp/x True"], _ran);
        });

    private const string StreamedText =
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Done.\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

    private static ChatCompletionRequest Request { get; } = new() { Model = "m", Messages = [ChatMessage.User("Go.")] };

    private static string StreamedCall(string arguments, string? finish)
    {
        string reason = finish is null ? "null" : $"\"{finish}\"";
        string call = $$$"""{"index":0,"id":"c1","type":"function","function":{"name":"clean","arguments":"{{{arguments}}}"}}""";
        return $$$"""
            data: {"choices":[{"index":0,"delta":{"tool_calls":[{{{call}}}]}}]}

            data: {"choices":[{"index":0,"delta":{},"finish_reason":{{{reason}}}}]}

            data: [DONE]


            """;
    }

    private static string Called(string name, string arguments, string finish) => $$$"""
        {"choices":[{"index":0,"message":{"role":"assistant","content":null,
         "tool_calls":[{"id":"c1","type":"function","function":{"name":"{{{name}}}","arguments":{{{arguments}}}}}]},
         "finish_reason":"{{{finish}}}"}]}
        """;

    private static ChatCompletionsClient Client(FaultServer server) =>
        new(Adapters.ForAddress(server.BaseAddress, "openai"), new ChatCompletionsClientOptions { Resilience = ResilienceOptions.None });

    private AIFunction Clean() => AIFunctionFactory.Create(
        (string path = "/", bool deep = true) =>
        {
            _ran.Add($"{path} {deep}");
            return "gone";
        },
        "clean");
}
