using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.Bulk;

/// <summary>Creates the client for the host of an option, for the provider whose API key is set, or for the emulator.</summary>
internal sealed class Provider : IAsyncDisposable
{
    public const string AddressOption = "--address";

    /// <summary>The environment variable with the API key of the host.</summary>
    private const string KeyVariable = MiniMaxAdapter.ApiKeyEnvironmentVariable;

    private readonly MiniMaxEmulator? _emulator;

    private Provider(ProviderAdapter adapter, decimal? budget, MiniMaxEmulator? emulator = null)
    {
        _emulator = emulator;
        Name = emulator is null ? adapter.Name : $"{adapter.Name} (emulated, because no API key is set)";
        Client = new(adapter, new()
        {
            // The bulk run itself waits after a rate limit, for all requests together.
            Resilience = new() { MaxRetryAfter = TimeSpan.Zero },
            // With a limit, requests to a provider that does not report costs fail.
            SpendLimit = budget is { } usd ? new(usd, Timeout.InfiniteTimeSpan) : null,
        });
    }

    public ChatCompletionsClient Client { get; }

    public string Name { get; }

    /// <summary>Creates the client, and starts the emulator if it is used.</summary>
    /// <param name="address">The address of an OpenAI-compatible endpoint; null for a provider or the emulator.</param>
    /// <param name="budget">The spend limit in US dollars; null for none. Only AIML API reports costs.</param>
    /// <param name="configureEmulator">Queues the replies of the emulator; null for generated replies.</param>
    public static async Task<Provider> ConnectAsync(
        string? address, decimal? budget, Action<MiniMaxEmulator>? configureEmulator = null)
    {
        if (address is not null)
            return new(CreateHostAdapter(address), budget);
        if (ReadKey(AimlApiAdapter.ApiKeyEnvironmentVariable) is { } aimlApiKey)
            return new(new AimlApiAdapter(aimlApiKey), budget);
        if (ReadKey(RunApiAdapter.ApiKeyEnvironmentVariable) is { } runApiKey)
            return new(new RunApiAdapter(runApiKey), budget);
        if (ReadKey(ModelsLabAdapter.ApiKeyEnvironmentVariable) is { } modelsLabKey)
            return new(new ModelsLabAdapter(modelsLabKey), budget);
        if (ReadKey(MiniMaxAdapter.ApiKeyEnvironmentVariable) is { } miniMaxKey)
            return new(new MiniMaxAdapter(miniMaxKey), budget);

        MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync();
        configureEmulator?.Invoke(emulator);
        return new(new AimlApiAdapter(emulator.ApiKey, new() { BaseAddress = emulator.AimlApi }), budget, emulator);
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
