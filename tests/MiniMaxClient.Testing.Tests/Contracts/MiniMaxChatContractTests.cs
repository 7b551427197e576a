using System.Net;
using System.Text.Json;

namespace MiniMaxClient.Testing.Tests.Contracts;

public sealed class MiniMaxChatContractTests : IAsyncLifetime
{
    private const string Flash = "MiniMax-M3.1-Flash";
    private const string M3 = "MiniMax-M3";
    private const string EnabledProblem = "invalid thinking.type: \"enabled\" (allowed: adaptive, disabled)";
    private const string EffortProblem =
        "Invalid enum value. Expected 'low' | 'medium' | 'high' | 'xhigh' | 'max', received '{0}' at \"reasoning_effort\"";

    private static readonly string[] M2Models =
    [
        "MiniMax-M2.7", "MiniMax-M2.7-highspeed", "MiniMax-M2.5", "MiniMax-M2.5-highspeed", "MiniMax-M2.1",
        "MiniMax-M2.1-highspeed", "MiniMax-M2", "M2-her",
    ];

    private static readonly string[] Models = [Flash, M3, .. M2Models];

    private MiniMaxEmulator _emulator = null!;

    public static MatrixTheoryData<string, string> EveryModel { get; } = new(Models,
    [
        """
        "stop":[],"n":3,"parallel_tool_calls":"x","logprobs":7,"top_logprobs":99,"logit_bias":7,"presence_penalty":9,"frequency_penalty":9
        """,
        """
        "thinking":{"type":"adaptive"},"reasoning_split":true,"response_format":{"type":"json_schema"},"tool_choice":"auto"
        """,
        """
        "temperature":2,"top_p":0,"service_tier":"priority","max_completion_tokens":2048,"max_tokens":1
        """,
        """
        "thinking":null,"reasoning_effort":null,"tool_choice":null,"service_tier":null,"max_completion_tokens":null
        """,
    ]);

    public static MatrixTheoryData<string, (string Field, string Problem)> NoModel { get; } = new(Models,
    [
        ("\"thinking\":{\"type\":\"enabled\"}", EnabledProblem),
        ("\"thinking\":{}", "invalid thinking.type: \"\" (allowed: adaptive, disabled)"),
        ("\"temperature\":2.1", "Number must be less than or equal to 2 at \"temperature\""),
        ("\"service_tier\":\"auto\"", "Invalid enum value. Expected 'standard' | 'priority', received 'auto' at \"service_tier\""),
        ("\"max_completion_tokens\":0", "Number must be greater than or equal to 1 at \"max_completion_tokens\""),
        ("\"tools\":[{\"type\":\"custom\",\"function\":{\"name\":\"f\",\"parameters\":{}}}]", "invalid tool type: custom"),
        ("\"tools\":[{\"function\":{\"name\":\"f\",\"parameters\":{}}}]", "invalid tool type: "),
    ]);

    public static MatrixTheoryData<string, string> M2Accepted { get; } = new(M2Models,
    [
        "\"thinking\":{\"type\":\"disabled\"}",
        "\"reasoning_effort\":\"any\"",
        "\"reasoning_split\":false",
        "\"tool_choice\":\"none\"",
    ]);

    public static MatrixTheoryData<string, string> M2ToolChoices { get; } = new(M2Models,
        ["{\"type\":\"function\",\"function\":{\"name\":\"f\"}}", "\"required\""]);

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: Wire.Token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [MemberData(nameof(EveryModel))]
    [MemberData(nameof(M2Accepted))]
    public async Task ValidateForModel_IgnoredOrValidField_IsAccepted(string model, string field) =>
        await AssertAcceptedAsync(model, field);

    [Theory]
    [InlineData(M3, "\"thinking\":{\"type\":\"disabled\"}")]
    [InlineData(M3, "\"reasoning_effort\":\"any\"")]
    [InlineData(M3, "\"reasoning_split\":false")]
    [InlineData(M3, "\"tool_choice\":\"required\"")]
    [InlineData(M3, "\"max_completion_tokens\":524288")]
    [InlineData("MiniMax-M2.1", "\"max_completion_tokens\":204800")]
    [InlineData(Flash, "\"reasoning_effort\":\"low\"")]
    [InlineData(Flash, "\"reasoning_effort\":\"medium\"")]
    [InlineData(Flash, "\"reasoning_effort\":\"high\"")]
    [InlineData(Flash, "\"reasoning_effort\":\"xhigh\"")]
    [InlineData(Flash, "\"reasoning_effort\":\"max\"")]
    public async Task ValidateForModel_FieldOfTheModel_IsAccepted(string model, string field) =>
        await AssertAcceptedAsync(model, field);

    [Theory]
    [MemberData(nameof(NoModel))]
    public async Task Schema_InvalidField_ReturnsBadRequest(string model, (string Field, string Problem) row) =>
        await AssertRejectedAsync(model, row.Field, row.Problem);

    [Theory]
    [InlineData("none")]
    [InlineData("minimal")]
    [InlineData("Low")]
    public async Task ValidateForModel_UnknownEffort_ReturnsBadRequest(string effort) => await AssertRejectedAsync(
        Flash, $"\"reasoning_effort\":\"{effort}\"", EffortProblem.Replace("{0}", effort, StringComparison.Ordinal));

    [Theory]
    [InlineData(Flash, "\"thinking\":{\"type\":\"disabled\"}", "MiniMax-M3.1-Flash requires adaptive thinking")]
    [InlineData("MiniMax-M3.1-Flash-Preview", "\"thinking\":{\"type\":\"disabled\"}", "MiniMax-M3.1-Flash requires adaptive thinking")]
    [InlineData(Flash, "\"reasoning_split\":false", "reasoning_split of MiniMax-M3.1-Flash must be true")]
    [InlineData(Flash, "\"tool_choice\":\"none\"", "invalid tool_choice (allowed: auto)")]
    [InlineData(Flash, "\"tool_choice\":\"required\"", "invalid tool_choice (allowed: auto)")]
    [InlineData(Flash, "\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"f\"}}", "invalid tool_choice (allowed: auto)")]
    [InlineData(M3, "\"max_completion_tokens\":524289", "Number must be less than or equal to 524288 at \"max_completion_tokens\"")]
    [InlineData("MiniMax-M2", "\"max_completion_tokens\":204801", "Number must be less than or equal to 204800 at \"max_completion_tokens\"")]
    [InlineData("M2-her", "\"max_completion_tokens\":2049", "Number must be less than or equal to 2048 at \"max_completion_tokens\"")]
    public async Task ValidateForModel_FieldOfAnotherModel_ReturnsBadRequest(string model, string field, string problem) =>
        await AssertRejectedAsync(model, field, problem);

    [Theory]
    [MemberData(nameof(M2ToolChoices))]
    public async Task ValidateForModel_ForcedToolOfM2_ReturnsBadRequest(string model, string choice) =>
        await AssertRejectedAsync(model, $"\"tool_choice\":{choice}", "invalid tool_choice (allowed: none, auto)");

    [Theory]
    [InlineData("\"reasoning_effort\":\"none\"")]
    [InlineData("\"thinking\":{\"type\":\"enabled\"}")]
    [InlineData("\"tool_choice\":\"required\"")]
    public async Task OpenAICompatible_FieldInvalidAtMiniMax_IsAccepted(string field)
    {
        using HttpResponseMessage response = await Wire.PostAsync(_emulator.OpenAICompatible, Body(Flash, field));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task ValidateForModel_OtherModelOfOptions_IsAccepted()
    {
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(new() { Models = ["mine"] }, Wire.Token);

        using HttpResponseMessage response =
            await Wire.PostAsync(emulator.MiniMax, Body("mine", "\"thinking\":{\"type\":\"enabled\"}"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private async Task AssertAcceptedAsync(string model, string field)
    {
        using HttpResponseMessage response = await Wire.PostAsync(_emulator.MiniMax, Body(model, field));

        Assert.True(response.IsSuccessStatusCode, await response.TextAsync());
        Assert.Equal(model, (await response.JsonAsync()).GetProperty("model").GetString());
    }

    private async Task AssertRejectedAsync(string model, string field, string problem)
    {
        using HttpResponseMessage response = await Wire.PostAsync(_emulator.MiniMax, Body(model, field));
        JsonElement error = (await response.JsonAsync()).GetProperty("error");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("bad_request_error", error.GetProperty("type").GetString());
        Assert.Equal($"invalid params, {problem} (2013)", error.GetProperty("message").GetString());
    }

    private static string Body(string model, string field) =>
        $$"""{"model":"{{model}}","messages":[{"role":"user","content":"Hello"}],{{field}}}""";
}
