using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Failover;

/// <summary>Several of an emulator's providers behind one client.</summary>
internal sealed class EmulatedFailover : IDisposable
{
    /// <summary>One more attempt, without a wait: the waits have tests of their own.</summary>
    public static readonly ResilienceOptions OneRetry = new() { MaxRetryAttempts = 1, RetryDelay = TimeSpan.Zero };

    private readonly MiniMaxEmulator _emulator;

    /// <param name="emulator">The emulator, which gives its replies in the order in which the providers are asked.</param>
    /// <param name="providers">The providers in their order.</param>
    /// <param name="options">The settings of the failover, on a clock of the test's.</param>
    /// <param name="change">Changes the settings of each provider's client.</param>
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
                var one = new ChatCompletionsClientOptions { TimeProvider = Clock, Resilience = ResilienceOptions.None };
                return new ChatCompletionsClient(Adapters.ForEmulator(emulator, provider), change is null ? one : change(provider, one));
            }),
        ];
        Client = new(Members, (options ?? new()) with { TimeProvider = Clock });
    }

    public ManualClock Clock { get; } = new();

    public IReadOnlyList<ChatCompletionsClient> Members { get; }

    public FailoverChatCompletionsClient Client { get; }

    /// <summary>Whom the emulator saw asked so far, by its own names.</summary>
    public IEnumerable<string> RequestedProviders => _emulator.Requests.Select(static request => request.Provider);

    public void Dispose()
    {
        foreach (ChatCompletionsClient member in Members)
            member.Dispose();
    }
}
