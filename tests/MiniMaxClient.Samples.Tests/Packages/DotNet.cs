using System.Diagnostics;

namespace MiniMaxClient.Samples.Tests.Packages;

/// <summary>Runs the command line of .NET.</summary>
internal static class DotNet
{
    /// <summary>The output of a command, which must end well.</summary>
    public static async Task<string> RunAsync(string folder, string[] command, CancellationToken cancellationToken)
    {
        // Into a file: a compiler that stays for the next build would keep a pipe open.
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
