using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;
using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;
using AIMessage = Microsoft.Extensions.AI.ChatMessage;

namespace MiniMaxClient.Tests.Agents;

/// <summary>Arguments that match the schema: their binding, and the error for arguments that cannot be converted.</summary>
public sealed class ArgumentBindingDiagnosticsTests : ToolRunTest
{
    public static TheoryData<string, string, string> Readable { get; } = new()
    {
        { "int", """{"v":7.0}""", "7" },
        { "int", """{"v":7e2}""", "700" },
        { "ulong", """{"v":18446744073709551615.0}""", "18446744073709551615" },
        { "int list", """{"v":[1.0,2]}""", "1,2" },
        { "record", """{"v":{"name":"Ada","born":1815.0,"note":null}}""", "Ada 1815 5 none" },
        { "record", """{"v":{"name":"Ada","born":1815,"age":null}}""", "Ada 1815 5 none" },
        { "decimal", """{"v":7.00}""", "7.00" },
        { "int with a default", """{"v":null}""", "10" },
        { "text with a default", """{"v":null}""", "x" },
        { "enum with a default", """{"v":null}""", "Friday" },
        { "int with a default", "{}", "10" },
        { "int or null", """{"v":null}""", "null" },
    };

    [Theory]
    [MemberData(nameof(Readable))]
    public async Task Arguments_MatchingTheSchema_AreBoundByBothLoops(string kind, string arguments, string got)
    {
        Emulator.Enqueue(Reply.ToolCall("f", arguments), Reply.Text("Done."), Reply.ToolCall("f", arguments), Reply.Text("Done."));
        ChatCompletionsClient client = CreateClient(OpenAI);
        using IChatClient loop = client.AsIChatClient(MiniMaxModels.M2_1).AsBuilder().UseFunctionInvocation().Build();

        ToolRunResult run = await client.RunToolsAsync(Request, [Function(kind)], null, Token);
        await loop.GetResponseAsync("Go.", new() { Tools = [Function(kind)] }, Token);

        Assert.Equal(ToolCallOutcome.Succeeded, run.Steps[0].Calls[0].Outcome);
        Assert.Equal((got, got), (GetToolResults(1).Single().Text, GetToolResults(3).Single().Text));
    }

    [Fact]
    public async Task Arguments_NormalizedForBinding_AreSentBackAsReceived()
    {
        const string Arguments = """{"v": 7.0}""";
        Emulator.Enqueue(Reply.ToolCall("f", Arguments), Reply.Text("Done."));
        using IChatClient loop = CreateClient(OpenAI).AsIChatClient(MiniMaxModels.M2_1).AsBuilder().UseFunctionInvocation().Build();

        await loop.GetResponseAsync("Go.", new() { Tools = [Function("int")] }, Token);

        Assert.Equal(Arguments, GetSentMessages(1)[1].GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString());
    }

    public static TheoryData<string, string, string> Unreadable { get; } = new()
    {
        { "positive", """{"v":{"value":-1}}""", "$.v cannot be read as object" },
        { "converted", """{"v":"much"}""", "$.v cannot be read" },
        { "shape", """{"v":{"side":1}}""", "$.v.kind is missing" },
        { "short", """{"v":70000.0}""", "$.v cannot be read as integer" },
        { "required by the method alone", "{}", "$.v is missing" },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task Arguments_NotConvertible_AreInvalidWithTheReason(string kind, string arguments, string problem)
    {
        using var log = new RecordingLoggerFactory();
        Emulator.Enqueue(Reply.ToolCall("f", arguments), Reply.Text("Done."));

        ToolRunResult run = await RunAsync(OpenAI, streamed: false, [Function(kind)], new() { LoggerFactory = log });

        Assert.Equal(ToolCallOutcome.InvalidArguments, run.Steps[0].Calls[0].Outcome);
        Assert.StartsWith($"Error: the arguments do not match the schema: {problem}", GetToolResults(1).Single().Text, StringComparison.Ordinal);
        Assert.Empty(log.Messages);
    }

    [Fact]
    public async Task Function_ThrowsLikeItsBinding_HasFailed()
    {
        AIFunction function = AIFunctionFactory.Create((Positive v) => new Positive(-v.Value).Value, "f");
        Emulator.Enqueue(Reply.ToolCall("f", """{"v":{"value":1}}"""), Reply.Text("Done."));

        ToolRunResult run = await RunAsync(OpenAI, streamed: false, [function]);

        Assert.Equal(ToolCallOutcome.Failed, run.Steps[0].Calls[0].Outcome);
    }

    [Fact]
    public async Task Arguments_NestedTooDeeply_AreInvalidWithTheReason()
    {
        string deep = $$"""{"v":{{new string('[', 70)}}{{new string(']', 70)}}}""";
        Emulator.Enqueue(Reply.ToolCall("f", deep), Reply.Text("Done."));

        ToolRunResult run = await RunAsync(OpenAI, streamed: false, [Function("element")]);

        Assert.Equal(ToolCallOutcome.InvalidArguments, run.Steps[0].Calls[0].Outcome);
        Assert.Equal("Error: the arguments nest deeper than 64 levels.", GetToolResults(1).Single().Text);
    }

    private static AIFunction Function(string kind)
    {
        Delegate function = kind switch
        {
            "int" => (int v) => v,
            "ulong" => (ulong v) => v,
            "short" => (short v) => v,
            "int list" => (List<int> v) => string.Join(",", v),
            "record" => (Born v) => $"{v.Name} {v.Year} {v.Age} {v.Note ?? "none"}",
            "decimal" => (decimal v) => v,
            "int with a default" => (int v = 10) => v,
            "text with a default" => (string v = "x") => v,
            "enum with a default" => (DayOfWeek v = DayOfWeek.Friday) => v.ToString(),
            "int or null" => (int? v = 10) => v,
            "positive" => (Positive v) => v.Value,
            "converted" => (Converted v) => v.Text,
            "shape" => (Shape v) => v.ToString(),
            "element" => (JsonElement v) => v,
            "required by the method alone" => (string v) => v,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind."),
        };
        AIFunction created = AIFunctionFactory.Create(function, "f");
        return kind == "required by the method alone" ? new WithoutRequired(created) : created;
    }

    internal sealed record Born(string Name, [property: JsonPropertyName("born")] int Year, int Age = 5, string? Note = null);

    internal sealed record Positive
    {
        public Positive(int value)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            Value = value;
        }

        public int Value { get; }
    }

    [JsonConverter(typeof(ConvertedConverter))]
    internal sealed record Converted(string Text);

    internal sealed class ConvertedConverter : JsonConverter<Converted>
    {
        public override Converted Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new FormatException("No such quantity.");

        public override void Write(Utf8JsonWriter writer, Converted value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Text);
    }

    [JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
    [JsonDerivedType(typeof(Square), "square")]
    internal abstract record Shape;

    internal sealed record Square(int Side) : Shape;

    private sealed class WithoutRequired(AIFunction inner) : DelegatingAIFunction(inner)
    {
        public override JsonElement JsonSchema { get; } =
            Json.Element("""{"type":"object","properties":{"v":{"type":"string"}}}""");
    }
}
