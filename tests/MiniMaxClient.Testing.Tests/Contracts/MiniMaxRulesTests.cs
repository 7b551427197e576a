using System.Net;
using System.Text.Json;

namespace MiniMaxClient.Testing.Tests.Contracts;

public sealed class MiniMaxRulesTests : IAsyncLifetime
{
    private const string EmptyContent = "chat content is empty";
    private const string EmptyFunction = "function name or parameters is empty";
    private const string MisplacedSystem = "chat content has invalid message role: system";
    private const string User = """{"role":"user","content":"Hello"}""";
    private const string Instruction = """{"role":"system","content":"Be terse."}""";
    private const string Call = """{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}""";
    private const string Result = """{"role":"tool","tool_call_id":"c1","content":"one"}""";
    private const string ToolUse = """{"type":"tool_use","id":"c1","name":"f","input":{}}""";

    private static readonly string[] Hosts = ["OpenAICompatible", "RunApi"];
    private static readonly string[] HostsAndGateway = [.. Hosts, "AimlApi"];
    private static readonly string[] MessagesHosts = ["AnthropicCompatible", "RunApi"];

    private MiniMaxEmulator _emulator = null!;

    public static MatrixTheoryData<string, (string Messages, string Problem)> BadMessages { get; } = new(HostsAndGateway,
    [
        ($"{Instruction},{Instruction},{User}", "invalid chat setting"),
        ($"{Instruction},{User},{Instruction}", "invalid chat setting"),
        ($"{User},{Instruction},{User}", MisplacedSystem),
        ("""{"role":"user","content":""}""", EmptyContent),
        ("""{"role":"user","content":[]}""", EmptyContent),
        ("""{"role":"user","content":[{"type":"text","text":"x"},{"type":"text","text":""}]}""", EmptyContent),
        ($$"""{"role":"system","content":""},{{User}}""", EmptyContent),
        ($$"""{{User}},{"role":"assistant","content":""},{{User}}""", EmptyContent),
        ($$"""{{User}},{"role":"assistant","content":"x","tool_calls":[{{Call}}]},{"role":"tool","tool_call_id":"c1","content":""}""", EmptyContent),
        ($$"""{{User}},{"role":"assistant","content":"x","tool_calls":[{{Call.Replace("\"f\"", "\"\"", StringComparison.Ordinal)}}]},{{Result}}""", EmptyFunction),
        ($$"""{{User}},{"role":"assistant","content":"x","tool_calls":[{{Call.Replace("\"c1\"", "\"\"", StringComparison.Ordinal)}}]},{{Result}}""", "tool call id is invalid"),
    ]);

    // AIML API's own schema says something else of these, or allows them.
    public static MatrixTheoryData<string, (string Messages, string Problem)> BadMessagesWithoutGateway { get; } = new(Hosts,
    [
        ("""{"role":"invalid_role","content":"Hi"}""", "invalid role: invalid_role"),
        ($$"""{"role":"developer","content":"Be terse."},{{User}}""", "invalid role: developer"),
        ("""{"role":"user"}""", EmptyContent),
        ("""{"role":"user","content":null}""", EmptyContent),
        ($$"""{{User}},{"role":"assistant","content":null},{{User}}""", EmptyContent),
        ($$"""{{User}},{"role":"assistant","content":"","tool_calls":[{{Call}}]},{{Result}}""", EmptyContent),
        ($$"""{{User}},{"role":"assistant","content":"x","tool_calls":[]}""",
            "Array must contain at least 1 element(s) at \"messages[1].tool_calls\""),
    ]);

    public static MatrixTheoryData<string, (string Fields, string Problem)> BadFields { get; } = new(Hosts,
    [
        ("\"tools\":[]", "Array must contain at least 1 element(s) at \"tools\""),
        ("\"stop\":[]", "Array must contain at least 1 element(s) at \"stop\""),
        ("""
            "tools":[{"type":"function","function":{"name":"f"}}]
            """, "function parameters is empty"),
        ("""
            "tools":[{"type":"function","function":{"name":"f","parameters":null}}]
            """, "function parameters is empty"),
        ("""
            "tools":[{"type":"function","function":{"name":"","parameters":{"type":"object"}}}]
            """, EmptyFunction),
    ]);

    public static MatrixTheoryData<string, string> GoodMessages { get; } = new(Hosts,
    [
        $"{Instruction},{User}",
        $$"""{{User}},{"role":"assistant","content":null,"tool_calls":[{{Call}}]},{{Result}}""",
        $$"""{{User}},{"role":"assistant","tool_calls":[{{Call}}]},{{Result}}""",
        $$"""{{User}},{"role":"assistant","content":"","reasoning_content":"Hm."},{{User}}""",
        $$"""{{User}},{"role":"assistant","content":"","reasoning_details":[{"type":"reasoning.text","text":"Hm."}]},{{User}}""",
        $$"""{{User}},{"role":"assistant","content":"","refusal":"No."},{{User}}""",
        """{"role":"user","content":[{"type":"text","text":"x"},{"type":"image_url","image_url":{"url":"https://x"}}]}""",
    ]);

    public static MatrixTheoryData<string, (string Body, string Problem)> BadBlocks { get; } = new(MessagesHosts,
    [
        ($"\"messages\":[{Instruction},{User}]", MisplacedSystem),
        ($"\"messages\":[{User},{Instruction}]", MisplacedSystem),
        ("""
            "messages":[{"role":"user","content":""}]
            """, EmptyContent),
        ("""
            "messages":[{"role":"user","content":[]}]
            """, EmptyContent),
        ("""
            "messages":[{"role":"user","content":[{"type":"text","text":""}]}]
            """, EmptyContent),
        ($$"""
            "messages":[{{User}},{"role":"assistant","content":[]},{{User}}]
            """, EmptyContent),
        ($$$"""
            "messages":[{{{User}}},{"role":"assistant","content":[{{{ToolUse}}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":""}]}]
            """, EmptyContent),
        ($$$"""
            "messages":[{{{User}}},{"role":"assistant","content":[{{{ToolUse}}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":[]}]}]
            """, EmptyContent),
        ($"\"system\":\"\",\"messages\":[{User}]", EmptyContent),
        ($$"""
            "system":[{"type":"text","text":""}],"messages":[{{User}}]
            """, EmptyContent),
        ($$$"""
            "messages":[{{{User}}},{"role":"assistant","content":[{"type":"tool_use","id":"c1","name":"","input":{}}]}]
            """, EmptyFunction),
        ($$$"""
            "messages":[{{{User}}},{"role":"assistant","content":[{"type":"tool_use","id":"","name":"f","input":{}}]}]
            """, "tool call id is invalid"),
        ($$$"""
            "tools":[{"name":"","input_schema":{"type":"object"}}],"messages":[{{{User}}}]
            """, EmptyFunction),
        ($$"""
            "tools":[{"name":"f"}],"messages":[{{User}}]
            """, EmptyFunction),
        ($"\"tools\":[],\"messages\":[{User}]", "Array must contain at least 1 element(s) at \"tools\""),
        ($"\"stop_sequences\":[],\"messages\":[{User}]", "Array must contain at least 1 element(s) at \"stop_sequences\""),
    ]);

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: Wire.Token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [MemberData(nameof(BadMessages))]
    [MemberData(nameof(BadMessagesWithoutGateway))]
    public async Task ValidateChatRequest_InvalidMessage_ReturnsBadRequest(string provider, (string Messages, string Problem) row) =>
        await AssertRejectedAsync(provider, $$"""{"model":"{{Model(provider)}}","messages":[{{row.Messages}}]}""", row.Problem);

    [Theory]
    [MemberData(nameof(BadFields))]
    public async Task ValidateChatRequest_InvalidField_ReturnsBadRequest(string provider, (string Fields, string Problem) row) =>
        await AssertRejectedAsync(provider, Wire.With(Wire.Hello, row.Fields), row.Problem);

    [Theory]
    [MemberData(nameof(GoodMessages))]
    public async Task ValidateChatRequest_ValidMessage_IsAccepted(string provider, string messages)
    {
        using HttpResponseMessage response = await Wire.PostAsync(
            _emulator.Address(provider), $$"""{"model":"MiniMax-M2.7","messages":[{{messages}}]}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [MemberData(nameof(BadBlocks))]
    public async Task ValidateMessagesRequest_Invalid_ReturnsBadRequest(string provider, (string Body, string Problem) row)
    {
        using HttpResponseMessage response = await Wire.PostMessageAsync(
            _emulator.Address(provider), $$"""{"model":"MiniMax-M2.7","max_tokens":64,{{row.Body}}}""");
        JsonElement error = (await response.JsonAsync()).GetProperty("error");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
        Assert.Equal($"invalid params, {row.Problem} (2013)", error.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("null", "Expected object, received null")]
    [InlineData("[1]", "Expected object, received array")]
    [InlineData("\"{}\"", "Expected object, received string")]
    public async Task ValidateMessagesRequest_InputNotObject_ReturnsBadRequest(string input, string problem)
    {
        using HttpResponseMessage response = await Wire.PostMessageAsync(_emulator.AnthropicCompatible, $$"""
            {"model":"MiniMax-M2.7","max_tokens":64,"messages":[{{User}},
            {"role":"assistant","content":[{"type":"tool_use","id":"c1","name":"f","input":{{input}}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"x"}]}]}
            """);
        JsonElement error = (await response.JsonAsync()).GetProperty("error");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
        Assert.Equal(
            $"invalid params, {problem} at \"messages[1].content[0].input\" (2013)", error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task CountTokens_InvalidMessage_ReturnsBadRequest()
    {
        using HttpResponseMessage response = await Wire.SendAsync(Wire.Request(
            _emulator.AnthropicCompatible, """{"model":"MiniMax-M2.7","messages":[{"role":"user","content":""}]}""",
            path: "/v1/messages/count_tokens"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains($"invalid params, {EmptyContent} (2013)", await response.TextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OpenAICompatible")]
    [InlineData("RunApi")]
    [InlineData("AimlApi")]
    public async Task ValidateChatRequest_OtherModel_IsAccepted(string provider)
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(new() { Models = ["mine"] }, Wire.Token);

        using HttpResponseMessage response = await Wire.PostAsync(
            emulator.Address(provider), $$"""{"model":"mine","messages":[{{Instruction}},{{User}},{{Instruction}},{"role":"user","content":""}]}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task ModelsLab_MessagesInvalidAtMiniMax_AreAccepted()
    {
        using HttpResponseMessage chat = await Wire.PostAsync(_emulator.ModelsLab, $$"""
            {"model":"minimax-minimax-m2","tools":[],"messages":[{{Instruction}},{{User}},{{Instruction}},{"role":"user","content":""}]}
            """);
        using HttpResponseMessage message = await Wire.PostMessageAsync(_emulator.ModelsLab, """
            {"model":"minimax-minimax-m2","max_tokens":64,"tools":[],"messages":[{"role":"user","content":[{"type":"text","text":""}]}]}
            """);

        Assert.Equal(HttpStatusCode.OK, chat.StatusCode);
        Assert.Equal(HttpStatusCode.OK, message.StatusCode);
    }

    private static string Model(string provider) => provider == "AimlApi" ? "minimax/m2-7-highspeed" : "MiniMax-M2.7";

    private async Task AssertRejectedAsync(string provider, string body, string problem)
    {
        using HttpResponseMessage response = await Wire.PostAsync(_emulator.Address(provider), body);
        JsonElement error = await response.JsonAsync();

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        JsonElement message = provider == "AimlApi" ? error.GetProperty("message") : error.GetProperty("error").GetProperty("message");
        Assert.Equal($"invalid params, {problem} (2013)", message.GetString());
    }
}
