using MiniMaxClient.Testing;

namespace MiniMaxClient.Tests.Support;

/// <summary>The base of tests that each start their own emulator.</summary>
public abstract class EmulatorTest : IAsyncLifetime
{
    /// <summary>The modes of a call: non-streaming and streaming.</summary>
    public static TheoryData<bool> Modes { get; } = [false, true];

    /// <summary>The token that ends a test that waits too long.</summary>
    protected CancellationToken Token { get; } = TestTimeouts.Token;

    protected MiniMaxEmulator Emulator { get; private set; } = null!;

    /// <summary>The options of the emulator; null for the defaults.</summary>
    protected virtual MiniMaxEmulatorOptions? EmulatorOptions => null;

    public async ValueTask InitializeAsync() => Emulator = await MiniMaxEmulator.StartAsync(EmulatorOptions, Token);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Emulator.DisposeAsync();
    }
}
