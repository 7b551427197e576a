using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace MiniMaxClient.Benchmarks.Parts;

/// <summary>The parts of the library by themselves, under BenchmarkDotNet.</summary>
internal static class PartsRunner
{
    /// <summary>Runs the benchmarks that the arguments select, or all.</summary>
    public static void Run(string[] args)
    {
        // In this process: a project that is generated would be built by the repository's rules.
        IConfig config = DefaultConfig.Instance
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "BenchmarkDotNet.Artifacts"));
        BenchmarkSwitcher.FromAssembly(typeof(PartsRunner).Assembly).Run(args is [] ? ["--filter", "*"] : args, config);
    }
}
