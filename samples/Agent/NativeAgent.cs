using Microsoft.Extensions.AI;

namespace MiniMaxClient.Samples.Agent;

/// <summary>Runs the tools with <c>StreamToolsAsync</c>.</summary>
internal static class NativeAgent
{
    public const string Instructions =
        "You answer questions about the files in a folder. Use the tool for calculations. Be brief.";

    public static ToolRunOptions Options { get; } = new() { MaxSteps = 12, MaxParallelCalls = 2 };

    public static ChatCompletionRequest CreateRequest(string question) => new()
    {
        Model = MiniMaxModels.M3_1_Flash,
        Messages = [ChatMessage.System(Instructions), ChatMessage.User(question)],
    };

    public static Task RunAsync(
        IChatCompletionsClient client, IReadOnlyList<AIFunction> tools, string question, Transcript transcript) =>
        PrintAsync(client.StreamToolsAsync(CreateRequest(question), tools, Options), transcript);

    /// <summary>Prints the events of a run, and returns its result.</summary>
    public static async Task<ToolRunResult> PrintAsync(IAsyncEnumerable<ToolRunEvent> events, Transcript transcript)
    {
        ToolRunResult? result = null;
        await foreach (ToolRunEvent runEvent in events)
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
                case ToolCallCompleted { Result: { Call: { Function: var function, Id: var id } } completed }:
                    // A call that was not run, such as a denied one, has no other event.
                    if (!transcript.HasCall(id))
                        transcript.AddCall(id, function.Name, function.Arguments);
                    transcript.AddResult(
                        id, $"{completed.Message.Content}", hasFailed: completed.Outcome != ToolCallOutcome.Succeeded);
                    break;
                case ToolRunCompleted { Result: var run }:
                    result = run;
                    transcript.WriteNote(
                        $"{run.Steps.Count} steps, {run.Usage?.TotalTokens} tokens, {run.Cost}, stop reason: {run.StopReason}");
                    break;
            }
        }

        return result!;
    }
}
