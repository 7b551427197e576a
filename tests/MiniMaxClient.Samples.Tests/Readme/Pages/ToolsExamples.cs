#region usings
using System.ComponentModel;
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
        emulator.Enqueue(
            getWeather, Reply.Text("Rome."), getWeather, Reply.Text("Rome!"), getWeather, Reply.Text("I may not know."));

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

        #region approval
        AIFunction[] guarded = [new ApprovalRequiredAIFunction(AIFunctionFactory.Create(GetWeather, "get_weather"))];
        ToolRunResult paused = await client.RunToolsAsync(request, guarded);
        ChatMessage[] results = [.. paused.PendingCalls.Select(static call => ChatMessage.Tool(call.Id, "denied by the user"))];
        ToolRunResult resumed = await client.RunToolsAsync(request with { Messages = [.. paused.Messages, .. results] }, guarded);
        #endregion
        Assert.Equal(ToolRunStopReason.ApprovalRequired, paused.StopReason);
        Assert.Equal("I may not know.", resumed.Text);
    }

    #region weather
    [Description("Returns the weather of a city.")]
    private static string GetWeather([Description("The city")] string city) => city == "Oslo" ? "snow, -3 °C" : "sun, 24 °C";
    #endregion
}
