using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;
using MiniMaxClient;
using MiniMaxClient.DependencyInjection;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers MiniMax clients.</summary>
/// <remarks>
/// A client is a singleton <see cref="IChatCompletionsClient"/>, and a <see cref="ChatCompletionsClient"/>, over an
/// <see cref="HttpClient"/> of the factory. Its settings are checked when the host starts; every problem is in the one
/// <see cref="OptionsValidationException"/>. The log goes to the container's <see cref="ILoggerFactory"/>, the clock is its
/// <see cref="TimeProvider"/>, the prices are its <see cref="ModelPrices"/> and the limit on money its <see cref="SpendLimit"/>,
/// if it has them. Settings with several providers make an <see cref="IChatCompletionsClient"/> that fails over; there is no
/// <see cref="ChatCompletionsClient"/> then. The factory's own loggers are taken off, for they write the key at the level Trace.
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
        return AddClientCore(services, null, options => MiniMaxClientOptionsBinder.Bind(section, options));
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
        return AddClientCore(services, null, configure);
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
        return AddClientCore(services, name, options => MiniMaxClientOptionsBinder.Bind(section, options));
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
        return AddClientCore(services, name, configure);
    }

    /// <summary>Registers the client that <c>AddMiniMaxClient</c> registers also as an <see cref="IChatClient"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="modelId">The model where <see cref="ChatOptions.ModelId"/> names none.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The model is empty or white space.</exception>
    public static IServiceCollection AddMiniMaxChatClient(this IServiceCollection services, string modelId)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(modelId);
        return services.AddSingleton(
            provider => provider.GetRequiredService<IChatCompletionsClient>().AsIChatClient(modelId));
    }

    /// <summary>Registers a keyed client also as a keyed <see cref="IChatClient"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The key of both services.</param>
    /// <param name="modelId">The model where <see cref="ChatOptions.ModelId"/> names none.</param>
    /// <returns>The services.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The model is empty or white space.</exception>
    public static IServiceCollection AddMiniMaxChatClient(this IServiceCollection services, string name, string modelId)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(modelId);
        return services.AddKeyedSingleton(
            name, (provider, key) => provider.GetRequiredKeyedService<IChatCompletionsClient>(key).AsIChatClient(modelId));
    }

    private static IHttpClientBuilder AddClientCore(
        IServiceCollection services, string? name, Action<MiniMaxClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<MiniMaxClientOptions>(name ?? Options.Options.DefaultName).Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IValidateOptions<MiniMaxClientOptions>, MiniMaxClientOptionsValidator>());
        string optionsName = name ?? Options.Options.DefaultName;
        string httpName = name is null ? "MiniMaxClient" : $"MiniMaxClient:{name}";
        if (name is null)
        {
            services.AddSingleton(provider => ChatCompletionsClientFactory.CreateClient(provider, optionsName, httpName));
            services.AddSingleton<IChatCompletionsClient>(
                provider => (
                    IChatCompletionsClient?)ChatCompletionsClientFactory.CreateFailoverClient(provider, optionsName, httpName)
                    ?? provider.GetRequiredService<ChatCompletionsClient>());
        }
        else
        {
            services.AddKeyedSingleton(
                name, (provider, _) => ChatCompletionsClientFactory.CreateClient(provider, name, httpName));
            services.AddKeyedSingleton<IChatCompletionsClient>(
                name, (provider, key) =>
                    (IChatCompletionsClient?)ChatCompletionsClientFactory.CreateFailoverClient(provider, name, httpName)
                    ?? provider.GetRequiredKeyedService<ChatCompletionsClient>(key));
        }

        // The client is a singleton, so the factory's changing of handlers would not reach it: the handler itself renews its
        // connections instead.
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IHttpMessageHandlerBuilderFilter, ResilienceHandlerWarningFilter>());
        return services.AddHttpClient(httpName, static http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(provider => ChatCompletionsClientFactory.CreateHttpHandler(provider, optionsName))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            // At Trace they hand the headers to the log, the key among them: redacted in the text alone, not in its fields.
            .RemoveAllLoggers();
    }
}
