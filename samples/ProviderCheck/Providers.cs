using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.ProviderCheck;

/// <summary>The providers of the library: their keys, models and adapters.</summary>
internal static class Providers
{
    public const string MiniMax = "minimax";
    public const string AimlApi = "aimlapi";
    public const string RunApi = "runapi";
    public const string ModelsLab = "modelslab";
    public const string Host = "host";

    /// <summary>The environment variable with the API key of a host.</summary>
    public const string HostKeyVariable = "MINIMAXCLIENT_API_KEY";

    /// <summary>Gets all providers.</summary>
    public static IReadOnlyList<ProviderEntry> All { get; } =
    [
        new(AimlApi, [AimlApiAdapter.ApiKeyEnvironmentVariable], MiniMaxModels.M3_1_Flash, [WireProtocol.Chat])
        {
            GetEmulatorAddress = static emulator => emulator.AimlApi,
            CreateAdapter = static (key, address, _) => new AimlApiAdapter(key, new() { BaseAddress = address }),
        },
        new(
            RunApi,
            [RunApiAdapter.ApiKeyEnvironmentVariable, RunApiAdapter.AlternativeApiKeyEnvironmentVariable],
            MiniMaxModels.M3,
            [WireProtocol.Chat, WireProtocol.Messages])
        {
            GetEmulatorAddress = static emulator => emulator.RunApi,
            CreateAdapter = static (key, address, protocol) => new RunApiAdapter(
                key, new() { BaseAddress = address, UseMessages = protocol == WireProtocol.Messages }),
        },
        new(ModelsLab, [ModelsLabAdapter.ApiKeyEnvironmentVariable], MiniMaxModels.M2, [WireProtocol.Chat, WireProtocol.Messages])
        {
            GetEmulatorAddress = static emulator => emulator.ModelsLab,
            CreateAdapter = static (key, address, protocol) => new ModelsLabAdapter(
                key, new() { BaseAddress = address, UseMessages = protocol == WireProtocol.Messages }),
        },
        new(
            MiniMax,
            [MiniMaxAdapter.ApiKeyEnvironmentVariable],
            MiniMaxModels.M3_1_Flash,
            [WireProtocol.Chat, WireProtocol.Messages])
        {
            GetEmulatorAddress = static emulator => emulator.MiniMax,
            CreateAdapter = static (key, address, protocol) => new MiniMaxAdapter(
                key, new() { BaseAddress = address, UseMessages = protocol == WireProtocol.Messages }),
        },
    ];
}

/// <summary>Represents a provider of the library.</summary>
/// <param name="Name">The name of its adapter.</param>
/// <param name="KeyVariables">The environment variables of its API key, in the order in which they are read.</param>
/// <param name="DefaultModel">The model that is checked.</param>
/// <param name="Protocols">The protocols that it has.</param>
internal sealed record ProviderEntry(
    string Name, IReadOnlyList<string> KeyVariables, string DefaultModel, IReadOnlyList<WireProtocol> Protocols)
{
    public required Func<MiniMaxEmulator, Uri> GetEmulatorAddress { get; init; }

    /// <summary>Gets the function that creates the adapter; a null address is the provider's own.</summary>
    public required Func<string, Uri?, WireProtocol, ProviderAdapter> CreateAdapter { get; init; }
}
