using System.Text.Json;
using MiniMaxClient.Samples.Tests.Emulator;

namespace MiniMaxClient.Samples.Tests.OtherLanguages;

/// <summary>Tests the emulator sample with the examples of the providers' pages that need no package of npm.</summary>
public sealed class PageExampleTests(EmulatorProcess emulator) : IClassFixture<EmulatorProcess>, IAsyncLifetime
{
    private const string AimlApiPath = "aimlapi/v1";

    private int _mark;

    public async ValueTask InitializeAsync() => _mark = await emulator.MarkLogAsync();

    public ValueTask DisposeAsync() => default;

    [Theory]
    [InlineData("minimax/m2-1", "MiniMax-M2.1")]
    [InlineData("minimax/m2-1-highspeed", "MiniMax-M2.1-highspeed")]
    public async Task AimlApi_PythonRequests_ReturnsCompletionAndStream(string model, string name)
    {
        JsonElement result = await Script.RunPythonAsync("aimlapi.py", Address(AimlApiPath), EmulatorProcess.Key, model);

        await AssertAimlApiResultAsync(result, model, name, "Hi! What do you think about mankind?");
    }

    [Theory]
    [InlineData("minimax/m2-1", "MiniMax-M2.1")]
    [InlineData("minimax/m2-1-highspeed", "MiniMax-M2.1-highspeed")]
    public async Task AimlApi_NodeFetch_ReturnsCompletionAndStream(string model, string name)
    {
        JsonElement result = await Script.RunNodeAsync("aimlapi.mjs", Address(AimlApiPath), EmulatorProcess.Key, model);

        await AssertAimlApiResultAsync(result, model, name, "Hello");
    }

    [Fact]
    public async Task AimlApi_PythonRequestsWithInvalidKey_ReturnsStatus401() =>
        await AssertAimlApiErrorAsync(await Script.RunPythonAsync("aimlapi.py", Address(AimlApiPath), "wrong", "minimax/m2-1"));

    [Fact]
    public async Task AimlApi_NodeFetchWithInvalidKey_ReturnsStatus401() =>
        await AssertAimlApiErrorAsync(await Script.RunNodeAsync("aimlapi.mjs", Address(AimlApiPath), "wrong", "minimax/m2-1"));

    [Fact]
    public async Task ModelsLab_PythonRequestsWithKeyInBody_ReturnsCompletion()
    {
        JsonElement body = (await RunModelsLabAsync(EmulatorProcess.Key)).GetProperty("body");

        Assert.Equal("minimax-minimax-m2", body.GetProperty("model").GetString());
        Assert.Equal(ChatBody.CreateText("minimax-minimax-m2", "Hello!"), ChatBody.ReadText(body));
        await emulator.AssertLogAsync(_mark, "ModelsLab POST /api/v7/llm/chat/completions -> 200");
    }

    [Fact]
    public async Task ModelsLab_PythonRequestsWithInvalidKey_RaisesHttpError()
    {
        JsonElement result = await RunModelsLabAsync("wrong");

        Assert.StartsWith(
            "401 Client Error: Unauthorized for url:", result.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal("Invalid API key", result.GetProperty("body").GetProperty("message").GetString());
        await emulator.AssertLogAsync(_mark, "ModelsLab POST /api/v7/llm/chat/completions -> 401");
    }

    [Fact]
    public async Task RunApi_Curl_PrintsCompletionAndEvents()
    {
        string output = await RunRunApiAsync(EmulatorProcess.Key);

        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        const string Prompt = "Given this API spec, generate a typed client.";
        Assert.Equal(ChatBody.CreateText("MiniMax-M2.1", Prompt), ChatBody.ReadText(JsonElement.Parse(lines[0])));
        Assert.All(lines[1..], static line => Assert.StartsWith("data: ", line, StringComparison.Ordinal));
        Assert.Equal("data: [DONE]", lines[^1]);
        await emulator.AssertLogAsync(
            _mark,
            "RunApi POST /v1/chat/completions MiniMax-M2.1 -> 200",
            "RunApi POST /v1/chat/completions MiniMax-M2.1 streaming -> 200");
    }

    [Fact]
    public async Task RunApi_CurlWithInvalidKey_PrintsErrors()
    {
        string output = await RunRunApiAsync("wrong");

        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.All(lines, static line => Assert.Equal(
            "authentication", JsonElement.Parse(line).GetProperty("error").GetProperty("code").GetString()));
        await emulator.AssertLogAsync(
            _mark,
            "RunApi POST /v1/chat/completions MiniMax-M2.1 -> 401",
            "RunApi POST /v1/chat/completions MiniMax-M2.1 streaming -> 401");
    }

    private async Task AssertAimlApiResultAsync(JsonElement result, string model, string name, string prompt)
    {
        Assert.Equal(200, result.GetProperty("status").GetInt32());
        ChatBody.AssertAimlApiCompletion(result.GetProperty("body"), name, prompt);
        ChatBody.AssertAimlApiChunks(result.GetProperty("chunks"), name, prompt);
        await emulator.AssertLogAsync(
            _mark,
            $"AimlApi POST /v1/chat/completions {model} -> 200",
            $"AimlApi POST /v1/chat/completions {model} streaming -> 200");
    }

    private async Task AssertAimlApiErrorAsync(JsonElement result)
    {
        Assert.Equal(401, result.GetProperty("status").GetInt32());
        Assert.Equal(401, result.GetProperty("body").GetProperty("statusCode").GetInt32());
        Assert.Equal(0, result.GetProperty("chunks").GetArrayLength());
        await emulator.AssertLogAsync(
            _mark,
            "AimlApi POST /v1/chat/completions minimax/m2-1 -> 401",
            "AimlApi POST /v1/chat/completions minimax/m2-1 streaming -> 401");
    }

    private Task<JsonElement> RunModelsLabAsync(string key) =>
        Script.RunPythonAsync("modelslab.py", Address("modelslab/api/v7/llm"), key);

    private Task<string> RunRunApiAsync(string key) =>
        Script.RunCurlAsync("runapi.sh", [Address("runapi/v1")], new() { ["RUNAPI_KEY"] = key });

    private string Address(string path) => $"{emulator.Address}{path}";
}
