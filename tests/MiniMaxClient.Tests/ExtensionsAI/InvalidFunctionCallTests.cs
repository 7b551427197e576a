using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.Resilience;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;
using AIRole = Microsoft.Extensions.AI.ChatRole;

namespace MiniMaxClient.Tests.ExtensionsAI;

/// <summary>Invalid calls in the loop of Microsoft.Extensions.AI, which ignores their exception.</summary>
public sealed class InvalidFunctionCallTests
{
    private const string Final = """{"choices":[{"index":0,"message":{"role":"assistant","content":"Done."},"finish_reason":"stop"}]}""";

    private const string StreamedText =
        "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Done.\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly List<string> _ran = [];

    // The JSON value of "arguments" on the wire, the finish reason, and the error that the model receives.
    public static TheoryData<string, string, string> InvalidArguments { get; } = new()
    {
        { "\"{\\\"dir\\\":\\\"/tmp/x\\\", \\\"for\"", "length", "the response reached the token limit, and the arguments are cut off." },
        { "\"{\\\"dir\\\":\\\"/tmp/x\\\", \\\"for\"", "tool_calls", "the arguments are not a JSON object." },
        { "\"{}\"", "length", "the response reached the token limit, and the arguments are cut off." },
        { "\"{}\"", "content_filter", "a content filter stopped the response, and the arguments are cut off." },
        { "\"\"", "tool_calls", "the arguments are missing; send {} for none." },
        { "\"null\"", "tool_calls", "the arguments are missing; send {} for none." },
        { "\"[1]\"", "tool_calls", "the arguments are not a JSON object." },
        { "\"\\\"/\\\"\"", "tool_calls", "the arguments are not a JSON object." },
        { "\"{\\\"dir\\\":\\\"a\\\",\\\"dir\\\":\\\"/\\\"}\"", "tool_calls", "the arguments have a duplicate property." },
        { "\"{\\\"dir\\\":7}\"", "tool_calls", "the arguments do not match the schema: $.dir must be string and is number." },
    };

    [Theory]
    [MemberData(nameof(InvalidArguments))]
    public async Task Call_Invalid_IsNotRunAndTheModelReceivesTheReason(string arguments, string finish, string error)
    {
        await using var server = FaultServer.Start(ServerScript.Json(200, Called(arguments, finish)), ServerScript.Json(200, Final));
        using ChatCompletionsClient client = Client(server);
        using var loop = new FunctionInvokingChatClient(client.AsIChatClient("m"));

        ChatResponse response = await loop.GetResponseAsync("Go.", new() { Tools = [Wipe(), Now()] }, _token);

        Assert.Equal(["now"], _ran);
        Assert.Equal("Done.", response.Messages[^1].Text);
        AssertResult(server.Requests[1].Json, error);
    }

    [Theory]
    [MemberData(nameof(InvalidArguments))]
    public Task Call_InvalidInAStream_IsNotRunAndTheModelReceivesTheReason(string arguments, string finish, string error) =>
        DeliveryMatrix.ForEachAsync(StreamedCall(arguments, finish), async delivery =>
        {
            _ran.Clear();
            int count = 0;
            using var handler = new StubHandler(
                () => count++ == 0 ? new StreamContent(delivery.Open()) : new StringContent(StreamedText));
            using var http = new HttpClient(handler);
            using var client = new ChatCompletionsClient(Adapters.ForAddress(new("https://localhost"), "openai"), http);
            using var loop = new FunctionInvokingChatClient(client.AsIChatClient("m"));

            ChatResponse response = await loop.GetStreamingResponseAsync("Go.", new() { Tools = [Wipe(), Now()] }, _token)
                .ToChatResponseAsync(_token);

            Assert.Equal(["now"], _ran);
            Assert.Equal("Done.", response.Messages[^1].Text);
            AssertResult(Json.Element(handler.Requests[1]), error);
        });

    [Fact]
    public Task Call_StreamWithoutFinishReason_IsNotRun() =>
        DeliveryMatrix.ForEachAsync(StreamedCall("\"{}\"", null), async delivery =>
        {
            _ran.Clear();
            int count = 0;
            using var handler = new StubHandler(
                () => count++ == 0 ? new StreamContent(delivery.Open()) : new StringContent(StreamedText));
            using var http = new HttpClient(handler);
            using var client = new ChatCompletionsClient(Adapters.ForAddress(new("https://localhost"), "openai"), http);
            using var loop = new FunctionInvokingChatClient(client.AsIChatClient("m"));

            await loop.GetStreamingResponseAsync("Go.", new() { Tools = [Wipe(), Now()] }, _token).ToChatResponseAsync(_token);

            Assert.Equal(["now"], _ran);
            AssertResult(
                Json.Element(handler.Requests[1]), "the response ended without a finish reason, and the arguments are cut off.");
        });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_InvalidForAFunctionOfTheLoopOnly_IsNotRun(bool isTruncated)
    {
        await using var server = FaultServer.Start(
            ServerScript.Json(200, Called(isTruncated ? "\"{}\"" : "\"\"", isTruncated ? "length" : "tool_calls")), ServerScript.Json(200, Final));
        using ChatCompletionsClient client = Client(server);
        using var loop = new FunctionInvokingChatClient(client.AsIChatClient("m")) { AdditionalTools = [Wipe()] };

        await loop.GetResponseAsync("Go.", new() { Tools = [Now()] }, _token);

        Assert.Equal(["now"], _ran);
    }

    [Fact]
    public async Task Call_InvalidAmongApprovedCalls_IsNotRun()
    {
        await using var server = FaultServer.Start(
            ServerScript.Json(200, Called("\"{\\\"dir\"", "length")), ServerScript.Json(200, Final));
        using ChatCompletionsClient client = Client(server);
        using var loop = new FunctionInvokingChatClient(client.AsIChatClient("m"));
        ChatOptions options = new() { Tools = [new ApprovalRequiredAIFunction(Wipe()), new ApprovalRequiredAIFunction(Now())] };
        List<AIMessage> history = [new(AIRole.User, "Go.")];
        history.AddMessages(await loop.GetResponseAsync(history, options, _token));
        history = EmulatedChat.RoundTripThroughJson(history);
        ToolApprovalRequestContent[] requests =
            [.. history.SelectMany(static message => message.Contents).OfType<ToolApprovalRequestContent>()];
        Assert.Equal(2, requests.Length);
        history.Add(new(AIRole.User, [.. requests.Select(static request => request.CreateResponse(approved: true))]));

        await loop.GetResponseAsync(history, options, _token);

        Assert.Equal(["now"], _ran);
        AssertResult(server.Requests[1].Json, "the response reached the token limit, and the arguments are cut off.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task History_WithAnInvalidCall_HasItsOriginalName(bool isStored)
    {
        await using var server = FaultServer.Start(
            ServerScript.Json(200, Called("\"{\\\"dir\"", "length")), ServerScript.Json(200, Final));
        using ChatCompletionsClient client = Client(server);
        IChatClient chat = client.AsIChatClient("m");
        List<AIMessage> history = [new(AIRole.User, "Go.")];
        history.AddMessages(await chat.GetResponseAsync(history, new() { Tools = [Wipe(), Now()] }, _token));
        FunctionCallContent[] calls = [.. history[1].Contents.OfType<FunctionCallContent>()];
        Assert.Equal("now", calls[0].Name);
        Assert.NotEqual("wipe", calls[1].Name);
        Assert.NotNull(calls[1].Exception);
        Assert.Equal("wipe", Assert.IsType<FunctionToolCall>(calls[1].RawRepresentation).Function.Name);
        history.Add(new(AIRole.Tool,
        [
            new FunctionResultContent("c0", "12:00"), new FunctionResultContent("c1", $"There is no {calls[1].Name} here."),
        ]));

        await chat.GetResponseAsync(isStored ? EmulatedChat.RoundTripThroughJson(history) : history, null, _token);

        AssertResult(server.Requests[1].Json, "the response reached the token limit, and the arguments are cut off.");
        Assert.Contains(calls[1].Name, Assert.IsType<string>(((FunctionResultContent)history[2].Contents[1]).Result), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Result_OfTheAppForAnInvalidCall_IsSentUnchanged()
    {
        await using var server = FaultServer.Start(
            ServerScript.Json(200, Called("\"{\\\"dir\"", "length")), ServerScript.Json(200, Final));
        using ChatCompletionsClient client = Client(server);
        IChatClient chat = client.AsIChatClient("m");
        List<AIMessage> history = [new(AIRole.User, "Go.")];
        history.AddMessages(await chat.GetResponseAsync(history, new() { Tools = [Wipe(), Now()] }, _token));
        history.Add(new(AIRole.Tool, [new FunctionResultContent("c0", "12:00"), new FunctionResultContent("c1", "Repaired.")]));

        await chat.GetResponseAsync(history, null, _token);

        Assert.Equal("Repaired.", server.Requests[1].Json.GetProperty("messages")[3].GetProperty("content").GetString());
    }

    [Fact]
    public async Task Call_Valid_IsUnchanged()
    {
        await using var server = FaultServer.Start(
            ServerScript.Json(200, Called("\"{\\\"dir\\\":\\\"a\\\"}\"", "length")), ServerScript.Json(200, Final));
        using ChatCompletionsClient client = Client(server);
        using var loop = new FunctionInvokingChatClient(client.AsIChatClient("m"));

        ChatResponse response = await loop.GetResponseAsync("Go.", new() { Tools = [Wipe(), Now()] }, _token);

        Assert.Equal(["now", "wiped a"], _ran);
        Assert.Equal(
            ["now", "wipe"],
            response.Messages[0].Contents.OfType<FunctionCallContent>().Select(static call => call.Name));
        Assert.All(
            response.Messages[0].Contents.OfType<FunctionCallContent>(),
            static call => Assert.Equal((null, null), (call.Exception, call.AdditionalProperties)));
    }

    private static void AssertResult(JsonElement request, string error)
    {
        JsonElement messages = request.GetProperty("messages");
        Assert.Equal(
            ["now", "wipe"],
            messages[1].GetProperty("tool_calls").EnumerateArray()
                .Select(static call => call.GetProperty("function").GetProperty("name").GetString()));
        Assert.Equal(("tool", "c1"), (messages[3].GetProperty("role").GetString(), messages[3].GetProperty("tool_call_id").GetString()));
        Assert.Equal("Error: " + error, messages[3].GetProperty("content").GetString());
    }

    private static string Called(string arguments, string finish) => $$$"""
        {"choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":[
         {"id":"c0","type":"function","function":{"name":"now","arguments":""}},
         {"id":"c1","type":"function","function":{"name":"wipe","arguments":{{{arguments}}}}}]},
         "finish_reason":"{{{finish}}}"}]}
        """;

    private static string StreamedCall(string arguments, string? finish)
    {
        string reason = finish is null ? "null" : $"\"{finish}\"";
        string now = """{"index":0,"id":"c0","function":{"name":"now","arguments":"{}"}}""";
        string wipe = $$$"""{"index":1,"id":"c1","function":{"name":"wipe","arguments":{{{arguments}}}}}""";
        return $$$"""
            data: {"choices":[{"index":0,"delta":{"tool_calls":[{{{now}}}]}}]}

            data: {"choices":[{"index":0,"delta":{"tool_calls":[{{{wipe}}}]}}]}

            data: {"choices":[{"index":0,"delta":{},"finish_reason":{{{reason}}}}]}

            data: [DONE]


            """;
    }

    private static ChatCompletionsClient Client(FaultServer server) =>
        new(Adapters.ForAddress(server.BaseAddress, "openai"), new ChatCompletionsClientOptions { Resilience = ResilienceOptions.None });

    private AIFunction Wipe() => AIFunctionFactory.Create(
        (string dir = "/", bool force = false) =>
        {
            _ran.Add("wiped " + dir);
            return "gone";
        },
        "wipe");

    private AIFunction Now() => AIFunctionFactory.Create(
        () =>
        {
            _ran.Add("now");
            return "12:00";
        },
        "now");
}
