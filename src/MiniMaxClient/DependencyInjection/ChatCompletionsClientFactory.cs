using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MiniMaxClient.Client;
using MiniMaxClient.Diagnostics;

namespace MiniMaxClient.DependencyInjection;

/// <summary>Creates the clients that the options describe.</summary>
internal static class ChatCompletionsClientFactory
{
    /// <summary>Creates the client of one provider.</summary>
    /// <exception cref="OptionsValidationException">The options are invalid.</exception>
    /// <exception cref="InvalidOperationException">The options have several providers.</exception>
    public static ChatCompletionsClient CreateClient(IServiceProvider services, string optionsName, string httpClientName)
    {
        MiniMaxClientOptions options = GetOptions(services, optionsName);
        if (options.HasFailoverProviders)
        {
            throw new InvalidOperationException(
                "The configuration has several providers; resolve "
                + $"{nameof(IChatCompletionsClient)}, which fails over between them.");
        }

        return CreateClient(services, options, httpClientName);
    }

    /// <summary>Creates the client of several providers; returns null if the options have one provider.</summary>
    /// <exception cref="OptionsValidationException">The options are invalid.</exception>
    public static FailoverChatCompletionsClient? CreateFailoverClient(
        IServiceProvider services, string optionsName, string httpClientName)
    {
        MiniMaxClientOptions options = GetOptions(services, optionsName);
        if (!options.HasFailoverProviders)
            return null;
        return new(
            options.CreateFailoverProviders().Select(provider => CreateClient(services, provider, httpClientName)),
            options.Failover with
            {
                LoggerFactory = services.GetService<ILoggerFactory>() ?? options.Failover.LoggerFactory,
                TimeProvider = services.GetService<TimeProvider>() ?? options.Failover.TimeProvider,
            },
            shouldDisposeClients: true);
    }

    /// <summary>Creates the handler of the connections.</summary>
    public static HttpMessageHandler CreateHttpHandler(IServiceProvider services, string optionsName) =>
        ProviderHttpClientFactory.CreateHttpHandler(GetOptions(services, optionsName).Client.ConnectTimeout);

    private static MiniMaxClientOptions GetOptions(IServiceProvider services, string optionsName) =>
        services.GetRequiredService<IOptionsMonitor<MiniMaxClientOptions>>().Get(optionsName);

    private static ChatCompletionsClient CreateClient(
        IServiceProvider services, MiniMaxClientOptions options, string httpClientName)
    {
        IProviderAdapter adapter = ProviderAdapterFactory.CreateAdapter(options);
        ILoggerFactory? loggerFactory = services.GetService<ILoggerFactory>() ?? options.Client.LoggerFactory;
        if (ProviderAdapterFactory.FindApiKeyVariable(options) is { } variable && loggerFactory is not null)
        {
            ILogger logger = loggerFactory.CreateLogger(typeof(ChatCompletionsClient).FullName!);
            Log.KeyFromEnvironment(logger, adapter.Name, variable);
        }

        HttpClient http = services.GetRequiredService<IHttpClientFactory>().CreateClient(httpClientName);
        if (!services.GetRequiredService<RegisteredClients>().HasOwnHandler(httpClientName))
            ProviderHttpClientFactory.UseVersionOfTheHandler(http);
        return new(
            adapter,
            http,
            options.Client with
            {
                Prices = services.GetService<ModelPrices>() ?? options.Client.Prices,
                SpendLimit = services.GetService<SpendLimit>() ?? options.Client.SpendLimit,
                LoggerFactory = loggerFactory,
                TimeProvider = services.GetService<TimeProvider>() ?? options.Client.TimeProvider,
                Services = services,
            });
    }
}
