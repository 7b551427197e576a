using System.Text;
using MiniMaxClient.Testing.Cassettes;

namespace MiniMaxClient.Testing.Tests.Cassettes;

public sealed class ExchangeRedactionTests
{
    [Theory]
    [InlineData("Content-Type", true)]
    [InlineData("anthropic-version", true)]
    [InlineData("X-Mine", true)]
    [InlineData("Authorization", false)]
    [InlineData("User-Agent", false)]
    [InlineData("X-My-Key", false)]
    public void IsRecordedRequestHeader_ByName_IsListed(string name, bool expected) => Assert.Equal(
        expected, Create(new() { RequestHeaders = ["X-Mine", "X-My-Key"] }).IsRecordedRequestHeader(name));

    [Theory]
    [InlineData("content-type", true)]
    [InlineData("x-request-id", true)]
    [InlineData("Trace-Id", true)]
    [InlineData("cf-ray", true)]
    [InlineData("retry-after", true)]
    [InlineData("x-ratelimit-remaining-tokens", true)]
    [InlineData("Date", false)]
    [InlineData("Content-Length", false)]
    [InlineData("Set-Cookie", false)]
    [InlineData("openai-organization", false)]
    [InlineData("anthropic-organization-id", false)]
    [InlineData("openai-project", false)]
    [InlineData("x-acme-org", false)]
    [InlineData("X-User-Id", false)]
    [InlineData("x-account", false)]
    [InlineData("X-Mine", false)]
    public void IsRecordedResponseHeader_ByName_IsNotVolatileOrPrivate(string name, bool expected) =>
        Assert.Equal(expected, Create(new() { RemovedHeaders = ["x-mine"] }).IsRecordedResponseHeader(name));

    [Fact]
    public void Redact_Exchange_HasNoSecretsAndAccountData()
    {
        CassetteExchange redacted = Create(new() { Secrets = ["Zq7Xw9Kd3Rt5"] }).Redact(new()
        {
            Number = 1,
            Method = "POST",
            Path = "/v1/Zq7Xw9Kd?GroupId=12&key=abc&page=2",
            RequestHeaders = [new("x-a", "is Zq7Xw9Kd3Rt5")],
            RequestBody = """{"key":"short","metadata":{"user_id":"me"},"group_id":12,"a":"b"}"""u8.ToArray(),
            Status = 200,
            ResponseHeaders = [new("x-b", "Zq7Xw9Kd3Rt5!")],
            ResponseBody = """data: {"email":"a@b.example","userId":12,"key":"value","t":"Zq7Xw9Kd3Rt5"}"""u8.ToArray(),
            Chunks = [new(1, 0), new(2, 64), new(3, 10)],
        });

        Assert.Equal("/v1/REDACTED?GroupId=REDACTED&key=REDACTED&page=2", redacted.Path);
        Assert.Equal([new("x-a", "is REDACTED")], redacted.RequestHeaders);
        Assert.Equal(
            """{"key":"REDACTED","metadata":{"user_id":"REDACTED"},"group_id":"REDACTED","a":"b"}""",
            Encoding.UTF8.GetString(redacted.RequestBody.Span));
        Assert.Equal([new("x-b", "REDACTED!")], redacted.ResponseHeaders);
        Assert.Equal(
            """data: {"email":"REDACTED","userId":0,"key":"value","t":"REDACTED"}""",
            Encoding.UTF8.GetString(redacted.ResponseBody.Span));
        Assert.Equal([new(1, 0), new(2, 64), new(3, 2)], redacted.Chunks);
    }

    [Fact]
    public void Redact_ToolSchemaWithAPropertyOfThatName_IsUnchanged()
    {
        byte[] body = """{"tools":[{"properties":{"user_id":{"type":"string"},"key":{"type":"string"}}}]}"""u8.ToArray();

        CassetteExchange redacted = Create(new()).Redact(new() { Number = 1, Method = "POST", Path = "/", RequestBody = body });

        Assert.Equal(body, redacted.RequestBody.ToArray());
    }

    [Fact]
    public void Redact_OtherProperties_ReplaceTheDefaults()
    {
        CassetteExchange redacted = Create(new() { RemovedProperties = ["balance"] }).Redact(new()
        {
            Number = 1,
            Method = "GET",
            Path = "/",
            Status = 200,
            ResponseBody = """{"balance":12.5,"email":"a"}"""u8.ToArray(),
        });

        Assert.Equal("""{"balance":0,"email":"a"}""", Encoding.UTF8.GetString(redacted.ResponseBody.Span));
    }

    private static ExchangeRedaction Create(CassetteOptions options) => new(options, new(options.Secrets));
}
