using System.Text;
using MiniMaxClient.Testing.Cassettes;

namespace MiniMaxClient.Testing.Tests.Cassettes;

public sealed class SecretCollectionTests
{
    private const string Key = "Zq7Xw9Kd3Rt5";

    [Theory]
    [InlineData("Authorization", "Bearer " + Key)]
    [InlineData("Authorization", "Basic dXNlcjpacTdYdzlLZDNSdDU=")]
    [InlineData("x-api-key", Key)]
    [InlineData("X-Session-Token", Key)]
    [InlineData("Cookie", "a=" + Key)]
    public void AddSecrets_SecretHeader_IsFound(string name, string value)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "http://localhost");
        request.Headers.TryAddWithoutValidation(name, value);

        Assert.True(IsFound(request, ""));
    }

    [Theory]
    [InlineData("?key=" + Key, "")]
    [InlineData("?a=1&access_token=Zq7Xw9Kd%33Rt5", "")]
    [InlineData("", "{\"key\":\"" + Key + "\"}")]
    [InlineData("", "{\"model\":\"m\",\"api_key\":\"Zq7Xw9Kd\\u0033Rt5\"}")]
    public void AddSecrets_QueryOrBody_IsFound(string query, string body)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "http://localhost/" + query);

        Assert.True(IsFound(request, body));
    }

    [Theory]
    [InlineData("Content-Language", "", "")]
    [InlineData("Idempotency-Key", "", "")]
    [InlineData("X-A", "?page=" + Key, "")]
    [InlineData("X-A", "", "{\"tools\":{\"key\":\"" + Key + "\"}}")]
    [InlineData("X-A", "", "not JSON, key: " + Key)]
    public void AddSecrets_OtherValues_AreNotFound(string header, string query, string body)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "http://localhost/" + query);
        if (header != "X-A")
            request.Headers.TryAddWithoutValidation(header, Key);

        Assert.False(IsFound(request, body));
    }

    [Fact]
    public void AddSecrets_ShortValue_IsNotFound()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "http://localhost/");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer any-key");
        SecretCollection secrets = new([]);

        secrets.AddSecrets(request, []);

        Assert.Empty(secrets.Scanner.Find("any-key any-key"u8));
    }

    [Fact]
    public void Scanner_SecondRequest_FindsBothKeys()
    {
        SecretCollection secrets = new(["0123456789"]);
        using HttpRequestMessage request = new(HttpMethod.Get, "http://localhost/");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Key);
        Assert.Empty(secrets.Scanner.Find(Encoding.UTF8.GetBytes(Key)));

        secrets.AddSecrets(request, []);

        Assert.Equal(2, secrets.Scanner.Find(Encoding.UTF8.GetBytes(Key + " - 0123456789")).Count);
    }

    private static bool IsFound(HttpRequestMessage request, string body)
    {
        SecretCollection secrets = new([]);
        secrets.AddSecrets(request, Encoding.UTF8.GetBytes(body));
        return secrets.Scanner.Find(Encoding.UTF8.GetBytes(Key)).Count > 0;
    }
}
