using MiniMaxClient.Providers;

namespace MiniMaxClient.DependencyInjection;

/// <summary>Makes the adapter that the options ask for.</summary>
internal static class ProviderChoice
{
    private const string Providers = "AimlApi, RunApi, ModelsLab, OpenAICompatible or AnthropicCompatible";

    /// <exception cref="ArgumentException">The options do not make an adapter; the message says why.</exception>
    public static IProviderAdapter CreateAdapter(MiniMaxClientOptions options)
    {
        if (options.Adapter is { } adapter)
            return adapter;
        switch (options.Provider?.Trim().ToUpperInvariant())
        {
            case "AIMLAPI":
                return new AimlApiAdapter(Key(options, AimlApiAdapter.ApiKeyEnvironmentVariable), Own(options));
            case "RUNAPI":
                return new RunApiAdapter(Key(options, RunApiAdapter.ApiKeyEnvironmentVariable), Own(options));
            case "MODELSLAB":
                return new ModelsLabAdapter(Key(options, ModelsLabAdapter.ApiKeyEnvironmentVariable), new()
                {
                    BaseAddress = Address(options),
                    Authentication = options.Authentication,
                    Headers = new Dictionary<string, string>(options.Headers),
                    AllowInsecureHttp = options.AllowInsecureHttp,
                    DefaultMaxTokens = options.DefaultMaxTokens,
                    KeyInBody = options.KeyInBody,
                    UseMessages = options.UseMessages,
                });
            case "OPENAICOMPATIBLE":
                return new OpenAICompatibleAdapter(
                    options.ProviderName,
                    Address(options) ?? throw new ArgumentException("BaseAddress is missing; OpenAICompatible needs it."),
                    options.ApiKey,
                    Compatible(options)) { ThinkingStartsOpen = options.ThinkingStartsOpen };
            case "ANTHROPICCOMPATIBLE":
                return new AnthropicCompatibleAdapter(
                    options.ProviderName,
                    Address(options) ?? throw new ArgumentException("BaseAddress is missing; AnthropicCompatible needs it."),
                    options.ApiKey,
                    Compatible(options));
            case null or "":
                throw new ArgumentException($"Provider is missing; it must be {Providers}.");
            default:
                throw new ArgumentException($"Provider is '{options.Provider}'; it must be {Providers}.");
        }
    }

    /// <summary>Everything that keeps the options from making an adapter.</summary>
    public static IEnumerable<string> Problems(MiniMaxClientOptions options)
    {
        string[] parts =
        [
            .. Problem(() => Address(options)),
            .. Variable(options) is { } variable ? Problem(() => Key(options, variable)) : [],
        ];
        if (options is { KeyInBody: true, Adapter: null } && !Is(options, "ModelsLab"))
            parts = [.. parts, "KeyInBody is a setting of ModelsLab only."];
        if (options is { UseMessages: true, Adapter: null } && !Is(options, "ModelsLab"))
            parts = [.. parts, "UseMessages is a setting of ModelsLab only."];
        if (options is { ThinkingStartsOpen: true, Adapter: null } && !Is(options, "OpenAICompatible"))
            parts = [.. parts, "ThinkingStartsOpen is a setting of OpenAICompatible only."];
        if (options is { ChatPath: not null, Adapter: null }
            && !Is(options, "OpenAICompatible") && !Is(options, "AnthropicCompatible"))
            parts = [.. parts, "ChatPath is a setting of OpenAICompatible and AnthropicCompatible only."];
        if (options.Adapter is null)
            parts = [.. parts, .. Compatible(options).Problems()];

        // The rest can only be told by trying, once the parts are good.
        return parts.Length > 0 ? parts : Problem(() => CreateAdapter(options));
    }

    private static IEnumerable<string> Problem(Action attempt)
    {
        try
        {
            attempt();
            return [];
        }
        catch (ArgumentException e)
        {
            return [e.ParamName is { } name ? e.Message.Replace($" (Parameter '{name}')", "") : e.Message];
        }
    }

    private static bool Is(MiniMaxClientOptions options, string provider) =>
        string.Equals(options.Provider?.Trim(), provider, StringComparison.OrdinalIgnoreCase);

    private static string? Variable(MiniMaxClientOptions options) =>
        options.Adapter is not null ? null
        : Is(options, "AimlApi") ? AimlApiAdapter.ApiKeyEnvironmentVariable
        : Is(options, "RunApi") ? RunApiAdapter.ApiKeyEnvironmentVariable
        : Is(options, "ModelsLab") ? ModelsLabAdapter.ApiKeyEnvironmentVariable
        : null;

    private static string Key(MiniMaxClientOptions options, string variable)
    {
        string? key = string.IsNullOrWhiteSpace(options.ApiKey) ? Environment.GetEnvironmentVariable(variable) : options.ApiKey;
        return string.IsNullOrWhiteSpace(key)
            ? throw new ArgumentException($"ApiKey is missing; set it, or the environment variable {variable}.")
            : key!;
    }

    private static ProviderAdapterOptions Own(MiniMaxClientOptions options) => new()
    {
        BaseAddress = Address(options),
        Authentication = options.Authentication,
        Headers = new Dictionary<string, string>(options.Headers),
        AllowInsecureHttp = options.AllowInsecureHttp,
        DefaultMaxTokens = options.DefaultMaxTokens,
    };

    private static CompatibleAdapterOptions Compatible(MiniMaxClientOptions options) => new()
    {
        ChatPath = options.ChatPath,
        Authentication = options.Authentication,
        Headers = new Dictionary<string, string>(options.Headers),
        AllowInsecureHttp = options.AllowInsecureHttp,
        DefaultMaxTokens = options.DefaultMaxTokens,
    };

    private static Uri? Address(MiniMaxClientOptions options) =>
        string.IsNullOrWhiteSpace(options.BaseAddress)
            ? null
            : EndpointAddress.Parse(options.BaseAddress!, nameof(options.BaseAddress));
}
