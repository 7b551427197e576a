using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Agents;

/// <summary>A test of structured output against the emulator.</summary>
public abstract class StructuredOutputTest : IAsyncLifetime
{
    internal const string Ada = """{"name":"Ada","age":36}""";

    protected StructuredOutputTest() => Token = TestTimeouts.Token;

    protected CancellationToken Token { get; }

    protected MiniMaxEmulator Emulator { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Emulator = await MiniMaxEmulator.StartAsync(cancellationToken: Token);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Emulator.DisposeAsync();
    }

    protected ChatCompletionsClient CreateClient(string provider = "openai") =>
        new(Adapters.ForEmulator(Emulator, provider), EmulatedClient.NoRetries);
}
