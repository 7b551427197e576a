using System.Text;
using MiniMaxClient.Testing.Dialects;

namespace MiniMaxClient.Testing.Tests.Dialects;

public sealed class AnthropicErrorTests
{
    [Theory]
    [InlineData(400, "invalid_request_error")]
    [InlineData(402, "billing_error")]
    [InlineData(413, "request_too_large")]
    [InlineData(529, "overloaded_error")]
    [InlineData(503, "api_error")]
    public void GetErrorType_Status_ReturnsName(int status, string expected) =>
        Assert.Equal(expected, AnthropicError.GetErrorType(status));

    [Fact]
    public void Write_Error_WritesEnvelopeWithoutCode() => Assert.Equal(
        """{"type":"error","error":{"type":"rate_limit_error","message":"slow"}}""",
        Encoding.UTF8.GetString(Json.WriteObject(static writer => AnthropicError.Write(writer, new(429, "slow", "1002")))));
}
