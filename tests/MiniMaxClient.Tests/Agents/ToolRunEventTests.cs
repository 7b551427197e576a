using Microsoft.Extensions.AI;
using MiniMaxClient.Testing;

namespace MiniMaxClient.Tests.Agents;

/// <summary>The events of a run.</summary>
public sealed class ToolRunEventTests : ToolRunTest
{
    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Events_OfARun_AreInOrder(string protocol)
    {
        Emulator.Enqueue(
            Reply.Text("Look.").WithToolCall("look", """{"city":"Paris"}""", "a").WithToolCall("luck", "{}", "b")
                .WithToolCall("look", "{}", "c").WithToolCall("look", """{"city":"Oslo"}""", "d"),
            Reply.Text("Done.", "I know now."));
        AIFunction tool = AIFunctionFactory.Create((string city) => city, "look");
        var events = new List<string>();

        await foreach (ToolRunEvent runEvent in CreateClient(protocol).StreamToolsAsync(Request, [tool], cancellationToken: Token))
            events.Add(Describe(runEvent));

        Assert.Equal(
            [
                "1 text: Look.", "1 answer: Look.", "1 start a", "1 end a Succeeded: Paris",
                "1 end b UnknownTool: Error: there is no tool 'luck'. The tools are: look.",
                "1 end c InvalidArguments: Error: the arguments do not match the schema: $.city is missing.", "1 start d",
                "1 end d Succeeded: Oslo", "2 text: Done.", "2 answer: Done.", "2 over Completed",
            ],
            events.Where(static one => !one.EndsWith("text: ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Events_OfParallelCalls_ReportEachCompletionImmediately()
    {
        TaskCompletionSource[] ends = [new(), new()];
        AIFunction tool = AIFunctionFactory.Create(async (int i) => await ends[i].Task, "wait");
        Emulator.Enqueue(
            Reply.ToolCall("wait", """{"i":0}""", "a").WithToolCall("wait", """{"i":1}""", "b"), Reply.Text("Done."));
        var events = new List<string>();

        await foreach (ToolRunEvent runEvent in
            CreateClient(OpenAI).StreamToolsAsync(Request, [tool], new() { MaxParallelCalls = 2 }, Token))
        {
            if (runEvent is not ToolRunChunk)
                events.Add(Describe(runEvent));
            if (runEvent is ToolCallStarted { Call.Id: "b" })
                ends[1].SetResult();
            if (runEvent is ToolCallCompleted { Result.Call.Id: "b" })
                ends[0].SetResult();
        }

        Assert.Equal(
            [
                "1 answer: ", "1 start a", "1 start b", $"1 end b Succeeded: {ToolMessage.EmptyResult}", $"1 end a Succeeded: {ToolMessage.EmptyResult}",
                "2 answer: Done.",
                "2 over Completed",
            ],
            events);
        Assert.Equal(["a", "b"], GetToolResults(1).Select(static result => result.Id));
    }

    [Fact]
    public async Task Chunks_OfAResponse_AssembleToIt()
    {
        Emulator.Enqueue(Reply.Text("one two three", "Thinking of it.").WithChunkSize(3));
        string text = "", thinking = "";
        await foreach (ToolRunEvent runEvent in CreateClient(OpenAI).StreamToolsAsync(Request, [], cancellationToken: Token))
        {
            text += (runEvent as ToolRunChunk)?.Chunk.Text;
            thinking += (runEvent as ToolRunChunk)?.Chunk.Reasoning;
            if (runEvent is ToolRunCompleted { Result: var result })
                Assert.Equal(("one two three", "Thinking of it."), (result.Text, result.Completion.Reasoning));
        }

        Assert.Equal(("one two three", "Thinking of it."), (text, thinking));
    }

    [Fact]
    public async Task Enumeration_SecondTime_IsASeparateRun()
    {
        int count = 0;
        int enumerated = 0;
        AIFunction tool = AIFunctionFactory.Create(() => ++count, "count");
        IEnumerable<AIFunction> once = new[] { tool }.Select(one => ++enumerated == 1 ? one : throw new InvalidOperationException());
        IAsyncEnumerable<ToolRunEvent> run = CreateClient(OpenAI).StreamToolsAsync(Request, once, cancellationToken: Token);
        Assert.Empty(Emulator.Requests);
        for (int i = 0; i < 2; i++)
        {
            Emulator.Enqueue(Reply.ToolCall("count", "{}"), Reply.Text("Done."));
            ToolRunEvent? last = null;
            await foreach (ToolRunEvent runEvent in run.WithCancellation(Token))
                last = runEvent;
            Assert.Equal(2, Assert.IsType<ToolRunCompleted>(last).Result.Steps.Count);
        }

        Assert.Equal((2, 4), (count, Emulator.Requests.Count));
    }

    [Fact]
    public async Task Stream_Interrupted_ThrowsWithThePartialCompletion()
    {
        Emulator.Enqueue(
            Reply.ToolCall("count", "{}"), Reply.Text("one two").WithChunkSize(4).CutAfterEvents(1));
        int ended = 0;
        var e = await Assert.ThrowsAsync<MiniMaxStreamInterruptedException>(async () =>
        {
            await foreach (ToolRunEvent runEvent in CreateClient(OpenAI)
                .StreamToolsAsync(Request, [AIFunctionFactory.Create(() => 1, "count")], cancellationToken: Token))
            {
                ended += runEvent is ToolCallCompleted ? 1 : 0;
            }
        });
        Assert.Equal(1, ended);
        Assert.StartsWith("one", e.Partial!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Arguments_Invalid_ThrowBeforeEnumeration()
    {
        var client = new FakeClient([]);
        AIFunction tool = AIFunctionFactory.Create(() => 1, "count");
        ChatCompletionRequest own = Request with { Tools = [tool.ToFunctionTool()] };
        Assert.Throws<ArgumentNullException>("client", () => ((IChatCompletionsClient)null!).StreamToolsAsync(Request, [], null, Token));
        Assert.Throws<ArgumentNullException>("request", () => client.StreamToolsAsync(null!, [], null, Token));
        Assert.Throws<ArgumentNullException>("tools", () => client.StreamToolsAsync(Request, null!, null, Token));
        Assert.Throws<ArgumentException>(() => client.StreamToolsAsync(Request, [null!], null, Token));
        Assert.Contains("'count'", Assert.Throws<ArgumentException>(
            () => client.StreamToolsAsync(Request, [tool, tool], null, Token)).Message, StringComparison.Ordinal);
        Assert.Contains("'count'", Assert.Throws<ArgumentException>(
            () => client.StreamToolsAsync(own, [tool], null, Token)).Message, StringComparison.Ordinal);
        string problems = Assert.Throws<ArgumentException>("options", () => client.StreamToolsAsync(
            Request, [tool], new() { MaxSteps = 0, MaxParallelCalls = 129 }, Token)).Message;
        Assert.Contains("MaxSteps is 0; it must be 1 to 1000.", problems, StringComparison.Ordinal);
        Assert.Contains("MaxParallelCalls is 129; it must be 1 to 128.", problems, StringComparison.Ordinal);
        Assert.Empty(client.Requests);
    }

    private static string Describe(ToolRunEvent runEvent) => runEvent.Step + " " + runEvent switch
    {
        ToolRunChunk { Chunk.Text: var text } => "text: " + text,
        ToolRunResponse { Completion.Text: var text } => "answer: " + text,
        ToolCallStarted { Call.Id: var id } => "start " + id,
        ToolCallCompleted { Result: var result } => $"end {result.Call.Id} {result.Outcome}: {result.Message.Content.Text}",
        ToolRunCompleted { Result.StopReason: var stop } => "over " + stop,
        _ => throw new InvalidOperationException(),
    };
}
