using Microsoft.AspNetCore.Http;
using MiniMaxClient.Testing.Serving;

namespace MiniMaxClient.Testing.Tests.Serving;

public sealed class RedactionTests
{
    [Theory]
    [InlineData("Authorization", "Bearer secret", "Bearer REDACTED")]
    [InlineData("authorization", "secret", "REDACTED")]
    [InlineData("x-api-key", "secret", "REDACTED")]
    [InlineData("Cookie", "a=secret", "REDACTED")]
    [InlineData("X-Custom", "visible", "visible")]
    public void RedactHeaders_OfEachKind_HidesSecretsOnly(string name, string value, string expected)
    {
        var headers = new HeaderDictionary { [name] = value };

        Dictionary<string, string> redacted = Redaction.RedactHeaders(headers);

        Assert.Equal(expected, redacted[name.ToUpperInvariant()]);
    }
}
