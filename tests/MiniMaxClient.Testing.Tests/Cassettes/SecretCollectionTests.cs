using System.Text;
using MiniMaxClient.Testing.Cassettes;

namespace MiniMaxClient.Testing.Tests.Cassettes;

public sealed class SecretCollectionTests
{
    private const string Key = "Zq7Xw9Kd3Rt5";

    [Theory]
    [InlineData("Authorization", "Bearer " + Key)]
    [InlineData("Authorization", Key)]
    [InlineData("Authorization", "Basic dXNlcjpacTdYdzlLZDNSdDU=")]
    [InlineData("x-api-key", Key)]
    [InlineData("X-Session-Token", Key)]
    [InlineData("X-Custom-Auth", Key)]
    [InlineData("X-Passwd", Key)]
    [InlineData("X-Sig", Key)]
    [InlineData("Cookie", "a=" + Key)]
    [InlineData("Cookie", "sid=" + Key + "; theme=dark")]
    [InlineData("Cookie", "theme=dark; sid=" + Key)]
    public void AddSecrets_SecretHeader_IsFound(string name, string value) => Assert.True(IsFound([new(name, value)], "", ""));

    [Theory]
    [InlineData("?key=" + Key, "")]
    [InlineData("?sig=" + Key, "")]
    [InlineData("?X-Amz-Signature=" + Key, "")]
    [InlineData("?a=1&access_token=Zq7Xw9Kd%33Rt5", "")]
    [InlineData("", "{\"key\":\"" + Key + "\"}")]
    [InlineData("", "{\"model\":\"m\",\"api_key\":\"Zq7Xw9Kd\\u0033Rt5\"}")]
    public void AddSecrets_QueryOrBody_IsFound(string query, string body) => Assert.True(IsFound([], query, body));

    [Theory]
    [InlineData("Content-Language", "", "")]
    [InlineData("Idempotency-Key", "", "")]
    [InlineData("X-A", "?page=" + Key, "")]
    [InlineData("X-A", "", "{\"tools\":{\"key\":\"" + Key + "\"}}")]
    [InlineData("X-A", "", "not JSON, key: " + Key)]
    public void AddSecrets_OtherValues_AreNotFound(string header, string query, string body) =>
        Assert.False(IsFound([new(header, header == "X-A" ? "" : Key)], query, body));

    [Theory]
    [InlineData("Authorization", "Bearer any-key", "any-key any-key")]
    [InlineData("Cookie", "session=a; theme=dark", "session=b; theme=dark")]
    [InlineData("Cookie", "sid=" + Key + "; theme=dark", "theme=dark")]
    public void AddSecrets_ShortValue_IsNotFound(string name, string value, string text)
    {
        SecretCollection secrets = new([]);

        secrets.AddSecrets([new(name, value)], "", []);

        Assert.Empty(secrets.Scanner.Find(Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData("key", true)]
    [InlineData("API-Key", true)]
    [InlineData("sig", true)]
    [InlineData("passwd", true)]
    [InlineData("access_token", true)]
    [InlineData("page_token", false)]
    [InlineData("max_tokens", false)]
    [InlineData("keyword", false)]
    [InlineData("signed", false)]
    public void IsSecretParameter_ByName_IsAWholeName(string name, bool expected) =>
        Assert.Equal(expected, SecretCollection.IsSecretParameter(name));

    [Fact]
    public void Scanner_SecondRequest_FindsBothKeys()
    {
        SecretCollection secrets = new(["0123456789"]);
        Assert.Empty(secrets.Scanner.Find(Encoding.UTF8.GetBytes(Key)));

        secrets.AddSecrets([new("Authorization", "Bearer " + Key)], "", []);

        Assert.Equal(2, secrets.Scanner.Find(Encoding.UTF8.GetBytes(Key + " - 0123456789")).Count);
    }

    private static bool IsFound(IEnumerable<CassetteHeader> headers, string query, string body)
    {
        SecretCollection secrets = new([]);
        secrets.AddSecrets(headers, query, Encoding.UTF8.GetBytes(body));
        return secrets.Scanner.Find(Encoding.UTF8.GetBytes(Key)).Count > 0;
    }
}
