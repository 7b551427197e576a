using MiniMaxClient.Testing;
using MiniMaxClient.Tests.Client;
using MiniMaxClient.Tests.Support;

namespace MiniMaxClient.Tests.Failover;

/// <summary>The id of the model in the request to each provider.</summary>
public sealed class FailoverModelTests : EmulatorTest
{
    protected override MiniMaxEmulatorOptions EmulatorOptions => new()
    {
        Models = ["MiniMax-M3.1-Flash", "minimax/minimax-m3.1-flash", "m31-flash"],
    };

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_CanonicalModel_SendsEachProviderItsOwnId(bool stream)
    {
        Emulator.Enqueue(Reply.Error(404, "x"), Reply.Error(404, "x"), Reply.Text("Hi"));
        using ChatCompletionsClient first = new(Adapters.ForEmulator(Emulator, "minimax")),
            second = new(Adapters.ForEmulator(Emulator, "aimlapi")),
            third = new(new RunApiAdapter(Emulator.ApiKey, new()
            {
                BaseAddress = Emulator.RunApi,
                Models = [new() { Model = MiniMaxModels.M3_1_Flash, Id = "m31-flash" }],
            }));

        ChatCompletion completion = await new FailoverChatCompletionsClient(first, second, third).CompletePromptAsync(
            stream,
            new() { Model = MiniMaxModels.M3_1_Flash, Messages = [ChatMessage.User("Hi")], ReasoningEffort = ReasoningEffort.Low },
            Token);

        Assert.Equal("Hi", completion.Text);
        Assert.Equal(
            ["MiniMax-M3.1-Flash", "minimax/minimax-m3.1-flash", "m31-flash"],
            Emulator.Requests.Select(static sent => sent.Json.GetProperty("model").GetString()));
        Assert.All(
            Emulator.Requests, static sent => Assert.Equal("low", sent.Json.GetProperty("reasoning_effort").GetString()));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Call_DefaultModelNotFound_CoolsDownThatModelOfTheClient(bool stream)
    {
        Emulator.Enqueue(Reply.Error(404, "x"), Reply.Text("Hi"), Reply.Text("Hi"), Reply.Text("Hi"));
        using var failover = new EmulatedFailover(
            Emulator,
            ["minimax", "aimlapi"],
            change: static (_, options) => options with { DefaultModel = MiniMaxModels.M3_1_Flash });
        var request = new ChatCompletionRequest { Messages = [ChatMessage.User("Hi")] };

        await failover.Client.CompletePromptAsync(stream, request, Token);
        await failover.Client.CompletePromptAsync(stream, request with { Model = MiniMaxModels.M3_1_Flash }, Token);
        await failover.Client.CompletePromptAsync(stream, request, Token);

        Assert.Equal(["MiniMax", "AimlApi", "AimlApi", "AimlApi"], failover.RequestedProviders);
    }
}
