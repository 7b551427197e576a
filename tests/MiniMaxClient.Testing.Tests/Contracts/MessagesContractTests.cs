using System.Net;

namespace MiniMaxClient.Testing.Tests.Contracts;

public sealed class MessagesContractTests : IAsyncLifetime
{
    private const string User = """{"role":"user","content":"Hello"}""";
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: Wire.Token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [InlineData("\"max_tokens\":9", "Required at \"model\"")]
    [InlineData("\"model\":\"MiniMax-M2.7\"", "Required at \"max_tokens\"")]
    [InlineData("\"model\":\"MiniMax-M2.7\",\"max_tokens\":0", "Number must be greater than or equal to 1 at \"max_tokens\"")]
    [InlineData("\"model\":\"MiniMax-M2.7\",\"max_tokens\":null", "Expected number, received null at \"max_tokens\"")]
    public async Task Validate_RequiredFieldMissingOrInvalid_ReturnsBadRequest(string fields, string problem) =>
        await AssertRejectedAsync($$"""{"messages":[{{User}}],{{fields}}}""", problem);

    [Theory]
    [InlineData("\"temperature\":1.5", "Number must be less than or equal to 1 at \"temperature\"")]
    [InlineData("\"temperature\":-0.1", "Number must be greater than or equal to 0 at \"temperature\"")]
    [InlineData("\"top_p\":2", "Number must be less than or equal to 1 at \"top_p\"")]
    [InlineData("\"stream\":\"yes\"", "Expected boolean, received string at \"stream\"")]
    [InlineData("\"stop_sequences\":\"x\"", "Expected array, received string at \"stop_sequences\"")]
    [InlineData("\"system\":{}", "Expected string, received object at \"system\"")]
    [InlineData("\"system\":[{\"type\":\"image\"}]", "Invalid discriminator value. Expected 'text' at \"system[0].type\"")]
    [InlineData("\"tools\":[{\"name\":\"f\"}]", "Required at \"tools[0].input_schema\"")]
    [InlineData("\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]", "Required at \"tools[0].name\"")]
    [InlineData("\"tool_choice\":\"auto\"", "Expected object, received string at \"tool_choice\"")]
    [InlineData("\"tool_choice\":{\"type\":\"required\"}", "Invalid discriminator value. Expected 'auto' | 'any' | 'tool' | 'none' at \"tool_choice.type\"")]
    [InlineData("\"tool_choice\":{\"type\":\"tool\"}", "Required at \"tool_choice.name\"")]
    [InlineData("\"thinking\":{\"type\":\"enabled\"}", "Required at \"thinking.budget_tokens\"")]
    public async Task Validate_InvalidField_ReturnsBadRequest(string field, string problem) => await AssertRejectedAsync(Body(User, field), problem);

    [Theory]
    [InlineData("""{"role":"system","content":"x"}""", "Invalid discriminator value. Expected 'user' | 'assistant' at \"messages[0].role\"")]
    [InlineData("""{"role":"tool","content":"x"}""", "Invalid discriminator value. Expected 'user' | 'assistant' at \"messages[0].role\"")]
    [InlineData("""{"role":"user"}""", "Required at \"messages[0].content\"")]
    [InlineData("""{"role":"user","content":null}""", "Expected string, received null at \"messages[0].content\"")]
    [InlineData("""{"role":"user","content":[{"type":"tool_use","id":"a","name":"f","input":{}}]}""",
        "Invalid discriminator value. Expected 'text' | 'image' | 'document' | 'video' | 'tool_result' at \"messages[0].content[0].type\"")]
    [InlineData("""{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":"{}"}]}""",
        "Expected object, received string at \"messages[0].content[0].input\"")]
    [InlineData("""{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f"}]}""", "Required at \"messages[0].content[0].input\"")]
    [InlineData("""{"role":"assistant","content":[{"type":"thinking"}]}""", "Required at \"messages[0].content[0].thinking\"")]
    [InlineData("""{"role":"user","content":[{"type":"tool_result","content":"x"}]}""", "Required at \"messages[0].content[0].tool_use_id\"")]
    public async Task Validate_InvalidMessage_ReturnsBadRequest(string message, string problem) => await AssertRejectedAsync(Body(message), problem);

    [Theory]
    [InlineData("")]
    [InlineData("""{"role":"assistant","content":[{"type":"thinking","thinking":"x"},{"type":"text","text":"y"}]}""")]
    [InlineData("""{"role":"assistant","content":[{"type":"thinking","thinking":"x","signature":"0a"},{"type":"redacted_thinking","data":"z"}]}""")]
    [InlineData("""{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a"}]}""")]
    [InlineData("""{"role":"user","content":[{"type":"image","source":{"type":"url","url":"https://x"}}]}""")]
    public async Task Validate_ValidMessage_IsAccepted(string message)
    {
        string messages = message.Length == 0 ? User : $"{User},{message}";
        using HttpResponseMessage response = await Wire.PostMessageAsync(_emulator.AnthropicCompatible, Body(messages,
            "\"system\":\"x\",\"temperature\":0,\"metadata\":{\"user_id\":null},\"thinking\":{\"type\":\"adaptive\"},\"unknown\":1"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("RunApi")]
    [InlineData("ModelsLab")]
    [InlineData("AnthropicCompatible")]
    public async Task Validate_ToolResultBeforeToolUse_ReturnsMiniMaxError(string provider)
    {
        Uri uri = provider switch { "RunApi" => _emulator.RunApi, "ModelsLab" => _emulator.ModelsLab, _ => _emulator.AnthropicCompatible };
        string body = Body("""
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","content":"x"}]},
            {"role":"assistant","content":[{"type":"tool_use","id":"call_1","name":"f","input":{}}]}
            """, null, provider == "ModelsLab" ? "minimax-minimax-m2" : "MiniMax-M2.7");

        using HttpResponseMessage response = await Wire.PostMessageAsync(uri, body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("invalid params, tool result's tool id(call_1) not found (2013)",
            (await response.JsonAsync()).GetProperty("error").GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("RunApi", "MiniMax-M9", 404, "Model MiniMax-M9 not found")]
    [InlineData("ModelsLab", "gpt-5", 404, "Model gpt-5 not found")]
    public async Task Validate_UnknownModel_ReturnsNotFound(string provider, string model, int status, string message)
    {
        using HttpResponseMessage response = await Wire.PostMessageAsync(
            provider == "RunApi" ? _emulator.RunApi : _emulator.ModelsLab, Body(User, null, model));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal($$$"""{"type":"error","error":{"type":"not_found_error","message":"{{{message}}}"}}""", await response.TextAsync());
    }

    // At ModelsLab, where no rule of MiniMax's comes before the schema.
    private async Task AssertRejectedAsync(string body, string problem)
    {
        using HttpResponseMessage response = await Wire.PostMessageAsync(_emulator.ModelsLab, body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(problem, (await response.JsonAsync()).GetProperty("error").GetProperty("message").GetString());
    }

    private static string Body(string messages, string? field = null, string model = "MiniMax-M2.7") =>
        $$"""{"model":"{{model}}","max_tokens":64,"messages":[{{messages}}]{{(field is null ? "" : "," + field)}}}""";
}
