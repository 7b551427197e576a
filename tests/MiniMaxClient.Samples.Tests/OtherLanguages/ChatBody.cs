using System.Text.Json;

namespace MiniMaxClient.Samples.Tests.OtherLanguages;

/// <summary>Asserts the bodies of chat completions that the scripts print.</summary>
internal static class ChatBody
{
    public static string ReadText(JsonElement completion) =>
        completion.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;

    public static void AssertAimlApiCompletion(JsonElement completion, string model, string prompt)
    {
        Assert.Equal(model, completion.GetProperty("model").GetString());
        Assert.Equal(CreateText(model, prompt), ReadText(completion));
        JsonElement usage = completion.GetProperty("usage");
        Assert.Equal(
            usage.GetProperty("total_tokens").GetInt32(),
            usage.GetProperty("prompt_tokens").GetInt32() + usage.GetProperty("completion_tokens").GetInt32());
        AssertCost(completion);
    }

    /// <summary>Asserts a stream of AIML API, whose last chunk has the cost and no choice.</summary>
    public static void AssertAimlApiChunks(JsonElement chunks, string model, string prompt)
    {
        JsonElement[] choices =
        [
            .. chunks.EnumerateArray().SelectMany(static chunk => chunk.GetProperty("choices").EnumerateArray()),
        ];
        string text = string.Concat(choices.Select(
            static choice => choice.GetProperty("delta").GetProperty("content").GetString()));
        Assert.Equal(CreateText(model, prompt), text);
        Assert.True(choices.Length > 2, "The response was not streamed.");
        Assert.Equal("stop", choices[^1].GetProperty("finish_reason").GetString());
        AssertCost(chunks[chunks.GetArrayLength() - 1]);
    }

    /// <summary>The reply that the emulator generates for a prompt.</summary>
    public static string CreateText(string model, string prompt) =>
        $"<think>\nThe user says: \"{prompt}\". A short answer will do.\n</think>\n\n{model} heard you say: \"{prompt}\".";

    private static void AssertCost(JsonElement body) =>
        Assert.True(body.GetProperty("meta").GetProperty("usage").GetProperty("credits_used").GetInt32() > 0);
}
