using Microsoft.Extensions.AI;

namespace MiniMaxClient.Samples.Agent;

/// <summary>Runs the tools with <c>StreamToolsAsync</c>.</summary>
internal static class NativeAgent
{
    public const string Instructions =
        "You answer questions about the files in a folder. Use the tool for calculations. Be brief.";

    public static async Task RunAsync(
        IChatCompletionsClient client, IReadOnlyList<AIFunction> tools, string question, Transcript transcript)
    {
        var request = new ChatCompletionRequest
        {
            Model = MiniMaxModels.M3_1_Flash,
            Messages = [ChatMessage.System(Instructions), ChatMessage.User(question)],
        };
        var options = new ToolRunOptions { MaxSteps = 12, MaxParallelCalls = 2 };
        await foreach (ToolRunEvent runEvent in client.StreamToolsAsync(request, tools, options))
        {
            switch (runEvent)
            {
                case ToolRunChunk { Chunk: var chunk }:
                    transcript.WriteReasoning(chunk.Reasoning);
                    transcript.WriteText(chunk.Text);
                    break;
                case ToolCallStarted { Call: { Function: var function, Id: var id } }:
                    transcript.AddCall(id, function.Name, function.Arguments);
                    break;
                case ToolCallCompleted { Result: var result }:
                    transcript.AddResult(
                        result.Call.Id, $"{result.Message.Content}", hasFailed: result.Outcome != ToolCallOutcome.Succeeded);
                    break;
                case ToolRunCompleted { Result: var run }:
                    transcript.WriteNote(
                        $"{run.Steps.Count} steps, {run.Usage?.TotalTokens} tokens, {run.Cost}, stop reason: {run.StopReason}");
                    break;
            }
        }
    }
}
