#region usings
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using MiniMaxClient;
#endregion
using MiniMaxClient.Testing;
using Effort = Microsoft.Extensions.AI.ReasoningEffort;

namespace ReadmeCode.ExtensionsAIPage;

/// <summary>The guide to Microsoft.Extensions.AI.</summary>
internal sealed class ExtensionsAIExamples(MiniMaxEmulator emulator, CancellationToken cancellationToken)
    : PageExamples(emulator, cancellationToken)
{
    public async Task Chat()
    {
        using var client = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }));
        emulator.Enqueue(Reply.Text("Hi there."));

        #region chat-client
        IChatClient chat = client.AsIChatClient(MiniMaxModels.M3_1_Flash);
        ChatResponse response = await chat.GetResponseAsync("Hello");
        Console.WriteLine(response.Text);
        #endregion
        Assert.Equal(["Hi there."], Output);

        #region reasoning
        var options = new ChatOptions { Reasoning = new() { Effort = Microsoft.Extensions.AI.ReasoningEffort.Low } };
        response = await chat.GetResponseAsync("Name a prime above 90.", options);
        #endregion
        Assert.NotEmpty(response.Text);
        Assert.Equal("low", emulator.Requests[1].Json.GetProperty("reasoning_effort").GetString());
    }

    /// <summary>The table of efforts.</summary>
    public async Task Efforts()
    {
        Effort[] efforts = [Effort.Low, Effort.Medium, Effort.High, Effort.ExtraHigh, Effort.None];
        using var client = new ChatCompletionsClient(new MiniMaxAdapter(apiKey, new() { BaseAddress = emulator.MiniMax }));
        foreach (string model in (string[])[MiniMaxModels.M3_1_Flash, MiniMaxModels.M3])
        {
            IChatClient chat = client.AsIChatClient(model);
            foreach (Effort effort in efforts)
            {
                await chat.GetResponseAsync("Hi", new() { Reasoning = new() { Effort = effort } }, cancellationToken);
                System.Text.Json.JsonElement sent = emulator.Requests[^1].Json;
                Console.WriteLine(
                    sent.TryGetProperty("reasoning_effort", out System.Text.Json.JsonElement value) ? $"{value}"
                    : sent.TryGetProperty("thinking", out value) ? $"{value.GetProperty("type")}"
                    : "");
            }
        }

        Assert.Equal(["low", "medium", "high", "xhigh", "", "", "", "", "", "disabled"], Output);
    }

    public async Task Container()
    {
        var services = new ServiceCollection();
        emulator.Enqueue(Reply.Text("Hi there."));

        #region container
        services.AddMiniMaxClient(o => o.UseAimlApi(apiKey, emulator.AimlApi.ToString()));
        services.AddMiniMaxChatClient(MiniMaxModels.M3_1_Flash);
        #endregion
        await using ServiceProvider provider = services.BuildServiceProvider();
        Assert.Equal("Hi there.", (await provider.GetRequiredService<IChatClient>().GetResponseAsync("Hello")).Text);
    }
}
