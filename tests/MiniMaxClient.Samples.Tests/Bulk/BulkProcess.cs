using System.Diagnostics;
using System.Globalization;
using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.Tests.Bulk;

/// <summary>The bulk sample as a process that a test may kill.</summary>
internal sealed class BulkProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;
    private bool _isDisposed;

    private BulkProcess(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        // Read to their end also when the test is over: a full pipe would hold the process up.
        _output = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        _errors = _process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    /// <summary>Starts the sample; its requests go to an emulator of the test's.</summary>
    public static BulkProcess Start(MiniMaxEmulator emulator, params string[] arguments)
    {
        ProcessStartInfo start = SampleProgram.CreateStartInfo("Bulk", [.. arguments, "--address", $"{emulator.OpenAICompatible}"]);
        start.Environment["MINIMAX_API_KEY"] = emulator.ApiKey;
        return new(start);
    }

    /// <summary>Starts the sample, which asks nobody or its own emulator.</summary>
    public static BulkProcess Start(params string[] arguments) => new(SampleProgram.CreateStartInfo("Bulk", arguments));

    /// <summary>Ends it as <c>kill -9</c> does, and waits until it is gone.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Asks it to end, by SIGTERM.</summary>
    public void Terminate()
    {
        string id = _process.Id.ToString(CultureInfo.InvariantCulture);
        using Process kill = Process.Start("sh", ["-c", $"kill -TERM {id}"]);
        kill.WaitForExit();
    }

    /// <summary>Waits for its end.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return (_process.ExitCode, await _output.WaitAsync(cancellationToken), await _errors.WaitAsync(cancellationToken));
    }

    /// <summary>Waits for its good end.</summary>
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
