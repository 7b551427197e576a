using MiniMaxClient.Testing.Dialects;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Tests.Dialects;

public sealed class MiniMaxUpstreamDialectTests
{
    private static readonly RunApiDialect RunApi = new(new());

    [Theory]
    [InlineData("""{"model":"MiniMax-M2","messages":[{"role":"user","content":"x"}]}""", null, null)]
    [InlineData("""{"model":"MiniMax-M2"}""", 400, "invalid params, Required at \"messages\" (2013)")]
    [InlineData("""{"model":"MiniMax-M9","messages":[{"role":"user","content":"x"}]}""", 404, "Model MiniMax-M9 not found")]
    [InlineData("""{"model":"MiniMax-M2","messages":[{"role":"tool","tool_call_id":"c","content":"x"}]}""", 400,
        "invalid params, tool result's tool id(c) not found (2013)")]
    public void AuthorizeAndValidate_Body_ReturnsMiniMaxsError(string body, int? status, string? message)
    {
        var error = RunApi.AuthorizeAndValidate(Samples.Call(body));

        Assert.Equal((status, message), (error?.Status, error?.Message));
    }

    [Fact]
    public void CreateReplyResponse_InBandErrorOfAStream_IsTheOnlyChunkWithoutDone()
    {
        EmulatorResponse response =
            RunApi.CreateReplyResponse(Samples.Call(Wire.Streamed(Wire.Hello)), Reply.InBandError(1002, "rate limit"));

        Assert.True(response.IsStream);
        Assert.Single(response.Chunks);
        Assert.Contains("\"object\":\"chat.completion.chunk\"", response.Text(), StringComparison.Ordinal);
        Assert.Contains("\"status_code\":1002", response.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void CreateReplyResponse_InBandErrorOfANonStreamingRequest_IsJsonWithStatus200()
    {
        EmulatorResponse response = RunApi.CreateReplyResponse(Samples.Call(Wire.Hello), Reply.InBandError(1002, "rate limit"));

        Assert.Equal((200, false), (response.Status, response.IsStream));
        Assert.Contains("\"object\":\"chat.completion\"", response.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData(",\"stream_options\":{\"include_usage\":true}", 2)]
    public void CreateReplyResponse_Stream_HasAUsageChunkIfRequested(string fields, int expected)
    {
        string body = Wire.Streamed(Wire.Hello);

        EmulatorResponse response =
            RunApi.CreateReplyResponse(Samples.Call(body[..^1] + fields + "}"), Reply.Text("Hi").WithoutDone());

        Assert.Equal(expected, response.Chunks.Count);
    }
}
