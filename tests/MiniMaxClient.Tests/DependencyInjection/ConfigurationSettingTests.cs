using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MiniMaxClient.DependencyInjection;
using MiniMaxClient.Tests.Faults;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.DependencyInjection;

public sealed class ConfigurationSettingTests
{
    private const string Key = "Zq7Xw9Kd3Rt5Yv1B";

    // The options types, by the path of their settings.
    private static readonly (string Path, Type Type)[] Options =
    [
        ("", typeof(MiniMaxClientOptions)),
        ("", typeof(ChatCompletionsClientOptions)),
        ("Resilience:", typeof(ResilienceOptions)),
        ("Resilience:CircuitBreaker:", typeof(CircuitBreakerOptions)),
        ("Failover:", typeof(FailoverOptions)),
    ];

    // The properties without a setting, with the reason.
    private static readonly Dictionary<string, string> NotSettings = new()
    {
        ["Client"] = "Its settings are in the section itself.",
        ["Failover"] = "Its settings are below the name.",
        ["Resilience"] = "Its settings are below the name.",
        ["Resilience:CircuitBreaker"] = "Its settings are below the name.",
        ["ApiKeys"] = "A list, which MiniMaxClientOptionsBinder binds.",
        ["ApiKeySource"] = "An object of the application's code.",
        ["Models"] = "A list, which ModelListBinder reads.",
        ["DefaultModel"] = "Its setting is Model.",
        ["SpendLimit"] = "A section, which SpendLimitBinder binds.",
        ["Prices"] = "A section, which ModelPricesBinder binds.",
        ["LoggerFactory"] = "An object: the container's.",
        ["TimeProvider"] = "An object: the container's.",
        ["Failover:LoggerFactory"] = "An object: the container's.",
        ["Failover:TimeProvider"] = "An object: the container's.",
        ["Resilience:RateLimiter"] = "RateLimitsBinder creates it; another limiter is an object of the application's code.",
        ["Resilience:Pipeline"] = "An object of the application's code.",
    };

    // The settings without a property of the same name, with the reason.
    private static readonly Dictionary<string, string> NotProperties = new()
    {
        ["Authentication:Header"] = "A part of Authentication.",
        ["Authentication:Scheme"] = "A part of Authentication.",
        ["Authentication:BodyProperty"] = "A part of Authentication.",
        ["Headers:*"] = "The entries of Headers.",
        ["Model"] = "DefaultModel of the client.",
        ["Resilience:CircuitBreaker:Enabled"] = "Whether CircuitBreaker is null.",
    };

    [Fact]
    public void AllByPath_OptionProperties_AreSettingsOrExcluded()
    {
        string[] properties =
        [
            .. Options.SelectMany(static type => Properties(type.Type).Select(property => type.Path + property.Name)),
        ];
        string[] settings = [.. ConfigurationSetting.AllByPath.Keys, .. NotProperties.Keys.Select(static path => path.Split(':')[0])];

        Assert.Empty(properties.Except(settings).Except(NotSettings.Keys));
        Assert.Empty(ConfigurationSetting.AllByPath.Keys.Except(properties).Except(NotProperties.Keys));
        // The lists contain existing properties and settings only.
        Assert.Empty(NotSettings.Keys.Except(properties));
        Assert.Empty(NotProperties.Keys.Except(ConfigurationSetting.AllByPath.Keys));
    }

    [Fact]
    public void AdapterOptions_Properties_AreThoseOfClientOptions()
    {
        IEnumerable<string> ofAdapters = new[]
        {
            typeof(ProviderAdapterOptions), typeof(ModelsLabAdapterOptions), typeof(RunApiAdapterOptions),
            typeof(MiniMaxAdapterOptions), typeof(CompatibleAdapterOptions),
            typeof(OpenAICompatibleAdapter),
        }.SelectMany(Properties).Where(static property => property.CanWrite).Select(static property => property.Name);

        Assert.Empty(ofAdapters.Except(Properties(typeof(MiniMaxClientOptions)).Select(static property => property.Name)));
    }

    [Fact]
    public async Task AuthenticationAndHeaders_Configuration_AreSent()
    {
        await using var server = FaultServer.Start(ServerScript.Json(200, SampleResponse.OpenAI.Body));
        using ServiceProvider services = Services(new()
        {
            ["Provider"] = "OpenAICompatible",
            ["BaseAddress"] = server.BaseAddress.ToString(),
            ["ApiKey"] = Key,
            ["Authentication:Header"] = "api-key",
            ["Headers:HTTP-Referer"] = "https://app.example",
            ["Headers:X-Title"] = "App",
            ["ChatPath"] = "v2/generate",
            ["ThinkingStartsOpen"] = "true",
            ["DefaultMaxTokens"] = "77",
        });

        await services.GetRequiredService<IChatCompletionsClient>().CompleteAsync("Hi", "m", TestTimeouts.Token);

        FaultRequest sent = Assert.Single(server.Requests);
        Assert.Equal("/v2/generate", sent.Path);
        Assert.Equal(Key, sent.Headers["api-key"]);
        Assert.Equal(("https://app.example", "App"), (sent.Headers["HTTP-Referer"], sent.Headers["X-Title"]));
        Assert.DoesNotContain("Authorization", sent.Headers.Keys);
        Assert.Equal(77, sent.Json.GetProperty("max_tokens").GetInt32());
    }

    [Fact]
    public async Task HeadersAndThinking_OfAProviderInAList_AreThoseOfTheProvider()
    {
        await using var server = FaultServer.Start(ServerScript.Stream(
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hm.</think>42\"},\"finish_reason\":\"stop\"}]}\n\n",
            "data: [DONE]\n\n"));
        using ServiceProvider services = Services(new()
        {
            ["Providers:0:Provider"] = "OpenAICompatible",
            ["Providers:0:BaseAddress"] = server.BaseAddress.ToString(),
            ["Providers:0:Headers:X-Title"] = "App",
            ["Providers:0:ThinkingStartsOpen"] = "true",
            ["Providers:1:Provider"] = "RunApi",
            ["Providers:1:ApiKey"] = Key,
        });

        ChatCompletion completion = await services.GetRequiredService<IChatCompletionsClient>()
            .StreamAsync("Hi", "m", TestTimeouts.Token).ToCompletionAsync(TestTimeouts.Token);

        Assert.Equal(("42", "Hm."), (completion.Text, completion.Reasoning));
        Assert.Equal("App", server.Requests[0].Headers["X-Title"]);
    }

    [Theory]
    [InlineData("Authentication:Scheme", "Token", "Authorization", "Token " + Key)]
    [InlineData("Authentication:Header", "x-api-key", "x-api-key", Key)]
    public async Task Authentication_OneSetting_IsSent(string setting, string value, string header, string sent)
    {
        await using var server = FaultServer.Start(ServerScript.Json(200, SampleResponse.Anthropic.Body));
        using ServiceProvider services = Services(new()
        {
            ["Provider"] = "AnthropicCompatible",
            ["BaseAddress"] = server.BaseAddress.ToString(),
            ["ApiKey"] = Key,
            [setting] = value,
        });

        await services.GetRequiredService<IChatCompletionsClient>().CompleteAsync("Hi", "m", TestTimeouts.Token);

        Assert.Equal(sent, server.Requests[0].Headers[header]);
    }

    [Fact]
    public async Task CompatibleAdapterOptions_SetInCode_AreSent()
    {
        await using var server = FaultServer.Start(ServerScript.Json(200, SampleResponse.OpenAI.Body));
        var services = new ServiceCollection();
        services.AddMiniMaxClient(o => o.UseOpenAICompatible("own", server.BaseAddress.ToString(), Key, new()
        {
            Authentication = ProviderAuthentication.Header("api-key"),
            Headers = new Dictionary<string, string> { ["X-Title"] = "App" },
        }));
        using ServiceProvider provider = services.BuildServiceProvider();

        await provider.GetRequiredService<IChatCompletionsClient>().CompleteAsync("Hi", "m", TestTimeouts.Token);

        Assert.Equal((Key, "App"), (server.Requests[0].Headers["api-key"], server.Requests[0].Headers["X-Title"]));
    }

    [Theory]
    [InlineData("Authentication:Header", Key + " x", "Authentication:Header is invalid; it must be a header name")]
    [InlineData("Authentication:Scheme", Key + " x", "Authentication:Scheme is invalid; it must be a scheme")]
    [InlineData("Authentication:BodyProperty", Key + " x", "Authentication:BodyProperty is invalid; it must be a property")]
    [InlineData("Authentication", Key, "Authentication is not a known setting.")]
    [InlineData("Headers:X-Mine", Key + "\n", "Headers['X-Mine'] has a value with a line break")]
    [InlineData("Headers:X Mine", Key, "Headers['…'] is not a header name.")]
    [InlineData("Headers:Host", Key, "Headers['Host'] is a header that the client sets itself.")]
    [InlineData("Headers:Authorization", Key, "Headers['Authorization'] carries the API key; set Authentication instead.")]
    [InlineData("ChatPath", "a?" + Key, "ChatPath is not a relative path")]
    public void Setting_InvalidSecret_IsReportedWithoutItsValue(string setting, string value, string problem)
    {
        using ServiceProvider services = Services(new()
        {
            ["Provider"] = "OpenAICompatible", ["BaseAddress"] = "https://host", ["ApiKey"] = "key-1", [setting] = value,
        });

        var e = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IChatCompletionsClient>());

        Assert.Contains(problem, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_MutuallyExclusive_AreReported()
    {
        using ServiceProvider services = Services(new()
        {
            ["Provider"] = "RunApi",
            ["ApiKey"] = "key-1",
            ["Authentication:BodyProperty"] = "key",
            ["Authentication:Header"] = "api-key",
            ["ChatPath"] = "a",
            ["ThinkingStartsOpen"] = "true",
        });

        var e = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IChatCompletionsClient>());

        Assert.Contains("Authentication:Header is invalid", e.Message, StringComparison.Ordinal);
        Assert.Contains("ChatPath is a setting of OpenAICompatible and AnthropicCompatible only.", e.Message, StringComparison.Ordinal);
        Assert.Contains("ThinkingStartsOpen is a setting of OpenAICompatible only.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_SingleProviderNextToProviders_AreReported()
    {
        using ServiceProvider services = Services(new()
        {
            ["Providers:0:Provider"] = "RunApi",
            ["Providers:0:ApiKey"] = "key-1",
            ["Authentication:Header"] = "api-key",
            ["Headers:X-Mine"] = "1",
            ["ChatPath"] = "a",
            ["ThinkingStartsOpen"] = "true",
        });

        var e = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IChatCompletionsClient>());

        Assert.All(
            (string[])["Authentication", "Headers", "ChatPath", "ThinkingStartsOpen"],
            name => Assert.Contains($"{name} is set next to Providers", e.Message, StringComparison.Ordinal));
    }

    private static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static property => property.Name != "EqualityContract");

    private static ServiceProvider Services(Dictionary<string, string?> settings) => new ServiceCollection()
        .AddMiniMaxClient(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
        .Services.BuildServiceProvider();
}
