using MiniMaxClient.Samples.ProviderCheck;

namespace MiniMaxClient.Samples.Tests.ProviderCheck;

/// <summary>A check that cannot find a difference is a defect: a server that differs in everything proves each of them.</summary>
public sealed class DifferentServerTests
{
    // Messages has neither reasoning tokens nor a cost, MiniMax no price list, and its Messages no forced tool, which the library
    // therefore does not use for structured output. Chat completions show these differences.
    private static readonly string[] NotDifferentInMessages = ["usage-reasoning", "cost", "prices", "json-tool"];

    [Fact]
    public async Task Run_DifferentServerInChat_FindsEveryDifference()
    {
        await using DifferentServer server = await DifferentServer.StartAsync();
        List<string> found = [];
        // What is not known of one provider or model is assumed of another one.
        foreach (string model in new[] { MiniMaxModels.M3_1_Flash, MiniMaxModels.M3 })
        {
            CheckRun aimlApi = await RunAsync("aimlapi", "AIMLAPI_API_KEY", server, "--chat", "--model", model);
            CheckRun miniMax = await RunAsync("minimax", "MINIMAX_API_KEY", server, "--chat", "--model", model);

            Assert.Equal(CheckProgram.Differences, aimlApi.ExitCode);
            found.AddRange(aimlApi.GetChecks("aimlapi", "chat", "different"));
            found.AddRange(miniMax.GetChecks("minimax", "chat", "different"));
        }

        AssertFound(WireProtocol.Chat, [], found);
    }

    [Fact]
    public async Task Run_DifferentServerInMessages_FindsEveryDifference()
    {
        // The reasoning is either in the wrong order or in the wrong place.
        await using DifferentServer withReasoning = await DifferentServer.StartAsync();
        await using DifferentServer withoutReasoning = await DifferentServer.StartAsync(hasReasoning: false);
        CheckRun first = await RunAsync("minimax", "MINIMAX_API_KEY", withReasoning, "--messages");
        CheckRun second = await RunAsync("minimax", "MINIMAX_API_KEY", withoutReasoning, "--messages");
        // Markers are documented for this model.
        CheckRun third = await RunAsync("minimax", "MINIMAX_API_KEY", withReasoning, "--messages", "--model", MiniMaxModels.M2_1);

        AssertFound(
            WireProtocol.Messages,
            NotDifferentInMessages,
            [
                .. first.GetChecks("minimax", "messages", "different"),
                .. second.GetChecks("minimax", "messages", "different"),
                .. third.GetChecks("minimax", "messages", "different"),
            ]);
    }

    [Fact]
    public async Task Report_OfADifference_NamesTheRowToChange()
    {
        await using DifferentServer server = await DifferentServer.StartAsync();
        CheckRun run = await RunAsync("aimlapi", "AIMLAPI_API_KEY", server, "--chat");

        Assert.Contains("change: ModelCapabilities.ReasoningEfforts", run.Output, StringComparison.Ordinal);
        string report = run.Files["provider-check-aimlapi.md"];
        Assert.Contains("| `stop` | different |", report, StringComparison.Ordinal);
        Assert.Contains("### stop", report, StringComparison.Ordinal);
        Assert.Contains("ModelCapabilities.IgnoredFields, stop", report, StringComparison.Ordinal);
    }

    private static Task<CheckRun> RunAsync(string provider, string variable, DifferentServer server, params string[] arguments) =>
        CheckRun.StartAsync(
            ["--provider", provider, "--address", $"{server.Address}", .. arguments],
            new() { [variable] = "sk-4f9a0c1e7b2d8853" });

    private static void AssertFound(WireProtocol protocol, string[] exceptions, IReadOnlyList<string> found) =>
        Assert.Equal(
            CheckList.GetChecks(protocol).Select(static check => check.Id).Except(exceptions).Order(StringComparer.Ordinal),
            found.Distinct().Order(StringComparer.Ordinal));
}
