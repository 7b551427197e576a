using System.Diagnostics;

namespace MiniMaxClient.Samples.Tests.Emulator;

/// <summary>Represents a process of the emulator sample on a free port.</summary>
public sealed class EmulatorProcess : IAsyncLifetime
{
    public const string Key = "test-key";

    // Of each wait, because a class of tests may need longer on a busy machine.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private Process _process = null!;

    /// <summary>Gets the output up to the line with the address.</summary>
    public string Greeting { get; private set; } = "";

    public Uri Address { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _process = SampleProgram.Start("Emulator", "--port", "0");
        Greeting = await ReadUntilAsync("Listening on ");
        Address = new Uri(Greeting.Split("Listening on ")[1].Split(';')[0]);
    }

    /// <summary>Reads the lines up to and including the first line that contains a text.</summary>
    public async Task<string> ReadUntilAsync(string text)
    {
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        List<string> lines = [];
        while (await _process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            lines.Add(line);
            if (line.Contains(text, StringComparison.Ordinal))
                return string.Join('\n', lines);
        }

        string errors = await _process.StandardError.ReadToEndAsync(limit.Token);
        throw new InvalidOperationException($"The process exited without writing '{text}'. {string.Join('\n', lines)} {errors}");
    }

    /// <summary>Sends SIGTERM to the process and returns its remaining output.</summary>
    public async Task<(string Output, int ExitCode)> StopAsync()
    {
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        using (Process kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
            await kill.WaitForExitAsync(limit.Token);
        string output = await _process.StandardOutput.ReadToEndAsync(limit.Token);
        await _process.WaitForExitAsync(limit.Token);
        return (output, _process.ExitCode);
    }

    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
        return default;
    }
}
