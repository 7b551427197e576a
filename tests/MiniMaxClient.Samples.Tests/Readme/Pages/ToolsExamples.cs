#region usings
using System.ComponentModel;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using MiniMaxClient;
using ChatMessage = MiniMaxClient.ChatMessage;     // Microsoft.Extensions.AI has a type of the same name
#endregion
using MiniMaxClient.Testing;

namespace ReadmeCode.ToolsPage;

/// <summary>The guide to tools.</summary>
internal sealed class ToolsExamples(MiniMaxEmulator emulator, CancellationToken cancellationToken)
    : PageExamples(emulator, cancellationToken)
{
    public async Task Run()
    {
        using var client = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }));
        Reply getWeather = Reply.ToolCall("get_weather", """{"city":"Oslo"}""");
        emulator.Enqueue(getWeather, Reply.Text("Rome."), getWeather, Reply.Text("Rome!"), getWeather, Reply.Text("Rome."));

        #region run
        var request = new ChatCompletionRequest { Model = MiniMaxModels.M3_1_Flash, Messages = [ChatMessage.User("Oslo or Rome?")] };
        AIFunction[] tools = [AIFunctionFactory.Create(GetWeather, "get_weather")];
        ToolRunResult done = await client.RunToolsAsync(request, tools);
        Console.WriteLine($"{done.Text} ({done.StopReason})");
        #endregion

        #region stream
        var options = new ToolRunOptions
        {
            MaxSteps = 10,
            MaxParallelCalls = 4,
            Approve = (call, token) =>
                new(call.Function.Name == "get_weather" ? ToolApproval.Approved : ToolApproval.Denied("ask first")),
        };
        await foreach (ToolRunEvent reported in client.StreamToolsAsync(request, tools, options, cancellationToken))
        {
            if (reported is ToolRunChunk { Chunk: var chunk })
                Console.Write(chunk.Text);
            else if (reported is ToolCallCompleted { Result: var call })
                Console.WriteLine($"[{call.Call.Function.Name}: {call.Outcome}]");
            else if (reported is ToolRunCompleted { Result: var run })
                Console.WriteLine($"{run.Steps.Count} steps, {run.Cost}, {run.Messages.Count} messages for the next request");
        }
        #endregion
        Assert.Equal(["Rome. (Completed)", "[get_weather: Succeeded]"], Output[..2]);
        Assert.Matches(@"^Rome!2 steps, 0\.\d+ USD \(reported\), 4 messages for the next request$", Output[2]);
        Assert.Contains("snow", emulator.Requests[1].Text, StringComparison.Ordinal);

        #region prompt
        ToolRunResult prompted = await client.RunToolsAsync("Oslo or Rome?", MiniMaxModels.M3_1_Flash, tools);
        #endregion
        Assert.Equal("Rome.", prompted.Text);

        string file = Path.GetTempFileName();
        emulator.Enqueue(Reply.ToolCall("get_weather", """{"city":"Paris"}"""), Reply.Text("Sun."));
        #region approval-pause
        AIFunction[] guarded = [new ApprovalRequiredAIFunction(AIFunctionFactory.Create(GetWeather, "get_weather"))];
        ToolRunResult paused = await client.RunToolsAsync(request, guarded);
        if (paused.State is { } stopped)
            await File.WriteAllTextAsync(file, stopped.ToJson(), cancellationToken);
        #endregion
        Assert.Equal(ToolRunStopReason.ApprovalRequired, paused.StopReason);

        #region approval-resume
        ToolRunState state = ToolRunState.FromJson(await File.ReadAllTextAsync(file, cancellationToken));
        var decisions = new List<ToolCallDecision>();
        foreach (ToolApprovalRequest approval in state.Approvals)
        {
            FunctionCall shown = approval.Call.Function;
            string arguments = Regex.Replace(shown.Arguments, @"[^\p{L}\p{M}\p{N}\p{P}\p{S} ]", static c => $"\\u{(int)c.Value[0]:x4}");
            Console.WriteLine($"{shown.Name} {arguments}{(approval.MayHaveRun ? " (may have run)" : "")}");
            decisions.Add(shown.Name == "get_weather" ? approval.Approve() : approval.Deny("ask the owner"));
        }

        ToolRunResult resumed = await client.ResumeToolsAsync(
            state, decisions, guarded, new() { SaveState = SaveAsync }, cancellationToken);
        if (resumed.StopReason == ToolRunStopReason.Completed)
            File.Delete(file);

        async ValueTask SaveAsync(ToolRunState current, CancellationToken token)
        {
            await File.WriteAllTextAsync(file + ".tmp", current.ToJson(), token);
            File.Move(file + ".tmp", file, overwrite: true);
        }
        #endregion
        Assert.Equal(("Sun.", false), (resumed.Text, File.Exists(file)));
        Assert.Equal("""get_weather {"city":"Paris"}""", Output[^1]);

        #region arguments
        FunctionCall function = state.Approvals[0].Call.Function;
        Place place = function.GetArguments<Place>();
        #endregion
        Assert.Equal("Paris", place.City);
    }

    private sealed record Place(string City);

    #region weather
    [Description("Returns the weather of a city.")]
    private static string GetWeather([Description("The city")] string city) => city == "Oslo" ? "snow, -3 °C" : "sun, 24 °C";
    #endregion
}
