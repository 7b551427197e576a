using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Diagnostics;

/// <summary>Provides an emulator for each test of telemetry.</summary>
public abstract class EmulatorTest : IAsyncLifetime
{
    protected EmulatorTest() => Token = TestTimeouts.Token;

    protected CancellationToken Token { get; }

    protected MiniMaxEmulator Emulator { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Emulator = await MiniMaxEmulator.StartAsync(cancellationToken: Token);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Emulator.DisposeAsync();
    }
}
