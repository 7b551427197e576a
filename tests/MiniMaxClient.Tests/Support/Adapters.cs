using MiniMaxClient.Testing;

namespace MiniMaxClient.Tests.Support;

/// <summary>Creates adapters for an emulator or another server of a test.</summary>
internal static class Adapters
{
    public static readonly string[] Names = ["aimlapi", "runapi", "modelslab", "openai"];

    /// <summary>The providers with all their variants: the API key in the body, and the Messages API.</summary>
    public static readonly string[] AllNames =
    [
        .. Names, "modelslab, key in the body", "modelslab, messages", "anthropic", "minimax", "minimax, messages",
        "runapi, messages",
    ];

    /// <summary>Determines whether a provider of <see cref="AllNames"/> uses the Messages protocol.</summary>
    public static bool UsesMessages(string provider) =>
        provider == "anthropic" || provider.EndsWith(", messages", StringComparison.Ordinal);

    public static ProviderAdapter ForEmulator(MiniMaxEmulator emulator, string provider, ApiKeySource? key = null) =>
        ForAddress(GetAddress(emulator, provider), provider, key ?? emulator.ApiKey);

    /// <summary>Creates the adapter of a provider with a base address.</summary>
    public static ProviderAdapter ForAddress(Uri address, string provider, ApiKeySource? key = null) =>
        Create(address, provider, key ?? "test-key");

    /// <summary>Gets the address of a provider at the emulator.</summary>
    public static Uri GetAddress(MiniMaxEmulator emulator, string provider) => provider switch
    {
        "aimlapi" => emulator.AimlApi,
        "runapi" or "runapi, messages" => emulator.RunApi,
        "anthropic" => emulator.AnthropicCompatible,
        "openai" => emulator.OpenAICompatible,
        "minimax" or "minimax, messages" => emulator.MiniMax,
        _ => emulator.ModelsLab,
    };

    private static ProviderAdapter Create(Uri address, string provider, ApiKeySource key) => provider switch
    {
        "aimlapi" => new AimlApiAdapter(key, new() { BaseAddress = address }),
        "runapi" => new RunApiAdapter(key, new() { BaseAddress = address }),
        "modelslab" => new ModelsLabAdapter(key, new() { BaseAddress = address }),
        "modelslab, key in the body" => new ModelsLabAdapter(key, new() { BaseAddress = address, KeyInBody = true }),
        "modelslab, messages" => new ModelsLabAdapter(key, new() { BaseAddress = address, UseMessages = true }),
        "minimax" => new MiniMaxAdapter(key, new() { BaseAddress = address }),
        "minimax, messages" => new MiniMaxAdapter(key, new() { BaseAddress = address, UseMessages = true }),
        "runapi, messages" => new RunApiAdapter(key, new() { BaseAddress = address, UseMessages = true }),
        "anthropic" => new AnthropicCompatibleAdapter("anthropic", address, key),
        "openai" => new OpenAICompatibleAdapter("openai", address, key),
        _ => throw new ArgumentOutOfRangeException(nameof(provider), provider, "No such provider."),
    };
}
