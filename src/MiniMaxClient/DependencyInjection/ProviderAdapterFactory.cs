using MiniMaxClient.Providers;

namespace MiniMaxClient.DependencyInjection;

/// <summary>Makes the adapter that the options ask for.</summary>
internal static class ProviderAdapterFactory
{
    private const string ProviderNames = "AimlApi, RunApi, ModelsLab, OpenAICompatible or AnthropicCompatible";

    /// <exception cref="ArgumentException">The options do not make an adapter; the message says why.</exception>
    public static IProviderAdapter CreateAdapter(MiniMaxClientOptions options)
    {
        if (options.Adapter is { } adapter)
            return adapter;
        switch (options.Provider?.Trim().ToUpperInvariant())
        {
            case "AIMLAPI":
                return new AimlApiAdapter(
                    GetApiKey(options, AimlApiAdapter.ApiKeyEnvironmentVariable), CreateProviderAdapterOptions(options));
            case "RUNAPI":
                return new RunApiAdapter(
                    GetApiKey(options, RunApiAdapter.ApiKeyEnvironmentVariable), CreateProviderAdapterOptions(options));
            case "MODELSLAB":
                return new ModelsLabAdapter(GetApiKey(options, ModelsLabAdapter.ApiKeyEnvironmentVariable), new()
                {
                    BaseAddress = ParseBaseAddress(options),
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
                    ParseBaseAddress(options)
                        ?? throw new ArgumentException("BaseAddress is missing; OpenAICompatible needs it."),
                    options.ApiKey,
                    CreateCompatibleAdapterOptions(options)) { ThinkingStartsOpen = options.ThinkingStartsOpen };
            case "ANTHROPICCOMPATIBLE":
                return new AnthropicCompatibleAdapter(
                    options.ProviderName,
                    ParseBaseAddress(options)
                        ?? throw new ArgumentException("BaseAddress is missing; AnthropicCompatible needs it."),
                    options.ApiKey,
                    CreateCompatibleAdapterOptions(options));
            case null or "":
                throw new ArgumentException($"Provider is missing; it must be {ProviderNames}.");
            default:
                throw new ArgumentException($"Provider is '{options.Provider}'; it must be {ProviderNames}.");
        }
    }

    /// <summary>Everything that keeps the options from making an adapter.</summary>
    public static IEnumerable<string> GetAdapterProblems(MiniMaxClientOptions options)
    {
        string[] parts =
        [
            .. CatchArgumentProblem(() => ParseBaseAddress(options)),
            .. GetApiKeyVariable(options) is { } variable ? CatchArgumentProblem(() => GetApiKey(options, variable)) : [],
        ];
        if (options is { KeyInBody: true, Adapter: null } && !IsProvider(options, "ModelsLab"))
            parts = [.. parts, "KeyInBody is a setting of ModelsLab only."];
        if (options is { UseMessages: true, Adapter: null } && !IsProvider(options, "ModelsLab"))
            parts = [.. parts, "UseMessages is a setting of ModelsLab only."];
        if (options is { ThinkingStartsOpen: true, Adapter: null } && !IsProvider(options, "OpenAICompatible"))
            parts = [.. parts, "ThinkingStartsOpen is a setting of OpenAICompatible only."];
        if (options is { ChatPath: not null, Adapter: null }
            && !IsProvider(options, "OpenAICompatible") && !IsProvider(options, "AnthropicCompatible"))
            parts = [.. parts, "ChatPath is a setting of OpenAICompatible and AnthropicCompatible only."];
        if (options.Adapter is null)
            parts = [.. parts, .. CreateCompatibleAdapterOptions(options).GetProblems()];

        // The rest can only be told by trying, once the parts are good.
        return parts.Length > 0 ? parts : CatchArgumentProblem(() => CreateAdapter(options));
    }

    private static IEnumerable<string> CatchArgumentProblem(Action create)
    {
        try
        {
            create();
            return [];
        }
        catch (ArgumentException e)
        {
            return [e.ParamName is { } name ? e.Message.Replace($" (Parameter '{name}')", "") : e.Message];
        }
    }

    private static bool IsProvider(MiniMaxClientOptions options, string providerName) =>
        string.Equals(options.Provider?.Trim(), providerName, StringComparison.OrdinalIgnoreCase);

    private static string? GetApiKeyVariable(MiniMaxClientOptions options) =>
        options.Adapter is not null ? null
        : IsProvider(options, "AimlApi") ? AimlApiAdapter.ApiKeyEnvironmentVariable
        : IsProvider(options, "RunApi") ? RunApiAdapter.ApiKeyEnvironmentVariable
        : IsProvider(options, "ModelsLab") ? ModelsLabAdapter.ApiKeyEnvironmentVariable
        : null;

    private static string GetApiKey(MiniMaxClientOptions options, string environmentVariable)
    {
        string? key = string.IsNullOrWhiteSpace(options.ApiKey)
            ? Environment.GetEnvironmentVariable(environmentVariable) : options.ApiKey;
        return string.IsNullOrWhiteSpace(key)
            ? throw new ArgumentException($"ApiKey is missing; set it, or the environment variable {environmentVariable}.")
            : key!;
    }

    private static ProviderAdapterOptions CreateProviderAdapterOptions(MiniMaxClientOptions options) => new()
    {
        BaseAddress = ParseBaseAddress(options),
        Authentication = options.Authentication,
        Headers = new Dictionary<string, string>(options.Headers),
        AllowInsecureHttp = options.AllowInsecureHttp,
        DefaultMaxTokens = options.DefaultMaxTokens,
    };

    private static CompatibleAdapterOptions CreateCompatibleAdapterOptions(MiniMaxClientOptions options) => new()
    {
        ChatPath = options.ChatPath,
        Authentication = options.Authentication,
        Headers = new Dictionary<string, string>(options.Headers),
        AllowInsecureHttp = options.AllowInsecureHttp,
        DefaultMaxTokens = options.DefaultMaxTokens,
    };

    private static Uri? ParseBaseAddress(MiniMaxClientOptions options) =>
        string.IsNullOrWhiteSpace(options.BaseAddress)
            ? null
            : EndpointUriBuilder.Parse(options.BaseAddress!, nameof(options.BaseAddress));
}
