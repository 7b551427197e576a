using System.Text.Json;
using MiniMaxClient.Protocols;

namespace MiniMaxClient.Tests.Protocols;

public sealed class ToolCallAssemblerTests
{
    [Fact]
    public void Pieces_OfOneIndex_AreJoinedInTheirArguments() => Gives(
        ["call_1 add {\"a\":1}"],
        """{"index":0,"id":"call_1","type":"function","function":{"name":"add","arguments":""}}""",
        """{"index":0,"function":{"arguments":"{\"a\""}}""",
        """{"index":0,"function":{"arguments":":1}"}}""");

    [Fact]
    public void Call_InOnePiece_IsWhole() => Gives(
        ["call_function_1 add {}"],
        """{"index":0,"id":"call_function_1","type":"function","function":{"name":"add","arguments":"{}"}}""");

    [Fact]
    public void IdAndName_OnEveryPiece_AreNotJoined() => Gives(
        ["call_1 search {}"],
        """{"index":0,"id":"call_1","type":"function","function":{"name":"search","arguments":"{"}}""",
        """{"index":0,"id":"call_1","type":"function","function":{"name":"search","arguments":"}"}}""");

    [Fact]
    public void IdAndName_EmptyAtFirst_AreTheFirstThatAreNot() => Gives(
        ["call_1 search {}"],
        """{"index":0,"id":"","type":"function","function":{"name":"","arguments":"{"}}""",
        """{"index":0,"id":" ","function":{"name":null}}""",
        """{"index":0,"id":"call_1","function":{"name":"search","arguments":"}"}}""");

    [Fact]
    public void IdAndName_OfNullLater_ChangeNothing() => Gives(
        ["call_1 search {}"],
        """{"index":0,"id":"call_1","function":{"name":"search","arguments":"{"}}""",
        """{"index":0,"id":null,"type":null,"function":{"name":null,"arguments":"}"}}""");

    [Fact]
    public void Calls_OfSeveralIndexes_MayAlternate() => Gives(
        ["call_a one 12", "call_b two 34"],
        """{"index":0,"id":"call_a","function":{"name":"one","arguments":"1"}}""",
        """{"index":1,"id":"call_b","function":{"name":"two","arguments":"3"}}""",
        """{"index":0,"function":{"arguments":"2"}}""",
        """{"index":1,"function":{"arguments":"4"}}""");

    [Fact]
    public void Index_Missing_GoesByTheId() => Gives(
        ["call_a one 12", "call_b two 34"],
        """{"id":"call_a","function":{"name":"one","arguments":"1"}}""",
        """{"id":"call_b","function":{"name":"two","arguments":"3"}}""",
        """{"id":"call_a","function":{"arguments":"2"}}""",
        """{"id":"call_b","function":{"arguments":"4"}}""");

    [Fact]
    public void IndexAndId_Missing_GoOnWithTheLastCall() => Gives(
        ["call_a one 1", "call_b two 34"],
        """{"id":"call_a","function":{"name":"one","arguments":"1"}}""",
        """{"id":"call_b","function":{"name":"two","arguments":"3"}}""",
        """{"function":{"arguments":"4"}}""");

    [Fact]
    public void IndexAndId_MissingFromTheStart_AreOneCall() => Gives(
        ["call_0 one 12"],
        """{"function":{"name":"one","arguments":"1"}}""",
        """{"function":{"arguments":"2"}}""");

    [Fact]
    public void Index_WithAnotherId_IsANewCall() => Gives(
        ["call_a one 1", "call_b two 23"],
        """{"index":0,"id":"call_a","function":{"name":"one","arguments":"1"}}""",
        """{"index":0,"id":"call_b","function":{"name":"two","arguments":"2"}}""",
        """{"index":0,"function":{"arguments":"3"}}""");

    [Theory]
    [InlineData("-1")]
    [InlineData("7")]
    [InlineData("1023")]
    public void Index_OutOfOrder_IsAPlaceAsAnyOther(string index) => Gives(
        ["call_a one 12"],
        $$$"""{"index":{{{index}}},"id":"call_a","function":{"name":"one","arguments":"1"}}""",
        $$$"""{"index":{{{index}}},"function":{"arguments":"2"}}""");

    [Theory]
    [InlineData("0.5")]
    [InlineData("\"0\"")]
    [InlineData("4294967296")]
    [InlineData("1e400")]
    [InlineData("null")]
    public void Index_ThatIsNoIndex_CountsAsMissing(string index) => Gives(
        ["call_a one 12"],
        $$$"""{"index":{{{index}}},"id":"call_a","function":{"name":"one","arguments":"1"}}""",
        $$$"""{"index":{{{index}}},"function":{"arguments":"2"}}""");

    [Theory]
    [InlineData("1024")]
    [InlineData("100000000")]
    public void Index_BeyondTheBound_IsRefused(string index) =>
        Assert.Throws<MiniMaxInvalidResponseException>(() => Assemble($$$"""{"index":{{{index}}},"id":"call_a"}"""));

    [Fact]
    public void Calls_BeyondTheBound_AreRefused()
    {
        string[] calls = [.. Enumerable.Range(0, 1025).Select(static i => $$"""{"id":"call_{{i}}"}""")];

        Assert.Equal(1024, Assemble(calls[..1024]).Count);
        Assert.Throws<MiniMaxInvalidResponseException>(() => Assemble(calls));
    }

    [Fact]
    public void Calls_WithoutIds_GetSome() => Gives(
        ["call_0 one 1", "call_1 two 2"],
        """{"index":0,"id":" ","function":{"name":"one","arguments":"1"}}""",
        """{"index":1,"function":{"name":"two","arguments":"2"}}""");

    [Fact]
    public void Arguments_SentTwice_AreCountedOnce() => Gives(
        ["call_a one {}"],
        """{"index":0,"id":"call_a","function":{"name":"one","arguments":"{}"}}""",
        """{"index":0,"id":null,"function":{"name":null,"arguments":"{}"}}""");

    [Fact]
    public void Call_OfACustomTool_KeepsItsInput()
    {
        ToolCall call = Assert.Single(Assemble(
            """{"index":0,"id":"call_a","type":"custom","custom":{"name":"shell","input":"l"}}""",
            """{"index":0,"custom":{"input":"s"}}"""));

        CustomToolCall custom = Assert.IsType<CustomToolCall>(call);
        Assert.Equal(("shell", "ls"), (custom.Custom.Name, custom.Custom.Input));
    }

    [Fact]
    public void Assembler_WithoutPieces_IsEmpty()
    {
        Assert.True(new ToolCallAssembler().IsEmpty);
        Assert.Empty(Assemble());
    }

    private static void Gives(string[] expected, params string[] pieces) =>
        Assert.Equal(expected, Assemble(pieces).Select(static call =>
        {
            var function = Assert.IsType<FunctionToolCall>(call);
            return $"{call.Id} {function.Function.Name} {function.Function.Arguments}";
        }));

    private static IReadOnlyList<ToolCall> Assemble(params string[] pieces)
    {
        var assembler = new ToolCallAssembler();
        foreach (string piece in pieces)
        {
            string chunk = $$$"""{"choices":[{"delta":{"tool_calls":[{{{piece}}}]}}]}""";
            assembler.Add(JsonSerializer.Deserialize<ChatCompletionChunk>(chunk)!.Choices[0].Delta!.ToolCalls!);
        }

        return assembler.Build(null);
    }
}
