using System.Text.Json;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace MiniMaxClient.Samples.Agent;

/// <summary>Runs the same tools with an agent of Agent Framework.</summary>
internal static class FrameworkAgent
{
    private static readonly JsonSerializerOptions OneLine = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    public static async Task RunAsync(
        IChatCompletionsClient client, IReadOnlyList<AIFunction> tools, string question, Transcript transcript)
    {
        AIAgent agent = client.AsIChatClient(MiniMaxModels.M3_1_Flash)
            .AsAIAgent(NativeAgent.Instructions, name: "Clerk", tools: [.. tools]);
        long tokens = 0;
        await foreach (AgentResponseUpdate update in agent.RunStreamingAsync(question))
        {
            foreach (AIContent content in update.Contents)
            {
                switch (content)
                {
                    case TextReasoningContent reasoning:
                        transcript.WriteReasoning(reasoning.Text);
                        break;
                    case TextContent text:
                        transcript.WriteText(text.Text);
                        break;
                    case FunctionCallContent call:
                        transcript.AddCall(call.CallId, call.Name, JsonSerializer.Serialize(call.Arguments, OneLine));
                        break;
                    case FunctionResultContent result:
                        transcript.AddResult(result.CallId, $"{result.Result}", result.Exception is not null);
                        break;
                    case UsageContent usage:
                        tokens += usage.Details.TotalTokenCount ?? 0;
                        break;
                }
            }
        }

        transcript.WriteNote($"{tokens} tokens, {agent.Name} of Agent Framework");
    }
}
