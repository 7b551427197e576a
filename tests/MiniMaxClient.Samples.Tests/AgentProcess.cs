using System.Diagnostics;

namespace MiniMaxClient.Samples.Tests;

/// <summary>Represents a process of the agent sample that a test can kill.</summary>
internal sealed class AgentProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    /// <param name="arguments">The arguments.</param>
    /// <param name="apiKey">The API key; null for the sample's own emulator.</param>
    /// <param name="input">The standard input.</param>
    public AgentProcess(string[] arguments, string? apiKey = null, string input = "")
    {
        ProcessStartInfo start = SampleProgram.CreateStartInfo("Agent", arguments);
        start.RedirectStandardInput = true;
        if (apiKey is not null)
            start.Environment["AIMLAPI_API_KEY"] = apiKey;
        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        _errors = _process.StandardError.ReadToEndAsync(CancellationToken.None);
        _process.StandardInput.Write(input);
        _process.StandardInput.Close();
    }

    /// <summary>Waits for the exit of the process.</summary>
    public Task WaitForExitAsync(CancellationToken cancellationToken) => _process.WaitForExitAsync(cancellationToken);

    /// <summary>Kills the process as <c>kill -9</c> does, and waits for its exit.</summary>
    public Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        return _process.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Waits for the exit of the process, which must succeed, and returns its output.</summary>
    public async Task<string> WaitForSuccessAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        string output = (await _output.WaitAsync(cancellationToken)).ReplaceLineEndings("\n");
        Assert.Equal((0, ""), (_process.ExitCode, await _errors.WaitAsync(cancellationToken)));
        return output;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
