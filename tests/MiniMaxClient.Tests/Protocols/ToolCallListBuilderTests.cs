using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MiniMaxClient.Protocols;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Protocols.OpenAI;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Protocols;

public sealed class ToolCallListBuilderTests
{
    private const string Oslo = "{\\\"city\\\":\\\"Oslo\\\"}";
    private const string Rome = "{\\\"city\\\":\\\"Rome\\\"}";
    private const string WeatherAndTime = """call_x_0 get_weather {"city":"Oslo"}|call_x_1 get_time {"city":"Rome"}""";
    private const string Weather = """c1 get_weather {"city":"Oslo"}""";

    /// <summary>The expected calls, and the <c>tool_calls</c> of each delta of a stream.</summary>
    public static TheoryData<string[], string> Streams { get; } = new()
    {
        // Two calls in one delta, with empty ids or none, with one index or none (hermes-agent#62937, gcli2api#406).
        {
            [Entry(null, "", "get_weather", Oslo) + "," + Entry(null, "", "get_time", Rome)], WeatherAndTime
        },
        { [Entry("0", null, "get_weather", Oslo) + "," + Entry("0", null, "get_time", Rome)], WeatherAndTime },
        {
            [Entry(null, null, "get_time", Oslo) + "," + Entry(null, null, "get_time", Oslo)],
            """call_x_0 get_time {"city":"Oslo"}|call_x_1 get_time {"city":"Oslo"}"""
        },
        // In two deltas (omnigent#28, agentao#117).
        { [Entry(null, null, "get_weather", Oslo), Entry(null, null, "get_time", Rome)], WeatherAndTime },
        { [Entry("0", "", "get_weather", Oslo), Entry("0", "", "get_time", Rome)], WeatherAndTime },
        {
            [Entry("0", null, "get_time", Oslo), Entry("0", null, "get_time", Rome)],
            """call_x_0 get_time {"city":"Oslo"}|call_x_1 get_time {"city":"Rome"}"""
        },
        {
            [Entry("0", "c1", "f", "{}"), Entry("0", "c2", "f", "{}")], "c1 f {}|c2 f {}"
        },
        // Without ids and indexes, the arguments in fragments.
        {
            [
                Entry(null, null, "get_time", ""), Entry(null, null, null, "{\\\"city\\\":"), Entry(null, null, null, "\\\"Oslo\\\"}"),
                Entry(null, null, "get_time", ""), Entry(null, null, null, "{\\\"city\\\":"), Entry(null, null, null, "\\\"Rome\\\"}"),
            ],
            """call_x_0 get_time {"city":"Oslo"}|call_x_1 get_time {"city":"Rome"}"""
        },
        // Empty braces first, all arguments again at the end, cumulative deltas (term-llm#314, ogx#5462).
        { [Entry("0", "c1", "get_weather", "{}"), Entry("0", null, null, Oslo)], Weather },
        {
            [
                Entry("0", "c1", "get_weather", "{\\\"city\\\":"), Entry("0", null, null, "\\\"Oslo\\\"}"),
                Entry("0", "c1", "get_weather", Oslo),
            ],
            Weather
        },
        {
            [
                Entry("0", "c1", "get_weather", "{\\\"ci"), Entry("0", "c1", "get_weather", "{\\\"city\\\":\\\"Os"),
                Entry("0", "c1", "get_weather", Oslo),
            ],
            Weather
        },
        // Other arguments do not replace complete ones: the call is invalid and is not run.
        {
            [Entry("0", "c1", "get_weather", Oslo), Entry("0", null, null, Rome)],
            """c1 get_weather {"city":"Oslo"}{"city":"Rome"}"""
        },
        // A repeated name without arguments starts a second call.
        {
            [
                Entry(null, null, "get_time", ""), Entry(null, null, null, Oslo),
                Entry(null, null, "get_time", ""), Entry(null, null, null, Rome),
            ],
            """call_x_0 get_time {"city":"Oslo"}|call_x_1 get_time {"city":"Rome"}"""
        },
        // A new id, or a new index, in every delta.
        {
            [
                Entry("0", "c1", "get_weather", ""), Entry("0", "c2", null, "{\\\"city\\\":"), Entry("0", "c3", null, "\\\"Oslo\\\"}"),
                Entry("0", "c4", null, ""),
            ],
            Weather
        },
        {
            [
                Entry("0", "c1", "get_weather", "{\\\"city\\\":"), Entry("1", null, null, "\\\"Os"), Entry("2", null, null, "lo\\\"}"),
            ],
            Weather
        },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Build_CallsOfAnyStream_AreSeparated(string[] deltas, string expected)
    {
        string stream = string.Concat(deltas.Select(static delta =>
            $$$"""data: {"id":"x","choices":[{"index":0,"delta":{"tool_calls":[{{{delta}}}]}}]}""" + "\n\n"))
            + """data: {"id":"x","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""" + "\n\ndata: [DONE]\n\n";

        await ChunkReadResult.ForEachAsync(stream, run =>
        {
            Assert.Null(run.Failure);
            Assert.Equal(expected, string.Join('|', CompletionBody.FormatToolCalls(run.BuiltCompletion)));
            Assert.Equal(("", "", "", ""), (run.Text, run.Reasoning, run.BuiltCompletion.Text, run.BuiltCompletion.Reasoning));
        });
        await SocketRun.ForEachAsync(
            "openai", stream, run => Assert.Equal(expected, string.Join('|', CompletionBody.FormatToolCalls(run.Completion))));
    }

    [Fact]
    public void Build_AnySplitIntoDeltas_GivesTheSameCalls() => PropertyCheck.ForAll(StreamFormat.Any, static way =>
    {
        var assembler = new ToolCallListBuilder();
        foreach (string delta in way.Deltas())
        {
            string chunk = $$$"""{"choices":[{"delta":{"tool_calls":[{{{delta}}}]}}]}""";
            assembler.Add(JsonSerializer.Deserialize<ChatCompletionChunk>(chunk)!.Choices[0].Delta!.ToolCalls!);
        }

        Assert.Equal(
            way.Calls.Select((call, i) => $"{(way.HasIds ? $"id_{i}" : $"call_{i}")} {call.Name} {call.Arguments}"),
            assembler.Build(null).Cast<FunctionToolCall>()
                .Select(static call => $"{call.Id} {call.Function.Name} {call.Function.Arguments}"));
    });

    [Fact]
    public void Build_DeltasWithOneIndex_JoinsTheArguments() => AssertCalls(
        ["call_1 add {\"a\":1}"],
        """{"index":0,"id":"call_1","type":"function","function":{"name":"add","arguments":""}}""",
        """{"index":0,"function":{"arguments":"{\"a\""}}""",
        """{"index":0,"function":{"arguments":":1}"}}""");

    [Fact]
    public void Build_CallInOneDelta_IsComplete() => AssertCalls(
        ["call_function_1 add {}"],
        """{"index":0,"id":"call_function_1","type":"function","function":{"name":"add","arguments":"{}"}}""");

    [Fact]
    public void Build_IdAndNameInEveryDelta_AreNotConcatenated() => AssertCalls(
        ["call_1 search {}"],
        """{"index":0,"id":"call_1","type":"function","function":{"name":"search","arguments":"{"}}""",
        """{"index":0,"id":"call_1","type":"function","function":{"name":"search","arguments":"}"}}""");

    [Fact]
    public void Build_EmptyIdAndNameFirst_UsesTheFirstNonEmpty() => AssertCalls(
        ["call_1 search {}"],
        """{"index":0,"id":"","type":"function","function":{"name":"","arguments":"{"}}""",
        """{"index":0,"id":" ","function":{"name":null}}""",
        """{"index":0,"id":"call_1","function":{"name":"search","arguments":"}"}}""");

    [Fact]
    public void Build_LaterNullIdAndName_AreIgnored() => AssertCalls(
        ["call_1 search {}"],
        """{"index":0,"id":"call_1","function":{"name":"search","arguments":"{"}}""",
        """{"index":0,"id":null,"type":null,"function":{"name":null,"arguments":"}"}}""");

    [Fact]
    public void Build_AlternatingIndexes_SeparatesTheCalls() => AssertCalls(
        ["call_a one 12", "call_b two 34"],
        """{"index":0,"id":"call_a","function":{"name":"one","arguments":"1"}}""",
        """{"index":1,"id":"call_b","function":{"name":"two","arguments":"3"}}""",
        """{"index":0,"function":{"arguments":"2"}}""",
        """{"index":1,"function":{"arguments":"4"}}""");

    [Fact]
    public void Build_MissingIndex_UsesTheId() => AssertCalls(
        ["call_a one 12", "call_b two 34"],
        """{"id":"call_a","function":{"name":"one","arguments":"1"}}""",
        """{"id":"call_b","function":{"name":"two","arguments":"3"}}""",
        """{"id":"call_a","function":{"arguments":"2"}}""",
        """{"id":"call_b","function":{"arguments":"4"}}""");

    [Fact]
    public void Build_MissingIndexAndId_ContinuesTheLastCall() => AssertCalls(
        ["call_a one 1", "call_b two 34"],
        """{"id":"call_a","function":{"name":"one","arguments":"1"}}""",
        """{"id":"call_b","function":{"name":"two","arguments":"3"}}""",
        """{"function":{"arguments":"4"}}""");

    [Fact]
    public void Build_IndexAndIdNeverSent_GivesOneCall() => AssertCalls(
        ["call_0 one 12"],
        """{"function":{"name":"one","arguments":"1"}}""",
        """{"function":{"arguments":"2"}}""");

    [Fact]
    public void Build_SameIndexWithAnotherId_StartsANewCall() => AssertCalls(
        ["call_a one 1", "call_b two 23"],
        """{"index":0,"id":"call_a","function":{"name":"one","arguments":"1"}}""",
        """{"index":0,"id":"call_b","function":{"name":"two","arguments":"2"}}""",
        """{"index":0,"function":{"arguments":"3"}}""");

    [Theory]
    [InlineData("-1")]
    [InlineData("7")]
    [InlineData("1023")]
    public void Build_AnyFirstIndex_JoinsItsDeltas(string index) => AssertCalls(
        ["call_a one 12"],
        $$$"""{"index":{{{index}}},"id":"call_a","function":{"name":"one","arguments":"1"}}""",
        $$$"""{"index":{{{index}}},"function":{"arguments":"2"}}""");

    [Theory]
    [InlineData("0.5")]
    [InlineData("\"0\"")]
    [InlineData("4294967296")]
    [InlineData("1e400")]
    [InlineData("null")]
    public void Build_InvalidIndex_CountsAsMissing(string index) => AssertCalls(
        ["call_a one 12"],
        $$$"""{"index":{{{index}}},"id":"call_a","function":{"name":"one","arguments":"1"}}""",
        $$$"""{"index":{{{index}}},"function":{"arguments":"2"}}""");

    [Theory]
    [InlineData("1024")]
    [InlineData("100000000")]
    public void Add_IndexOutOfRange_ThrowsInvalidResponse(string index) =>
        Assert.Throws<MiniMaxInvalidResponseException>(() => Assemble($$$"""{"index":{{{index}}},"id":"call_a"}"""));

    [Fact]
    public void Add_TooManyCalls_ThrowsInvalidResponse()
    {
        string[] calls = [.. Enumerable.Range(0, 1025).Select(static i => $$"""{"id":"call_{{i}}"}""")];

        Assert.Equal(1024, Assemble(calls[..1024]).Count);
        Assert.Throws<MiniMaxInvalidResponseException>(() => Assemble(calls));
    }

    [Fact]
    public void Build_CallsWithoutIds_HaveGeneratedIds() => AssertCalls(
        ["call_0 one 1", "call_1 two 2"],
        """{"index":0,"id":" ","function":{"name":"one","arguments":"1"}}""",
        """{"index":1,"function":{"name":"two","arguments":"2"}}""");

    [Fact]
    public void Build_ArgumentsSentTwice_AreUsedOnce() => AssertCalls(
        ["call_a one {}"],
        """{"index":0,"id":"call_a","function":{"name":"one","arguments":"{}"}}""",
        """{"index":0,"id":null,"function":{"name":null,"arguments":"{}"}}""");

    [Fact]
    public void Build_CustomToolCall_KeepsItsInput()
    {
        ToolCall call = Assert.Single(Assemble(
            """{"index":0,"id":"call_a","type":"custom","custom":{"name":"shell","input":"l"}}""",
            """{"index":0,"custom":{"input":"s"}}"""));

        CustomToolCall custom = Assert.IsType<CustomToolCall>(call);
        Assert.Equal(("shell", "ls"), (custom.Custom.Name, custom.Custom.Input));
    }

    [Fact]
    public void IsEmpty_WithoutDeltas_IsTrue()
    {
        Assert.True(new ToolCallListBuilder().IsEmpty);
        Assert.Empty(Assemble());
    }

    private static void AssertCalls(string[] expected, params string[] deltas) =>
        Assert.Equal(expected, Assemble(deltas).Select(static call =>
        {
            var function = Assert.IsType<FunctionToolCall>(call);
            return $"{call.Id} {function.Function.Name} {function.Function.Arguments}";
        }));

    private static IReadOnlyList<ToolCall> Assemble(params string[] deltas)
    {
        var assembler = new ToolCallListBuilder();
        foreach (string delta in deltas)
        {
            string chunk = $$$"""{"choices":[{"delta":{"tool_calls":[{{{delta}}}]}}]}""";
            assembler.Add(JsonSerializer.Deserialize<ChatCompletionChunk>(chunk)!.Choices[0].Delta!.ToolCalls!);
        }

        return assembler.Build(null);
    }

    private static string Entry(string? index, string? id, string? name, string arguments) =>
        "{" + (index is null ? "" : $"\"index\":{index},") + (id is null ? "" : $"\"id\":\"{id}\",") + "\"type\":\"function\","
        + "\"function\":{" + (name is null ? "" : $"\"name\":\"{name}\",") + $"\"arguments\":\"{arguments}\"}}}}";

    /// <summary>Contains calls and the format in which a host streams them.</summary>
    /// <param name="Calls">The calls; their arguments are objects.</param>
    /// <param name="Cuts">The positions at which the arguments are split.</param>
    /// <param name="HasIndex">Whether each delta has the index of its call.</param>
    /// <param name="HasIds">Whether the first delta of a call has an id.</param>
    /// <param name="IsCumulative">Whether each delta repeats the name and has all arguments so far.</param>
    /// <param name="IsRepeated">Whether the last delta of a call repeats the complete call.</param>
    private sealed record StreamFormat(
        IReadOnlyList<(string Name, string Arguments)> Calls,
        IReadOnlyList<int> Cuts,
        bool HasIndex,
        bool HasIds,
        bool IsCumulative,
        bool IsRepeated)
    {
        private static readonly Gen<string> Text = Gen.Elements("{", "}", "[", "]", "\"", "\\", "{}", "a", "é", "\n", ":", ",", "1")
            .ListOf().Select(static parts => string.Concat(parts));

        private static readonly Gen<(string, string)> Call =
            from name in Gen.Elements("f", "g")
            from key in Text
            from value in Text
            from nested in Gen.Elements(false, true)
            select (name, nested
                ? $"{{{JsonSerializer.Serialize("k" + key)}:{{\"x\":[{JsonSerializer.Serialize(value)}]}}}}"
                : $"{{{JsonSerializer.Serialize("k" + key)}:{JsonSerializer.Serialize(value)}}}");

        public static Gen<StreamFormat> Any { get; } =
            from calls in Call.NonEmptyListOf()
            from cuts in Gen.Choose(1, 1000).NonEmptyListOf()
            from flags in Gen.Elements(false, true).ArrayOf(4)
            // Without id and index, two equal calls cannot be distinguished from a repeated one.
            let distinct = flags[0] || flags[1] ? calls : calls.Where((call, i) => i == 0 || call != calls[i - 1])
            select new StreamFormat([.. distinct], [.. cuts], flags[0], flags[1], flags[2], flags[3]);

        public IEnumerable<string> Deltas()
        {
            for (int i = 0; i < Calls.Count; i++)
            {
                (string name, string arguments) = Calls[i];
                int[] cuts = [.. Cuts.Select(cut => cut % arguments.Length).Append(0).Append(arguments.Length).Distinct().Order()];
                for (int j = 1; j < cuts.Length; j++)
                {
                    int start = IsCumulative ? 0 : cuts[j - 1];
                    yield return Delta(i, j == 1 || IsCumulative ? name : null, arguments[start..cuts[j]], j == 1);
                }

                if (IsRepeated)
                    yield return Delta(i, name, arguments, isFirst: false);
            }
        }

        private string Delta(int call, string? name, string arguments, bool isFirst)
        {
            var json = new StringBuilder("{\"type\":\"function\"");
            if (HasIndex)
                json.Append(null, $",\"index\":{call}");
            if (HasIds && (isFirst || !HasIndex))
                json.Append(null, $",\"id\":\"id_{call}\"");
            string named = name is null ? "" : $"\"name\":\"{name}\",";
            return json.Append(null, $",\"function\":{{{named}\"arguments\":{JsonSerializer.Serialize(arguments)}}}}}").ToString();
        }
    }
}
