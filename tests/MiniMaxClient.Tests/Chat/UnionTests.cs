using System.Text.Json;

namespace MiniMaxClient.Tests.Chat;

/// <summary>The fields that have more than one form on the wire.</summary>
public sealed class UnionTests
{
    [Theory]
    [InlineData("\"auto\"")]
    [InlineData("\"none\"")]
    [InlineData("\"required\"")]
    [InlineData("\"any\"")]
    [InlineData("""{"type":"function","function":{"name":"f"}}""")]
    [InlineData("""{"type":"custom","custom":{"name":"f"}}""")]
    [InlineData("""{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[{"type":"function","function":{"name":"f"}}]}}""")]
    [InlineData("""{"type":"mcp","server_label":"s"}""")]
    [InlineData("{}")]
    public void ToolChoice_FromTheWire_StaysInItsForm(string json) =>
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<ToolChoice>(json)));

    [Theory]
    [InlineData("\"auto\"", typeof(ModeToolChoice), "auto")]
    [InlineData("""{"type":"function","function":{"name":"f"}}""", typeof(FunctionToolChoice), "function")]
    [InlineData("""{"type":"custom","custom":{"name":"f"}}""", typeof(CustomToolChoice), "custom")]
    [InlineData("""{"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[]}}""", typeof(AllowedToolsChoice), "allowed_tools")]
    [InlineData("""{"type":"function","name":"f"}""", typeof(UnknownToolChoice), "function")]
    [InlineData("""{"type":"mcp","server_label":"s"}""", typeof(UnknownToolChoice), "mcp")]
    [InlineData("{}", typeof(UnknownToolChoice), "")]
    public void ToolChoice_FromTheWire_HasTheTypeOfItsForm(string json, Type type, string name)
    {
        ToolChoice choice = JsonSerializer.Deserialize<ToolChoice>(json)!;

        Assert.IsType(type, choice);
        Assert.Equal(name, choice.Type);
    }

    [Theory]
    [InlineData("""{"type":"text"}""", typeof(TextResponseFormat))]
    [InlineData("""{"type":"json_object"}""", typeof(JsonObjectResponseFormat))]
    [InlineData("""{"type":"json_schema","json_schema":{"name":"s","schema":{"type":"object"}}}""", typeof(JsonSchemaResponseFormat))]
    [InlineData("""{"type":"json_schema"}""", typeof(UnknownResponseFormat))]
    [InlineData("""{"type":"grammar","grammar":"a+"}""", typeof(UnknownResponseFormat))]
    public void ResponseFormat_FromTheWire_HasTheTypeOfItsForm_AndIsWrittenBack(string json, Type type)
    {
        ResponseFormat format = JsonSerializer.Deserialize<ResponseFormat>(json)!;

        Assert.IsType(type, format);
        Assert.Equal(json, format.ToString());
    }

    [Fact]
    public void ToolChoice_FromCode_IsAStringOrAnObject()
    {
        Assert.Equal("\"auto\"", JsonSerializer.Serialize(ToolChoice.Auto));
        Assert.Equal("\"none\"", JsonSerializer.Serialize(ToolChoice.None));
        Assert.Equal("\"required\"", JsonSerializer.Serialize(ToolChoice.Required));
        Assert.Equal("""{"type":"function","function":{"name":"f"}}""", JsonSerializer.Serialize(ToolChoice.ForFunction("f")));
    }

    [Theory]
    [InlineData("""["a"]""", """["a"]""")]
    [InlineData("""["a","b"]""", """["a","b"]""")]
    [InlineData("[]", "[]")]
    [InlineData("\"a\"", """["a"]""")]
    public void Stop_FromTheWire_IsAList(string json, string written)
    {
        ChatCompletionRequest request = JsonSerializer.Deserialize<ChatCompletionRequest>($$"""{"stop":{{json}}}""")!;

        Assert.NotNull(request.Stop);
        Assert.Equal(written, JsonElement.Parse(request.ToString()).GetProperty("stop").GetRawText());
    }

    [Theory]
    [InlineData("\"text\"")]
    [InlineData("""[{"type":"text","text":"a"}]""")]
    public void Prediction_FromTheWire_StaysInItsForm(string content)
    {
        string json = $$"""{"type":"content","content":{{content}}}""";

        Assert.Equal(json, JsonSerializer.Deserialize<Prediction>(json)!.ToString());
    }

    [Theory]
    [InlineData("""{"role":"system","content":"a"}""", typeof(SystemMessage))]
    [InlineData("""{"role":"developer","content":"a"}""", typeof(DeveloperMessage))]
    [InlineData("""{"role":"user","content":"a"}""", typeof(UserMessage))]
    [InlineData("""{"role":"assistant","content":"a"}""", typeof(AssistantMessage))]
    [InlineData("""{"role":"tool","tool_call_id":"c","content":"a"}""", typeof(ToolMessage))]
    public void Message_FromTheWire_IsTheTypeOfItsRole(string json, Type type)
    {
        ChatMessage message = JsonSerializer.Deserialize<ChatMessage>(json)!;

        Assert.IsType(type, message);
        Assert.Equal(json, message.ToString());
    }

    [Fact]
    public void Message_WithItsRoleLast_IsTheTypeOfItsRole() =>
        Assert.IsType<UserMessage>(JsonSerializer.Deserialize<ChatMessage>("""{"content":[{"role":"tool"}],"role":"user"}"""));

    [Theory]
    [InlineData("""{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}""", typeof(FunctionToolCall))]
    [InlineData("""{"id":"a","type":"custom","custom":{"name":"f","input":"x"}}""", typeof(CustomToolCall))]
    [InlineData("""{"id":"a","type":"mcp","server":"s"}""", typeof(UnknownToolCall))]
    public void ToolCall_FromTheWire_IsTheTypeOfWhatItHolds(string json, Type type)
    {
        ToolCall call = JsonSerializer.Deserialize<ToolCall>(json)!;

        Assert.IsType(type, call);
        Assert.Equal(json, call.ToString());
    }

    [Theory]
    [InlineData("""{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"a":{"const":null}}}}}""", typeof(FunctionTool))]
    [InlineData("""{"type":"custom","custom":{"name":"f","format":{"type":"grammar","grammar":{"syntax":"regex","definition":"a+"}}}}""", typeof(CustomTool))]
    [InlineData("""{"type":"web_search","max_uses":3}""", typeof(UnknownTool))]
    public void Tool_FromTheWire_IsTheTypeOfWhatItHolds(string json, Type type)
    {
        Tool tool = JsonSerializer.Deserialize<Tool>(json)!;

        Assert.IsType(type, tool);
        Assert.Equal(json, tool.ToString());
    }

    [Fact]
    public void ToolCall_WithArgumentsAsAnObject_GoesBackWithTheirJsonText()
    {
        // Some hosts send the arguments as an object instead of as JSON text (llama.cpp#20198).
        ToolCall call = JsonSerializer.Deserialize<ToolCall>(
            """{"id":"a","type":"function","function":{"name":"f","arguments":{"city":"Oslo"}}}""")!;

        Assert.Equal("""{"city":"Oslo"}""", Assert.IsType<FunctionToolCall>(call).Function.Arguments);
        Assert.Equal(
            """{"id":"a","type":"function","function":{"name":"f","arguments":"{\"city\":\"Oslo\"}"}}""", call.ToString());
    }

    [Theory]
    [InlineData(
        """{"id":"a","type":"function","function":{"name":"f","arguments":"{}"},"custom":{"name":"c","input":"x"}}""",
        typeof(FunctionToolCall))]
    [InlineData(
        """{"id":"a","type":"custom","custom":{"name":"c","input":"x"},"function":{"name":"f","arguments":"{}"}}""",
        typeof(CustomToolCall))]
    public void ToolCall_WithBothForms_IsThatOfItsType_AndWritesTheOtherBack(string json, Type type)
    {
        ToolCall call = JsonSerializer.Deserialize<ToolCall>(json)!;

        Assert.IsType(type, call);
        Assert.Equal(json, call.ToString());
    }

    [Theory]
    [InlineData("""{"type":"function","function":{"name":"f"},"custom":{"name":"c"}}""", typeof(FunctionTool))]
    [InlineData("""{"type":"custom","custom":{"name":"c"},"function":{"name":"f"}}""", typeof(CustomTool))]
    public void Tool_WithBothForms_IsThatOfItsType_AndWritesTheOtherBack(string json, Type type)
    {
        Tool tool = JsonSerializer.Deserialize<Tool>(json)!;

        Assert.IsType(type, tool);
        Assert.Equal(json, tool.ToString());
    }

    [Theory]
    [InlineData("""{"id":"a","type":"function","function":{"name":"f","arguments":"{}"},"custom":null}""")]
    [InlineData("""{"id":"a","type":"custom","custom":{"name":"c","input":"x"},"function":null}""")]
    public void ToolCall_WithNullForTheOtherForm_IsWrittenWithoutIt(string json)
    {
        ToolCall call = JsonSerializer.Deserialize<ToolCall>(json)!;

        Assert.Empty(call.AdditionalProperties);
        Assert.DoesNotContain("null", call.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"role":"odd","role":"user","content":"x"}""", "user")]
    [InlineData("""{"role":"user","role":"odd","content":"x"}""", "odd")]
    [InlineData("""{"role":"user","role":5,"content":"x"}""", "user")]
    [InlineData("""{"role":"odd","role":"","content":"x"}""", "")]
    public void Message_WithTwoRoles_IsThatOfTheLast(string json, string role)
    {
        ChatMessage message = JsonSerializer.Deserialize<ChatMessage>(json)!;

        Assert.Equal(role, message.Role.Value);
        Assert.Equal(role == "user", message is UserMessage);
    }

    [Fact]
    public void ToolCall_WithTwoTypes_IsThatOfTheLast_AlsoWhenItIsStored()
    {
        ToolCall call = JsonSerializer.Deserialize<ToolCall>(
            """{"id":"a","type":"function","type":"odd","function":{"name":"rm","arguments":"{}"}}""")!;

        Assert.IsType<UnknownToolCall>(call);
        Assert.IsType<UnknownToolCall>(JsonSerializer.Deserialize<ToolCall>(call.ToString()));
    }

    [Theory]
    [InlineData("true")]
    [InlineData("\"yes\"")]
    [InlineData("{\"a\":1}")]
    public void Stream_OfADeserializedRequest_IsDropped(string stream)
    {
        ChatCompletionRequest request = JsonSerializer.Deserialize<ChatCompletionRequest>(
            $$"""{"model":"m","messages":[],"stream":{{stream}},"user":"u"}""")!;

        Assert.Equal("""{"model":"m","messages":[],"user":"u"}""", request.ToString());
    }
}
