using System.Diagnostics;
using System.Runtime.CompilerServices;
using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.Tests;

/// <summary>Tests the netstandard2.0 build of the library on .NET Framework.</summary>
public sealed class NetFrameworkTests
{
    private const string Name = "MiniMaxClient.NetFrameworkApp";

    [Fact]
    public async Task Program_OnNetFramework_CompletesAllScenarios()
    {
        Assert.SkipUnless(OperatingSystem.IsWindows(), "Only Windows has .NET Framework.");
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: cancellationToken);
        emulator.Enqueue(
            Reply.Text("Hello.", thinking: "A greeting."),
            Reply.Text("One two.", thinking: "Numbers."),
            Reply.ToolCall("add", """{"a":2,"b":3}"""),
            Reply.Text("It is 5."),
            Reply.Text("{\"name\":\"Ada\",\"age\":36}"),
            Reply.Error(503, "Busy"),
            Reply.Text("After a retry"),
            Reply.Error(402, "No credits"),
            Reply.Text("One two three four five six.").WithChunkSize(4).CutAfterEvents(3),
            Reply.Text("One two three.").WithChunkSize(4),
            Reply.Text("From a container."));

        string output = await SampleProgram.RunAsync(
            new ProcessStartInfo(FindProgram(), [$"{emulator.AimlApi}", emulator.ApiKey]));

        Assert.StartsWith(".NET Framework 4.8", output, StringComparison.Ordinal);
        Assert.EndsWith("All as expected.\n", output, StringComparison.Ordinal);
        Assert.Equal(11, emulator.Requests.Count);
    }

    /// <summary>Returns the program that was built before the tests, with their configuration.</summary>
    private static string FindProgram([CallerFilePath] string file = "")
    {
        // These tests run in bin, the folder of the configuration, that of the target framework.
        string output = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        string configuration = Path.GetFileName(Path.GetDirectoryName(output))!;
        string tests = Path.GetDirectoryName(Path.GetDirectoryName(file))!;
        return Path.Combine(tests, Name, "bin", configuration, "net48", $"{Name}.exe");
    }
}
