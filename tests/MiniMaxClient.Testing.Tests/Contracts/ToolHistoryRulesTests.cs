using System.Net;

namespace MiniMaxClient.Testing.Tests.Contracts;

public sealed class ToolHistoryRulesTests : IAsyncLifetime
{
    private const string MissingResult = "invalid params, tool call result does not follow tool call (2013)";
    private const string User = """{"role":"user","content":"Hello"}""";
    private const string Result1 = """{"role":"tool","tool_call_id":"c1","content":"one"}""";
    private const string Result2 = """{"role":"tool","tool_call_id":"c2","content":"two"}""";

    // The content is one that every provider's schema allows beside calls.
    private const string Calls = """
        {"role":"assistant","content":"<think>\nx\n</think>\n\n\n","tool_calls":[
        {"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}},
        {"id":"c2","type":"function","function":{"name":"g","arguments":"{}"}}]}
        """;

    private const string ToolUses = """
        {"role":"assistant","content":[{"type":"tool_use","id":"c1","name":"f","input":{}},{"type":"tool_use","id":"c2","name":"g","input":{}}]}
        """;

    private const string ToolResult1 = """{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"one"}]}""";
    private const string ToolResult2 = """{"role":"user","content":[{"type":"tool_result","tool_use_id":"c2","content":"two"}]}""";

    private static readonly string[] Providers = ["OpenAICompatible", "AimlApi", "RunApi"];

    private MiniMaxEmulator _emulator = null!;

    public static TheoryData<string, string> Incomplete { get; } = Each(
        $"{User},{Calls}",
        $"{User},{Calls},{User}",
        $"{User},{Calls},{Result1}",
        $"{User},{Calls},{Result2},{User}",
        $"{User},{Calls},{Result1},{User},{Result2}",
        $"{User},{Calls},{Calls}");

    public static TheoryData<string, string> Complete { get; } = Each(
        $"{User},{Calls},{Result1},{Result2}",
        $"{User},{Calls},{Result2},{Result1},{User}",
        $"{User},{Calls},{Result1},{Result2},{Calls},{Result1},{Result2}");

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: Wire.Token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [MemberData(nameof(Incomplete))]
    public async Task ValidateChatHistory_MissingResult_ReturnsBadRequest(string provider, string messages)
    {
        using HttpResponseMessage response = await Wire.PostAsync(_emulator.Address(provider), Chat(provider, messages));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains($"\"message\":\"{MissingResult}\"", await response.TextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Complete))]
    public async Task ValidateChatHistory_CompleteResults_IsAccepted(string provider, string messages)
    {
        using HttpResponseMessage response = await Wire.PostAsync(_emulator.Address(provider), Chat(provider, messages));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task ModelsLab_MissingResult_IsAccepted()
    {
        using HttpResponseMessage response = await Wire.PostAsync(
            _emulator.ModelsLab, $$"""{"model":"minimax-minimax-m2","messages":[{{User}},{{Calls}},{{User}}]}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("RunApi", $"{User},{ToolUses}")]
    [InlineData("ModelsLab", $"{User},{ToolUses},{User}")]
    [InlineData("AnthropicCompatible", $"{User},{ToolUses},{ToolResult1}")]
    [InlineData("AnthropicCompatible", $"{User},{ToolUses},{ToolResult2},{User}")]
    [InlineData("AnthropicCompatible", $"{User},{ToolUses},{ToolUses}")]
    public async Task ValidateMessagesHistory_MissingResult_ReturnsBadRequest(string provider, string messages)
    {
        using HttpResponseMessage response = await Wire.PostMessageAsync(_emulator.Address(provider), Message(provider, messages));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(
            $"\"type\":\"invalid_request_error\",\"message\":\"{MissingResult}\"", await response.TextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData($"{User},{ToolUses},{ToolResult1},{ToolResult2}")]
    [InlineData($"{User},{ToolUses},{ToolResult2},{ToolResult1},{User}")]
    public async Task ValidateMessagesHistory_CompleteResults_IsAccepted(string messages)
    {
        using HttpResponseMessage response = await Wire.PostMessageAsync(
            _emulator.AnthropicCompatible, Message("AnthropicCompatible", messages));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static TheoryData<string, string> Each(params string[] histories)
    {
        TheoryData<string, string> rows = [];
        foreach (string provider in Providers)
        {
            foreach (string history in histories)
                rows.Add(provider, history);
        }

        return rows;
    }

    private static string Chat(string provider, string messages) =>
        $$"""{"model":"{{(provider == "AimlApi" ? "minimax/m2" : "MiniMax-M2.7")}}","messages":[{{messages}}]}""";

    private static string Message(string provider, string messages) =>
        $$"""{"model":"{{(provider == "ModelsLab" ? "minimax-minimax-m2" : "MiniMax-M2.7")}}","max_tokens":64,"messages":[{{messages}}]}""";
}
