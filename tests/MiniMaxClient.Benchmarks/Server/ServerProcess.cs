using System.Diagnostics;

namespace MiniMaxClient.Benchmarks.Server;

/// <summary>This program, started once more as the server.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    /// <summary>The argument with which this program is the server.</summary>
    public const string Argument = "server";

    private readonly Process _process;

    private ServerProcess(Process process, Uri address, Uri secureAddress)
    {
        _process = process;
        Address = address;
        SecureAddress = secureAddress;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Where it listens with TLS, for HTTP/1.1 and HTTP/2.</summary>
    public Uri SecureAddress { get; }

    /// <summary>Starts it and waits until it listens.</summary>
    public static async Task<ServerProcess> StartAsync()
    {
        Process process = SelfProcess.Start(Argument);
        return new(process, await ReadAddressAsync(process), await ReadAddressAsync(process));
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<Uri> ReadAddressAsync(Process process) =>
        new(await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server did not start."));
}
