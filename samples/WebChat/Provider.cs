using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.WebChat;

/// <summary>Represents a provider, real or emulated.</summary>
/// <param name="Choice">The data that the page receives.</param>
/// <param name="KeyVariable">The environment variable with the API key; for an emulated provider, those that were read.</param>
/// <param name="Configure">The configuration of the client.</param>
internal sealed record Provider(ProviderChoice Choice, string KeyVariable, Action<MiniMaxClientOptions> Configure)
{
    /// <summary>Gets the service key of the client.</summary>
    public string Id => Choice.Id;

    public string Name => Choice.Name;

    /// <summary>Creates all providers; the emulator replaces each provider whose API key is not set.</summary>
    public static IReadOnlyList<Provider> CreateAll(IConfiguration configuration, MiniMaxEmulator emulator)
    {
        return
        [
            Create("aimlapi", "AIML API", MiniMaxModels.M3_1_Flash, [AimlApiAdapter.ApiKeyEnvironmentVariable], emulator.AimlApi,
                static (options, key, address) => options.UseAimlApi(key, address)),
            Create("runapi", "RunAPI", MiniMaxModels.M3,
                [RunApiAdapter.ApiKeyEnvironmentVariable, RunApiAdapter.AlternativeApiKeyEnvironmentVariable], emulator.RunApi,
                static (options, key, address) => options.UseRunApi(key, address)),
            Create("modelslab", "ModelsLab", MiniMaxModels.M2, [ModelsLabAdapter.ApiKeyEnvironmentVariable], emulator.ModelsLab,
                static (options, key, address) => options.UseModelsLab(key, address)),
            Create("minimax", "MiniMax", MiniMaxModels.M3_1_Flash, [MiniMaxAdapter.ApiKeyEnvironmentVariable], emulator.MiniMax,
                static (options, key, address) => options.UseMiniMax(key, address)),
        ];

        Provider Create(
            string id, string name, string model, string[] keyVariables, Uri emulated,
            Action<MiniMaxClientOptions, string, string?> use)
        {
            string? keyVariable = keyVariables.FirstOrDefault(variable => !string.IsNullOrEmpty(configuration[variable]));
            bool isEmulated = keyVariable is null;
            string key = isEmulated ? emulator.ApiKey : configuration[keyVariable!]!;
            return new(
                new(id, name, model, isEmulated),
                keyVariable ?? string.Join(" or ", keyVariables),
                options => use(options, key, isEmulated ? emulated.ToString() : null));
        }
    }
}
