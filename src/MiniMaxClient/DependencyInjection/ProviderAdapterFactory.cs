using System.Diagnostics.CodeAnalysis;
using MiniMaxClient.Providers;

namespace MiniMaxClient.DependencyInjection;

/// <summary>Creates the adapter that the options describe.</summary>
internal static class ProviderAdapterFactory
{
    private const string ProviderNames = "AimlApi, RunApi, ModelsLab, MiniMax, OpenAICompatible or AnthropicCompatible";

    /// <exception cref="ArgumentException">The options for the adapter are invalid.</exception>
    public static IProviderAdapter CreateAdapter(MiniMaxClientOptions options)
    {
        if (options.Adapter is { } adapter)
            return adapter;
        switch (options.Provider?.Trim().ToUpperInvariant())
        {
            case "AIMLAPI":
                return new AimlApiAdapter(
                    GetKeySource(options, [AimlApiAdapter.ApiKeyEnvironmentVariable]),
                    WithSharedOptions(new ProviderAdapterOptions(), options));
            case "RUNAPI":
                return new RunApiAdapter(
                    GetKeySource(options, ApiKeyVariables.RunApi),
                    WithSharedOptions(new RunApiAdapterOptions { UseMessages = options.UseMessages }, options));
            case "MODELSLAB":
                return new ModelsLabAdapter(
                    GetKeySource(options, [ModelsLabAdapter.ApiKeyEnvironmentVariable]),
                    WithSharedOptions(
                        new ModelsLabAdapterOptions { KeyInBody = options.KeyInBody, UseMessages = options.UseMessages },
                        options));
            case "MINIMAX":
                return new MiniMaxAdapter(
                    GetKeySource(options, [MiniMaxAdapter.ApiKeyEnvironmentVariable]),
                    WithSharedOptions(
                        new MiniMaxAdapterOptions { Region = options.Region, UseMessages = options.UseMessages }, options));
            case "OPENAICOMPATIBLE":
                return new OpenAICompatibleAdapter(
                    options.ProviderName,
                    ParseBaseAddress(options)
                        ?? throw new ArgumentException("BaseAddress is missing; OpenAICompatible requires it."),
                    GetKeySource(options),
                    CreateCompatibleAdapterOptions(options))
                {
                    ThinkingStartsOpen = options.ThinkingStartsOpen,
                };
            case "ANTHROPICCOMPATIBLE":
                return new AnthropicCompatibleAdapter(
                    options.ProviderName,
                    ParseBaseAddress(options)
                        ?? throw new ArgumentException("BaseAddress is missing; AnthropicCompatible requires it."),
                    GetKeySource(options),
                    CreateCompatibleAdapterOptions(options));
            case null or "":
                throw new ArgumentException($"Provider is missing; it must be {ProviderNames}.");
            default:
                throw new ArgumentException($"Provider is '{options.Provider}'; it must be {ProviderNames}.");
        }
    }

    /// <summary>Gets the name of the environment variable that has the API key; null if the options have it.</summary>
    public static string? FindApiKeyVariable(MiniMaxClientOptions options) =>
        !HasKey(options) && GetApiKeyVariables(options) is { } names ? ApiKeyVariables.FindName(names) : null;

    /// <summary>Gets a message for each invalid option of the adapter.</summary>
    public static IEnumerable<string> GetAdapterProblems(MiniMaxClientOptions options)
    {
        string[] problems =
        [
            .. CatchArgumentProblem(() => ParseBaseAddress(options)),
            .. options.Adapter is null
                ? CatchArgumentProblem(() => GetKeySource(options, GetApiKeyVariables(options)))
                : [],
        ];
        bool[] keySettings = [options.ApiKeySource is not null, options.ApiKeys.Count > 0, options.ApiKey is not null];
        if (keySettings.Count(static isSet => isSet) > 1 && options.Adapter is null)
            problems = [.. problems, "ApiKey, ApiKeys and ApiKeySource exclude each other; set only one of them."];
        if (options is { KeyInBody: true, Adapter: null } && !IsProvider(options, "ModelsLab"))
            problems = [.. problems, "KeyInBody is a setting of ModelsLab only."];
        if (options is { UseMessages: true, Adapter: null }
            && !IsProvider(options, "MiniMax") && !IsProvider(options, "ModelsLab") && !IsProvider(options, "RunApi"))
            problems = [.. problems, "UseMessages is a setting of MiniMax, ModelsLab and RunApi only."];
        if (options is { Region: not MiniMaxRegion.Global, Adapter: null } && !IsProvider(options, "MiniMax"))
            problems = [.. problems, "Region is a setting of MiniMax only."];
        if (options is { Models.Count: > 0, Adapter: not null })
            problems = [.. problems, "Models has no effect on the adapter of UseAdapter; set the adapter's own Models."];
        if (options is { ThinkingStartsOpen: true, Adapter: null } && !IsProvider(options, "OpenAICompatible"))
            problems = [.. problems, "ThinkingStartsOpen is a setting of OpenAICompatible only."];
        if (options is { ChatPath: not null, Adapter: null }
            && !IsProvider(options, "OpenAICompatible") && !IsProvider(options, "AnthropicCompatible"))
            problems = [.. problems, "ChatPath is a setting of OpenAICompatible and AnthropicCompatible only."];
        if (options.Adapter is null)
            problems = [.. problems, .. CreateCompatibleAdapterOptions(options).GetProblems()];

        // The adapter's constructor validates the other options; it would repeat the problems above.
        return problems.Length > 0 ? problems : CatchArgumentProblem(() => CreateAdapter(options));
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

    private static string[]? GetApiKeyVariables(MiniMaxClientOptions options) =>
        options.Adapter is not null ? null
        : IsProvider(options, "AimlApi") ? [AimlApiAdapter.ApiKeyEnvironmentVariable]
        : IsProvider(options, "RunApi") ? ApiKeyVariables.RunApi
        : IsProvider(options, "ModelsLab") ? [ModelsLabAdapter.ApiKeyEnvironmentVariable]
        : IsProvider(options, "MiniMax") ? [MiniMaxAdapter.ApiKeyEnvironmentVariable]
        : null;

    /// <summary>Gets the source of the keys; null if the options have none and no variable is given.</summary>
    [return: NotNullIfNotNull(nameof(environmentVariables))]
    private static ApiKeySource? GetKeySource(MiniMaxClientOptions options, string[]? environmentVariables = null)
    {
        if (options.ApiKeySource is { } source)
            return source;

        // Keys that code has set after the configuration was bound do not change with it.
        if (options.ReadConfiguredKeys is { } readKeys && HasKey(options)
            && GetKeys(options).SequenceEqual(options.ConfiguredKeys))
            return new(readKeys);
        if (options.ApiKeys.Count > 0)
            return new([.. options.ApiKeys]);
        if (HasKey(options) || environmentVariables is null)
            return options.ApiKey;
        return ApiKeyVariables.FindName(environmentVariables) is { } name
            ? Environment.GetEnvironmentVariable(name)!
            : throw new ArgumentException(
                $"ApiKey is missing; set it, or the environment variable {string.Join(" or ", environmentVariables)}.");
    }

    private static bool HasKey(MiniMaxClientOptions options) =>
        options.ApiKeySource is not null || options.ApiKeys.Count > 0 || !string.IsNullOrWhiteSpace(options.ApiKey);

    private static IEnumerable<string> GetKeys(MiniMaxClientOptions options) =>
        options.ApiKeys.Count > 0 ? options.ApiKeys : [options.ApiKey ?? ""];

    private static T WithSharedOptions<T>(T adapterOptions, MiniMaxClientOptions options)
        where T : ProviderAdapterOptions => adapterOptions with
        {
            BaseAddress = ParseBaseAddress(options),
            Authentication = options.Authentication,
            Headers = new Dictionary<string, string>(options.Headers),
            AllowInsecureHttp = options.AllowInsecureHttp,
            DefaultMaxTokens = options.DefaultMaxTokens,
            Models = [.. options.Models],
        };

    private static CompatibleAdapterOptions CreateCompatibleAdapterOptions(MiniMaxClientOptions options) => new()
    {
        ChatPath = options.ChatPath,
        Authentication = options.Authentication,
        Headers = new Dictionary<string, string>(options.Headers),
        AllowInsecureHttp = options.AllowInsecureHttp,
        DefaultMaxTokens = options.DefaultMaxTokens,
        Models = [.. options.Models],
    };

    private static Uri? ParseBaseAddress(MiniMaxClientOptions options) =>
        string.IsNullOrWhiteSpace(options.BaseAddress)
            ? null
            : EndpointUriBuilder.Parse(options.BaseAddress!, nameof(options.BaseAddress));
}
