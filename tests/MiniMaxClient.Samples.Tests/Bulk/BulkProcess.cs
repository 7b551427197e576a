using System.Diagnostics;
using System.Globalization;
using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.Tests.Bulk;

/// <summary>Represents a process of the bulk sample that a test can kill.</summary>
internal sealed class BulkProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;
    private bool _isDisposed;

    private BulkProcess(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        // Read to the end even if the test is canceled, because a full pipe would block the process.
        _output = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        _errors = _process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    /// <summary>Starts the sample with the test's emulator.</summary>
    public static BulkProcess Start(MiniMaxEmulator emulator, params string[] arguments)
    {
        ProcessStartInfo start = SampleProgram.CreateStartInfo("Bulk", [.. arguments, "--address", $"{emulator.OpenAICompatible}"]);
        start.Environment["MINIMAX_API_KEY"] = emulator.ApiKey;
        return new(start);
    }

    /// <summary>Starts the sample with its own emulator.</summary>
    public static BulkProcess Start(params string[] arguments) => new(SampleProgram.CreateStartInfo("Bulk", arguments));

    /// <summary>Kills the process as <c>kill -9</c> does, and waits for its exit.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Sends SIGTERM to the process.</summary>
    public void Terminate()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        string id = _process.Id.ToString(CultureInfo.InvariantCulture);
        using Process kill = Process.Start("sh", ["-c", $"kill -TERM {id}"]);
        kill.WaitForExit();
    }

    /// <summary>Waits for the exit of the process.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return (_process.ExitCode, await _output.WaitAsync(cancellationToken), await _errors.WaitAsync(cancellationToken));
    }

    /// <summary>Waits for the exit of the process, which must succeed.</summary>
    public async Task<string> WaitForSuccessAsync(CancellationToken cancellationToken)
    {
        (int exitCode, string output, string errors) = await WaitForExitAsync(cancellationToken);
        Assert.Equal((0, ""), (exitCode, errors));
        return output;
    }

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
