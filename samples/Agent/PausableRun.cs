using Microsoft.Extensions.AI;

namespace MiniMaxClient.Samples.Agent;

/// <summary>A run that stops when a call needs an approval, and that another process continues from its file.</summary>
internal sealed class PausableRun(
    IChatCompletionsClient client, IReadOnlyList<AIFunction> tools, StateFile file, string resumeOption, Transcript transcript)
{
    // The state is stored before each call and after each result, so that nothing runs twice if the program is killed.
    private readonly ToolRunOptions _options = NativeAgent.Options with { SaveState = file.SaveAsync };

    public Task StartAsync(string question) => FinishAsync(
        client.StreamToolsAsync(NativeAgent.CreateRequest($"{question} Write the answer in a note."), tools, _options));

    /// <summary>Continues the run with the answers of the user.</summary>
    /// <param name="answer">The answer to all questions; null for a question about each.</param>
    public async Task ResumeAsync(bool? answer)
    {
        ToolRunState state = file.Read();
        transcript.WriteNote($"Continuing {file.Path} after {state.StepCount} requests, {state.Cost}.");
        var decisions = new List<ToolCallDecision>();
        foreach (ToolApprovalRequest approval in state.Approvals)
        {
            transcript.WriteApproval(approval);
            if ((answer ?? Transcript.AskYesOrNo("    Run it? [y/n] ")) is not { } isApproved)
            {
                transcript.WriteNote($"No answer: nothing was run, and {file.Path} is unchanged.");
                return;
            }

            decisions.Add(isApproved ? approval.Approve() : approval.Deny("the user does not want it"));
        }

        // The limit counts the requests of the whole run: this process may send as many as the first one.
        ToolRunOptions options = _options with { MaxSteps = state.StepCount + _options.MaxSteps };
        await FinishAsync(client.StreamResumedToolsAsync(state, decisions, tools, options));
    }

    private async Task FinishAsync(IAsyncEnumerable<ToolRunEvent> events)
    {
        ToolRunResult run = await NativeAgent.PrintAsync(events, transcript);
        if (run.StopReason == ToolRunStopReason.Completed)
        {
            file.Delete();
            return;
        }

        foreach (ToolApprovalRequest approval in run.State!.Approvals)
            transcript.WriteApproval(approval);
        transcript.WriteNote($"The run is stored. Continue it with {resumeOption}");
    }
}
