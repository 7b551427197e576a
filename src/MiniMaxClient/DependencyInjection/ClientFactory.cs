using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MiniMaxClient.Client;

namespace MiniMaxClient.DependencyInjection;

/// <summary>Makes the clients that the options ask for.</summary>
internal static class ClientFactory
{
    /// <summary>The client of one provider.</summary>
    /// <exception cref="OptionsValidationException">The settings are wrong.</exception>
    /// <exception cref="InvalidOperationException">The settings have several providers.</exception>
    public static ChatCompletionsClient Create(IServiceProvider provider, string optionsName, string httpName)
    {
        MiniMaxClientOptions options = Get(provider, optionsName);
        return !options.HasProviders
            ? Create(provider, options, httpName)
            : throw new InvalidOperationException(
                "The configuration has several providers; resolve "
                + $"{nameof(IChatCompletionsClient)}, which fails over between them.");
    }

    /// <summary>The client of several providers; null where the settings have one.</summary>
    /// <exception cref="OptionsValidationException">The settings are wrong.</exception>
    public static FailoverChatCompletionsClient? CreateFailover(IServiceProvider provider, string optionsName, string httpName)
    {
        MiniMaxClientOptions options = Get(provider, optionsName);
        if (!options.HasProviders)
            return null;
        return new(
            options.CreateProviders().Select(one => Create(provider, one, httpName)),
            options.Failover with
            {
                LoggerFactory = provider.GetService<ILoggerFactory>() ?? options.Failover.LoggerFactory,
                TimeProvider = provider.GetService<TimeProvider>() ?? options.Failover.TimeProvider,
            },
            ownsClients: true);
    }

    /// <summary>The handler of the connections.</summary>
    public static HttpMessageHandler CreateHandler(IServiceProvider provider, string optionsName) =>
        ProviderConnection.CreateHandler(Get(provider, optionsName).Client.ConnectTimeout);

    private static MiniMaxClientOptions Get(IServiceProvider provider, string optionsName) =>
        provider.GetRequiredService<IOptionsMonitor<MiniMaxClientOptions>>().Get(optionsName);

    private static ChatCompletionsClient Create(IServiceProvider provider, MiniMaxClientOptions options, string httpName) => new(
        ProviderChoice.CreateAdapter(options),
        provider.GetRequiredService<IHttpClientFactory>().CreateClient(httpName),
        options.Client with
        {
            Prices = provider.GetService<ModelPrices>() ?? options.Client.Prices,
            SpendLimit = provider.GetService<SpendLimit>() ?? options.Client.SpendLimit,
            LoggerFactory = provider.GetService<ILoggerFactory>() ?? options.Client.LoggerFactory,
            TimeProvider = provider.GetService<TimeProvider>() ?? options.Client.TimeProvider,
            Services = provider,
        });
}
