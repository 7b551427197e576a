using System.ComponentModel;
#region agent-usings
using System.Text.Json;
using Microsoft.Agents.AI;
#endregion
using Microsoft.Extensions.AI;
using MiniMaxClient;
using MiniMaxClient.Testing;

namespace ReadmeCode.ExtensionsAIPage;

/// <summary>The guide to Microsoft.Extensions.AI: Agent Framework.</summary>
internal sealed class AgentFrameworkExamples(MiniMaxEmulator emulator, CancellationToken cancellationToken)
    : PageExamples(emulator, cancellationToken)
{
    public async Task Agent()
    {
        using var client = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }));
        IChatClient chat = client.AsIChatClient(MiniMaxModels.M3_1_Flash);
        emulator.Enqueue(
            Reply.Text("", thinking: "Look it up.").WithToolCall("get_weather", """{"city":"Oslo"}"""), Reply.Text("Yes, it snows."),
            Reply.Text("Gloves too."));

        #region agent
        AIAgent agent = chat.AsAIAgent("Be brief.", tools: [AIFunctionFactory.Create(GetWeather, "get_weather")]);
        AgentSession session = await agent.CreateSessionAsync();
        AgentResponse answer = await agent.RunAsync("Do I need a coat in Oslo?", session);
        Console.WriteLine(answer.Text);

        JsonElement stored = await agent.SerializeSessionAsync(session);
        session = await agent.DeserializeSessionAsync(stored);      // in another process
        await foreach (AgentResponseUpdate update in agent.RunStreamingAsync("And gloves?", session))
            Console.Write(update.Text);
        #endregion
        Assert.Equal(["Yes, it snows.", "Gloves too."], Output);
        Assert.Contains("Look it up.", emulator.Requests[2].Text, StringComparison.Ordinal);
    }

    [Description("Returns the weather of a city.")]
    private static string GetWeather(string city) => city == "Oslo" ? "snow, -3 °C" : "sun, 24 °C";
}
