using System.Diagnostics;

namespace MiniMaxClient.Samples.Tests.Packages;

/// <summary>Runs the command line of .NET.</summary>
internal static class DotNet
{
    /// <summary>Runs a command, which must succeed, and returns its output.</summary>
    public static async Task<string> RunAsync(string folder, string[] command, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", command) { WorkingDirectory = folder };
        // A node or a compiler server that outlives the command would keep its output open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        (int exitCode, string output, string errors) = await ProgramRun.RunAsync(start, input: "", cancellationToken);
        Assert.True(exitCode == 0, $"dotnet {string.Join(' ', command)} ended with {exitCode}.\n{output}{errors}");
        return output;
    }
}
