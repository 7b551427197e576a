using System.Diagnostics;

namespace MiniMaxClient.Samples.Tests;

/// <summary>Runs programs to their end.</summary>
internal static class ProgramRun
{
    /// <summary>Runs a program and returns what it wrote; a cancellation kills it with its children.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        ProcessStartInfo start, string input, CancellationToken cancellationToken)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            process.StandardInput.Close();
            await process.WaitForExitAsync(cancellationToken);
            return (process.ExitCode, UseUnixLineEnds(await output), UseUnixLineEnds(await errors));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static string UseUnixLineEnds(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal);
}
