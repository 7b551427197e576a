using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Samples.Tests.OtherLanguages;

/// <summary>Runs the scripts of this folder; a test is skipped if this machine lacks what its script needs.</summary>
internal static class Script
{
    /// <summary>The folder with the packages of <c>package.json</c>; <c>.ci/run</c> installs them.</summary>
    public const string PackagesVariable = "MINIMAXCLIENT_NODE_MODULES";

    private static readonly Lazy<Task<string?>> Node =
        new(() => FindAsync(["node"], "-e", "process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)"));

    // The first one on the path may lack the module that Debian installs for its own.
    private static readonly Lazy<Task<string?>> Python =
        new(() => FindAsync(["python3", "/usr/bin/python3", "python"], "-c", "import requests"));

    private static readonly Lazy<Task<string?>> Curl = new(() => FindAsync(["curl"], "--version"));

    private static string Folder { get; } = FindFolder();

    /// <summary>Runs a script in Python and returns the JSON that it prints.</summary>
    public static async Task<JsonElement> RunPythonAsync(string name, params string[] arguments)
    {
        string? python = await Python.Value;
        Assert.SkipWhen(python is null, "No Python with the module 'requests' is installed on this machine.");
        return JsonElement.Parse(await RunAsync(new ProcessStartInfo(python!, [Path.Combine(Folder, name), .. arguments])));
    }

    /// <summary>Runs a script in JavaScript that needs no packages and returns the JSON that it prints.</summary>
    public static async Task<JsonElement> RunNodeAsync(string name, params string[] arguments)
    {
        string? node = await Node.Value;
        Assert.SkipWhen(node is null, "Node.js 20 or newer is not installed on this machine.");
        return JsonElement.Parse(await RunAsync(new ProcessStartInfo(node!, [Path.Combine(Folder, name), .. arguments])));
    }

    /// <summary>Runs a script in JavaScript with the packages of npm and returns the JSON that it prints.</summary>
    public static async Task<JsonElement> RunNodeWithPackagesAsync(
        string name, string[] arguments, Dictionary<string, string>? environment = null)
    {
        string? node = await Node.Value;
        Assert.SkipWhen(node is null, "Node.js 20 or newer is not installed on this machine.");
        string? packages = Environment.GetEnvironmentVariable(PackagesVariable);
        Assert.SkipWhen(
            string.IsNullOrEmpty(packages),
            $"{PackagesVariable} is not set to the packages of tests/MiniMaxClient.Samples.Tests/OtherLanguages/package.json.");

        // Packages are found from the location of a script; that of a script from standard input is the working directory.
        var start = new ProcessStartInfo(node!, ["--input-type=module", "-", .. arguments])
        {
            WorkingDirectory = Path.GetDirectoryName(Path.GetFullPath(packages!)),
        };
        string script = await File.ReadAllTextAsync(Path.Combine(Folder, name), TestContext.Current.CancellationToken);
        return JsonElement.Parse(await RunAsync(start, environment, script));
    }

    /// <summary>Runs a shell script that calls curl and returns its output.</summary>
    public static async Task<string> RunCurlAsync(string name, string[] arguments, Dictionary<string, string> environment)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no POSIX shell.");
        Assert.SkipWhen(await Curl.Value is null, "curl is not installed on this machine.");
        return await RunAsync(new ProcessStartInfo("/bin/sh", [Path.Combine(Folder, name), .. arguments]), environment);
    }

    /// <summary>Returns the output of a program, which must succeed.</summary>
    private static async Task<string> RunAsync(
        ProcessStartInfo start, Dictionary<string, string>? environment = null, string input = "")
    {
        foreach (string variable in start.Environment.Keys.Where(ChangesRequests).ToArray())
            start.Environment.Remove(variable);
        // Without variables, Python takes the proxy of the operating system.
        start.Environment["NO_PROXY"] = "127.0.0.1";
        foreach ((string variable, string value) in environment ?? [])
            start.Environment[variable] = value;
        (int exitCode, string output, string errors) = await ProgramRun.RunAsync(start, input, TestTimeouts.Token);
        // Python and Node.js write warnings of their own there as well.
        Assert.True(exitCode == 0, $"The script ended with {exitCode}.\n{output}{errors}");
        return output;
    }

    /// <summary>Whether a variable has the address or the key of a developer's own account, or a proxy.</summary>
    private static bool ChangesRequests(string name) =>
        name.StartsWith("ANTHROPIC_", StringComparison.Ordinal) || name.StartsWith("OPENAI_", StringComparison.Ordinal)
        || name.EndsWith("_proxy", StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns the first program that runs successfully with the arguments.</summary>
    private static async Task<string?> FindAsync(string[] programs, params string[] arguments)
    {
        // Not of the test that happens to be the first, because the others use the result too.
        using var limit = new CancellationTokenSource(TestTimeouts.Limit, TimeProvider.System);
        foreach (string program in programs)
        {
            try
            {
                if ((await ProgramRun.RunAsync(new ProcessStartInfo(program, arguments), input: "", limit.Token)).ExitCode == 0)
                    return program;
            }
            catch (Win32Exception)
            {
                // There is no such program.
            }
        }

        return null;
    }

    private static string FindFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
