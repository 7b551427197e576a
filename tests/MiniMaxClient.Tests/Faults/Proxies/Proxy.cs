using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MiniMaxClient.Tests.Faults.Proxies;

/// <summary>A proxy process on a free loopback port in front of an upstream.</summary>
internal sealed class Proxy : IAsyncDisposable
{
    private const int MaxStartAttempts = 5;
    private static readonly string[] Folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), "/usr/sbin"];

    private readonly TaskCompletionSource _isListening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private readonly Task _output;

    private Proxy(string program, ProxySetup setup, DirectoryInfo folder, Uri upstream, int timeoutSeconds)
    {
        _folder = folder;
        int port = FindFreePort();
        Address = new($"http://127.0.0.1:{port}/");
        string file = Path.Combine(folder.FullName, "proxy.conf");
        File.WriteAllText(file, setup.Configuration(new(port, upstream.Port, folder.FullName, timeoutSeconds)));
        _process = Process.Start(new ProcessStartInfo(program, setup.Arguments(file)) { RedirectStandardError = true })!;
        _output = ReadOutputAsync(setup.ListeningLine);
    }

    public Uri Address { get; }

    /// <summary>Starts a proxy and waits until it listens; skips the test if its program is not installed.</summary>
    /// <param name="name">The name of the setup.</param>
    /// <param name="upstream">The server behind it.</param>
    /// <param name="timeoutSeconds">The timeout for a silent upstream; by default longer than any test.</param>
    /// <param name="cancellationToken">The token to cancel the start.</param>
    public static async Task<Proxy> StartAsync(
        string name, Uri upstream, CancellationToken cancellationToken, int timeoutSeconds = 60)
    {
        ProxySetup setup = ProxySetup.All[name];
        string? program = Folders.Select(folder => Path.Combine(folder, setup.Program)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, $"{setup.Program} is not installed.");
        for (int i = 1; ; i++)
        {
            var proxy = new Proxy(program!, setup, Directory.CreateTempSubdirectory("proxy-"), upstream, timeoutSeconds);
            try
            {
                await proxy._isListening.Task.WaitAsync(cancellationToken);
                return proxy;
            }
            catch (Exception e)
            {
                await proxy.DisposeAsync();
                // Another process may have bound the port in the meantime.
                if (e is not InvalidOperationException || i == MaxStartAttempts)
                    throw;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        await _output;
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static int FindFreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port: 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>Reads the output of the process to its end and detects that the process listens or has failed to start.</summary>
    private async Task ReadOutputAsync(string listeningLine)
    {
        var output = new StringBuilder();
        while (await _process.StandardError.ReadLineAsync(CancellationToken.None) is { } line)
        {
            output.AppendLine(line);
            if (line.Contains(listeningLine, StringComparison.Ordinal))
                _isListening.TrySetResult();
        }

        _isListening.TrySetException(new InvalidOperationException($"The proxy did not start: {output}"));
    }
}
