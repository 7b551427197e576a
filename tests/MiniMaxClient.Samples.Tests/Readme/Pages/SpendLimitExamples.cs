#region usings
using MiniMaxClient;
#endregion
using MiniMaxClient.Testing;

namespace ReadmeCode.SpendLimitPage;

/// <summary>The guide to the spend limit.</summary>
internal sealed class SpendLimitExamples(MiniMaxEmulator emulator, CancellationToken cancellationToken)
    : PageExamples(emulator, cancellationToken)
{
    public async Task Limit()
    {
        var request = new ChatCompletionRequest { Model = MiniMaxModels.M2_7, Messages = [ChatMessage.User("Hi")] };

        #region budget
        var prices = new ModelPrices();
        prices.Set(MiniMaxModels.M2_7, new ModelPrice { Input = 0.39m, Output = 1.56m });     // USD per million tokens
        var options = new ChatCompletionsClientOptions
        {
            SpendLimit = new SpendLimit(5.00m, TimeSpan.FromDays(1)),                         // USD within a window
            Prices = prices,
        };
        using var client = new ChatCompletionsClient(new AimlApiAdapter(apiKey, new() { BaseAddress = emulator.AimlApi }), options);
        try
        {
            await client.StreamAsync(request, cancellationToken).ToCompletionAsync();
        }
        catch (MiniMaxBudgetException e)
        {
            Console.WriteLine($"{e.Spent} of {e.Limit} USD are spent.");
            Console.WriteLine(e.RetryAfter is { } wait ? $"The next window begins in {wait}." : e.Message);
            Console.WriteLine(e.Partial?.Text);      // what was received before a stream was stopped
        }
        #endregion
        Assert.True(options.SpendLimit.Spent > 0);
        Assert.Equal([""], Output);
    }

    public async Task UnknownCostIsSent()
    {
        var adapter = new RunApiAdapter(apiKey, new() { BaseAddress = emulator.RunApi });
        using (var strict = new ChatCompletionsClient(adapter, new() { SpendLimit = new SpendLimit(5, TimeSpan.FromDays(1)) }))
        {
            MiniMaxBudgetException e = await Assert.ThrowsAsync<MiniMaxBudgetException>(
                () => strict.CompleteAsync("Hi", MiniMaxModels.M2, cancellationToken));
            Assert.Null(e.RetryAfter);
            Assert.Contains(MiniMaxModels.M2, e.Message, StringComparison.Ordinal);
        }

        #region unknown-cost
        var lenient = new SpendLimit(5.00m, TimeSpan.FromDays(1)) { UnknownCost = UnknownCost.Warn };
        #endregion
        using var client = new ChatCompletionsClient(adapter, new() { SpendLimit = lenient });
        await client.CompleteAsync("Hi", MiniMaxModels.M2, cancellationToken);
        Assert.Equal(0, lenient.Spent);
    }
}
