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

    /// <summary>What the sample writes; it must end well and complain of nothing.</summary>
    public static async Task<string> RunAsync(string name, params string[] arguments)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using Process process = Start(name, arguments);
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);

        Assert.Equal("", await errors);
        Assert.Equal(0, process.ExitCode);
        return output;
    }

    /// <summary>The sample as a process of its own, whose output and errors are to be read.</summary>
    public static Process Start(string name, params string[] arguments) => Process.Start(
        CreateProcessStartInfo("dotnet", ["run", "--no-build", "--project", $"samples/{name}", "-c", Configuration, "--", .. arguments]))!;

    /// <summary>How to start the sample's own program, for tests that signal it.</summary>
    public static ProcessStartInfo CreateStartInfo(string name, params string[] arguments) =>
        CreateProcessStartInfo(Path.Combine(Root, "samples", name, "bin", Configuration, "net10.0", name), arguments);

    private static string Root { get; } = Path.GetFullPath(Path.Combine(Folder(), "..", ".."));

    private static ProcessStartInfo CreateProcessStartInfo(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string variable in (string[])[AimlApiAdapter.ApiKeyEnvironmentVariable, RunApiAdapter.ApiKeyEnvironmentVariable, ModelsLabAdapter.ApiKeyEnvironmentVariable])
            start.Environment.Remove(variable);
        return start;
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
