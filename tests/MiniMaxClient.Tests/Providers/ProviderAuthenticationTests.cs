using MiniMaxClient.Tests.Faults;
using static MiniMaxClient.Tests.Providers.AdapterRequests;

namespace MiniMaxClient.Tests.Providers;

public sealed class ProviderAuthenticationTests
{
    /// <summary>Authentications, and the header that each sends.</summary>
    public static TheoryData<string, string?, string?> Authentications { get; } = new()
    {
        { "Bearer", "Authorization", "Bearer " + Key },
        { "api-key", "api-key", Key },
        { "Ocp-Apim-Subscription-Key", "Ocp-Apim-Subscription-Key", Key },
        { "Authorization", "Authorization", Key },
        { "Authorization Token", "Authorization", "Token " + Key },
        { "None", null, null },
    };

    [Fact]
    public void Constructor_AuthenticationWithoutApiKey_ThrowsArgumentException()
    {
        var options = new CompatibleAdapterOptions { Authentication = ProviderAuthentication.Header("api-key") };

        Assert.Throws<ArgumentException>(
            "options", () => new OpenAICompatibleAdapter("own", "https://host.example", null, options));
        Assert.NotNull(new OpenAICompatibleAdapter(
            "own", "https://host.example", null, options with { Authentication = ProviderAuthentication.None }));
    }

    [Theory]
    [InlineData("model")]
    [InlineData("messages")]
    [InlineData("tools")]
    public void Body_NameOfRequestField_ThrowsArgumentException(string property) =>
        Assert.Throws<ArgumentException>(nameof(property), () => ProviderAuthentication.Body(property));

    [Theory]
    [MemberData(nameof(Authentications))]
    public async Task Header_EveryKindOfRequest_CarriesTheKey(string kind, string? header, string? value)
    {
        ProviderAuthentication authentication = kind switch
        {
            "Bearer" => ProviderAuthentication.Bearer,
            "None" => ProviderAuthentication.None,
            _ => ProviderAuthentication.Header(kind.Split(' ')[0], kind.Contains(' ') ? kind.Split(' ')[1] : null),
        };
        IReadOnlyList<FaultRequest> sent = await SendAllAsync(
            server => new AnthropicCompatibleAdapter("own", server.BaseAddress, Key, new() { Authentication = authentication }));

        Assert.Equal(
            ["/v1/messages", "/v1/messages", "/v1/models", "/v1/messages/count_tokens"],
            sent.Select(static request => request.Path));
        foreach (FaultRequest request in sent)
        {
            (string, string)[] credentials =
            [
                .. request.Headers.Where(static header => header.Value.Contains(Key, StringComparison.Ordinal))
                    .Select(static header => (header.Key, header.Value)),
            ];
            Assert.Equal(header is null ? [] : [(header, value!)], credentials);
            Assert.DoesNotContain(Key, request.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Body_EveryKindOfRequest_CarriesTheKeyInChatAndABearerTokenElsewhere(bool isAnthropic)
    {
        var options = new CompatibleAdapterOptions { Authentication = ProviderAuthentication.Body("api_key") };
        IReadOnlyList<FaultRequest> sent = await SendAllAsync(server => isAnthropic
            ? new AnthropicCompatibleAdapter("own", server.BaseAddress, Key, options)
            : new OpenAICompatibleAdapter("own", server.BaseAddress, Key, options));

        Assert.StartsWith($$"""{"api_key":"{{Key}}","model":"MiniMax-M2",""", sent[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Authorization", sent[0].Headers.Keys);
        Assert.All(sent.Skip(2), static request => Assert.Equal("Bearer " + Key, request.Headers["Authorization"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a:b")]
    [InlineData("Host")]
    [InlineData("Content-Type")]
    [InlineData("a\r\nb")]
    public void Header_InvalidName_ThrowsArgumentException(string name) =>
        Assert.Throws<ArgumentException>(nameof(name), () => ProviderAuthentication.Header(name));
}
