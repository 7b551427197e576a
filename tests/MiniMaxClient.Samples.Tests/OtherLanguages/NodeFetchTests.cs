using System.Text.Json;
using MiniMaxClient.Samples.Tests.Emulator;

namespace MiniMaxClient.Samples.Tests.OtherLanguages;

/// <summary>Tests the emulator sample with the JavaScript examples of AIML API's pages.</summary>
public sealed class NodeFetchTests(EmulatorProcess emulator) : IClassFixture<EmulatorProcess>
{
    [Theory]
    [InlineData("minimax/m2-1", "MiniMax-M2.1")]
    [InlineData("minimax/m2-1-highspeed", "MiniMax-M2.1-highspeed")]
    public async Task AimlApiPage_FetchWithKey_ReturnsCompletionAndStream(string model, string name)
    {
        JsonElement result = await RunAsync(EmulatorProcess.Key, model);

        Assert.Equal(200, result.GetProperty("status").GetInt32());
        ChatBody.AssertAimlApiCompletion(result.GetProperty("body"), name, "Hello");
        ChatBody.AssertAimlApiChunks(result.GetProperty("chunks"), name, "Hello");
        await emulator.AssertLogAsync(
            $"AimlApi POST /v1/chat/completions {model} -> 200",
            $"AimlApi POST /v1/chat/completions {model} streaming -> 200");
    }

    [Fact]
    public async Task AimlApiPage_InvalidKey_ReturnsStatus401()
    {
        JsonElement result = await RunAsync("wrong", "minimax/m2-1");

        Assert.Equal(401, result.GetProperty("status").GetInt32());
        Assert.Equal(401, result.GetProperty("body").GetProperty("statusCode").GetInt32());
        Assert.Equal(0, result.GetProperty("chunks").GetArrayLength());
        await emulator.AssertLogAsync(
            "AimlApi POST /v1/chat/completions minimax/m2-1 -> 401",
            "AimlApi POST /v1/chat/completions minimax/m2-1 streaming -> 401");
    }

    private Task<JsonElement> RunAsync(string key, string model) =>
        Script.RunNodeAsync("aimlapi.mjs", $"{emulator.Address}aimlapi/v1", key, model);
}
