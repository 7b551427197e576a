using MiniMaxClient.Providers;

namespace MiniMaxClient.DependencyInjection;

/// <summary>Makes the adapter that the options ask for.</summary>
internal static class ProviderChoice
{
    /// <exception cref="ArgumentException">The options do not make an adapter; the message says why.</exception>
    public static IProviderAdapter CreateAdapter(MiniMaxClientOptions options)
    {
        if (options.Adapter is { } adapter)
            return adapter;
        switch (options.Provider?.Trim().ToUpperInvariant())
        {
            case "AIMLAPI":
                return new AimlApiAdapter(Key(options, AimlApiAdapter.ApiKeyVariable), Own(options));
            case "RUNAPI":
                return new RunApiAdapter(Key(options, RunApiAdapter.ApiKeyVariable), Own(options));
            case "MODELSLAB":
                return new ModelsLabAdapter(Key(options, ModelsLabAdapter.ApiKeyVariable), new()
                {
                    BaseAddress = Address(options),
                    AllowInsecureHttp = options.AllowInsecureHttp,
                    KeyInBody = options.KeyInBody,
                    DefaultMaxTokens = options.DefaultMaxTokens,
                });
            case "OPENAICOMPATIBLE":
                return new OpenAICompatibleAdapter(
                    options.ProviderName,
                    Address(options) ?? throw new ArgumentException("BaseAddress is missing; OpenAICompatible needs it."),
                    options.ApiKey,
                    options.AllowInsecureHttp);
            case null or "":
                throw new ArgumentException("Provider is missing; it must be AimlApi, RunApi, ModelsLab or OpenAICompatible.");
            default:
                throw new ArgumentException(
                    $"Provider is '{options.Provider}'; it must be AimlApi, RunApi, ModelsLab or OpenAICompatible.");
        }
    }

    private static string Key(MiniMaxClientOptions options, string variable)
    {
        string? key = string.IsNullOrWhiteSpace(options.ApiKey) ? Environment.GetEnvironmentVariable(variable) : options.ApiKey;
        return string.IsNullOrWhiteSpace(key)
            ? throw new ArgumentException($"ApiKey is missing; set it, or the environment variable {variable}.")
            : key!;
    }

    private static ProviderAdapterOptions Own(MiniMaxClientOptions options) =>
        new() { BaseAddress = Address(options), AllowInsecureHttp = options.AllowInsecureHttp };

    private static Uri? Address(MiniMaxClientOptions options) =>
        string.IsNullOrWhiteSpace(options.BaseAddress)
            ? null
            : EndpointAddress.Parse(options.BaseAddress!, nameof(options.BaseAddress));
}
