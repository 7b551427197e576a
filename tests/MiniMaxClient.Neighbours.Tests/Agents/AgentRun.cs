using Microsoft.Agents.AI;

namespace MiniMaxClient.Neighbours.Tests.Agents;

/// <summary>A run of an agent, non-streaming or streamed.</summary>
internal static class AgentRun
{
    public static Task<AgentResponse> RunAsync(
        AIAgent agent, bool stream, IEnumerable<AIMessage> messages, AgentSession? session = null) => stream
        ? agent.RunStreamingAsync(messages, session, cancellationToken: TestTimeouts.Token).ToAgentResponseAsync(TestTimeouts.Token)
        : agent.RunAsync(messages, session, cancellationToken: TestTimeouts.Token);
}
