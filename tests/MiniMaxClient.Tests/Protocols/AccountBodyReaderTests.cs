using System.Text;
using System.Text.Json;
using MiniMaxClient.Protocols;

namespace MiniMaxClient.Tests.Protocols;

public sealed class AccountBodyReaderTests
{
    private static readonly ResponseContext Context = new("provider", null, 200);

    [Theory]
    [InlineData("""{"amount":43.6}""", "43.6")]
    [InlineData("""{"amount":"43.60"}""", "43.60")]
    [InlineData("""{"amount":-0.5}""", "-0.5")]
    [InlineData("""{"amount":"-1e2"}""", "-100")]
    [InlineData("""{"amount":0}""", "0")]
    public void Read_NumberOrNumberInAString_IsTheAmount(string body, string expected) =>
        Assert.Equal(decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), ReadAmount(body));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"amount":null}""")]
    [InlineData("""{"amount":"much"}""")]
    [InlineData("""{"amount":"1,5"}""")]
    [InlineData("""{"amount":1e99}""")]
    [InlineData("""{"amount":[1]}""")]
    public void Read_NoAmount_ThrowsInvalidResponse(string body)
    {
        var e = Assert.Throws<MiniMaxInvalidResponseException>(() => ReadAmount(body));

        Assert.Equal("provider returned an invalid response: the body has no amount.", e.Message);
    }

    [Theory]
    [InlineData("""{"amount":1,"base_resp":{"status_code":1008,"status_msg":"insufficient balance"}}""", typeof(MiniMaxInsufficientCreditsException))]
    [InlineData("""{"base_resp":{"status_code":1004,"status_msg":"login fail"}}""", typeof(MiniMaxAuthenticationException))]
    [InlineData("""{"status":"error","message":"Invalid API key"}""", typeof(MiniMaxAuthenticationException))]
    [InlineData("""{"amount":1,"status":"failed","messege":"server error"}""", typeof(MiniMaxServerException))]
    [InlineData("""{"error":{"message":"slow down","code":"rate_limit"}}""", typeof(MiniMaxRateLimitException))]
    [InlineData("""{"message":"Too Many Requests","statusCode":"429"}""", typeof(MiniMaxRateLimitException))]
    [InlineData("""[{"error":{"code":503,"message":"overloaded"}}]""", typeof(MiniMaxServerException))]
    [InlineData("""["43.6"]""", typeof(MiniMaxInvalidResponseException))]
    [InlineData("<html>", typeof(MiniMaxInvalidResponseException))]
    [InlineData("", typeof(MiniMaxInvalidResponseException))]
    public void Read_ErrorBody_ThrowsTheTypedException(string body, Type type) =>
        Assert.IsType(type, Record.Exception(() => ReadAmount(body)));

    [Fact]
    public void GetTextAndObjects_OtherTypes_AreNullOrOmitted()
    {
        IReadOnlyDictionary<string, JsonElement> properties = ReadProperties(
            """{"text":"a","number":1,"list":[{"text":"b"},2,null,{"text":"c"}]}""");

        Assert.Equal("a", AccountBodyReader.GetText(properties, "text"));
        Assert.Null(AccountBodyReader.GetText(properties, "number"));
        Assert.Null(AccountBodyReader.GetText(properties, "missing"));
        Assert.Equal(
            ["b", "c"], AccountBodyReader.GetObjects(properties, "list")!.Select(static one => AccountBodyReader.GetText(one, "text")));
        Assert.Null(AccountBodyReader.GetObjects(properties, "text"));
        Assert.Equal(["number"], AccountBodyReader.Without(properties, "text", "list").Keys);
    }

    private static decimal ReadAmount(string body) => ((Box)AccountBodyReader.Read<Box>(
        Encoding.UTF8.GetBytes(body),
        Context,
        "amount",
        static properties => AccountBodyReader.GetAmount(properties, "amount") is { } amount ? new(amount) : null)).Amount;

    private static IReadOnlyDictionary<string, JsonElement> ReadProperties(string body) =>
        AccountBodyReader.Read(Encoding.UTF8.GetBytes(body), Context, "properties", static properties => properties);

    private sealed record Box(decimal Amount);
}
