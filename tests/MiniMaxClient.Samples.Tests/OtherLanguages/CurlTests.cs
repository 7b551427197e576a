using System.Text.Json;
using MiniMaxClient.Samples.Tests.Emulator;

namespace MiniMaxClient.Samples.Tests.OtherLanguages;

/// <summary>Tests the emulator sample with the curl example of RunAPI's page.</summary>
public sealed class CurlTests(EmulatorProcess emulator) : IClassFixture<EmulatorProcess>
{
    [Fact]
    public async Task RunApiPage_CurlWithKey_PrintsCompletionAndEvents()
    {
        string output = await RunAsync(EmulatorProcess.Key);

        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        const string Prompt = "Given this API spec, generate a typed client.";
        Assert.Equal(ChatBody.CreateText("MiniMax-M2.1", Prompt), ChatBody.ReadText(JsonElement.Parse(lines[0])));
        Assert.All(lines[1..], static line => Assert.StartsWith("data: ", line, StringComparison.Ordinal));
        Assert.Equal("data: [DONE]", lines[^1]);
        await emulator.AssertLogAsync(
            "RunApi POST /v1/chat/completions MiniMax-M2.1 -> 200",
            "RunApi POST /v1/chat/completions MiniMax-M2.1 streaming -> 200");
    }

    [Fact]
    public async Task RunApiPage_InvalidKey_PrintsError()
    {
        string output = await RunAsync("wrong");

        Assert.Equal(
            "authentication",
            JsonElement.Parse(output.Split('\n')[0]).GetProperty("error").GetProperty("code").GetString());
        await emulator.AssertLogAsync(
            "RunApi POST /v1/chat/completions MiniMax-M2.1 -> 401",
            "RunApi POST /v1/chat/completions MiniMax-M2.1 streaming -> 401");
    }

    private Task<string> RunAsync(string key) =>
        Script.RunCurlAsync("runapi.sh", [$"{emulator.Address}runapi/v1"], new() { ["RUNAPI_KEY"] = key });
}
