using System.Text.Json;

namespace MiniMaxClient.Testing.Tests.Completions;

public sealed class CompletionGeneratorTests : IAsyncLifetime
{
    private const string Tools = """
        "tools":[{"type":"function","function":{"name":"first","parameters":{}}},{"type":"function","function":{"name":"second","parameters":
        {"type":"object","properties":{"city":{"type":"string"},"unit":{"enum":["C","F"]},"days":{"type":"integer","minimum":2},"note":{"type":"string"},
        "at":{"type":"object","properties":{"ok":{"type":"boolean"}},"required":["ok"]}},"required":["city","unit","days","at"]}}}]
        """;

    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: Wire.Token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Fact]
    public async Task CreateDefault_Prompt_ReturnsThinkingAndQuotedPrompt()
    {
        JsonElement body = await Wire.PostForJsonAsync(_emulator.AimlApi, Wire.HelloAiml);

        Assert.Equal("<think>\nThe user says: \"Hello\". A short answer will do.\n</think>\n\nMiniMax-M2.7 heard you say: \"Hello\".", Content(body));
        Assert.Equal("stop", FinishReason(body));
        Assert.Equal(2, body.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
        Assert.Equal(12, body.GetProperty("usage").GetProperty("completion_tokens_details").GetProperty("reasoning_tokens").GetInt32());
        Assert.Equal(21, body.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
    }

    [Fact]
    public async Task CreateDefault_StreamingAndNonStreaming_AreEqual()
    {
        JsonElement whole = await Wire.PostForJsonAsync(_emulator.RunApi, Wire.Hello);
        string[] data = Wire.Data(await Wire.PostForTextAsync(_emulator.RunApi, Wire.Streamed(Wire.Hello)));

        Assert.Equal(Content(whole), string.Concat(data[..^1].Select(chunk =>
            Wire.Parse(chunk).GetProperty("choices")[0].GetProperty("delta").GetProperty("content").GetString())));
    }

    [Theory]
    [InlineData(3, "<think>\nThe user say")]
    [InlineData(14, "<think>\nThe user says: \"Hello\". A short answer will do.\n</think>\n\nMiniMax-")]
    public async Task MaxTokens_BelowLength_TruncatesTextOrThinking(int maxTokens, string content)
    {
        JsonElement body = await Wire.PostForJsonAsync(_emulator.AimlApi, Wire.With(Wire.HelloAiml, $"\"max_tokens\":{maxTokens}"));

        Assert.Equal(content, Content(body)[..Math.Min(content.Length, Content(body).Length)]);
        Assert.Equal("length", FinishReason(body));
        Assert.Equal(maxTokens, body.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
    }

    [Fact]
    public async Task MaxTokens_OfModelsLab_DefaultsTo1000()
    {
        string schema = $$"""{"const":"{{new string('x', 9000)}}"}""";
        string format = "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":" + schema + "}}";

        JsonElement body = await Wire.PostForJsonAsync(_emulator.ModelsLab, Wire.With(Wire.HelloModelsLab, format));

        Assert.Equal("length", FinishReason(body));
        Assert.Equal(1000, body.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
    }

    [Fact]
    public async Task MaxTokens_WithScriptedReply_IsIgnored()
    {
        _emulator.Enqueue(Reply.Text("as the test says"));

        JsonElement body = await Wire.PostForJsonAsync(_emulator.AimlApi, Wire.With(Wire.HelloAiml, "\"max_tokens\":1"));

        Assert.Equal("as the test says", Content(body));
    }

    [Theory]
    [InlineData("\"tool_choice\":\"required\"", "first", "{}")]
    [InlineData("\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"second\"}}", "second", """{"city":"text","unit":"C","days":2,"at":{"ok":true}}""")]
    public async Task ToolChoice_Required_ReturnsCallWithValidArguments(string choice, string name, string arguments)
    {
        JsonElement body = await Wire.PostForJsonAsync(_emulator.AimlApi, Wire.With(Wire.HelloAiml, Tools + "," + choice));

        JsonElement function = body.GetProperty("choices")[0].GetProperty("message").GetProperty("tool_calls")[0].GetProperty("function");
        Assert.Equal(name, function.GetProperty("name").GetString());
        Assert.Equal(arguments, function.GetProperty("arguments").GetString());
        Assert.Equal("tool_calls", FinishReason(body));
    }

    [Fact]
    public async Task ToolChoice_Auto_ReturnsText()
    {
        JsonElement body = await Wire.PostForJsonAsync(_emulator.AimlApi, Wire.With(Wire.HelloAiml, Tools + ",\"tool_choice\":\"auto\""));

        Assert.Equal("stop", FinishReason(body));
    }

    [Theory]
    [InlineData("""{"type":"string","format":"date"}""", "\"2026-11-30\"")]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"2026-11-30T12:00:00Z\"")]
    [InlineData("""{"type":"string","format":"time"}""", "\"12:00:00\"")]
    [InlineData("""{"type":"string","format":"uuid"}""", "\"3f2504e0-4f89-41d3-9a0c-0305e82c3301\"")]
    [InlineData("""{"type":["string","null"],"format":"uri"}""", "\"https://example.com/\"")]
    [InlineData("""{"type":"string","format":"email"}""", "\"user@example.com\"")]
    [InlineData("""{"type":"string","format":"unknown"}""", "\"text\"")]
    [InlineData("""{"type":"string","minLength":6}""", "\"textxx\"")]
    [InlineData("""{"type":"string","minLength":1,"maxLength":1}""", "\"t\"")]
    [InlineData("""{"type":"integer","minimum":18}""", "18")]
    [InlineData("""{"type":"number","minimum":0.5,"maximum":0.7}""", "0.5")]
    [InlineData("""{"type":"integer","exclusiveMinimum":5}""", "6")]
    [InlineData("""{"type":"integer","maximum":-3}""", "-3")]
    [InlineData("""{"type":"integer","exclusiveMaximum":1}""", "0")]
    [InlineData("""{"type":"array","minItems":2,"items":{"type":"string","format":"date"}}""", "[\"2026-11-30\",\"2026-11-30\"]")]
    public async Task Schema_WithFormatOrBounds_ReturnsValidValue(string schema, string value)
    {
        string parameters = $$"""{"type":"object","properties":{"a":{{schema}}},"required":["a"]}""";
        string format = $$$"""
            "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{{{parameters}}}}}
            """;

        JsonElement formatted = await Wire.PostForJsonAsync(_emulator.RunApi, Wire.With(Wire.Hello, format));
        JsonElement called = await Wire.PostForJsonAsync(_emulator.RunApi, Wire.With(Wire.Hello, $$$"""
            "tools":[{"type":"function","function":{"name":"f","parameters":{{{parameters}}}}}],"tool_choice":"required"
            """));

        Assert.EndsWith($$"""</think>{{"\n\n"}}{"a":{{value}}}""", Content(formatted), StringComparison.Ordinal);
        Assert.Equal($$"""{"a":{{value}}}""", called.GetProperty("choices")[0].GetProperty("message")
            .GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString());
    }

    // As the library's typed calls do, which tell the model of the schema in any case.
    [Fact]
    public async Task ResponseFormat_MessageMentionsJson_AppliesAtMiniMax()
    {
        const string Request = """
            {"model":"MiniMax-M2.7","messages":[{"role":"system","content":"Answer with one JSON value."},{"role":"user","content":"Hello"}],
            "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object","properties":{"a":{"type":"number"}},"required":["a"]}}}}
            """;

        JsonElement body = await Wire.PostForJsonAsync(_emulator.OpenAICompatible, Request);

        Assert.EndsWith("</think>\n\n{\"a\":1}", Content(body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ResponseFormat_WithoutMessage_AppliesAtAimlApiOnly()
    {
        const string Format = """
            "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object","properties":{"a":{"type":"number"}},"required":["a"]}}}
            """;

        JsonElement aiml = await Wire.PostForJsonAsync(_emulator.AimlApi,
            Wire.With("""{"model":"minimax/m2-1","messages":[{"role":"user","content":"Hello"}]}""", Format));
        JsonElement miniMax = await Wire.PostForJsonAsync(_emulator.OpenAICompatible, Wire.With(Wire.Hello, Format));

        Assert.EndsWith("</think>\n\n{\"a\":1}", Content(aiml), StringComparison.Ordinal);
        Assert.EndsWith("heard you say: \"Hello\".", Content(miniMax), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreateDefault_RolePlayModel_HasNoThinking()
    {
        JsonElement body = await Wire.PostForJsonAsync(_emulator.AimlApi, """{"model":"minimax/m2-her","messages":[{"role":"user","content":"Hello"}]}""");

        Assert.Equal("M2-her heard you say: \"Hello\".", Content(body));
        Assert.DoesNotContain(Wire.Names(body), name => name.EndsWith("_details", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("OpenAICompatible", "MiniMax-M3", "\"thinking\":{\"type\":\"disabled\"}", false)]
    [InlineData("RunApi", "MiniMax-M3", "\"thinking\":{\"type\":\"disabled\"}", false)]
    [InlineData("OpenAICompatible", "MiniMax-M3", "\"thinking\":{\"type\":\"adaptive\"}", true)]
    [InlineData("OpenAICompatible", "MiniMax-M3", "\"n\":1", true)]
    [InlineData("OpenAICompatible", "MiniMax-M2.7", "\"thinking\":{\"type\":\"disabled\"}", true)]
    public async Task Thinking_Disabled_AppliesToM3Only(string provider, string model, string field, bool thinks)
    {
        string request = Wire.With($$"""{"model":"{{model}}","messages":[{"role":"user","content":"Hello"}]}""", field);

        JsonElement body = await Wire.PostForJsonAsync(_emulator.Address(provider), request);
        string stream = await Wire.PostForTextAsync(_emulator.Address(provider), Wire.Streamed(request));

        Assert.Equal(thinks, Content(body).StartsWith("<think>", StringComparison.Ordinal));
        Assert.Equal(thinks, stream.Contains("<think>", StringComparison.Ordinal));
        Assert.Contains($"{model} heard you say: \"Hello\".", Content(body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_OfOptions_ReplaceModelsOfProviders()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(new() { Models = ["mine"] }, Wire.Token);
        const string Mine = """{"model":"mine","messages":[{"role":"user","content":"Hello"}]}""";

        foreach (Uri provider in new[] { emulator.AimlApi, emulator.RunApi, emulator.ModelsLab, emulator.OpenAICompatible })
            Assert.Equal("mine", (await Wire.PostForJsonAsync(provider, Mine)).GetProperty("model").GetString());
        using HttpResponseMessage other = await Wire.PostAsync(emulator.RunApi, Wire.Hello);
        Assert.Equal(404, (int)other.StatusCode);
    }

    private static string Content(JsonElement body) =>
        body.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;

    private static string FinishReason(JsonElement body) => body.GetProperty("choices")[0].GetProperty("finish_reason").GetString()!;
}
