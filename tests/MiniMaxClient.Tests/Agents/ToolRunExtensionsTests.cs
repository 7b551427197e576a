using System.ComponentModel;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

/// <summary>Tool runs that succeed.</summary>
public sealed class ToolRunExtensionsTests : ToolRunTest
{
    [Description("The weather of a city.")]
    private static string GetWeather(string city) => $"21 °C in {city}";

    [Fact]
    public async Task RunToolsAsync_ReadmeSample_Works()
    {
        Emulator.Enqueue(Reply.ToolCall("GetWeather", """{"city":"Paris"}"""), Reply.Text("It is warm."));
        ChatCompletionsClient client = CreateClient(OpenAI);
        ChatCompletionRequest request = Request;

        ChatCompletion done = await client.RunToolsAsync(
            request, [AIFunctionFactory.Create(GetWeather)], cancellationToken: Token);

        Assert.Equal("It is warm.", done.Text);
        Assert.Equal("21 °C in Paris", GetToolResults(1).Single().Text);
        Json.AssertEqual(
            """
            [{"type":"function","function":{"name":"GetWeather","description":"The weather of a city.",
              "parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}]
            """,
            Emulator.Requests[0].Json.GetProperty("tools").GetRawText());
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task Run_SeveralSteps_SendsAValidHistory(string protocol, bool streamed)
    {
        Emulator.Enqueue(
            Reply.ToolCall("GetWeather", """{"city":"Paris"}""", "call_1").WithUsage(100, 10),
            Reply.Text("One more.").WithToolCall("GetWeather", """{"city":"Oslo"}""", "call_2").WithUsage(150, 20),
            Reply.Text("Both are warm.").WithUsage(200, 30));

        ToolRunResult result = await RunAsync(protocol, streamed, [AIFunctionFactory.Create(GetWeather)]);

        Assert.Equal(ToolRunStopReason.Completed, result.StopReason);
        Assert.Equal("Both are warm.", result.Text);
        Assert.Same(result.Completion, result.ToChatCompletion());
        Assert.Equal(3, result.Steps.Count);
        Assert.Equal(3, Emulator.Requests.Count);
        Assert.Equal(0, result.FailedCalls);
        Assert.Equal((450, 60, 510), (result.Usage!.PromptTokens, result.Usage.CompletionTokens, result.Usage.TotalTokens));
        Assert.Equal([("call_1", "21 °C in Paris")], GetToolResults(1));
        Assert.Equal([("call_1", "21 °C in Paris"), ("call_2", "21 °C in Oslo")], GetToolResults(2));
        ToolCallResult call = result.Steps[1].Calls.Single();
        Assert.Equal(("call_2", ToolCallOutcome.Succeeded, "21 °C in Oslo"),
            (call.Call.Id, call.Outcome, call.Message.Content.Text));
        Assert.Empty(result.Steps[2].Calls);
        Assert.Equal(
            [ChatRole.System, ChatRole.User, ChatRole.Assistant, ChatRole.Tool, ChatRole.Assistant, ChatRole.Tool, ChatRole.Assistant],
            result.Messages.Select(static message => message.Role));
        Assert.Same(result.Completion.Message, result.Messages[^1]);
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task Messages_OfARun_CanBeSentInTheNextRequest(string protocol, bool streamed)
    {
        Emulator.Enqueue(Reply.ToolCall("GetWeather", """{"city":"Paris"}"""), Reply.Text("Warm."), Reply.Text("You are welcome."));
        ToolRunResult result = await RunAsync(protocol, streamed, [AIFunctionFactory.Create(GetWeather)]);
        ChatCompletionRequest next = Request with { Messages = [.. result.Messages, ChatMessage.User("Thanks!")] };

        ToolRunResult second = await RunAsync(protocol, streamed, [AIFunctionFactory.Create(GetWeather)], request: next);

        Assert.Equal("You are welcome.", second.Text);
        Assert.Equal(200, second.Completion.Call!.StatusCode);
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task Request_OfTheCaller_IsNotChanged(string protocol, bool streamed)
    {
        ChatMessage[] messages = [ChatMessage.User("Go.")];
        ChatCompletionRequest request = Request with { Messages = messages, ToolChoice = ToolChoice.Required };
        string before = request.ToJson();
        Emulator.Enqueue(Reply.ToolCall("GetWeather", """{"city":"Paris"}"""), Reply.Text("Warm."));

        await RunAsync(protocol, streamed, [AIFunctionFactory.Create(GetWeather)], request: request);

        Assert.Equal(before, request.ToJson());
        Assert.Same(messages, request.Messages);
        Assert.Null(request.Tools);
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task ParallelCalls_CompletedOutOfOrder_HaveResultsInOrder(string protocol, bool streamed)
    {
        TaskCompletionSource[] ends = [new(), new(), new()];
        var lastStarted = new TaskCompletionSource();
        AIFunction tool = AIFunctionFactory.Create(
            async (int i) =>
            {
                if (i == 2)
                    lastStarted.SetResult();
                await ends[i].Task;
                return $"result {i}";
            },
            "wait");
        Emulator.Enqueue(
            Reply.ToolCall("wait", """{"i":0}""", "a").WithToolCall("wait", """{"i":1}""", "b").WithToolCall("wait", """{"i":2}""", "c"),
            Reply.Text("Done."));
        Task<ToolRunResult> run = RunAsync(protocol, streamed, [tool], new() { MaxParallelCalls = 3 });
        await lastStarted.Task.WaitAsync(Token);
        foreach (TaskCompletionSource end in ends.AsEnumerable().Reverse())
            end.SetResult();

        ToolRunResult result = await run.WaitAsync(Token);

        Assert.Equal([("a", "result 0"), ("b", "result 1"), ("c", "result 2")], GetToolResults(1));
        Assert.Equal(["a", "b", "c"], result.Steps[0].Calls.Select(static call => call.Call.Id));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task ParallelCalls_Running_NeverExceedTheLimit(int bound)
    {
        int running = 0, most = 0, count = 0;
        var full = new TaskCompletionSource();
        AIFunction tool = AIFunctionFactory.Create(
            async () =>
            {
                int now = Interlocked.Increment(ref running);
                InterlockedMax(ref most, now);
                Interlocked.Increment(ref count);
                if (now == bound)
                    full.TrySetResult();
                await full.Task;
                await Task.Yield();
                Interlocked.Decrement(ref running);
            },
            "work");
        Reply calls = Enumerable.Range(0, 10).Aggregate(Reply.Text(""), static (reply, _) => reply.WithToolCall("work", "{}"));
        Emulator.Enqueue(calls, Reply.Text("Done."));

        await RunAsync(OpenAI, streamed: false, [tool], new() { MaxParallelCalls = bound }).WaitAsync(Token);

        Assert.Equal((bound, 10), (most, count));
    }

    [Fact]
    public async Task Calls_ByDefault_RunSequentially()
    {
        var runEvent = new List<string>();
        AIFunction tool = AIFunctionFactory.Create(
            async (string name) =>
            {
                runEvent.Add(name + " starts");
                await Task.Yield();
                runEvent.Add(name + " ends");
            },
            "work");
        Emulator.Enqueue(
            Reply.ToolCall("work", """{"name":"a"}""").WithToolCall("work", """{"name":"b"}"""), Reply.Text("Done."));
        await RunAsync(OpenAI, streamed: false, [tool]);
        Assert.Equal(["a starts", "a ends", "b starts", "b ends"], runEvent);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Arguments_InChunksOfOneCharacter_AreComplete(string protocol)
    {
        const string Given = """{"city":"Zürich \"😀\"","days":[1,2,3]}""";
        var got = new List<string>();
        AIFunction tool = AIFunctionFactory.Create((string city, int[] days) => got.Add(city + string.Join(",", days)), "plan");
        Emulator.Enqueue(
            Reply.ToolCall("plan", Given).WithToolCall("plan", """{"city":"Oslo","days":[]}""").WithChunkSize(1), Reply.Text("Done."));

        await RunAsync(protocol, streamed: true, [tool]);

        Assert.Equal(["Zürich \"😀\"1,2,3", "Oslo"], got);
        Assert.Contains("Zürich", Emulator.Requests[1].Text);
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task Call_WithoutArguments_OfAFunctionWithoutParameters_Runs(string protocol, bool streamed)
    {
        Emulator.Enqueue(Reply.ToolCall("now", ""), Reply.Text("Noon."));
        ToolRunResult result = await RunAsync(protocol, streamed, [AIFunctionFactory.Create(() => "12:00", "now")]);
        Assert.Equal("12:00", GetToolResults(1).Single().Text);
        Assert.Equal(0, result.FailedCalls);
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task FinishReason_StopWithCalls_RunsThem(string protocol, bool streamed)
    {
        Emulator.Enqueue(Reply.ToolCall("now", "{}").WithFinishReason("stop"), Reply.Text("Noon."));
        ToolRunResult result = await RunAsync(protocol, streamed, [AIFunctionFactory.Create(() => "12:00", "now")]);
        Assert.Equal(("Noon.", 2), (result.Text, result.Steps.Count));
    }

    [Fact]
    public async Task Calls_WithDuplicateId_GetUniqueIds()
    {
        const string Calls =
            """[{"index":0,"id":"now","type":"function","function":{"name":"now","arguments":"{}"}},{"index":1,"id":"now","type":"function","function":{"name":"now","arguments":"{}"}}]""";
        foreach (bool streamed in (bool[])[false, true])
        {
            int first = Emulator.Requests.Count;
            Emulator.Enqueue(
                streamed
                    ? Reply.Stream($$$"""{"id":"x","choices":[{"index":0,"delta":{"tool_calls":{{{Calls}}}},"finish_reason":"tool_calls"}]}""")
                    : Reply.Raw(200, "application/json",
                        $$$"""{"id":"x","choices":[{"message":{"role":"assistant","tool_calls":{{{Calls}}}},"finish_reason":"tool_calls"}]}"""),
                Reply.Text("Noon."));
            int count = 0;
            ToolRunResult result = await RunAsync(OpenAI, streamed, [AIFunctionFactory.Create(() => ++count, "now")]);
            Assert.Equal("Noon.", result.Text);
            Assert.Equal([("now", "1"), ("call_x_1", "2")], GetToolResults(first + 1));
        }
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task Tools_WithTokenAndServiceParameters_ReceiveThem(string protocol, bool streamed)
    {
        var services = new Services();
        IServiceProvider? seen = null;
        bool canBeCancelled = false;
        FunctionToolCall? call = null;
        AIFunction tool = AIFunctionFactory.Create(
            (string city, IServiceProvider provider, AIFunctionArguments arguments, CancellationToken token) =>
            {
                (seen, canBeCancelled) = (provider, token.CanBeCanceled);
                call = (FunctionToolCall?)arguments.Context![typeof(FunctionToolCall)];
                return city;
            },
            "look");
        Emulator.Enqueue(Reply.ToolCall("look", """{"city":"Paris"}""", "call_7"), Reply.Text("Done."));

        await RunAsync(protocol, streamed, [tool], new() { Services = services });

        Assert.Same(services, seen);
        Assert.True(canBeCancelled);
        Assert.Equal("call_7", call?.Id);
        Assert.DoesNotContain("provider", Emulator.Requests[0].Text);
    }

    [Fact]
    public async Task Duration_OfACall_IsMeasuredByTheClock()
    {
        var clock = new FakeTimeProvider();
        AIFunction tool = AIFunctionFactory.Create(() => clock.Advance(TimeSpan.FromSeconds(3)), "wait");
        Emulator.Enqueue(Reply.ToolCall("wait", "{}"), Reply.Text("Done."));
        ToolRunResult result = await RunAsync(OpenAI, streamed: false, [tool], new() { TimeProvider = clock });
        Assert.Equal(TimeSpan.FromSeconds(3), result.Steps[0].Calls[0].Duration);
    }

    private static void InterlockedMax(ref int place, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref place)) < value && Interlocked.CompareExchange(ref place, value, seen) != seen)
        {
        }
    }

    private sealed class Services : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }

    [Fact]
    public async Task RunTools_Prompt_IsTheMessageOfTheUser()
    {
        Emulator.Enqueue(Reply.ToolCall("now", "{}", "1"), Reply.Text("Noon."));
        AIFunction now = AIFunctionFactory.Create(() => "12:00", "now");

        ToolRunResult result = await CreateClient(OpenAI).RunToolsAsync(
            "What time is it?", MiniMaxModels.M2_1, [now], new() { MaxSteps = 2 }, Token);

        Assert.Equal("Noon.", result.Text);
        Assert.Equal("""[{"role":"user","content":"What time is it?"}]""", GetSentMessages(0).GetRawText());
        Assert.Equal([("1", "12:00")], GetToolResults(1));
        await Assert.ThrowsAsync<ArgumentNullException>(
            () => CreateClient(OpenAI).RunToolsAsync(default(string)!, null, [now], cancellationToken: Token));
    }
}
