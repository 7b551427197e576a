#region usings
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using MiniMaxClient;
#endregion
using MiniMaxClient.Testing;

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
        IChatClient chat = client.AsIChatClient(MiniMaxModels.M2_7);
        ChatResponse response = await chat.GetResponseAsync("Hello");
        Console.WriteLine(response.Text);
        #endregion
        Assert.Equal(["Hi there."], Output);
    }

    public async Task Container()
    {
        var services = new ServiceCollection();
        emulator.Enqueue(Reply.Text("Hi there."));

        #region container
        services.AddMiniMaxClient(o => o.UseAimlApi(apiKey, emulator.AimlApi.ToString()));
        services.AddMiniMaxChatClient(MiniMaxModels.M2_7);
        #endregion
        await using ServiceProvider provider = services.BuildServiceProvider();
        Assert.Equal("Hi there.", (await provider.GetRequiredService<IChatClient>().GetResponseAsync("Hello")).Text);
    }
}
