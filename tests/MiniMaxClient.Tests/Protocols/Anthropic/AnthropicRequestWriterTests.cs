using System.Text;
using System.Text.Json;
using MiniMaxClient.Providers;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Protocols.Anthropic;

/// <summary>Tests the Messages request that is sent for a chat completions request.</summary>
public sealed class AnthropicRequestWriterTests
{
    private static readonly AnthropicCompatibleAdapter Adapter = new("minimax", "https://api.minimax.io/anthropic", "key-1");

    private static readonly ChatCompletionRequest Request = new() { Model = "MiniMax-M2.7", Messages = [ChatMessage.User("Hi")] };

    [Fact]
    public void Write_MinimalRequest_HasTheRequiredMaxTokens()
    {
        ProviderRequest target = AssertSent(
            Request,
            """
            {"model":"MiniMax-M2.7","max_tokens":16384,
             "messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}]}
            """);

        Assert.Equal("https://api.minimax.io/anthropic/v1/messages", target.Uri.ToString());
        Assert.Equal("Bearer key-1", target.Headers["Authorization"]);
        Assert.Equal("2023-06-01", target.Headers["anthropic-version"]);
    }

    [Fact]
    public void Write_FullRequest_WritesEveryField() => AssertSent(
        Request with
        {
            MaxTokens = 4096,
            Temperature = 0.5,
            TopP = 0.9,
            TopK = 40,
            Stop = ["END", "\n\n"],
            User = "user-1",
            Thinking = Thinking.Adaptive,
            ServiceTier = new("standard_only"),
        },
        """
        {"model":"MiniMax-M2.7","max_tokens":4096,"temperature":0.5,"top_p":0.9,"top_k":40,
         "messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}],
         "stop_sequences":["END","\n\n"],"thinking":{"type":"adaptive"},"service_tier":"standard_only",
         "metadata":{"user_id":"user-1"},"stream":true}
        """,
        stream: true);

    [Fact]
    public void Write_OnlyMaxCompletionTokens_UsesThemAsMaxTokens()
    {
        Assert.Equal(7, Property(Request with { MaxCompletionTokens = 7 }, "max_tokens").GetInt32());
        Assert.Equal(5, Property(Request with { MaxTokens = 5, MaxCompletionTokens = 7 }, "max_tokens").GetInt32());
        var adapter = new AnthropicCompatibleAdapter("minimax", "https://host", "key-1", new() { DefaultMaxTokens = 9 });
        Assert.Equal(9, Json.Element(Body(adapter, Request, false, out _)).GetProperty("max_tokens").GetInt32());
    }

    [Fact]
    public void Write_InstructionsAtAnyIndex_WritesThemAsSystem() => AssertSent(
        Request with
        {
            Messages =
            [
                ChatMessage.System("Be terse."),
                ChatMessage.User("Hi"),
                new DeveloperMessage { Content = MessageContent.Create([new TextPart { Text = "Be " }, new TextPart { Text = "kind." }]) },
            ],
        },
        """
        {"model":"MiniMax-M2.7","max_tokens":16384,"system":"Be terse.\n\nBe kind.",
         "messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}]}
        """);

    [Fact]
    public void Write_Tools_WritesParametersAsInputSchema() => AssertSent(
        Request with
        {
            Tools =
            [
                new FunctionTool
                {
                    Function = new()
                    {
                        Name = "get_weather",
                        Description = "The weather.",
                        Parameters = Json.Element("""{"type":"object","properties":{"city":{"type":"string"}}}"""),
                    },
                },
                new FunctionTool
                {
                    Function = new()
                    {
                        Name = "get_time",
                        AdditionalProperties = new Dictionary<string, JsonElement>
                        {
                            ["cache_control"] = Json.Element("""{"type":"ephemeral"}"""),
                        },
                    },
                },
            ],
        },
        """
        {"model":"MiniMax-M2.7","max_tokens":16384,"messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}],
         "tools":[
          {"name":"get_weather","description":"The weather.",
           "input_schema":{"type":"object","properties":{"city":{"type":"string"}}}},
          {"name":"get_time","input_schema":{"type":"object","properties":{}},"cache_control":{"type":"ephemeral"}}]}
        """);

    [Theory]
    [InlineData("auto", null, """{"type":"auto"}""")]
    [InlineData("none", null, """{"type":"none"}""")]
    [InlineData("none", false, """{"type":"none"}""")]
    [InlineData("required", null, """{"type":"any"}""")]
    [InlineData("required", false, """{"type":"any","disable_parallel_tool_use":true}""")]
    [InlineData("f", null, """{"type":"tool","name":"f"}""")]
    [InlineData("f", true, """{"type":"tool","name":"f","disable_parallel_tool_use":false}""")]
    [InlineData(null, false, """{"type":"auto","disable_parallel_tool_use":true}""")]
    [InlineData(null, null, null)]
    public void Write_ToolChoice_UsesTheMessagesFormat(string? choice, bool? parallel, string? expected)
    {
        ToolChoice? toolChoice = choice switch
        {
            null => null,
            "auto" => ToolChoice.Auto,
            "none" => ToolChoice.None,
            "required" => ToolChoice.Required,
            _ => ToolChoice.ForFunction(choice),
        };
        JsonElement sent = Property(Request with { ToolChoice = toolChoice, ParallelToolCalls = parallel }, "tool_choice");

        if (expected is null)
            Assert.Equal(JsonValueKind.Undefined, sent.ValueKind);
        else
            Json.AssertEqual(expected, sent.GetRawText());
    }

    [Fact]
    public void Write_UnknownToolChoiceType_IsUnchanged()
    {
        ToolChoice choice = JsonSerializer.Deserialize<ToolChoice>("""{"type":"tool","name":"f"}""")!;
        JsonElement sent = Property(Request with { ToolChoice = choice, ParallelToolCalls = false }, "tool_choice");

        Json.AssertEqual("""{"type":"tool","name":"f","disable_parallel_tool_use":true}""", sent.GetRawText());
    }

    [Fact]
    public void Write_AdditionalProperties_ReplaceFieldsOfTheSameName() => AssertSent(
        (Request with
        {
            Messages = [ChatMessage.System("Be terse."), ChatMessage.User("Hi")],
            Temperature = 1,
            User = "user-1",
            ParallelToolCalls = true,
            AdditionalProperties = new Dictionary<string, JsonElement>
            {
                ["system"] = Json.Element("""[{"type":"text","text":"Be terse.","cache_control":{"type":"ephemeral"}}]"""),
                ["metadata"] = Json.Element("""{"user_id":"user-2"}"""),
                ["tools"] = Json.Element("""[{"type":"web_search_20250305","name":"web_search"}]"""),
                ["tool_choice"] = Json.Element("""{"type":"auto"}"""),
                ["temperature"] = Json.Element("0.5"),
                ["container"] = Json.Element("\"c-1\""),
            },
        }),
        """
        {"model":"MiniMax-M2.7","max_tokens":16384,
         "messages":[{"role":"user","content":[{"type":"text","text":"Hi"}]}],
         "system":[{"type":"text","text":"Be terse.","cache_control":{"type":"ephemeral"}}],
         "metadata":{"user_id":"user-2"},"tools":[{"type":"web_search_20250305","name":"web_search"}],
         "tool_choice":{"type":"auto"},"temperature":0.5,"container":"c-1"}
        """);

    [Fact]
    public void WriteRequest_ModelsLabMessages_HasStringContentAndBothKeyHeaders()
    {
        var adapter = new ModelsLabAdapter("key-1", new() { UseMessages = true, KeyInBody = true });
        string body = Body(adapter, Request with { Model = MiniMaxModels.M2 }, stream: false, out ProviderRequest target);

        Json.AssertEqual(
            """
            {"model":"minimax-minimax-m2","max_tokens":16384,"messages":[{"role":"user","content":"Hi"}]}
            """,
            body);
        Assert.Equal("https://modelslab.com/api/v7/llm/v1/messages", target.Uri.ToString());
        Assert.Equal("Bearer key-1", target.Headers["Authorization"]);
        Assert.Equal("key-1", target.Headers["x-api-key"]);
    }

    private static ProviderRequest AssertSent(ChatCompletionRequest request, string expected, bool stream = false)
    {
        string body = Body(Adapter, request, stream, out ProviderRequest target);
        Json.AssertEqual(expected, body);
        AssertNamesOnce(body);
        return target;
    }

    private static void AssertNamesOnce(string body)
    {
        string[] names = [.. Json.Element(body).EnumerateObject().Select(static property => property.Name)];
        Assert.Equal(names.Distinct(), names);
    }

    private static JsonElement Property(ChatCompletionRequest request, string name) =>
        Json.Element(Body(Adapter, request, false, out _)).TryGetProperty(name, out JsonElement value) ? value : default;

    private static string Body(ProviderAdapter adapter, ChatCompletionRequest request, bool stream, out ProviderRequest target)
    {
        var body = new System.Buffers.ArrayBufferWriter<byte>();
        target = adapter.WriteRequest(request, stream, body);
        return Encoding.UTF8.GetString(body.WrittenSpan);
    }
}
