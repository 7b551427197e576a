using System.Diagnostics;

namespace MiniMaxClient.Benchmarks.Server;

/// <summary>This program, started once more as the server.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>The argument with which this program is the server.</summary>
    public const string Argument = "server";

    private readonly Process _process;

    private ServerProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Starts it and waits until it listens.</summary>
    public static async Task<ServerProcess> StartAsync()
    {
        Process process = SelfProcess.Start(Argument);
        string? address = await process.StandardOutput.ReadLineAsync();
        return new(process, new Uri(address ?? throw new InvalidOperationException("The server did not start.")));
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
