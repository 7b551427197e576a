using MiniMaxClient.Testing.Dialects;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Tests.Dialects;

public sealed class DialectTests
{
    private static readonly MiniMaxDialect MiniMax = new(new(), MiniMaxHost.OpenAICompatible);

    [Theory]
    [InlineData("POST", "/v1/chat/completions", "test-key", null)]
    [InlineData("POST", "/v1/chat/completions", "wrong", 401)]
    [InlineData("POST", "/v1/other", "wrong", 404)]
    [InlineData("GET", "/v1/chat/completions", "test-key", 404)]
    public void AuthorizeAndValidate_PathAndKey_AreValidatedInThisOrder(string method, string path, string key, int? expected)
    {
        EmulatedCall call = Samples.Call(Wire.Hello, path, method, ("Authorization", "Bearer " + key));

        Assert.Equal(expected, MiniMax.AuthorizeAndValidate(call)?.Status);
        Assert.Equal(key == "test-key", MiniMax.HasValidKey(call));
    }

    [Theory]
    [InlineData("/openai/v1/models", true)]
    [InlineData("/openai", true)]
    [InlineData("/openai2/v1/models", false)]
    public void IsOwnPath_Path_ComparesWholeSegments(string path, bool expected) =>
        Assert.Equal(expected, MiniMax.IsOwnPath(path));

    [Fact]
    public void CreateReplyResponse_RetryAfter_IsRoundedUpToSeconds()
    {
        Reply reply = Reply.Error(429, "slow down").WithRetryAfter(TimeSpan.FromSeconds(1.2));

        Assert.Equal("2", MiniMax.CreateReplyResponse(Samples.Call(Wire.Hello), reply).Headers["Retry-After"]);
        Assert.DoesNotContain(
            "Retry-After", new ModelsLabDialect(new()).CreateReplyResponse(Samples.Call(Wire.Hello), reply).Headers.Keys);
    }

    [Fact]
    public void CreateReplyResponse_HeaderOfTheReply_ReplacesThatOfTheProvider()
    {
        EmulatorResponse standard = MiniMax.CreateReplyResponse(Samples.Call(Wire.Hello), Reply.Text("Hi"));
        EmulatorResponse replaced =
            MiniMax.CreateReplyResponse(Samples.Call(Wire.Hello), Reply.Text("Hi").WithHeader("Trace-Id", "mine"));

        Assert.Equal("0600000000000000000000000000001a", standard.Headers["trace-id"]);
        Assert.Equal("mine", replaced.Headers["trace-id"]);
    }

    [Fact]
    public void CreateReplyResponse_ErrorOnAnUnknownPath_HasTheProvidersEnvelope()
    {
        EmulatorResponse response = MiniMax.CreateReplyResponse(Samples.Call("{}", "/v1/other"), Reply.Error(404, "page not found"));

        Assert.Equal(404, response.Status);
        Assert.Contains("\"type\":\"not_found_error\",\"message\":\"page not found\"", response.Text(), StringComparison.Ordinal);
    }
}
