using System.Diagnostics;

namespace MiniMaxClient.Samples.Tests.Emulator;

/// <summary>Represents a process of the emulator sample on a free port.</summary>
public sealed class EmulatorProcess : IAsyncLifetime
{
    public const string Key = "test-key";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _limit = new(Limit, TimeProvider.System);
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
        List<string> lines = [];
        while (await _process.StandardOutput.ReadLineAsync(_limit.Token) is { } line)
        {
            lines.Add(line);
            if (line.Contains(text, StringComparison.Ordinal))
                return string.Join('\n', lines);
        }

        throw new InvalidOperationException(
            $"The process exited without writing '{text}'. {string.Join('\n', lines)} {await _process.StandardError.ReadToEndAsync(_limit.Token)}");
    }

    /// <summary>Sends SIGTERM to the process and returns its remaining output.</summary>
    public async Task<(string Output, int ExitCode)> StopAsync()
    {
        using (Process kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
            await kill.WaitForExitAsync(_limit.Token);
        string output = await _process.StandardOutput.ReadToEndAsync(_limit.Token);
        await _process.WaitForExitAsync(_limit.Token);
        return (output, _process.ExitCode);
    }

    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
        _limit.Dispose();
        return default;
    }
}
