using System.Net;
using System.Text.Json;

namespace MiniMaxClient.Testing.Tests.Contracts;

public sealed class MiniMaxMessagesContractTests : IAsyncLifetime
{
    private const string Flash = "MiniMax-M3.1-Flash";
    private const string M3 = "MiniMax-M3";
    private const string User = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";

    private static readonly string[] M2Models =
    [
        "MiniMax-M2.7", "MiniMax-M2.7-highspeed", "MiniMax-M2.5", "MiniMax-M2.5-highspeed", "MiniMax-M2.1",
        "MiniMax-M2.1-highspeed", "MiniMax-M2", "M2-her",
    ];

    private static readonly string[] Models = [Flash, M3, .. M2Models];

    private MiniMaxEmulator _emulator = null!;

    public static MatrixTheoryData<string, string> EveryModel { get; } = new(Models,
    [
        User,
        $"{User},\"temperature\":2,\"top_p\":1,\"service_tier\":\"standard\",\"metadata\":{{\"user_id\":null}}",
        $"{User},\"top_k\":-1,\"stop_sequences\":[\"x\"],\"mcp_servers\":7,\"container\":7",
        $"{User},\"thinking\":{{\"type\":\"disabled\"}},\"tool_choice\":{{\"type\":\"none\"}}",
        $"{User},\"thinking\":{{\"type\":\"adaptive\"}},\"tool_choice\":{{\"type\":\"auto\"}}",
        $"{User},\"thinking\":{{\"type\":\"enabled\",\"budget_tokens\":1}}",
        """
        "system":[{"type":"text","text":"Be terse.","cache_control":{"type":"ephemeral"}}],
        "messages":[{"role":"user_system","content":"x"},{"role":"group","content":"x"},{"role":"sample_message_user","content":"x"},
        {"role":"sample_message_ai","content":[{"type":"text","text":"x"}]},{"role":"user","content":[{"type":"mid_conv_system"}]}]
        """,
    ]);

    public static MatrixTheoryData<string, (string Body, string Problem)> NoModel { get; } = new(Models,
    [
        ($"{User},\"max_tokens\":0", "Number must be greater than or equal to 1 at \"max_tokens\""),
        ($"{User},\"temperature\":2.5", "Number must be less than or equal to 2 at \"temperature\""),
        ($"{User},\"service_tier\":\"auto\"", "Invalid enum value. Expected 'standard' | 'priority', received 'auto' at \"service_tier\""),
        ($"{User},\"tool_choice\":{{\"type\":\"any\"}}", "Invalid discriminator value. Expected 'auto' | 'none' at \"tool_choice.type\""),
        ($"{User},\"tool_choice\":{{\"type\":\"tool\",\"name\":\"f\"}}", "Invalid discriminator value. Expected 'auto' | 'none' at \"tool_choice.type\""),
        ($"{User},\"thinking\":{{\"type\":\"on\"}}", "Invalid discriminator value. Expected 'adaptive' | 'disabled' | 'enabled' at \"thinking.type\""),
    ]);

    public static MatrixTheoryData<string, string> M2OutputConfigs { get; } = new(M2Models,
        ["{\"effort\":\"low\"}", "{\"format\":{\"type\":\"json_schema\",\"schema\":{}}}", "{}"]);

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: Wire.Token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [MemberData(nameof(EveryModel))]
    public async Task CreateMessage_IgnoredOrValidField_IsAccepted(string model, string body) =>
        await AssertAcceptedAsync(model, body);

    [Theory]
    [InlineData(M3, "{\"effort\":\"any\"}")]
    [InlineData(M3, "{\"format\":{\"type\":\"json_schema\"}}")]
    [InlineData(Flash, "{\"effort\":\"low\"}")]
    [InlineData(Flash, "{\"effort\":\"medium\"}")]
    [InlineData(Flash, "{\"effort\":\"high\"}")]
    [InlineData(Flash, "{\"effort\":\"xhigh\"}")]
    [InlineData(Flash, "{\"effort\":\"max\"}")]
    [InlineData(Flash, "{}")]
    [InlineData("MiniMax-M2.7", "null")]
    public async Task ValidateForModel_OutputConfig_IsAccepted(string model, string config) =>
        await AssertAcceptedAsync(model, $"{User},\"output_config\":{config}");

    [Theory]
    [MemberData(nameof(NoModel))]
    public async Task CreateMessage_InvalidField_ReturnsBadRequest(string model, (string Body, string Problem) row) =>
        await AssertRejectedAsync(model, row.Body, $"invalid params, {row.Problem} (2013)");

    [Theory]
    [MemberData(nameof(M2OutputConfigs))]
    public async Task ValidateForModel_OutputConfigOfM2_ReturnsBadRequest(string model, string config) =>
        await AssertRejectedAsync(model, $"{User},\"output_config\":{config}", "invalid params (2013)");

    [Fact]
    public async Task ValidateForModel_UnknownEffort_ReturnsBadRequest() => await AssertRejectedAsync(
        Flash, $"{User},\"output_config\":{{\"effort\":\"none\"}}",
        "invalid params, Invalid enum value. Expected 'low' | 'medium' | 'high' | 'xhigh' | 'max', received 'none' at \"output_config.effort\" (2013)");

    [Fact]
    public async Task CountTokens_InvalidField_ReturnsBadRequest()
    {
        const string Path = "/anthropic/v1/messages/count_tokens";
        using HttpResponseMessage counted =
            await Wire.SendAsync(Wire.Request(_emulator.MiniMax, $$"""{"model":"{{Flash}}",{{User}}}""", path: Path));
        using HttpResponseMessage rejected = await Wire.SendAsync(Wire.Request(
            _emulator.MiniMax, $$$"""{"model":"{{{Flash}}}",{{{User}}},"tool_choice":{"type":"any"}}""", path: Path));

        Assert.Equal("""{"input_tokens":2}""", await counted.TextAsync());
        Assert.Equal(HttpStatusCode.BadRequest, rejected.StatusCode);
    }

    [Fact]
    public async Task AnthropicCompatible_FieldInvalidAtMiniMax_IsAccepted()
    {
        using HttpResponseMessage response = await Wire.PostMessageAsync(_emulator.AnthropicCompatible,
            $$$"""{"model":"MiniMax-M2.7","max_tokens":9,{{{User}}},"output_config":{"effort":"x"},"tool_choice":{"type":"any"}}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private async Task AssertAcceptedAsync(string model, string body)
    {
        using HttpResponseMessage response = await Wire.PostMessageAsync(_emulator.MiniMax, $$"""{"model":"{{model}}",{{body}}}""");

        Assert.True(response.IsSuccessStatusCode, await response.TextAsync());
        Assert.Equal(model, (await response.JsonAsync()).GetProperty("model").GetString());
    }

    private async Task AssertRejectedAsync(string model, string body, string message)
    {
        using HttpResponseMessage response = await Wire.PostMessageAsync(_emulator.MiniMax, $$"""{"model":"{{model}}",{{body}}}""");
        JsonElement error = (await response.JsonAsync()).GetProperty("error");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
        Assert.Equal(message, error.GetProperty("message").GetString());
    }
}
