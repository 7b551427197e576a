using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.Agents;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

/// <summary>What the model is told of what tools give, and what a run comes to.</summary>
public sealed class ToolRunResultTests : ToolRunTest
{
    public static TheoryData<string, string> Kinds { get; } = new()
    {
        { "text", "Zürich <b>\"21 °C\"</b> + 😀" },
        { "empty text", ToolMessage.EmptyResult },
        { "null text", "null" },
        { "void", ToolMessage.EmptyResult },
        { "task", ToolMessage.EmptyResult },
        { "value task", ToolMessage.EmptyResult },
        { "number", "42" },
        { "task of a number", "42" },
        { "value task of a text", "later" },
        { "boolean", "true" },
        { "date", "2026-01-02" },
        { "record", """{"city":"Zürich","degrees":[21,22]}""" },
        { "anonymous", """{"a":{"b":1}}""" },
        { "list", """["a","b"]""" },
        { "lazy", "[1,2]" },
        { "element", """{"a":[1,"<é>"]}""" },
        { "text element", "a \"text\"" },
        { "content", "a content" },
        { "contents", "one two" },
        { "data", "hi" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Result_OfAnyKind_IsToldAsItIsReadBest(string kind, string told)
    {
        foreach (string protocol in (string[])[OpenAI, Messages])
        {
            int first = Emulator.Requests.Count;
            Emulator.Enqueue(Reply.ToolCall("give", "{}"), Reply.Text("Done."));
            ToolRunResult result = await RunAsync(protocol, streamed: false, [Giving(kind)]);
            Assert.Equal(0, result.FailedCalls);
            Assert.Equal(told, GetToolResults(first + 1).Single().Text);
        }
    }

    [Fact]
    public async Task Result_ThatCannotBeWritten_IsAFailure()
    {
        Emulator.Enqueue(Reply.ToolCall("give", "{}").WithToolCall("give", "{}"), Reply.Text("Done."));
        AIFunction tool = AIFunctionFactory.Create(() => double.NaN, "give");
        ToolRunResult result = await RunAsync(OpenAI, streamed: false, [tool]);
        Assert.All(result.Steps[0].Calls, static call => Assert.Equal(ToolCallOutcome.Failed, call.Outcome));
    }

    [Theory]
    [InlineData("[\"\\ud83d\"]", "[\"\\ud83d\"]")]
    [InlineData("{ \"a\" : 1.50 }", "{\"a\":1.50}")]
    public void Text_OfAnElement_IsCompact(string json, string text) =>
        Assert.Equal(text, Text(Json.Element(json), AIJsonUtilities.DefaultOptions));

    [Fact]
    public void Text_OfWhatAFunctionMadeByHandGives_IsJson()
    {
        JsonSerializerOptions options = AIJsonUtilities.DefaultOptions;
        Assert.Equal("""{"a":1}""", Text(new Dictionary<string, int> { ["a"] = 1 }, options));
        Assert.Equal(ToolMessage.EmptyResult, Text(default(JsonElement), options));
        Assert.Equal(ToolMessage.EmptyResult, Text(null, options));
        Assert.Equal("null", Text(Json.Element("null"), options));
        Assert.Equal("plain", Text("plain", options));
        Assert.Equal("\ud83d", Text(Json.Element("\"\\ud83d\""), options));
        Assert.Equal("ahib", Text(
            (AIContent[])[new TextContent("a"), new DataContent("data:text/plain;base64,aGk="), new TextContent("b")], options));
    }

    [Theory]
    [MemberData(nameof(ProtocolsAndModes))]
    public async Task Cost_OfARun_IsThatOfAllItsSteps(string protocol, bool streamed)
    {
        var prices = new ModelPrices();
        prices.Set(MiniMaxModels.M2_1, new(1m, 2m));
        Emulator.Enqueue(
            Reply.ToolCall("give", "{}").WithUsage(1000, 100), Reply.ToolCall("give", "{}").WithUsage(2000, 200),
            Reply.Text("Done.").WithUsage(3000, 300));
        ToolRunResult result = await RunAsync(protocol, streamed, [Giving("text")], clientOptions: new() { Prices = prices });
        Assert.Equal(new Cost { Usd = 0.0072m, Source = CostSource.Estimated }, result.Cost);
        Assert.Equal((6000, 600), (result.Usage!.PromptTokens, result.Usage.CompletionTokens));
        Assert.Equal(result.Usage.TotalTokens, result.Steps.Sum(static step => step.Completion.Usage!.TotalTokens));
    }

    [Fact]
    public async Task Sums_WhereAStepDoesNotTell_AreNull()
    {
        var usage = new Usage { PromptTokens = 1, CompletionTokens = 1 };
        var client = new FakeClient([FakeClient.CreateCompletion(FakeClient.CreateToolCall("give").Message, usage), FakeClient.CreateText("Done.")]);
        ToolRunResult result = await client.RunToolsAsync(Request, [Giving("text")], null, Token);
        Assert.Null(result.Usage);
        Assert.Null(result.Cost);
        Assert.Same(usage, result.Steps[0].Completion.Usage);
    }

    [Fact]
    public void Conversion_OfNothing_Throws() =>
        Assert.Throws<ArgumentNullException>(static () => (ChatCompletion)(ToolRunResult)null!);

    [Fact]
    public async Task Run_OverAFakeClient_NeedsItsTwoMethodsAlone()
    {
        var client = new FakeClient([FakeClient.CreateToolCall("give"), FakeClient.CreateText("Done.")]);
        Assert.Equal("Done.", (await client.RunToolsAsync(Request, [Giving("text")], null, Token)).Text);
        Assert.Equal(2, client.Requests.Count);
        Assert.Same(Request.Messages[0], client.Requests[1].Messages[0]);
    }

    private static string Text(object? result, JsonSerializerOptions options) =>
        ToolMessageBuilder.CreateToolMessage("c1", result, options).Content.Text;

    private static AIFunction Giving(string kind) => kind switch
    {
        "text" => Of(() => "Zürich <b>\"21 °C\"</b> + 😀"),
        "empty text" => Of(() => ""),
        "null text" => Of(() => (string?)null),
        "void" => Of(() => { }),
        "task" => Of(() => Task.CompletedTask),
        "value task" => Of(() => ValueTask.CompletedTask),
        "number" => Of(() => 42),
        "task of a number" => Of(() => Task.FromResult(42)),
        "value task of a text" => Of(async ValueTask<string> () =>
        {
            await Task.Yield();
            return "later";
        }),
        "boolean" => Of(() => true),
        "date" => Of(() => new DateOnly(2026, 1, 2)),
        "record" => Of(() => new Weather("Zürich", [21, 22], null)),
        "anonymous" => Of(() => new { A = new { B = 1 } }),
        "list" => Of(() => new List<string> { "a", "b" }),
        "lazy" => Of(Lazy),
        "element" => Of(() => Json.Element("""{ "a" : [1, "<é>"] }""")),
        "text element" => Of(() => Json.Element("\"a \\\"text\\\"\"")),
        "content" => Of(() => new TextContent("a content")),
        "contents" => Of(() => new List<AIContent> { new TextContent("one "), new TextContent("two") }),
        "data" => Of(() => new DataContent("data:text/plain;base64,aGk=")),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind."),
    };

    private static AIFunction Of(Delegate function) => AIFunctionFactory.Create(function, "give");

    private static IEnumerable<int> Lazy()
    {
        yield return 1;
        yield return 2;
    }

    internal sealed record Weather(string City, int[] Degrees, string? Note);
}
