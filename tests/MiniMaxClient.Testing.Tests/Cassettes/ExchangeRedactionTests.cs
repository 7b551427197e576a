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
    [InlineData("X-Auth-Token", false)]
    [InlineData("X-Csrf-Token", false)]
    [InlineData("x-api-key", false)]
    [InlineData("Authentication-Info", false)]
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

        Assert.Equal("/v1/~REDACTED~?GroupId=~REDACTED~&key=~REDACTED~&page=2", redacted.Path);
        Assert.Equal([new("x-a", "is ~REDACTED~")], redacted.RequestHeaders);
        Assert.Equal(
            """{"key":"~REDACTED~","metadata":{"user_id":"~REDACTED~"},"group_id":"~REDACTED~","a":"b"}""",
            Encoding.UTF8.GetString(redacted.RequestBody.Span));
        Assert.Equal([new("x-b", "~REDACTED~!")], redacted.ResponseHeaders);
        Assert.Equal(
            """data: {"email":"~REDACTED~","userId":0,"key":"value","t":"~REDACTED~"}""",
            Encoding.UTF8.GetString(redacted.ResponseBody.Span));
        Assert.Equal([new(1, 0), new(2, 68), new(3, 2)], redacted.Chunks);
    }

    [Fact]
    public void Redact_ToolSchemaWithAPropertyOfThatName_IsUnchanged()
    {
        byte[] body = """{"tools":[{"properties":{"user_id":{"type":"string"},"key":{"type":"string"}}}]}"""u8.ToArray();

        CassetteExchange redacted = Create(new()).Redact(new() { Number = 1, Method = "POST", Path = "/", RequestBody = body });

        Assert.Equal(body, redacted.RequestBody.ToArray());
    }

    [Fact]
    public void Redact_OtherProperties_AreAddedToTheDefaults()
    {
        CassetteExchange redacted = Create(new() { RemovedProperties = ["balance"] }).Redact(new()
        {
            Number = 1,
            Method = "GET",
            Path = "/",
            Status = 200,
            ResponseBody = """{"balance":12.5,"email":"a"}"""u8.ToArray(),
        });

        Assert.Equal("""{"balance":0,"email":"~REDACTED~"}""", Encoding.UTF8.GetString(redacted.ResponseBody.Span));
    }

    [Theory]
    [InlineData("""{"account_id":["acct-1",{"a":2,"b":"x"}],"c":"d"}""", """{"account_id":["~REDACTED~",{"a":0,"b":"~REDACTED~"}],"c":"d"}""")]
    [InlineData("{\"email\":\"a\"}\n{\"email\":\"b\"}\n", "{\"email\":\"~REDACTED~\"}\n{\"email\":\"~REDACTED~\"}\n")]
    [InlineData("\uFEFF{\"email\":\"a\"}", "\uFEFF{\"email\":\"~REDACTED~\"}")]
    [InlineData(
        """{"error":"No group 1782658868262.","org":"of org-12345","group_id":"1782658868262","org_id":"org-12345","n":1782658868262}""",
        """{"error":"No group 0.","org":"of ~REDACTED~","group_id":"~REDACTED~","org_id":"~REDACTED~","n":0}""")]
    [InlineData("""{"user_id":"short","a":"short"}""", """{"user_id":"~REDACTED~","a":"short"}""")]
    public void Redact_AccountDataOfAResponse_IsRemoved(string body, string expected) =>
        Assert.Equal(expected, RedactResponse(body));

    [Fact]
    public void Redact_DeepJson_HasNoAccountData()
    {
        string start = string.Concat(Enumerable.Repeat("[", 500));
        string end = string.Concat(Enumerable.Repeat("]", 500));

        Assert.Equal($$"""{{start}}{"email":"~REDACTED~"}{{end}}""", RedactResponse($$"""{{start}}{"email":"a"}{{end}}"""));
    }

    [Fact]
    public void Redact_Location_HasNoSignature()
    {
        CassetteExchange redacted = Create(new()).Redact(new()
        {
            Number = 1,
            Method = "GET",
            Path = "/",
            Status = 302,
            ResponseHeaders = [new("location", "https://files.example/a?user_id=me&X-Amz-Signature=abc&page_token=2"), new("x-a", "b?key=c")],
        });

        Assert.Equal(
            [new("location", "https://files.example/a?user_id=~REDACTED~&X-Amz-Signature=~REDACTED~&page_token=2"), new("x-a", "b?key=c")],
            redacted.ResponseHeaders);
    }

    private static string RedactResponse(string body) => Encoding.UTF8.GetString(Create(new()).Redact(new()
    {
        Number = 1,
        Method = "GET",
        Path = "/",
        Status = 200,
        ResponseBody = Encoding.UTF8.GetBytes(body),
    }).ResponseBody.Span);

    private static ExchangeRedaction Create(CassetteRecorderOptions options) => new(options, new(options.Secrets));
}
