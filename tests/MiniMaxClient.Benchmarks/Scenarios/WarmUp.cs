using System.Runtime;

namespace MiniMaxClient.Benchmarks.Scenarios;

/// <summary>Runs clients until the runtime compiles nothing more.</summary>
internal static class WarmUp
{
    // The runtime compiles hot code anew once nothing new was compiled for 100 ms.
    private static readonly TimeSpan TieringDelay = TimeSpan.FromMilliseconds(150);

    private const int MinPasses = 3;
    private const int FewMethods = 2;

    /// <param name="maxPasses">The maximum number of passes.</param>
    /// <param name="pass">One pass: each client for some time.</param>
    public static async Task RunAsync(int maxPasses, Func<Task> pass)
    {
        for (var passes = 0; passes < maxPasses; passes++)
        {
            long compiled = JitInfo.GetCompiledMethodCount();
            await pass();
            await Task.Delay(TieringDelay, TimeProvider.System);
            if (passes >= MinPasses && JitInfo.GetCompiledMethodCount() - compiled <= FewMethods)
                break;
        }
    }
}
