using MiniMaxClient.Agents;

namespace MiniMaxClient.Tests.Agents;

public sealed class ResponseFormatRejectionTests
{
    [Theory]
    [InlineData("modelslab rejected the request: response_format is not supported (HTTP 400)", true)]
    [InlineData("x: this model does not support json_schema", true)]
    [InlineData("x: Thinking may not be enabled when tool_choice forces tool use", true)]
    [InlineData("x: invalid params (HTTP 400, code 2013)", true)]
    [InlineData("x: invalid params, invalid tool_choice (2013) (HTTP 400)", true)]
    [InlineData("x: invalid params, invalid chat setting (2013) (HTTP 400)", true)]
    [InlineData("x: invalid params, context window exceeds limit (2013) (HTTP 400)", false)]
    [InlineData("x: no reason was given (HTTP 400)", true)]
    [InlineData("x: Bad Request", true)]
    [InlineData("x: unknown model 'MiniMax-M9' (HTTP 400)", false)]
    [InlineData("x: The requested resource was not found", false)]
    [InlineData("x: messages[0].role is invalid", false)]
    [InlineData("x: max_tokens is too large", false)]
    [InlineData("x: prompt is too long", false)]
    [InlineData("x: unauthorized", false)]
    public void IsLikely_Message_DeterminesTheResult(string message, bool isPossible) =>
        Assert.Equal(isPossible, ResponseFormatRejection.IsLikely(new(message)));

    [Theory]
    [InlineData("""{"error":{"message":"invalid value","param":"temperature"}}""", false)]
    [InlineData("""{"error":{"message":"invalid value","param": "response_format.type"}}""", true)]
    [InlineData("""{"error":{"message":"invalid value","param":null}}""", true)]
    [InlineData("""{"error":{"message":"invalid value","param":""}}""", true)]
    public void IsLikely_ParameterInTheBody_DeterminesTheResult(string body, bool isPossible) =>
        Assert.Equal(isPossible, ResponseFormatRejection.IsLikely(new("x: invalid value") { ResponseExcerpt = body }));

    [Fact]
    public void IsLikely_ProblemFoundBeforeSending_IsFalse() =>
        Assert.False(ResponseFormatRejection.IsLikely(new("x: response_format") { Problems = [new() { Path = "$.response_format", Message = "is not taken" }] }));
}
