using System.Diagnostics;

namespace MiniMaxClient.Benchmarks.Server;

/// <summary>This program, started again.</summary>
internal static class SelfProcess
{
    /// <summary>Starts it with other arguments; its input and output are the caller's.</summary>
    public static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return Process.Start(start)!;
    }
}
