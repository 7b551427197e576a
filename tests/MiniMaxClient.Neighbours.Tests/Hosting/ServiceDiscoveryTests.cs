using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MiniMaxClient.Neighbours.Tests.Hosting;

/// <summary>Microsoft.Extensions.ServiceDiscovery with the endpoints of the configuration.</summary>
public sealed class ServiceDiscoveryTests : IAsyncLifetime
{
    private readonly CancellationToken _token = TestTimeouts.Token;
    private MiniMaxEmulator _emulator = null!;

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);

    public ValueTask DisposeAsync() => _emulator.DisposeAsync();

    [Theory]
    [InlineData("https+http://gateway", false, false)]
    [InlineData("https+http://gateway", true, false)]
    [InlineData("https+http://gateway", true, true)]
    [InlineData("http://gateway", true, false)]
    [InlineData("https+http://_chat.gateway", true, false)]
    public async Task BaseAddress_NameOfAService_IsResolved(string address, bool isOfTheDefaults, bool stream)
    {
        await using ServiceProvider services = BuildServices(address, isOfTheDefaults);
        var client = services.GetRequiredService<IChatCompletionsClient>();

        ChatCompletion completion = stream
            ? await client.StreamAsync("Hi", cancellationToken: _token).ToCompletionAsync(_token)
            : await client.CompleteAsync("Hi", cancellationToken: _token);

        Assert.NotEmpty(completion.Text);
        RecordedRequest sent = Assert.Single(_emulator.Requests);
        Assert.True(sent.HasValidKey);
        Assert.Equal(("OpenAICompatible", "/v1/chat/completions"), (sent.Provider, sent.Path));
    }

    [Fact]
    public async Task BaseAddress_OtherEndpointsOfTheClient_AreResolvedToo()
    {
        await using ServiceProvider services = BuildServices("https+http://gateway", isOfTheDefaults: true);

        Assert.NotEmpty(await services.GetRequiredService<ChatCompletionsClient>().ListModelsAsync(_token));
    }

    [Fact]
    public void BaseAddress_HttpWithoutConsent_IsRejected()
    {
        using ServiceProvider services = BuildServices("https+http://gateway", isOfTheDefaults: true, allowInsecureHttp: false);

        var e = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IChatCompletionsClient>());

        Assert.Contains("uses http, which is not encrypted. Use https, or set AllowInsecureHttp to true.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BaseAddress_WithoutServiceDiscovery_NamesIt()
    {
        await using ServiceProvider services = BuildServices("https+http://gateway", isOfTheDefaults: null);

        var e = await Assert.ThrowsAsync<MiniMaxConnectionException>(
            () => services.GetRequiredService<IChatCompletionsClient>().CompleteAsync("Hi", cancellationToken: _token));

        Assert.Contains("Add service discovery to the HttpClient", e.Message, StringComparison.Ordinal);
    }

    private ServiceProvider BuildServices(string address, bool? isOfTheDefaults, bool allowInsecureHttp = true)
    {
        string endpoint = _emulator.OpenAICompatible.GetLeftPart(UriPartial.Authority);
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Services:gateway:http:0"] = endpoint,
            ["Services:gateway:chat:0"] = endpoint,
            ["MiniMax:Provider"] = "OpenAICompatible",
            ["MiniMax:ApiKey"] = _emulator.ApiKey,
            ["MiniMax:Model"] = MiniMaxModels.M3,
            ["MiniMax:BaseAddress"] = address + _emulator.OpenAICompatible.AbsolutePath,
            ["MiniMax:AllowInsecureHttp"] = allowInsecureHttp.ToString(),
        }).Build();
        var services = new ServiceCollection();
        services.AddSingleton(configuration).AddServiceDiscovery();
        IHttpClientBuilder http = services.AddMiniMaxClient(configuration.GetSection("MiniMax"));
        if (isOfTheDefaults == true)
            services.ConfigureHttpClientDefaults(static all => all.AddServiceDiscovery());
        else if (isOfTheDefaults == false)
            http.AddServiceDiscovery();
        return services.BuildServiceProvider();
    }
}
