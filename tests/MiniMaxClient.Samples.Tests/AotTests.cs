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

        string output = await SampleProgram.RunAsync(new ProcessStartInfo(program!, [$"{emulator.AimlApi}", emulator.ApiKey]));

        Assert.EndsWith("All as expected.\n", output, StringComparison.Ordinal);
        Assert.Equal(8, emulator.Requests.Count);
    }
}
