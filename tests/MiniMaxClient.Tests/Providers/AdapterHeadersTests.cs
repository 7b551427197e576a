using MiniMaxClient.Diagnostics;
using MiniMaxClient.Providers;

namespace MiniMaxClient.Tests.Providers;

public sealed class AdapterHeadersTests
{
    [Theory]
    [InlineData(false, null)]
    [InlineData(true, "key-12345678")]
    public void Constructor_SecondaryKeyHeader_IsNotSentWithOpenAIChatRequests(bool isAnthropic, string? expected)
    {
        AdapterHeaders headers = Create(isAnthropic ? ChatProtocol.Anthropic : ChatProtocol.OpenAI, ProviderAuthentication.Bearer);

        Assert.Equal("Bearer key-12345678", headers.Chat["Authorization"]);
        Assert.Equal(expected, headers.Chat.GetValueOrDefault("x-api-key"));
        Assert.Equal("key-12345678", headers.NonChat["x-api-key"]);
    }

    [Fact]
    public void Constructor_KeyInTheBody_SendsABearerTokenWithOtherRequests()
    {
        AdapterHeaders headers = Create(ChatProtocol.OpenAI, ProviderAuthentication.Body());

        Assert.DoesNotContain("Authorization", headers.Chat);
        Assert.Equal("Bearer key-12345678", headers.NonChat["Authorization"]);
    }

    [Fact]
    public void Constructor_HeaderThatCarriesTheKey_ThrowsArgumentException() =>
        Assert.Throws<ArgumentException>(static () => new AdapterHeaders(
            ChatProtocol.OpenAI,
            new ProviderAdapterOptions { Headers = new Dictionary<string, string> { ["authorization"] = "Bearer x" } },
            ProviderAuthentication.Bearer,
            "key-12345678",
            secondaryKeyHeader: null,
            new KnownSecrets()));

    private static AdapterHeaders Create(ChatProtocol protocol, ProviderAuthentication authentication) => new(
        protocol,
        options: null,
        authentication,
        "key-12345678",
        secondaryKeyHeader: "x-api-key",
        new KnownSecrets());
}
