using System.Diagnostics;
using System.Runtime.CompilerServices;
using MiniMaxClient.Benchmarks.Contenders;

namespace MiniMaxClient.Benchmarks.Scenarios;

/// <summary>The small programs of the cold start.</summary>
internal static class ColdStartPrograms
{
    private const string Name = "MiniMaxClient.Benchmarks.ColdStart";

    /// <summary>The program with all clients, which was built with this one.</summary>
    public static string JustInTime()
    {
        // .../MiniMaxClient.Benchmarks/bin/Release/net10.0/: the other project has the same layout.
        string own = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        return Path.Combine(Project(), Path.GetRelativePath(Path.Combine(Folder(), ".."), own), Name);
    }

    /// <summary>Whether the linker is here that the compilation needs.</summary>
    public static bool HasLinker() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(static folder => File.Exists(Path.Combine(folder, "gcc")));

    /// <summary>Compiles the program of one client; unchanged programs are not compiled again.</summary>
    /// <returns>The program, or null when it cannot be compiled.</returns>
    public static async Task<string?> AheadOfTimeAsync(Competitor entrant)
    {
        string client = entrant == Competitor.Ours ? "Our" : entrant == Competitor.Floor1 ? "Records" : "OpenAI";
        string artifacts = Path.Combine(AppContext.BaseDirectory, "ahead-of-time", client);
        string output = Path.Combine(artifacts, "app");
        string[] arguments =
        [
            "publish", Project(), "-c", "Release", "-r", "linux-x64", "-p:ColdStartFramework=net8.0",
            $"-p:ColdStartClient={client}", "-p:CppCompilerAndLinker=gcc", "--artifacts-path", artifacts, "-o", output,
        ];
        using Process process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? Path.Combine(output, Name) : null;
    }

    private static string Project() => Path.GetFullPath(Path.Combine(Folder(), "..", "..", Name));

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
