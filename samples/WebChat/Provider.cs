using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.WebChat;

/// <summary>Represents a provider, real or emulated.</summary>
/// <param name="Choice">The data that the page receives.</param>
/// <param name="KeyVariable">The environment variable with the API key; for an emulated provider, those that were read.</param>
/// <param name="Adapter">The adapter of the client.</param>
internal sealed record Provider(ProviderChoice Choice, string KeyVariable, IProviderAdapter Adapter)
{
    /// <summary>Gets the service key of the client.</summary>
    public string Id => Choice.Id;

    public string Name => Choice.Name;

    /// <summary>Creates all providers; the emulator replaces each provider whose API key is not set.</summary>
    /// <exception cref="InvalidApiKeyException">An API key is invalid.</exception>
    public static IReadOnlyList<Provider> CreateAll(IConfiguration configuration, MiniMaxEmulator emulator)
    {
        return
        [
            Create("aimlapi", "AIML API", MiniMaxModels.M3_1_Flash, [AimlApiAdapter.ApiKeyEnvironmentVariable], emulator.AimlApi,
                static (key, address) => new AimlApiAdapter(key, new() { BaseAddress = address })),
            Create("runapi", "RunAPI", MiniMaxModels.M3,
                [RunApiAdapter.ApiKeyEnvironmentVariable, RunApiAdapter.AlternativeApiKeyEnvironmentVariable], emulator.RunApi,
                static (key, address) => new RunApiAdapter(key, new() { BaseAddress = address })),
            Create("modelslab", "ModelsLab", MiniMaxModels.M2, [ModelsLabAdapter.ApiKeyEnvironmentVariable], emulator.ModelsLab,
                static (key, address) => new ModelsLabAdapter(key, new() { BaseAddress = address })),
            Create("minimax", "MiniMax", MiniMaxModels.M3_1_Flash, [MiniMaxAdapter.ApiKeyEnvironmentVariable], emulator.MiniMax,
                static (key, address) => new MiniMaxAdapter(key, new() { BaseAddress = address })),
        ];

        Provider Create(
            string id, string name, string model, string[] keyVariables, Uri emulated,
            Func<string, Uri?, IProviderAdapter> createAdapter)
        {
            string? keyVariable = keyVariables.FirstOrDefault(variable => !string.IsNullOrWhiteSpace(configuration[variable]));
            IProviderAdapter adapter;
            try
            {
                adapter = keyVariable is null
                    ? createAdapter(emulator.ApiKey, emulated)
                    : createAdapter(configuration[keyVariable]!, null);
            }
            catch (ArgumentException e) when (keyVariable is not null)
            {
                throw new InvalidApiKeyException(keyVariable, e);
            }

            return new(
                ProviderChoice.Create(id, name, model, isEmulated: keyVariable is null, adapter.GetCapabilities(model)),
                keyVariable ?? string.Join(" or ", keyVariables),
                adapter);
        }
    }
}
