using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MiniMaxClient.Neighbours.Tests.Hosting;

/// <summary>Microsoft.Extensions.Http.Resilience and other defaults for all HTTP clients.</summary>
public sealed class HttpResilienceTests : IAsyncLifetime
{
    private readonly CancellationToken _token = TestTimeouts.Token;
    private readonly RecordingLoggerFactory _log = new();
    private MiniMaxEmulator _emulator = null!;

    private IEnumerable<string> Warnings =>
        _log.Messages.Where(static message => message.Contains("ResilienceHandler", StringComparison.Ordinal));

    public async ValueTask InitializeAsync() => _emulator = await MiniMaxEmulator.StartAsync(cancellationToken: _token);

    public ValueTask DisposeAsync()
    {
        _log.Dispose();
        return _emulator.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task StandardResilienceHandler_OfTheDefaults_IsWarnedOf(bool isAddedAfterwards)
    {
        await using ServiceProvider services = BuildServices(
            static http => http.AddStandardResilienceHandler(), isAddedAfterwards);

        await CompleteAsync(services);
        await CompleteAsync(services);

        Assert.Equal(
            "Warning: The HttpClient of MiniMaxClient has the handler ResilienceHandler: its retries multiply those of this client, "
            + "and its timeouts cancel long responses. Remove it from this client.",
            Assert.Single(Warnings));
    }

    [Fact]
    public async Task StandardResilienceHandler_RemovedFromTheClient_IsNotUsed()
    {
        await using ServiceProvider services = BuildServices(
            static http => http.AddStandardResilienceHandler(), change: static client => client.RemoveAllResilienceHandlers());

        await CompleteAsync(services);

        Assert.Empty(Warnings);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PrimaryHandlerAndResilience_OfTheDefaults_AreBothUsed(bool isAddedAfterwards)
    {
        // The proxy is the emulator, which gets the request for another host.
        Uri proxy = _emulator.OpenAICompatible;
        await using ServiceProvider services = BuildServices(
            http =>
            {
                http.AddStandardResilienceHandler();
                http.ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { Proxy = new WebProxy(proxy) });
            },
            isAddedAfterwards,
            address: "http://provider.invalid/v1");

        await Assert.ThrowsAnyAsync<MiniMaxException>(() => CompleteAsync(services));

        Assert.NotEmpty(_emulator.Requests);
        Assert.Single(Warnings);
    }

    private async Task CompleteAsync(ServiceProvider services) => await services.GetRequiredService<IChatCompletionsClient>()
        .CompleteAsync("Hi", MiniMaxModels.M3, _token);

    private ServiceProvider BuildServices(
        Action<IHttpClientBuilder> configureDefaults,
        bool isAddedAfterwards = false,
        Action<IHttpClientBuilder>? change = null,
        string? address = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(_log);
        if (!isAddedAfterwards)
            services.ConfigureHttpClientDefaults(configureDefaults);
        IHttpClientBuilder http = services.AddMiniMaxClient(options =>
        {
            options.UseOpenAICompatible("own", address ?? _emulator.OpenAICompatible.ToString(), _emulator.ApiKey);
            options.AllowInsecureHttp = true;
            options.Client = new() { Resilience = ResilienceOptions.None };
        });
        if (isAddedAfterwards)
            services.ConfigureHttpClientDefaults(configureDefaults);
        change?.Invoke(http);
        return services.BuildServiceProvider();
    }
}
