using MiniMaxClient.Testing.Dialects;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Tests.Dialects;

public sealed class ChatDialectTests
{
    private const string Path = "/api/v7/llm/chat/completions";

    private static readonly ModelsLabDialect ModelsLab = new(new());

    [Theory]
    [InlineData("no")]
    [InlineData("[]")]
    public void AuthorizeAndValidate_BodyIsNoJsonObject_ReturnsTheUnreadableBodyError(string body) =>
        Assert.Equal(ModelsLab.UnreadableBodyError, ModelsLab.AuthorizeAndValidate(Samples.Call(body, Path)));

    [Fact]
    public void CreateReplyResponse_NonStreamingRequest_HasTheSuccessStatusAndTheText()
    {
        EmulatorResponse response = new AimlApiDialect(new() { AimlApiSuccessStatus = 201 })
            .CreateReplyResponse(Samples.Call(Wire.HelloAiml), Reply.Text("Hi"));

        Assert.Equal((201, false), (response.Status, response.IsStream));
        Assert.Contains("\"content\":\"Hi\"", response.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void CreateReplyResponse_StreamingRequest_StartsWithTheComment()
    {
        EmulatorResponse response =
            ModelsLab.CreateReplyResponse(Samples.Call(Wire.Streamed(Wire.HelloModelsLab), Path), Reply.Text("Hi").WithChunkSize(1));

        Assert.True(response.IsStream);
        Assert.Equal(": OPENROUTER PROCESSING\n\n"u8, response.Preamble.Span);
        Assert.Equal("data: [DONE]", response.Text().TrimEnd().Split("\n\n")[^1]);
        Assert.Equal(4, response.Chunks.Count);
    }

    [Fact]
    public void CreateReplyResponse_DefaultReply_QuotesThePromptUpToTheTokenLimit()
    {
        string quoted = Respond(Wire.HelloModelsLab);
        string truncated = Respond(Wire.With(Wire.HelloModelsLab, "\"max_tokens\":1"));

        Assert.Contains("heard you say", quoted, StringComparison.Ordinal);
        Assert.Contains("\"finish_reason\":\"length\"", truncated, StringComparison.Ordinal);

        static string Respond(string body) => ModelsLab.CreateReplyResponse(Samples.Call(body, Path), Reply.Default()).Text();
    }
}
