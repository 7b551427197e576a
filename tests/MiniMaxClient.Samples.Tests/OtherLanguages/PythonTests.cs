using System.Text.Json;
using MiniMaxClient.Samples.Tests.Emulator;

namespace MiniMaxClient.Samples.Tests.OtherLanguages;

/// <summary>Tests the emulator sample with the Python examples of the providers' pages.</summary>
public sealed class PythonTests(EmulatorProcess emulator) : IClassFixture<EmulatorProcess>
{
    private const string Prompt = "Hi! What do you think about mankind?";

    [Theory]
    [InlineData("minimax/m2-1", "MiniMax-M2.1")]
    [InlineData("minimax/m2-1-highspeed", "MiniMax-M2.1-highspeed")]
    public async Task AimlApiPage_RequestsWithKey_ReturnsCompletionAndStream(string model, string name)
    {
        JsonElement result = await RunAimlApiAsync(EmulatorProcess.Key, model);

        Assert.Equal(200, result.GetProperty("status").GetInt32());
        ChatBody.AssertAimlApiCompletion(result.GetProperty("body"), name, Prompt);
        ChatBody.AssertAimlApiChunks(result.GetProperty("chunks"), name, Prompt);
        await emulator.AssertLogAsync(
            $"AimlApi POST /v1/chat/completions {model} -> 200",
            $"AimlApi POST /v1/chat/completions {model} streaming -> 200");
    }

    [Fact]
    public async Task AimlApiPage_InvalidKey_ReturnsStatus401()
    {
        JsonElement result = await RunAimlApiAsync("wrong", "minimax/m2-1");

        Assert.Equal(401, result.GetProperty("status").GetInt32());
        Assert.Equal(401, result.GetProperty("body").GetProperty("statusCode").GetInt32());
        Assert.Equal(0, result.GetProperty("chunks").GetArrayLength());
        await emulator.AssertLogAsync(
            "AimlApi POST /v1/chat/completions minimax/m2-1 -> 401",
            "AimlApi POST /v1/chat/completions minimax/m2-1 streaming -> 401");
    }

    [Fact]
    public async Task ModelsLabPage_KeyInBody_ReturnsCompletion()
    {
        JsonElement body = (await RunModelsLabAsync(EmulatorProcess.Key)).GetProperty("body");

        Assert.Equal("minimax-minimax-m2", body.GetProperty("model").GetString());
        Assert.EndsWith("minimax-minimax-m2 heard you say: \"Hello!\".", ChatBody.ReadText(body), StringComparison.Ordinal);
        await emulator.AssertLogAsync("ModelsLab POST /api/v7/llm/chat/completions -> 200");
    }

    [Fact]
    public async Task ModelsLabPage_InvalidKey_RaisesHttpError()
    {
        JsonElement result = await RunModelsLabAsync("wrong");

        Assert.StartsWith("401 Client Error: Unauthorized for url:", result.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal("Invalid API key", result.GetProperty("body").GetProperty("message").GetString());
        await emulator.AssertLogAsync("ModelsLab POST /api/v7/llm/chat/completions -> 401");
    }

    private Task<JsonElement> RunAimlApiAsync(string key, string model) =>
        Script.RunPythonAsync("aimlapi.py", $"{emulator.Address}aimlapi/v1", key, model);

    private Task<JsonElement> RunModelsLabAsync(string key) =>
        Script.RunPythonAsync("modelslab.py", $"{emulator.Address}modelslab/api/v7/llm", key);
}
