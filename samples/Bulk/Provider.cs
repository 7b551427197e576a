using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.Bulk;

/// <summary>Creates the client for the host of an option, for the provider whose API key is set, or for the emulator.</summary>
internal sealed class Provider : IAsyncDisposable
{
    public const string AddressOption = "--address";

    /// <summary>The environment variable with the API key of the host.</summary>
    private const string KeyVariable = MiniMaxAdapter.ApiKeyEnvironmentVariable;

    private static readonly (string KeyVariable, Func<string, ProviderAdapter> Create)[] Providers =
    [
        (AimlApiAdapter.ApiKeyEnvironmentVariable, static key => new AimlApiAdapter(key)),
        (RunApiAdapter.ApiKeyEnvironmentVariable, static key => new RunApiAdapter(key)),
        (RunApiAdapter.AlternativeApiKeyEnvironmentVariable, static key => new RunApiAdapter(key)),
        (ModelsLabAdapter.ApiKeyEnvironmentVariable, static key => new ModelsLabAdapter(key)),
        (MiniMaxAdapter.ApiKeyEnvironmentVariable, static key => new MiniMaxAdapter(key)),
    ];

    private readonly MiniMaxEmulator? _emulator;

    private Provider(ProviderAdapter adapter, decimal? budget, string? keyVariable, MiniMaxEmulator? emulator = null)
    {
        _emulator = emulator;
        Name = emulator is not null ? $"{adapter.Name} (emulated, because no API key is set)"
            : keyVariable is null ? adapter.Name
            : $"{adapter.Name} (the API key is in {keyVariable})";
        var prices = new ModelPrices();
        prices.AddMiniMaxListPrices();
        Client = new(adapter, new()
        {
            Resilience = new()
            {
                // The bulk run itself waits after a rate limit, for all requests together.
                MaxRetryAfter = TimeSpan.Zero,
                // MiniMax's limits are known; those of other providers are found by their rejections.
                RateLimiter = adapter is MiniMaxAdapter ? new ModelRateLimiter(ModelRateLimiterOptions.ForMiniMax()) : null,
            },
            Prices = prices,
            // With a limit, requests to a provider that does not report costs and has no prices fail.
            SpendLimit = budget is { } usd ? new(usd, Timeout.InfiniteTimeSpan) : null,
        });
    }

    public ChatCompletionsClient Client { get; }

    public string Name { get; }

    /// <summary>Creates the client, and starts the emulator if it is used.</summary>
    /// <param name="address">The address of an OpenAI-compatible endpoint; null for a provider or the emulator.</param>
    /// <param name="budget">
    /// The spend limit in US dollars; null for none. AIML API reports costs; those of MiniMax are estimated by its list prices.
    /// </param>
    /// <param name="configureEmulator">Queues the replies of the emulator; null for generated replies.</param>
    public static async Task<Provider> ConnectAsync(
        string? address, decimal? budget, Action<MiniMaxEmulator>? configureEmulator = null)
    {
        if (address is not null)
            return new(CreateHostAdapter(address), budget, ReadKey(KeyVariable) is null ? null : KeyVariable);
        foreach ((string variable, Func<string, ProviderAdapter> create) in Providers)
        {
            if (ReadKey(variable) is { } key)
                return new(create(key), budget, variable);
        }

        MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync();
        configureEmulator?.Invoke(emulator);
        var adapter = new AimlApiAdapter(emulator.ApiKey, new() { BaseAddress = emulator.AimlApi });
        return new(adapter, budget, keyVariable: null, emulator);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_emulator is not null)
            await _emulator.DisposeAsync();
    }

    private static OpenAICompatibleAdapter CreateHostAdapter(string address)
    {
        try
        {
            return new("host", address, ReadKey(KeyVariable));
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"{AddressOption}: {e.Message}");
        }
    }

    private static string? ReadKey(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } key ? key : null;
}
