#region usings
using MiniMaxClient;
#endregion
using MiniMaxClient.Testing;

namespace ReadmeCode.FailoverPage;

/// <summary>The guide to failover.</summary>
internal sealed class FailoverExamples(MiniMaxEmulator emulator, CancellationToken cancellationToken)
    : PageExamples(emulator, cancellationToken)
{
    public async Task NextProvider()
    {
        var request = new ChatCompletionRequest { Model = MiniMaxModels.M3, Messages = [ChatMessage.User("Hi")] };
        emulator.Enqueue(Reply.Error(402, "No credits"), Reply.Text("Hi"), Reply.Text("Hi again"));

        #region failover
        using var aiml = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }));
        using var runApi = new ChatCompletionsClient(new RunApiAdapter(apiKey, new() { BaseAddress = emulator.RunApi }));
        IChatCompletionsClient resilient = new FailoverChatCompletionsClient(aiml, runApi);

        ChatCompletion answer = await resilient.CompleteAsync(request, cancellationToken);
        Console.WriteLine($"{answer.Call?.Provider} responded");
        foreach (CallAttempt attempt in answer.Call?.Attempts ?? [])
            Console.WriteLine($"{attempt.Provider} {attempt.StatusCode} {attempt.Error ?? "ok"}");
        #endregion

        #region hedging
        using var hasty = new FailoverChatCompletionsClient([aiml, runApi], new() { HedgeAfter = TimeSpan.FromSeconds(8) });
        #endregion
        Assert.Equal(["runapi responded", "aimlapi 402 MiniMaxInsufficientCreditsException", "runapi 200 ok"], Output);
        Assert.Equal("aimlapi", (await hasty.CompleteAsync(request, cancellationToken)).Call!.Provider);
    }

    public async Task CostOfTheNextProvider()
    {
        #region prices
        var prices = new ModelPrices();
        prices.Set(MiniMaxModels.M3, new ModelPrice { Input = 0.30m, Output = 1.20m });       // RunAPI reports no cost
        var options = new ChatCompletionsClientOptions
        {
            SpendLimit = new SpendLimit(5.00m, TimeSpan.FromDays(1)),
            Prices = prices,
        };
        #endregion
        var aimlAdapter = new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi });
        var runApiAdapter = new RunApiAdapter(apiKey, new() { BaseAddress = emulator.RunApi });
        using var aiml = new ChatCompletionsClient(aimlAdapter, options);
        using var runApi = new ChatCompletionsClient(runApiAdapter, options);
        var resilient = new FailoverChatCompletionsClient(aiml, runApi);
        emulator.Enqueue(Reply.Error(402, "No credits"), Reply.Text("Hi"), Reply.Error(402, "No credits"));
        Assert.Equal("Hi", (await resilient.CompleteAsync("Hi", MiniMaxModels.M3, cancellationToken)).Text);

        var withoutPrices = new ChatCompletionsClientOptions { SpendLimit = options.SpendLimit };
        using var unpriced = new ChatCompletionsClient(runApiAdapter, withoutPrices);
        var failing = new FailoverChatCompletionsClient(aiml, unpriced);
        await Assert.ThrowsAsync<MiniMaxBudgetException>(
            () => failing.CompleteAsync("Hi", MiniMaxModels.M3, cancellationToken));
    }
}
