using System.ComponentModel;
using Microsoft.Extensions.AI;
#region kernel-usings
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
#endregion
using MiniMaxClient;
using MiniMaxClient.Testing;

namespace ReadmeCode.ExtensionsAIPage;

/// <summary>The guide to Microsoft.Extensions.AI: Semantic Kernel.</summary>
internal sealed class SemanticKernelExamples(MiniMaxEmulator emulator, CancellationToken cancellationToken)
    : PageExamples(emulator, cancellationToken)
{
    public async Task Service()
    {
        using var client = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }));
        IChatClient chat = client.AsIChatClient(MiniMaxModels.M3_1_Flash);
        emulator.Enqueue(Reply.ToolCall("weather_get", """{"city":"Oslo"}"""), Reply.Text("Yes, it snows."));

        #region kernel
        IChatCompletionService service = chat.AsBuilder().UseKernelFunctionInvocation().Build().AsChatCompletionService();
        var kernel = new Kernel();
        kernel.Plugins.AddFromFunctions("weather", [KernelFunctionFactory.CreateFromMethod(GetWeather, "get")]);
        var settings = new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };
        Console.WriteLine(await service.GetChatMessageContentAsync("Do I need a coat in Oslo?", settings, kernel));
        #endregion
        Assert.Equal(["Yes, it snows."], Output);
        Assert.Contains("snow, -3", emulator.Requests[1].Text, StringComparison.Ordinal);
    }

    [Description("Returns the weather of a city.")]
    private static string GetWeather(string city) => city == "Oslo" ? "snow, -3 °C" : "sun, 24 °C";
}
