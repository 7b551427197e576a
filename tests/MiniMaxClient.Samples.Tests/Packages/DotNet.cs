using System.Diagnostics;

namespace MiniMaxClient.Samples.Tests.Packages;

/// <summary>Runs the command line of .NET.</summary>
internal static class DotNet
{
    /// <summary>Runs a command, which must succeed, and returns its output.</summary>
    public static async Task<string> RunAsync(string folder, string[] command, CancellationToken cancellationToken)
    {
        // The output goes into a file: a compiler server that outlives the command would keep a pipe open.
        string log = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        string script = $"exec dotnet \"$@\" > '{log}' 2>&1 < /dev/null";
        var start = new ProcessStartInfo("/bin/sh", ["-c", script, "dotnet", .. command]) { WorkingDirectory = folder };
        try
        {
            using Process process = Process.Start(start)!;
            try
            {
                await process.WaitForExitAsync(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }

            string output = await File.ReadAllTextAsync(log, cancellationToken);
            Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', command)} ended with {process.ExitCode}.\n{output}");
            return output;
        }
        finally
        {
            File.Delete(log);
        }
    }
}
