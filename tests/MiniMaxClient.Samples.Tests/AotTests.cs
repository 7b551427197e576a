using System.Diagnostics;
using MiniMaxClient.Testing;

namespace MiniMaxClient.Samples.Tests;

/// <summary>Tests the library compiled ahead of time.</summary>
public sealed class AotTests
{
    /// <summary>The path of the program; <c>.ci/run</c> publishes it.</summary>
    private const string Variable = "MINIMAXCLIENT_AOTAPP";

    [Fact]
    public async Task Program_CompiledAheadOfTime_CompletesAllScenarios()
    {
        string? program = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(program), $"{Variable} is not set to a program that was compiled ahead of time.");
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        await using MiniMaxEmulator emulator = await MiniMaxEmulator.StartAsync(cancellationToken: cancellationToken);
        emulator.Enqueue(
            Reply.Text("Hello.", thinking: "A greeting."),
            Reply.Text("One two.", thinking: "Numbers."),
            Reply.ToolCall("add", """{"a":2,"b":3}"""),
            Reply.Text("It is 5."),
            Reply.Text("```json\n{\"name\":\"Ada\",\"age\":36}\n```"),
            Reply.Text("{\"name\":\"Ada\",\"age\":36}"),
            Reply.Error(402, "No credits"));

        var start = new ProcessStartInfo(program!, [emulator.AimlApi.ToString(), emulator.ApiKey])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);

        Assert.Equal("", await errors);
        Assert.Equal(0, process.ExitCode);
        Assert.EndsWith("All as expected.\n", output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Equal(8, emulator.Requests.Count);
    }
}
