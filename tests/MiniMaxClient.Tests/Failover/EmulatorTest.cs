using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Failover;

/// <summary>Base class of tests with an emulator.</summary>
public abstract class EmulatorTest : IAsyncLifetime
{
    /// <summary>Gets the modes of a call: non-streaming and streaming.</summary>
    public static TheoryData<bool> Modes { get; } = [false, true];

    protected static string[] Providers { get; } = [EmulatedClient.AimlApi, EmulatedClient.RunApi];

    protected CancellationToken Token { get; } = TestTimeouts.Token;

    protected MiniMaxEmulator Emulator { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Emulator = await MiniMaxEmulator.StartAsync(cancellationToken: Token);

    public async ValueTask DisposeAsync()
    {
        await Emulator.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
