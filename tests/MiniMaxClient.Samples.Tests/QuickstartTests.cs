using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace MiniMaxClient.Samples.Tests;

/// <summary>The quickstart does its job on the emulator.</summary>
public sealed class QuickstartTests
{
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    [Fact]
    public async Task Quickstart_WithoutKeys_AnswersPlainAndStreamedOnEachProvider()
    {
        string[] command = ["run", "--no-build", "--project", "samples/Quickstart", "-c", Configuration, "--", "Why is the sky blue?"];
        var start = new ProcessStartInfo("dotnet", command)
        {
            WorkingDirectory = Path.Combine(Folder(), "..", ".."),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string variable in (string[])[AimlApiAdapter.ApiKeyVariable, RunApiAdapter.ApiKeyVariable, ModelsLabAdapter.ApiKeyVariable])
            start.Environment.Remove(variable);
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal("", await errors);
        Assert.Equal(0, process.ExitCode);
        Assert.StartsWith("No key in the environment, so the answers come from the emulator", output, StringComparison.Ordinal);
        foreach (string provider in (string[])["aimlapi", "runapi", "modelslab"])
        {
            string part = output.Split($"=== {provider} (")[1].Split("\n===")[0];
            Assert.Equal(2, part.Split("[thinking] The user says: \"Why is the sky blue?\".").Length - 1);
            Assert.Equal(2, part.Split("heard you say: \"Why is the sky blue?\".\n").Length - 1);
            Assert.Equal(2, part.Split("[stop] tokens ").Length - 1);
        }

        Assert.Contains("cost 0.", output, StringComparison.Ordinal);
    }

    private static string Folder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
