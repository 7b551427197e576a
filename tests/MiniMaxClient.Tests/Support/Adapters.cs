using MiniMaxClient.Testing;

namespace MiniMaxClient.Tests.Support;

/// <summary>The adapters, pointed at an emulator.</summary>
internal static class Adapters
{
    public static readonly string[] Names = ["aimlapi", "runapi", "modelslab", "openai"];

    public static ProviderAdapter For(MiniMaxEmulator emulator, string provider, string? key = null)
    {
        key ??= emulator.ApiKey;
        return provider switch
        {
            "aimlapi" => new AimlApiAdapter(key, new() { BaseAddress = emulator.AimlApi }),
            "runapi" => new RunApiAdapter(key, new() { BaseAddress = emulator.RunApi }),
            "modelslab" => new ModelsLabAdapter(key, new() { BaseAddress = emulator.ModelsLab }),
            "modelslab, key in the body" => new ModelsLabAdapter(key, new() { BaseAddress = emulator.ModelsLab, KeyInBody = true }),
            "modelslab, messages" => new ModelsLabAdapter(key, new() { BaseAddress = emulator.ModelsLab, UseMessages = true }),
            "anthropic" => new AnthropicCompatibleAdapter("anthropic", emulator.AnthropicCompatible, key),
            "openai" => new OpenAICompatibleAdapter("openai", emulator.OpenAICompatible, key),
            _ => throw new ArgumentOutOfRangeException(nameof(provider), provider, "No such provider."),
        };
    }
}
