using System.Text.Json;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Chat.Tools;

public sealed class ToolCallTests
{
    [Theory]
    [InlineData("""{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}""", typeof(FunctionToolCall))]
    [InlineData("""{"id":"a","type":"custom","custom":{"name":"f","input":"x"}}""", typeof(CustomToolCall))]
    [InlineData("""{"id":"a","type":"mcp","server":"s"}""", typeof(UnknownToolCall))]
    public void Deserialize_AnyForm_CreatesMatchingType(string json, Type type)
    {
        ToolCall call = JsonSerializer.Deserialize<ToolCall>(json)!;

        Assert.IsType(type, call);
        Assert.Equal(json, call.ToJson());
    }

    [Theory]
    [InlineData(
        """{"id":"a","type":"function","function":{"name":"f","arguments":"{}"},"custom":{"name":"c","input":"x"}}""",
        typeof(FunctionToolCall))]
    [InlineData(
        """{"id":"a","type":"custom","custom":{"name":"c","input":"x"},"function":{"name":"f","arguments":"{}"}}""",
        typeof(CustomToolCall))]
    public void Deserialize_BothForms_UsesTypeAndPreservesOtherForm(string json, Type type)
    {
        ToolCall call = JsonSerializer.Deserialize<ToolCall>(json)!;

        Assert.IsType(type, call);
        Assert.Equal(json, call.ToJson());
    }

    [Fact]
    public void Deserialize_RepeatedType_UsesLastTypeAfterRoundTrip()
    {
        ToolCall call = JsonSerializer.Deserialize<ToolCall>(
            """{"id":"a","type":"function","type":"odd","function":{"name":"rm","arguments":"{}"}}""")!;

        Assert.IsType<UnknownToolCall>(call);
        Assert.IsType<UnknownToolCall>(JsonSerializer.Deserialize<ToolCall>(call.ToJson()));
    }

    [Fact]
    public void Deserialize_UnknownTypeWithFunction_PreservesType()
    {
        const string Text = """{"id":"1","index":0,"type":"mcp_call","function":{"name":"f","arguments":"{}"}}""";
        ToolCall call = JsonSerializer.Deserialize<ToolCall>(Text)!;
        Assert.Equal(("1", "mcp_call"), (call.Id, Assert.IsType<UnknownToolCall>(call).Type));
        Json.AssertEqual(Text, call.ToJson());
    }

    [Fact]
    public void Serialize_ArgumentsReceivedAsObject_WritesJsonText()
    {
        // Some hosts send the arguments as an object instead of as JSON text (llama.cpp#20198).
        ToolCall call = JsonSerializer.Deserialize<ToolCall>(
            """{"id":"a","type":"function","function":{"name":"f","arguments":{"city":"Oslo"}}}""")!;

        Assert.Equal("""{"city":"Oslo"}""", Assert.IsType<FunctionToolCall>(call).Function.Arguments);
        Assert.Equal(
            """{"id":"a","type":"function","function":{"name":"f","arguments":"{\"city\":\"Oslo\"}"}}""", call.ToJson());
    }

    [Theory]
    [InlineData("""{"id":"a","type":"function","function":{"name":"f","arguments":"{}"},"custom":null}""")]
    [InlineData("""{"id":"a","type":"custom","custom":{"name":"c","input":"x"},"function":null}""")]
    public void Serialize_OtherFormReceivedAsNull_OmitsIt(string json)
    {
        ToolCall call = JsonSerializer.Deserialize<ToolCall>(json)!;

        Assert.Empty(call.AdditionalProperties);
        Assert.DoesNotContain("null", call.ToJson(), StringComparison.Ordinal);
    }
}
