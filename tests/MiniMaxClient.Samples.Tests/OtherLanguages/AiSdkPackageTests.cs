using System.Text.Json;
using MiniMaxClient.Samples.Tests.Emulator;

namespace MiniMaxClient.Samples.Tests.OtherLanguages;

/// <summary>Tests the emulator sample with npm <c>ai</c>.</summary>
public sealed class AiSdkPackageTests(EmulatorProcess emulator) : IClassFixture<EmulatorProcess>
{
    [Theory]
    [InlineData("openai", "minimax/v1", "MiniMax-M3.1-Flash", "MiniMax-M3.1-Flash")]
    [InlineData("openai", "aimlapi/v1", "minimax/minimax-m3.1-flash", "MiniMax-M3.1-Flash")]
    [InlineData("openai", "runapi/v1", "MiniMax-M2.1", "MiniMax-M2.1")]
    [InlineData("openai", "modelslab/api/v7/llm", "minimax-minimax-m2", "minimax-minimax-m2")]
    [InlineData("anthropic", "minimax/anthropic/v1", "MiniMax-M3.1-Flash", "MiniMax-M3.1-Flash")]
    [InlineData("anthropic", "modelslab/api/v7/llm/v1", "minimax-minimax-m2", "minimax-minimax-m2")]
    public async Task Ai_OnEachProvider_GeneratesStreamsCallsToolsAndThrows(
        string protocol, string path, string model, string name)
    {
        JsonElement result = await Script.RunNodeWithPackagesAsync(
            "ai-sdk.mjs", [protocol, $"{emulator.Address}{path}", EmulatorProcess.Key, model]);

        string text = $"{name} heard you say: \"Hello\".";
        JsonElement completion = result.GetProperty("completion");
        Assert.EndsWith(text, Read(completion, "text"), StringComparison.Ordinal);
        Assert.Equal("stop", Read(completion, "finishReason"));
        Assert.Equal(2, completion.GetProperty("usage").GetProperty("inputTokens").GetInt32());
        // The package does not look for <think>; reasoning in a field or block of its own is separate.
        if (protocol == "anthropic" || name == "MiniMax-M3.1-Flash")
            Assert.StartsWith("The user says: \"Hello\".", Read(completion, "reasoning"), StringComparison.Ordinal);

        JsonElement stream = result.GetProperty("stream");
        Assert.EndsWith(text, Read(stream, "text"), StringComparison.Ordinal);
        Assert.Equal("stop", Read(stream, "finishReason"));
        Assert.True(stream.GetProperty("deltas").GetInt32() > 2, "The response was not streamed.");
        Assert.Equal(
            completion.GetProperty("usage").GetProperty("outputTokens").GetInt32(),
            stream.GetProperty("usage").GetProperty("outputTokens").GetInt32());

        JsonElement tool = result.GetProperty("tool");
        Assert.Equal("""["Oslo"]""", tool.GetProperty("calls").GetRawText());
        Assert.Contains("heard you say", Read(tool, "text"), StringComparison.Ordinal);

        AssertError(result.GetProperty("invalidKey"), 401, isRetryable: false);
        AssertError(result.GetProperty("rateLimit"), 429, isRetryable: true);
    }

    private static void AssertError(JsonElement error, int status, bool isRetryable)
    {
        Assert.True(error.GetProperty("isApiCallError").GetBoolean());
        Assert.Equal(
            (status, isRetryable), (error.GetProperty("status").GetInt32(), error.GetProperty("isRetryable").GetBoolean()));
    }

    private static string Read(JsonElement parent, string property) => parent.GetProperty(property).GetString() ?? "";
}
