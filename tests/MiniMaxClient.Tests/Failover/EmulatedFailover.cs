using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Failover;

/// <summary>A failover client over several providers of an emulator.</summary>
internal sealed class EmulatedFailover : IDisposable
{
    /// <summary>One retry without a delay.</summary>
    public static readonly ResilienceOptions OneRetry = new() { MaxRetryAttempts = 1, RetryDelay = TimeSpan.Zero };

    private readonly MiniMaxEmulator _emulator;

    /// <param name="emulator">The emulator; its replies are used in the order of the requests.</param>
    /// <param name="providers">The names of the providers, in the order of their use.</param>
    /// <param name="options">The failover options; the clock is replaced by <see cref="Clock"/>.</param>
    /// <param name="change">Changes the options of each provider's client.</param>
    public EmulatedFailover(
        MiniMaxEmulator emulator,
        string[] providers,
        FailoverOptions? options = null,
        Func<string, ChatCompletionsClientOptions, ChatCompletionsClientOptions>? change = null)
    {
        _emulator = emulator;
        Members =
        [
            .. providers.Select(provider =>
            {
                var client = new ChatCompletionsClientOptions { TimeProvider = Clock, Resilience = ResilienceOptions.None };
                return new ChatCompletionsClient(
                    Adapters.ForEmulator(emulator, provider), change is null ? client : change(provider, client));
            }),
        ];
        Client = new(Members, (options ?? new()) with { TimeProvider = Clock });
    }

    public ManualClock Clock { get; } = new();

    public IReadOnlyList<ChatCompletionsClient> Members { get; }

    public FailoverChatCompletionsClient Client { get; }

    /// <summary>Gets the providers that received a request so far, by the emulator's names.</summary>
    public IEnumerable<string> RequestedProviders => _emulator.Requests.Select(static request => request.Provider);

    public void Dispose()
    {
        foreach (ChatCompletionsClient member in Members)
            member.Dispose();
    }
}
