using System.Text;
using System.Text.Json;
using MiniMaxClient.Testing.Completions;
using MiniMaxClient.Testing.Dialects;

namespace MiniMaxClient.Testing.Tests.Dialects;

public sealed class MiniMaxCompletionWriterTests
{
    [Fact]
    public void WriteCompletion_SeparateThinking_IsNotInTheContent()
    {
        JsonElement body = Write(Samples.Completion with { Thinking = "Hm.", IsThinkingSeparate = true, HasReasoningDetails = true });
        JsonElement message = body.GetProperty("choices")[0].GetProperty("message");

        Assert.Equal("Hi", message.GetProperty("content").GetString());
        Assert.Equal("Hm.", message.GetProperty("reasoning_content").GetString());
        Assert.Equal("Hm.", message.GetProperty("reasoning_details")[0].GetProperty("text").GetString());
        Assert.Equal("""{"status_code":0,"status_msg":""}""", body.GetProperty("base_resp").GetRawText());
    }

    [Fact]
    public void WriteCompletion_WithoutReasoningDetails_HasReasoningContentOnly()
    {
        JsonElement body = Write(Samples.Completion with { Thinking = "Hm.", IsThinkingSeparate = true });

        Assert.Equal(
            """{"content":"Hi","role":"assistant","name":"MiniMax AI","audio_content":"","reasoning_content":"Hm."}""",
            body.GetProperty("choices")[0].GetProperty("message").GetRawText());
    }

    [Theory]
    [InlineData("MiniMax-M3.1-Flash", true, true)]
    [InlineData("MiniMax-M2", true, true)]
    [InlineData("MiniMax-M3", false, true)]
    [InlineData("MiniMax-M2.1-highspeed", true, false)]
    [InlineData("M2-her", false, false)]
    public void WriteCompletion_Model_DeterminesTheTokenDetails(string model, bool hasCompletion, bool hasPrompt)
    {
        JsonElement usage = Write(Samples.Completion with { Model = model }).GetProperty("usage");

        Assert.Equal(hasCompletion, usage.TryGetProperty("completion_tokens_details", out _));
        Assert.Equal(hasPrompt, usage.TryGetProperty("prompt_tokens_details", out _));
        Assert.Equal(8, usage.GetProperty("total_tokens").GetInt32());
    }

    [Fact]
    public void WriteChunks_Text_HasTheFinishReasonInTheLastDelta()
    {
        JsonElement[] choices =
            [.. WriteChunks(Samples.Completion, shouldIncludeUsage: false).Select(static chunk => chunk.GetProperty("choices")[0])];

        Assert.Equal(["H", "i"], choices.Select(static choice => choice.GetProperty("delta").GetProperty("content").GetString()));
        Assert.False(choices[0].TryGetProperty("finish_reason", out _));
        Assert.Equal("stop", choices[1].GetProperty("finish_reason").GetString());
    }

    [Fact]
    public void WriteChunks_IncludeUsage_AddsAChunkWithoutChoices()
    {
        JsonElement[] chunks = WriteChunks(Samples.Completion, shouldIncludeUsage: true);

        Assert.Equal(3, chunks.Length);
        Assert.Equal(JsonValueKind.Null, chunks[1].GetProperty("usage").ValueKind);
        Assert.Equal(0, chunks[2].GetProperty("choices").GetArrayLength());
        Assert.Equal(2, chunks[2].GetProperty("usage").GetProperty("completion_tokens_details").GetProperty("reasoning_tokens").GetInt32());
    }

    [Theory]
    [InlineData(true, "chat.completion.chunk")]
    [InlineData(false, "chat.completion")]
    public void CreateInBandError_Error_HasNullChoicesAndTheStatus(bool isStreaming, string expected)
    {
        JsonElement body = Wire.Parse(Encoding.UTF8.GetString(
            MiniMaxCompletionWriter.CreateInBandError(new(1002, "rate limit"), "1", 7, "MiniMax-M2", isStreaming)));

        Assert.Equal(JsonValueKind.Null, body.GetProperty("choices").ValueKind);
        Assert.Equal(expected, body.GetProperty("object").GetString());
        Assert.Equal("""{"status_code":1002,"status_msg":"rate limit"}""", body.GetProperty("base_resp").GetRawText());
    }

    private static JsonElement Write(Completion completion) =>
        Wire.Parse(Samples.Write(writer => MiniMaxCompletionWriter.WriteCompletion(writer, completion)));

    private static JsonElement[] WriteChunks(Completion completion, bool shouldIncludeUsage) =>
    [
        .. MiniMaxCompletionWriter.WriteChunks(completion, shouldIncludeUsage, chunkSize: 1)
            .Select(static chunk => Wire.Parse(Encoding.UTF8.GetString(chunk))),
    ];
}
