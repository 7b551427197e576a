using Microsoft.Agents.AI.Workflows;

namespace MiniMaxClient.Neighbours.Tests.Agents;

/// <summary>A workflow that runs in this process.</summary>
internal static class WorkflowRun
{
    /// <summary>Runs a workflow on one prompt and returns its output.</summary>
    public static async Task<List<AIMessage>> RunAsync(Workflow workflow, string prompt)
    {
        CancellationToken token = TestTimeouts.Token;
        await using StreamingRun run = await InProcessExecution.RunStreamingAsync(
            workflow, new List<AIMessage> { EmulatedChat.CreateUserMessage(prompt) }, cancellationToken: token);
        await run.TrySendMessageAsync(new TurnToken(emitEvents: true));
        List<AIMessage> output = [];
        await foreach (WorkflowEvent runEvent in run.WatchStreamAsync(token))
        {
            if (runEvent is WorkflowErrorEvent or ExecutorFailedEvent)
                Assert.Fail($"{runEvent.Data}");
            if (runEvent is WorkflowOutputEvent result && result.Is(out List<AIMessage>? messages))
                output.AddRange(messages);
        }

        return output;
    }
}
