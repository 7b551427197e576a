using MiniMaxClient.Resilience;
using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Resilience;

/// <summary>Calls with timeouts that a test reaches by advancing the clock.</summary>
internal sealed class TimeoutFixture : IAsyncDisposable
{
    public static readonly TimeSpan Headers = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan FirstToken = TimeSpan.FromSeconds(20);
    public static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan Total = TimeSpan.FromSeconds(40);

    private TimeoutFixture(MiniMaxEmulator emulator) => Emulator = emulator;

    public MiniMaxEmulator Emulator { get; }

    public ManualClock Clock { get; } = new();

    public ResponseReadObserver BodyObserver { get; } = new(new SocketsHttpHandler());

    public static async Task<TimeoutFixture> StartAsync(CancellationToken cancellationToken) =>
        new(await MiniMaxEmulator.StartAsync(cancellationToken: cancellationToken));

    public ValueTask DisposeAsync()
    {
        BodyObserver.Dispose();
        return Emulator.DisposeAsync();
    }

    /// <summary>Creates a client with all timeouts and without retries.</summary>
    public ChatCompletionsClient CreateClient(
        string provider = "openai", Func<ChatCompletionsClientOptions, ChatCompletionsClientOptions>? change = null)
    {
        ChatCompletionsClientOptions options = CreateOptions(Clock);
        var http = new HttpClient(BodyObserver, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        return new(Adapters.ForEmulator(Emulator, provider), http, change?.Invoke(options) ?? options);
    }

    public static ChatCompletionsClientOptions CreateOptions(ManualClock clock) => new()
    {
        HeadersTimeout = Headers,
        FirstTokenTimeout = FirstToken,
        IdleTimeout = Idle,
        Timeout = Total,
        Resilience = ResilienceOptions.None,
        TimeProvider = clock,
    };

    /// <summary>Returns a predicate that matches after a text and the end of its event.</summary>
    public static Func<string, bool> EndsAfter(string text) => received =>
        received.Contains($"\"{text}\"", StringComparison.Ordinal) && received.EndsWith("\n\n", StringComparison.Ordinal);

    public static async Task<MiniMaxTimeoutException> AssertTimeoutAsync(
        Task call, TimeoutKind kind, TimeSpan limit, string? message = null)
    {
        var e = await Assert.ThrowsAsync<MiniMaxTimeoutException>(() => call.WaitAsync(TestTimeouts.Token));
        Assert.Equal((kind, limit), (e.Kind, e.Limit));
        Assert.Equal(message ?? e.Message, e.Message);
        return e;
    }
}
