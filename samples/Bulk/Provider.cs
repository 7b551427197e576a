using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.Bulk;

/// <summary>Who answers: the host of an option, the provider whose key is in the environment, else the emulator.</summary>
internal sealed class Provider : IAsyncDisposable
{
    public const string AddressOption = "--address";

    /// <summary>Holds the key of a host of the user's own.</summary>
    private const string KeyVariable = "MINIMAX_API_KEY";

    private readonly MiniMaxEmulator? _emulator;

    private Provider(ProviderAdapter adapter, decimal? budget, MiniMaxEmulator? emulator = null)
    {
        _emulator = emulator;
        Name = emulator is null ? adapter.Name : $"the emulator of {adapter.Name}, since no key is in the environment";
        Client = new(adapter, new()
        {
            // A wait that the provider names is for all calls to keep, and so no matter of a single one.
            Resilience = new() { MaxRetryAfter = TimeSpan.Zero },
            // Of a provider that does not report its costs, nothing is requested under a budget.
            SpendLimit = budget is { } usd ? new(usd, Timeout.InfiniteTimeSpan) : null,
        });
    }

    public ChatCompletionsClient Client { get; }

    public string Name { get; }

    /// <param name="address">The address of a host in the OpenAI style; null for a provider or the emulator.</param>
    /// <param name="budget">What may be spent, in US dollars; only AIML API reports it.</param>
    /// <param name="rehearse">Gives an emulator its replies.</param>
    public static async Task<Provider> ConnectAsync(
        string? address, decimal? budget, Action<MiniMaxEmulator>? rehearse = null)
    {
        if (address is not null)
            return new(CreateHostAdapter(address), budget);
        if (ReadKey(AimlApiAdapter.ApiKeyEnvironmentVariable) is { } aimlApiKey)
            return new(new AimlApiAdapter(aimlApiKey), budget);
        if (ReadKey(RunApiAdapter.ApiKeyEnvironmentVariable) is { } runApiKey)
            return new(new RunApiAdapter(runApiKey), budget);
        if (ReadKey(ModelsLabAdapter.ApiKeyEnvironmentVariable) is { } modelsLabKey)
            return new(new ModelsLabAdapter(modelsLabKey), budget);

        MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync();
        rehearse?.Invoke(emulator);
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
