using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MiniMaxClient;
using MiniMaxClient.Client;
using MiniMaxClient.DependencyInjection;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers MiniMax clients.</summary>
/// <remarks>
/// A client is a singleton <see cref="IChatCompletionsClient"/>, and a <see cref="ChatCompletionsClient"/>, over an
/// <see cref="HttpClient"/> of the factory. Its settings are checked when the host starts; every problem is in the one
/// <see cref="OptionsValidationException"/>. The log goes to the container's <see cref="ILoggerFactory"/>, the clock is its
/// <see cref="TimeProvider"/> and the prices its <see cref="ModelPrices"/>, if it has them.
/// </remarks>
public static class MiniMaxClientServiceCollectionExtensions
{
    /// <summary>Registers the client that a configuration section describes.</summary>
    /// <param name="services">The services.</param>
    /// <param name="section">A section with the properties of <see cref="MiniMaxClientOptions"/>.</param>
    /// <returns>The builder of the client's <see cref="HttpClient"/>.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IHttpClientBuilder AddMiniMaxClient(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return Add(services, null, options => MiniMaxClientOptionsBinder.Bind(section, options));
    }

    /// <summary>Registers a client.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Says which provider answers: <c>o => o.UseRunApi(key)</c>.</param>
    /// <returns>The builder of the client's <see cref="HttpClient"/>.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IHttpClientBuilder AddMiniMaxClient(
        this IServiceCollection services, Action<MiniMaxClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return Add(services, null, configure);
    }

    /// <summary>Registers the client that a configuration section describes, as a keyed service.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The key of the service.</param>
    /// <param name="section">A section with the properties of <see cref="MiniMaxClientOptions"/>.</param>
    /// <returns>The builder of the client's <see cref="HttpClient"/>.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IHttpClientBuilder AddMiniMaxClient(
        this IServiceCollection services, string name, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(section);
        return Add(services, name, options => MiniMaxClientOptionsBinder.Bind(section, options));
    }

    /// <summary>Registers a client as a keyed service.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The key of the service.</param>
    /// <param name="configure">Says which provider answers: <c>o => o.UseRunApi(key)</c>.</param>
    /// <returns>The builder of the client's <see cref="HttpClient"/>.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IHttpClientBuilder AddMiniMaxClient(
        this IServiceCollection services, string name, Action<MiniMaxClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(configure);
        return Add(services, name, configure);
    }

    private static IHttpClientBuilder Add(IServiceCollection services, string? name, Action<MiniMaxClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<MiniMaxClientOptions>(name ?? Options.Options.DefaultName).Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<MiniMaxClientOptions>, MiniMaxClientOptionsValidation>());
        string httpName = name is null ? "MiniMaxClient" : $"MiniMaxClient:{name}";
        if (name is null)
        {
            services.AddSingleton(provider => Create(provider, Options.Options.DefaultName, httpName));
            services.AddSingleton<IChatCompletionsClient>(
                static provider => provider.GetRequiredService<ChatCompletionsClient>());
        }
        else
        {
            services.AddKeyedSingleton(name, (provider, _) => Create(provider, name, httpName));
            services.AddKeyedSingleton<IChatCompletionsClient>(
                name, static (provider, key) => provider.GetRequiredKeyedService<ChatCompletionsClient>(key));
        }

        // The client is a singleton, so the factory's changing of handlers would not reach it: the handler itself renews its
        // connections instead.
        return services.AddHttpClient(httpName, static http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(ProviderConnection.CreateHandler)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
    }

    private static ChatCompletionsClient Create(IServiceProvider provider, string optionsName, string httpName)
    {
        MiniMaxClientOptions options = provider.GetRequiredService<IOptionsMonitor<MiniMaxClientOptions>>().Get(optionsName);
        return new(
            ProviderChoice.CreateAdapter(options),
            provider.GetRequiredService<IHttpClientFactory>().CreateClient(httpName),
            MiniMaxClientOptionsValidation.ClientOptions(options) with
            {
                Prices = provider.GetService<ModelPrices>() ?? new(),
                LoggerFactory = provider.GetService<ILoggerFactory>(),
                TimeProvider = provider.GetService<TimeProvider>() ?? TimeProvider.System,
            });
    }
}
