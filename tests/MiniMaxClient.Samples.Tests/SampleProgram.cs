using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace MiniMaxClient.Samples.Tests;

/// <summary>Runs a sample as a user would, without any key in the environment.</summary>
internal static class SampleProgram
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    // On a busy machine dotnet run alone takes most of a minute.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Returns the output of a sample, which must succeed without error output.</summary>
    public static Task<string> RunAsync(string name, params string[] arguments) =>
        RunAsync(CreateRunStartInfo(name, arguments));

    /// <summary>Returns the output of a program, which must succeed without error output.</summary>
    public static async Task<string> RunAsync(ProcessStartInfo start)
    {
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, TestContext.Current.CancellationToken);
        (int exitCode, string output, string errors) = await ProgramRun.RunAsync(start, input: "", linked.Token);
        Assert.Equal((0, ""), (exitCode, errors));
        return output;
    }

    /// <summary>Starts a sample as a process; the caller reads its output and errors.</summary>
    public static Process Start(string name, params string[] arguments) =>
        Process.Start(CreateRunStartInfo(name, arguments))!;

    /// <summary>Creates the start information of the sample's own program, for tests that send signals to it.</summary>
    public static ProcessStartInfo CreateStartInfo(string name, params string[] arguments) =>
        CreateProcessStartInfo(GetOutputPath(name, OperatingSystem.IsWindows() ? ".exe" : ""), arguments);

    /// <summary>Creates the start information of the sample's assembly, which dotnet runs.</summary>
    public static ProcessStartInfo CreateAssemblyStartInfo(string name, params string[] arguments) =>
        CreateProcessStartInfo("dotnet", [GetOutputPath(name, ".dll"), .. arguments]);

    private static string Root { get; } = Path.GetFullPath(Path.Combine(Folder(), "..", ".."));

    private static string GetOutputPath(string name, string extension) =>
        Path.Combine(Root, "samples", name, "bin", Configuration, "net10.0", name + extension);

    private static ProcessStartInfo CreateRunStartInfo(string name, string[] arguments) =>
        CreateProcessStartInfo(
            "dotnet", ["run", "--no-build", "--project", $"samples/{name}", "-c", Configuration, "--", .. arguments]);

    private static ProcessStartInfo CreateProcessStartInfo(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove(AimlApiAdapter.ApiKeyEnvironmentVariable);
        start.Environment.Remove(RunApiAdapter.ApiKeyEnvironmentVariable);
        start.Environment.Remove(RunApiAdapter.AlternativeApiKeyEnvironmentVariable);
        start.Environment.Remove(ModelsLabAdapter.ApiKeyEnvironmentVariable);
        start.Environment.Remove(MiniMaxAdapter.ApiKeyEnvironmentVariable);
        start.Environment.Remove("MINIMAXCLIENT_API_KEY");
        return start;
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
