using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.Tests.Diagnostics;

public sealed class KnownSecretsTests
{
    private const string AdapterKey = "other-key-1234567890";

    [Fact]
    public void AddSecret_RotatingSecrets_KeepsTheMostRecent()
    {
        var secrets = new KnownSecrets();
        for (int i = 0; i < 1000; i++)
            secrets.AddHeader("Authorization", $"Bearer rotated-{i:D4}-{i * 7919:D9}");

        Assert.DoesNotContain($"{999 * 7919:D9}", secrets.RedactSecrets($"rotated-0999-{999 * 7919:D9}"), StringComparison.Ordinal);
        Assert.Contains($"{7919:D9}", secrets.RedactSecrets($"x-0001-{7919:D9}"), StringComparison.Ordinal);
    }

    [Fact]
    public void AddSecret_ManyCalls_KeepsTheAdapterKeyAndEachCallsOwnSecrets()
    {
        var client = new KnownSecrets(new ApiKey(AdapterKey, "apiKey"));
        KnownSecrets first = client.CreateForCall();
        first.AddHeader("X-User-Token", "token-of-the-first-user");
        for (int i = 0; i < 1000; i++)
            client.CreateForCall().AddHeader("X-User-Token", $"rotated-{i:D4}-{i * 7919:D9}");

        Assert.Equal("***", client.RedactSecrets(AdapterKey));
        Assert.Equal("*** and ***", first.RedactSecrets($"{AdapterKey} and token-of-the-first-user"));
    }

    [Theory]
    [InlineData("Authorization", "Bearer abcdefghij", "abcdefghij", "***")]
    [InlineData("X-Amz-Security-Token", "abcdefghij", "abcdefghij", "***")]
    [InlineData("Cookie", "sid=abcdefghij", "abcdefghij", "***")]
    [InlineData("X-Key-Version", "2", "2 keys", "2 keys")]
    [InlineData("HTTP-Referer", "https://app.example", "https://app.example", "https://app.example")]
    [InlineData("X-Author", "abcdefghij", "abcdefghij", "abcdefghij")]
    public void AddHeader_SecretName_AddsTheValue(string name, string value, string text, string expected)
    {
        var secrets = new KnownSecrets();
        secrets.AddHeader(name, value);
        Assert.Equal(expected, secrets.RedactSecrets(text));
    }

    [Theory]
    [InlineData("Authorization", true)]
    [InlineData("x-api-KEY", true)]
    [InlineData("Proxy-Auth", true)]
    [InlineData("sig", true)]
    [InlineData("Idempotency-Key", false)]
    [InlineData("Content-Type", false)]
    public void IsSecretName_AnyName_RecognizesSecrets(string name, bool expected) =>
        Assert.Equal(expected, KnownSecrets.IsSecretName(name));

    [Fact]
    public void AddHeader_BasicCredentials_AddsTheDecodedPassword()
    {
        var secrets = new KnownSecrets();
        secrets.AddHeader("Authorization", "Basic " + Convert.ToBase64String("user:p4ssw0rd-1234"u8));

        Assert.Equal("not ***", secrets.RedactSecrets("not p4ssw0rd-1234"));
    }

    [Fact]
    public void AddQueryParameters_SecretParameter_AddsTheUnescapedValue()
    {
        var secrets = new KnownSecrets();
        secrets.AddQueryParameters(new Uri("https://example.com/v1?version=20260101&api_key=abc%2Bdefghij"));

        Assert.Equal("*** 20260101", secrets.RedactSecrets("abc+defghij 20260101"));
    }

    [Fact]
    public void CreateForCall_SecretOfTheCall_IsAddedToTheClient()
    {
        var client = new KnownSecrets();
        KnownSecrets call = client.CreateForCall();
        Assert.True(call.IsEmpty);

        call.AddSecret("secret-of-the-call");

        Assert.False(client.IsEmpty);
        Assert.Equal("***", client.RedactSecrets("secret-of-the-call"));
    }

    [Fact]
    public void RedactSecrets_TextWithoutSecret_ReturnsTheSameInstance()
    {
        string text = new('x', 20);

        Assert.Same(text, new KnownSecrets(new ApiKey(AdapterKey, "apiKey")).RedactSecrets(text));
    }
}
