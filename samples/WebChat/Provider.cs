using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.WebChat;

/// <summary>A provider that may be asked.</summary>
/// <param name="Choice">What the page knows of it.</param>
/// <param name="KeyVariable">The environment variable of the key.</param>
/// <param name="Configure">The settings of its client.</param>
internal sealed record Provider(ProviderChoice Choice, string KeyVariable, Action<MiniMaxClientOptions> Configure)
{
    /// <summary>The key of its client among the services.</summary>
    public string Id => Choice.Id;

    public string Name => Choice.Name;

    /// <summary>All three, each on its own host where its key is set, else on the emulator.</summary>
    public static IReadOnlyList<Provider> CreateAll(IConfiguration configuration, MiniMaxEmulator emulator)
    {
        return
        [
            Create("aimlapi", "AIML API", MiniMaxModels.M2_7, AimlApiAdapter.ApiKeyEnvironmentVariable, emulator.AimlApi,
                static (options, key, address) => options.UseAimlApi(key, address)),
            Create("runapi", "RunAPI", MiniMaxModels.M2_7, RunApiAdapter.ApiKeyEnvironmentVariable, emulator.RunApi,
                static (options, key, address) => options.UseRunApi(key, address)),
            Create("modelslab", "ModelsLab", MiniMaxModels.M2, ModelsLabAdapter.ApiKeyEnvironmentVariable, emulator.ModelsLab,
                static (options, key, address) => options.UseModelsLab(key, address)),
        ];

        Provider Create(
            string id, string name, string model, string keyVariable, Uri emulated,
            Action<MiniMaxClientOptions, string, string?> use)
        {
            string? key = configuration[keyVariable];
            bool isEmulated = string.IsNullOrEmpty(key);
            return new(
                new(id, name, model, isEmulated),
                keyVariable,
                options => use(options, isEmulated ? emulator.ApiKey : key!, isEmulated ? emulated.ToString() : null));
        }
    }
}
