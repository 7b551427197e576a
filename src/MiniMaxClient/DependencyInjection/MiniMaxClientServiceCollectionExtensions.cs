using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;
using MiniMaxClient;
using MiniMaxClient.Client;
using MiniMaxClient.DependencyInjection;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Provides extension methods that register MiniMax clients.</summary>
/// <remarks>
/// A client is registered as a singleton <see cref="IChatCompletionsClient"/> and <see cref="ChatCompletionsClient"/> that uses
/// an <see cref="HttpClient"/> of the <see cref="IHttpClientFactory"/>. Its options are validated when the host starts, unless
/// the registered <see cref="IChatCompletionsClient"/> was removed or replaced; one <see cref="OptionsValidationException"/>
/// reports all problems. If the app configures a primary handler, the client uses it with its redirects switched off. It uses
/// the <see cref="ILoggerFactory"/>, the <see cref="TimeProvider"/>, the <see cref="ModelPrices"/> and the
/// <see cref="SpendLimit"/> of the container, if they are registered. With several providers the
/// <see cref="IChatCompletionsClient"/> fails over between them, and resolving <see cref="ChatCompletionsClient"/> throws
/// <see cref="InvalidOperationException"/>. The loggers of the <see cref="IHttpClientFactory"/> are removed, because they write
/// the API key at the level Trace.
/// </remarks>
public static class MiniMaxClientServiceCollectionExtensions
{
    /// <summary>Registers a client with the options of a configuration section.</summary>
    /// <param name="services">The services.</param>
    /// <param name="section">A section with the properties of <see cref="MiniMaxClientOptions"/>.</param>
    /// <returns>The builder of the client's <see cref="HttpClient"/>.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IHttpClientBuilder AddMiniMaxClient(this IServiceCollection services, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return AddClientCore(services, null, (options, provider) => BindOptions(section, options, provider));
    }

    /// <summary>Registers a client.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Configures the options, such as <c>o => o.UseRunApi(key)</c>.</param>
    /// <returns>The builder of the client's <see cref="HttpClient"/>.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IHttpClientBuilder AddMiniMaxClient(
        this IServiceCollection services, Action<MiniMaxClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return AddClientCore(services, null, (options, _) => configure(options));
    }

    /// <summary>Registers a client with the options of a configuration section as a keyed service.</summary>
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
        return AddClientCore(services, name, (options, provider) => BindOptions(section, options, provider));
    }

    /// <summary>Registers a client as a keyed service.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The key of the service.</param>
    /// <param name="configure">Configures the options, such as <c>o => o.UseRunApi(key)</c>.</param>
    /// <returns>The builder of the client's <see cref="HttpClient"/>.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static IHttpClientBuilder AddMiniMaxClient(
        this IServiceCollection services, string name, Action<MiniMaxClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(configure);
        return AddClientCore(services, name, (options, _) => configure(options));
    }

    /// <summary>Registers an <see cref="IChatClient"/> that uses the client of <c>AddMiniMaxClient</c>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="modelId">
    /// The model of requests without a <see cref="ChatOptions.ModelId"/>; null for the
    /// <see cref="ChatCompletionsClientOptions.DefaultModel"/> of the client.
    /// </param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="modelId"/> is empty or white space.</exception>
    public static IServiceCollection AddMiniMaxChatClient(this IServiceCollection services, string? modelId = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (modelId is not null)
            ArgumentException.ThrowIfNullOrWhiteSpace(modelId);
        return services.AddSingleton(
            provider => provider.GetRequiredService<IChatCompletionsClient>().AsIChatClient(modelId));
    }

    /// <summary>Registers a keyed <see cref="IChatClient"/> that uses the keyed client of <c>AddMiniMaxClient</c>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The key of both services.</param>
    /// <param name="modelId">
    /// The model of requests without a <see cref="ChatOptions.ModelId"/>; null for the
    /// <see cref="ChatCompletionsClientOptions.DefaultModel"/> of the client.
    /// </param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="services"/> or <paramref name="name"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="modelId"/> is empty or white space.</exception>
    public static IServiceCollection AddMiniMaxChatClient(this IServiceCollection services, string name, string? modelId)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        if (modelId is not null)
            ArgumentException.ThrowIfNullOrWhiteSpace(modelId);
        return services.AddKeyedSingleton(
            name, (provider, key) => provider.GetRequiredKeyedService<IChatCompletionsClient>(key).AsIChatClient(modelId));
    }

    private static void BindOptions(IConfiguration section, MiniMaxClientOptions options, IServiceProvider provider)
    {
        MiniMaxClientOptionsBinder.Bind(section, options, provider.GetService<TimeProvider>());
        bool hasSpendLimit = options.Client.SpendLimit is not null || options.HasSpendLimitOfAProvider;
        if (hasSpendLimit && provider.GetService<SpendLimit>() is not null)
            options.AddBindingProblem("SpendLimit is set, and the container has a SpendLimit; use only one of them.");
    }

    private static IHttpClientBuilder AddClientCore(
        IServiceCollection services, string? name, Action<MiniMaxClientOptions, IServiceProvider> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        string optionsName = name ?? Options.Options.DefaultName;
        services.AddOptions<MiniMaxClientOptions>(optionsName).Configure(configure);
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<MiniMaxClientOptions>, MiniMaxClientOptionsValidator>());
        string httpClientName = RegisteredClients.GetOrAdd(services).Add(name, optionsName);
        ServiceDescriptor client;
        if (name is null)
        {
            services.AddSingleton(provider => ChatCompletionsClientFactory.CreateClient(provider, optionsName, httpClientName));
            client = ServiceDescriptor.Singleton<IChatCompletionsClient>(
                provider => CreateFailoverClient(provider) ?? provider.GetRequiredService<ChatCompletionsClient>());
        }
        else
        {
            services.AddKeyedSingleton(
                name,
                (provider, _) => ChatCompletionsClientFactory.CreateClient(provider, optionsName, httpClientName));
            client = ServiceDescriptor.KeyedSingleton<IChatCompletionsClient>(
                name,
                (provider, key) =>
                    CreateFailoverClient(provider) ?? provider.GetRequiredKeyedService<ChatCompletionsClient>(key));
        }

        services.Add(client);
        StartupValidation.Add(services, client, optionsName);
        AddPrimaryHandlerFilter(services);
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IHttpMessageHandlerBuilderFilter, ResilienceHandlerWarningFilter>());
        return services.AddHttpClient(httpClientName, ProviderHttpClientFactory.ConfigureHttpClient)
            // The client is a singleton, so a new handler would not reach it; the handler renews its connections itself.
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // At Trace they log the headers, API key included: redacted in the text but not in the structured values.
            .RemoveAllLoggers();

        IChatCompletionsClient? CreateFailoverClient(IServiceProvider provider) =>
            ChatCompletionsClientFactory.CreateFailoverClient(provider, optionsName, httpClientName);
    }

    /// <summary>Adds the filter before all others, because the first one sees the handler that the others configure.</summary>
    private static void AddPrimaryHandlerFilter(IServiceCollection services)
    {
        bool isAdded = services.Any(static service => service.ServiceType == typeof(IHttpMessageHandlerBuilderFilter)
            && !service.IsKeyedService && service.ImplementationType == typeof(PrimaryHandlerFilter));
        if (!isAdded)
            services.Insert(0, ServiceDescriptor.Singleton<IHttpMessageHandlerBuilderFilter, PrimaryHandlerFilter>());
    }
}
