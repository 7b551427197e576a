using System.Text.Json;
using Microsoft.Extensions.AI;
using MiniMaxClient.Agents;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

/// <summary>The messages for the results of tools, and the totals of a run.</summary>
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
    public async Task Result_OfAnyType_IsSentAsText(string kind, string expected)
    {
        foreach (string protocol in (string[])[OpenAI, Messages])
        {
            int first = Emulator.Requests.Count;
            Emulator.Enqueue(Reply.ToolCall("give", "{}"), Reply.Text("Done."));
            ToolRunResult result = await RunAsync(protocol, streamed: false, [Giving(kind)]);
            Assert.Equal(0, result.FailedCalls);
            Assert.Equal(expected, GetToolResults(first + 1).Single().Text);
        }
    }

    [Fact]
    public async Task Result_NotSerializable_IsAFailure()
    {
        Emulator.Enqueue(Reply.ToolCall("give", "{}").WithToolCall("give", "{}"), Reply.Text("Done."));
        AIFunction tool = AIFunctionFactory.Create(() => double.NaN, "give");
        ToolRunResult result = await RunAsync(OpenAI, streamed: false, [tool]);
        Assert.All(result.Steps[0].Calls, static call => Assert.Equal(ToolCallOutcome.Failed, call.Outcome));
    }

    [Theory]
    [InlineData("[\"\\ud83d\"]", "[\"\\ud83d\"]")]
    [InlineData("{ \"a\" : 1.50 }", "{\"a\":1.50}")]
    public void CreateToolMessage_JsonElement_IsCompact(string json, string text) =>
        Assert.Equal(text, Text(Json.Element(json), AIJsonUtilities.DefaultOptions));

    [Fact]
    public void CreateToolMessage_ResultOfACustomFunction_IsJson()
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
    public async Task Cost_OfARun_IsTheSumOfItsSteps(string protocol, bool streamed)
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
    public async Task UsageAndCost_StepWithoutThem_AreNull()
    {
        var usage = new Usage { PromptTokens = 1, CompletionTokens = 1 };
        var client = new FakeClient([FakeClient.CreateCompletion(FakeClient.CreateToolCall("give").Message, usage), FakeClient.CreateText("Done.")]);
        ToolRunResult result = await client.RunToolsAsync(Request, [Giving("text")], null, Token);
        Assert.Null(result.Usage);
        Assert.Null(result.Cost);
        Assert.Same(usage, result.Steps[0].Completion.Usage);
    }

    [Fact]
    public void Conversion_OfNull_Throws() =>
        Assert.Throws<ArgumentNullException>(static () => (ChatCompletion)(ToolRunResult)null!);

    [Fact]
    public async Task Run_CustomClient_NeedsOnlyItsTwoMethods()
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
        "text" => CreateFunction(() => "Zürich <b>\"21 °C\"</b> + 😀"),
        "empty text" => CreateFunction(() => ""),
        "null text" => CreateFunction(() => (string?)null),
        "void" => CreateFunction(() => { }),
        "task" => CreateFunction(() => Task.CompletedTask),
        "value task" => CreateFunction(() => ValueTask.CompletedTask),
        "number" => CreateFunction(() => 42),
        "task of a number" => CreateFunction(() => Task.FromResult(42)),
        "value task of a text" => CreateFunction(async ValueTask<string> () =>
        {
            await Task.Yield();
            return "later";
        }),
        "boolean" => CreateFunction(() => true),
        "date" => CreateFunction(() => new DateOnly(2026, 1, 2)),
        "record" => CreateFunction(() => new Weather("Zürich", [21, 22], null)),
        "anonymous" => CreateFunction(() => new { A = new { B = 1 } }),
        "list" => CreateFunction(() => new List<string> { "a", "b" }),
        "lazy" => CreateFunction(Lazy),
        "element" => CreateFunction(() => Json.Element("""{ "a" : [1, "<é>"] }""")),
        "text element" => CreateFunction(() => Json.Element("\"a \\\"text\\\"\"")),
        "content" => CreateFunction(() => new TextContent("a content")),
        "contents" => CreateFunction(() => new List<AIContent> { new TextContent("one "), new TextContent("two") }),
        "data" => CreateFunction(() => new DataContent("data:text/plain;base64,aGk=")),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind."),
    };

    private static AIFunction CreateFunction(Delegate function) => AIFunctionFactory.Create(function, "give");

    private static IEnumerable<int> Lazy()
    {
        yield return 1;
        yield return 2;
    }

    internal sealed record Weather(string City, int[] Degrees, string? Note);
}
