using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;

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

    private static CancellationToken Token => TestContext.Current.CancellationToken;

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
        string script = await File.ReadAllTextAsync(Path.Combine(Folder, name), Token);
        return JsonElement.Parse(await RunAsync(start, environment, script));
    }

    /// <summary>Runs a shell script that calls curl and returns its output.</summary>
    public static async Task<string> RunCurlAsync(string name, string[] arguments, Dictionary<string, string> environment)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no POSIX shell.");
        Assert.SkipWhen(await Curl.Value is null, "curl is not installed on this machine.");
        return await RunAsync(new ProcessStartInfo("/bin/sh", [Path.Combine(Folder, name), .. arguments]), environment);
    }

    /// <summary>Returns the output of a program, which must succeed without error output.</summary>
    private static async Task<string> RunAsync(
        ProcessStartInfo start, Dictionary<string, string>? environment = null, string input = "")
    {
        // The address and the key of a developer's own account are in such variables.
        foreach (string variable in start.Environment.Keys.Where(IsProviderVariable).ToArray())
            start.Environment.Remove(variable);
        start.Environment["NO_PROXY"] = "127.0.0.1";
        foreach ((string variable, string value) in environment ?? [])
            start.Environment[variable] = value;
        (int exitCode, string output, string errors) = await StartAsync(start, input);
        Assert.Equal("", errors);
        Assert.Equal(0, exitCode);
        return output;
    }

    private static async Task<(int ExitCode, string Output, string Errors)> StartAsync(ProcessStartInfo start, string input)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(Token);
            Task<string> output = process.StandardOutput.ReadToEndAsync(Token);
            await process.StandardInput.WriteAsync(input.AsMemory(), Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(Token);
            return (process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static bool IsProviderVariable(string name) =>
        name.StartsWith("ANTHROPIC_", StringComparison.Ordinal) || name.StartsWith("OPENAI_", StringComparison.Ordinal);

    /// <summary>Returns the first program that runs successfully with the arguments.</summary>
    private static async Task<string?> FindAsync(string[] programs, params string[] arguments)
    {
        foreach (string program in programs)
        {
            try
            {
                if ((await StartAsync(new ProcessStartInfo(program, arguments), "")).ExitCode == 0)
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
